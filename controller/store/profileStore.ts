import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { firstWrongField } from '../../protocol/firstWrongField.ts';
import { DEFAULT_PROFILE, type Profile, profile as profileSchema } from '../../protocol/profile.ts';
import { removeLeftovers, writeAtomically } from './atomicWrite.ts';
import { hashOf } from './canonicalJson.ts';

const CURRENT = 'profile.json';
const PREVIOUS = ['profile.previous-1.json', 'profile.previous-2.json'] as const;
/** A profile is about 3 kB; a file this large is something else. */
const MAX_FILE_BYTES = 262_144;

export interface SavedProfile {
  readonly profile: Profile;
  /** SHA-256 of the profile's canonical JSON, in hexadecimal. */
  readonly hash: string;
}

/** What is wrong with the profile on disk. The file is left as it is. */
export class ProfileFileError extends Error {
  override readonly name = 'ProfileFileError';
  readonly kind: 'missing' | 'unreadable' | 'tooLarge' | 'notJson' | 'invalid' | 'unusableDirectory';
  readonly path: string;
  constructor(kind: ProfileFileError['kind'], path: string, detail: string) {
    super(`The profile ${path} cannot be used: ${detail}`);
    this.kind = kind;
    this.path = path;
  }
}

/** The profile of one person on disk, and the two before it. */
export interface ProfileStore {
  readonly directory: string;
  current(): SavedProfile;
  /**
   * Validates and saves a profile, and keeps the two before it. Saves run one after the other. Rejects with the zod or
   * system error where it could not be saved; `current` is then still the old one.
   */
  save(profile: Profile): Promise<SavedProfile>;
}

/**
 * Opens the profile in a directory, which is created where it does not exist. A new directory gets `DEFAULT_PROFILE`. A
 * profile that cannot be used is never replaced, by a default or by an older one: a person decides which one holds.
 *
 * @throws {ProfileFileError}
 */
export async function openProfileStore(directory: string): Promise<ProfileStore> {
  const path = join(directory, CURRENT);
  const inDirectory = <Result>(act: () => Promise<Result>): Promise<Result> =>
    act().catch((error: NodeJS.ErrnoException) => {
      throw new ProfileFileError(
        'unusableDirectory',
        path,
        `its directory does not let it be kept (${error.code}).`,
      );
    });
  await inDirectory(async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await Promise.all([CURRENT, ...PREVIOUS].map((name) => removeLeftovers(join(directory, name))));
  });

  let current = await readProfile(directory);
  if (!current) {
    await inDirectory(() => writeAtomically(path, textOf(DEFAULT_PROFILE)));
    current = { profile: DEFAULT_PROFILE, hash: hashOf(DEFAULT_PROFILE) };
  }
  let saved: SavedProfile = current;
  let lastSave: Promise<unknown> = Promise.resolve();

  const save = async (next: Profile): Promise<SavedProfile> => {
    const profile = profileSchema.parse(next);
    const hash = hashOf(profile);
    if (hash === saved.hash) return saved;
    // What is on disk, not what was loaded: someone may have edited the file since.
    await keepAsPrevious(directory, (await readText(path)) ?? textOf(saved.profile));
    await writeAtomically(path, textOf(profile));
    saved = { profile, hash };
    return saved;
  };

  return {
    directory,
    current: () => saved,
    save(profile) {
      const result = lastSave.then(() => save(profile));
      lastSave = result.catch(() => undefined); // Its caller gets the error; the next save does not depend on it.
      return result;
    },
  };
}

/**
 * The profile on disk, or null in a directory that has never had one. Changes nothing there.
 *
 * @throws {ProfileFileError}
 */
export async function readProfile(directory: string): Promise<SavedProfile | null> {
  const path = join(directory, CURRENT);
  const text = await readText(path);
  if (text === null) {
    const names = await readdir(directory).catch(nothingThere);
    const older = PREVIOUS.find((name) => names.includes(name));
    if (!older) return null;
    throw new ProfileFileError(
      'missing',
      path,
      `it is missing. If ${older} is the right one, copy it there.`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProfileFileError('notJson', path, 'it is not JSON.');
  }
  const parsed = profileSchema.safeParse(value);
  if (!parsed.success) throw new ProfileFileError('invalid', path, firstWrongField(parsed.error));
  return { profile: parsed.data, hash: hashOf(parsed.data) };
}

async function readText(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) throw new ProfileFileError('tooLarge', path, `it has ${size} bytes.`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof ProfileFileError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new ProfileFileError('unreadable', path, message);
  }
}

function nothingThere(error: NodeJS.ErrnoException): readonly string[] {
  if (error.code !== 'ENOENT') throw error;
  return [];
}

/** At every moment in between, `profile.json` itself is whole. */
async function keepAsPrevious(directory: string, text: string): Promise<void> {
  const [newest, oldest] = PREVIOUS;
  const names = await readdir(directory);
  if (names.includes(newest)) await rename(join(directory, newest), join(directory, oldest));
  await writeAtomically(join(directory, newest), text);
}

const textOf = (profile: Profile): string => `${JSON.stringify(profile, null, 2)}\n`;
