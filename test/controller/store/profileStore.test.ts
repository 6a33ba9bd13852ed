import { fork } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { canonicalJson, hashOf } from '../../../controller/store/canonicalJson.ts';
import { openProfileStore, ProfileFileError } from '../../../controller/store/profileStore.ts';
import { DEFAULT_PROFILE, type Profile } from '../../../protocol/profile.ts';

const named = (name: string): Profile => ({ ...DEFAULT_PROFILE, name });

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'poise-store-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const readName = async (directory: string, file: string): Promise<string> =>
  JSON.parse(await readFile(join(directory, file), 'utf8')).name;

test('a new directory gets the default profile, and keeps it', async () => {
  const directory = join(await temporaryDirectory(), 'profiles');
  const store = await openProfileStore(directory);
  expect(store.current()).toEqual({ profile: DEFAULT_PROFILE, hash: hashOf(DEFAULT_PROFILE) });
  expect(await readdir(directory)).toEqual(['profile.json']);
  expect((await openProfileStore(directory)).current()).toEqual(store.current());
});

test('saves, and keeps the two before', async () => {
  const directory = await temporaryDirectory();
  const store = await openProfileStore(directory);
  for (const name of ['one', 'two', 'three', 'four']) await store.save(named(name));
  expect(await readName(directory, 'profile.json')).toBe('four');
  expect(await readName(directory, 'profile.previous-1.json')).toBe('three');
  expect(await readName(directory, 'profile.previous-2.json')).toBe('two');
  expect(await readdir(directory)).toHaveLength(3);
  expect((await openProfileStore(directory)).current()).toEqual({
    profile: named('four'),
    hash: hashOf(named('four')),
  });
});

test('saves that overlap run one after the other', async () => {
  const directory = await temporaryDirectory();
  const store = await openProfileStore(directory);
  await Promise.all(['one', 'two', 'three'].map((name) => store.save(named(name))));
  expect(store.current().profile.name).toBe('three');
  expect(await readName(directory, 'profile.previous-1.json')).toBe('two');
  expect(await readName(directory, 'profile.previous-2.json')).toBe('one');
});

test('a profile from before steering by gaze opens with the defaults of its figures, keeps its own, and is another to approve', async () => {
  const directory = await temporaryDirectory();
  const { lookAwayMs, clutchConfirmMs, clutchReleaseMs, ...older } = {
    ...DEFAULT_PROFILE.parameters,
    armDwellMs: 1300,
  };
  const text = JSON.stringify({ ...DEFAULT_PROFILE, parameters: older });
  await writeFile(join(directory, 'profile.json'), text);
  const { profile, hash } = (await openProfileStore(directory)).current();
  expect(profile.parameters).toEqual({ ...older, lookAwayMs, clutchConfirmMs, clutchReleaseMs });
  expect(hash).not.toBe(hashOf(JSON.parse(text)));
  expect(await readFile(join(directory, 'profile.json'), 'utf8')).toBe(text);
});

test('saving what is saved already changes no file', async () => {
  const directory = await temporaryDirectory();
  const store = await openProfileStore(directory);
  await store.save(named('one'));
  await store.save(named('one'));
  expect(await readName(directory, 'profile.previous-1.json')).toBe(DEFAULT_PROFILE.name);
});

test('a profile that breaks its rules is not saved', async () => {
  const directory = await temporaryDirectory();
  const store = await openProfileStore(directory);
  const wrong = { ...DEFAULT_PROFILE, parameters: { ...DEFAULT_PROFILE.parameters, yawHardDeg: 20 } };
  await expect(store.save(wrong)).rejects.toThrow(/may not exceed/);
  await expect(
    store.save({ ...DEFAULT_PROFILE, restPose: { yawDeg: Number.NaN, pitchDeg: 0, rollDeg: 0 } }),
  ).rejects.toThrow();
  expect(store.current().profile).toEqual(DEFAULT_PROFILE);
  await store.save(named('the next one works'));
});

test('what someone edited while the store was open is kept as the previous one', async () => {
  const directory = await temporaryDirectory();
  const store = await openProfileStore(directory);
  await writeFile(join(directory, 'profile.json'), JSON.stringify(named('edited by hand')));
  await store.save(named('saved'));
  expect(await readName(directory, 'profile.previous-1.json')).toBe('edited by hand');
});

