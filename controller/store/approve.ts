import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { PARAMETER_IDS, PARAMETERS } from '../../protocol/parameters.ts';
import { approvedWords, type Found, MAX_DAYS, RECOMMENDED_DAYS, signApproval } from './approval.ts';
import { PUBLIC_KEY_FILE, readPrivateKey, readPublicKey, writeApproval } from './approvalFiles.ts';
import { calendarDay, dayOf, daysAfter, daysBetween } from './calendarDay.ts';
import { ProfileFileError, readProfile, type SavedProfile } from './profileStore.ts';

const USAGE = `node controller/store/approve.ts new-key --out DIR
       node controller/store/approve.ts approve --profile-dir DIR --key FILE --by NAME --until YYYY-MM-DD
  new-key   makes the clinician's key pair; the private half stays with the clinician
  approve   signs the settings in a profile directory, until the end of a day at most 12 weeks ahead`;
const EXIT_REFUSED = 1;
const EXIT_USAGE = 64;
const PRIVATE_KEY_FILE = 'approval-private-key.pem';

/** What was asked for cannot be done; the message is the sentence for the person who asked. */
class Refusal extends Error {
  override readonly name = 'Refusal';
}
class UsageError extends Error {
  override readonly name = 'UsageError';
}

const given = z.string().min(1);

function readOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Record<Name, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    });
    return z.record(z.enum(names), given).parse(values) as Record<Name, string>;
  } catch (error) {
    throw new UsageError(error instanceof z.ZodError ? z.prettifyError(error) : String(error));
  }
}

async function newKey(args: readonly string[]): Promise<void> {
  const { out } = readOptions(args, ['out']);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const privatePath = join(out, PRIVATE_KEY_FILE);
  const publicPath = join(out, PUBLIC_KEY_FILE);
  await doing(`No keys could be kept in ${out}`, async () => {
    await mkdir(out, { recursive: true, mode: 0o700 });
    // Never over another key: what was approved with that one could not be checked any more.
    const privateText = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeFile(privatePath, privateText, { flag: 'wx', mode: 0o600 });
    try {
      const publicText = publicKey.export({ type: 'spki', format: 'pem' });
      await writeFile(publicPath, publicText, { flag: 'wx', mode: 0o644 });
    } catch (error) {
      await unlink(privatePath);
      throw error;
    }
  });
  console.log(`${privatePath} is the clinician's. Keep it away from the brace: whoever has it can approve.`);
  console.log(`${publicPath} goes into the profile directory of each brace, installed by who sets it up.`);
}

async function approve(args: readonly string[]): Promise<void> {
  const options = readOptions(args, ['profile-dir', 'key', 'by', 'until']);
  const { 'profile-dir': directory, key, by, until } = options;
  const today = dayOf(new Date());
  const words = approvedWords.omit({ profileHash: true }).safeParse({ by, on: today, until });
  if (!calendarDay.safeParse(until).success)
    throw new Refusal(`--until ${until} is not a day; write it as YYYY-MM-DD.`);
  if (!words.success) throw new Refusal('--by is to be a name of at most 80 letters on one line.');
  const days = daysBetween(today, until);
  if (days < 0) throw new Refusal(`${until} is past; today is ${today}.`);
  if (days > MAX_DAYS)
    throw new Refusal(
      `${until} is ${days} days ahead; an approval is for at most ${MAX_DAYS} (until ${daysAfter(today, MAX_DAYS)}). ALS progresses: look at the person again.`,
    );

  const saved = await loadProfile(directory);
  const privateKey = required(await readPrivateKey(key), `There is no key ${key}.`);
  const installed = required(
    await readPublicKey(directory),
    `There is no ${PUBLIC_KEY_FILE} in ${directory}; whoever sets the brace up puts the clinician's public key there.`,
  );
  if (!createPublicKey(privateKey).equals(installed))
    throw new Refusal(`${key} does not belong to the ${PUBLIC_KEY_FILE} that is installed in ${directory}.`);

  const signed = signApproval({ ...words.data, profileHash: saved.hash }, privateKey);
  await doing('The approval could not be kept', () => writeApproval(directory, signed));
  describe(saved);
  console.log(`approved by ${by} from ${today} until the end of ${until}. Poise takes it over in a minute.`);
  if (days > RECOMMENDED_DAYS)
    console.log(
      `That is longer than the ${RECOMMENDED_DAYS} days after which the person should be looked at again.`,
    );
}

async function loadProfile(directory: string): Promise<SavedProfile> {
  try {
    const saved = await readProfile(directory);
    if (saved) return saved;
  } catch (error) {
    if (error instanceof ProfileFileError) throw new Refusal(error.message);
    throw new Refusal(`The profile in ${directory} cannot be read (${(error as Error).message}).`);
  }
  throw new Refusal(`There is no profile in ${directory}.`);
}

/** What is being approved, so that nobody signs another person's settings. */
function describe({ profile, hash }: SavedProfile): void {
  console.log(`"${profile.name}" (${profile.id}, for: ${profile.wearer})`);
  console.log(`settings ${hash}`);
  for (const id of PARAMETER_IDS) {
    const value = profile.parameters[id];
    const { label, unit, recommended } = PARAMETERS[id];
    if (value < recommended.min || value > recommended.max)
      console.log(`outside the recommended range: ${label} ${value} ${unit}`);
  }
}

function required(found: Found<KeyObject>, whenAbsent: string): KeyObject {
  if (found.kind === 'found') return found.value;
  throw new Refusal(found.kind === 'absent' ? whenAbsent : found.detail);
}

async function doing(what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Refusal(`${what}: ${code === 'EEXIST' ? 'there is one already.' : message}`);
  }
}

async function main([command, ...args]: readonly string[]): Promise<number> {
  try {
    switch (command) {
      case 'new-key':
        await newKey(args);
        return 0;
      case 'approve':
        await approve(args);
        return 0;
      default:
        throw new UsageError(
          command === undefined ? 'Say what to do.' : `${command} is not something to do.`,
        );
    }
  } catch (error) {
    if (error instanceof Refusal) {
      console.error(`${error.message} Nothing was changed.`);
      return EXIT_REFUSED;
    }
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\nUsage: ${USAGE}`);
    return EXIT_USAGE;
  }
}

process.exitCode = await main(process.argv.slice(2));