test.each<[string, string, ProfileFileError['kind'], RegExp]>([
  ['empty', '', 'notJson', /not JSON/],
  ['cut short', JSON.stringify(DEFAULT_PROFILE).slice(0, 500), 'notJson', /not JSON/],
  ['without a field', JSON.stringify({ ...DEFAULT_PROFILE, wearer: undefined }), 'invalid', /wearer/],
  ['with a foreign field', JSON.stringify({ ...DEFAULT_PROFILE, speed: 1 }), 'invalid', /speed/],
  [
    'of another version',
    JSON.stringify({ ...DEFAULT_PROFILE, schemaVersion: 2 }),
    'invalid',
    /schemaVersion/,
  ],
  [
    'with limits in the wrong order',
    JSON.stringify({ ...DEFAULT_PROFILE, parameters: { ...DEFAULT_PROFILE.parameters, yawHardDeg: 20 } }),
    'invalid',
    /may not exceed/,
  ],
  ['of half a megabyte', ' '.repeat(500_000), 'tooLarge', /500000 bytes/],
])('a file that is %s is refused and left as it is', async (_name, text, kind, words) => {
  const directory = await temporaryDirectory();
  const store = await openProfileStore(directory);
  await store.save(named('good'));
  await writeFile(join(directory, 'profile.json'), text);
  const error = await openProfileStore(directory).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProfileFileError);
  expect(error).toMatchObject({ kind, path: join(directory, 'profile.json') });
  expect(String(error)).toMatch(words);
  expect(await readFile(join(directory, 'profile.json'), 'utf8')).toBe(text);
  expect(await readName(directory, 'profile.previous-1.json')).toBe(DEFAULT_PROFILE.name);
});

test('a profile that is missing beside older ones is not replaced by the default', async () => {
  const directory = await temporaryDirectory();
  await (await openProfileStore(directory)).save(named('good'));
  await rm(join(directory, 'profile.json'));
  await expect(openProfileStore(directory)).rejects.toMatchObject({ kind: 'missing' });
  await copyFile(join(directory, 'profile.previous-1.json'), join(directory, 'profile.json'));
  expect((await openProfileStore(directory)).current().profile).toEqual(DEFAULT_PROFILE);
});

test('a process killed while it saves leaves a valid profile, whenever it is killed', async () => {
  const directory = await temporaryDirectory();
  const first = await openProfileStore(directory);
  for (const name of ['-3', '-2', '-1']) await first.save(named(name));
  let lastNumber = 0;
  for (let round = 0; round < 12; round++) {
    const writer = fork(new URL('./saveForEver.ts', import.meta.url), [directory, String(lastNumber)]);
    onTestFinished(() => void writer.kill('SIGKILL'));
    let confirmed = lastNumber;
    // One, two or three saves, however fast the disk is, and then a moment of another.
    const enough = lastNumber + 1 + (round % 3);
    await new Promise<void>((resolve) => {
      writer.on('message', (saved: number) => {
        confirmed = saved;
        if (saved >= enough) resolve();
      });
    });
    await new Promise((resolve) => setTimeout(resolve, (round * 7) % 23));
    writer.kill('SIGKILL');
    await new Promise((resolve) => writer.once('close', resolve));

    const { profile } = (await openProfileStore(directory)).current();
    const number = Number(profile.name);
    // What was reported as saved is there; a save that was under way may be.
    expect(number).toBeGreaterThanOrEqual(confirmed);
    expect(number).toBeLessThanOrEqual(confirmed + 2);
    for (const file of await readdir(directory)) {
      expect(file).toMatch(/^profile(\.previous-[12])?\.json$/);
      expect(Number(await readName(directory, file))).toBeLessThanOrEqual(number);
    }
    lastNumber = number;
  }
  expect(lastNumber).toBeGreaterThanOrEqual(24);
});

test('canonical JSON does not depend on the order of keys, and nothing else is lost', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, reversed(inner)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(hashOf(DEFAULT_PROFILE)).toMatch(/^[0-9a-f]{64}$/);
  expect(hashOf(named('other'))).not.toBe(hashOf(DEFAULT_PROFILE));
});

test('a directory that cannot be used is an error with words, not a crash', async () => {
  const error = await openProfileStore('/dev/null').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProfileFileError);
  expect(error).toMatchObject({ kind: 'unusableDirectory' });
  expect(String(error)).toMatch(/directory does not let it be kept \(EEXIST\)/);
});
