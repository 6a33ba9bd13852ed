import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { firstWrongField } from '../../protocol/firstWrongField.ts';
import { type GateVerdict, gateVerdict } from '../../protocol/gateVerdict.ts';
import { writeAtomically } from './atomicWrite.ts';

/** One file for each strategy: a new verdict takes the place of the one before. */
const VERDICT_FILE = /^gate\.([A-Za-z]{1,40})\.json$/;
/** A verdict has about 6 kB; a file this large is something else. */
const MAX_FILE_BYTES = 65_536;

/** The verdicts beside a profile, and one sentence for each file that is none. */
export interface FoundVerdicts {
  readonly verdicts: readonly GateVerdict[];
  readonly problems: readonly string[];
}

/**
 * Puts a verdict of the gate beside the profile of a directory, and says under which path. Others may read it: who tests is not
 * always the one who runs Poise. Rejects with the system's error.
 */
export async function writeVerdict(profileDirectory: string, verdict: GateVerdict): Promise<string> {
  const path = join(profileDirectory, `gate.${verdict.strategyId}.json`);
  await writeAtomically(path, `${JSON.stringify(verdict, null, 2)}\n`, 0o644);
  return path;
}

/** What the gate has said, by what is on disk now. What cannot be read is a problem and no verdict. Never rejects. */
export async function readVerdicts(profileDirectory: string): Promise<FoundVerdicts> {
  let names: readonly string[];
  try {
    names = await readdir(profileDirectory);
  } catch (error) {
    return { verdicts: [], problems: [`The verdicts of the gate cannot be read (${codeOf(error)}).`] };
  }
  const found = await Promise.all(
    names
      .filter((name) => VERDICT_FILE.test(name))
      .sort()
      .map((name) => readVerdict(profileDirectory, name)),
  );
  return {
    verdicts: found.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    problems: found.flatMap((one) => (typeof one === 'string' ? [`${one} It counts as no verdict.`] : [])),
  };
}

/** The verdict, or what is wrong with the file. */
async function readVerdict(directory: string, name: string): Promise<GateVerdict | string> {
  const path = join(directory, name);
  let value: unknown;
  try {
    const about = await stat(path);
    // A pipe in its place would keep whoever opens it waiting for ever.
    if (!about.isFile()) return `${name} is not a file.`;
    if (about.size > MAX_FILE_BYTES) return `${name} has ${about.size} bytes.`;
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    return error instanceof SyntaxError
      ? `${name} is not JSON.`
      : `${name} cannot be read (${codeOf(error)}).`;
  }
  const parsed = gateVerdict.safeParse(value);
  if (!parsed.success) return `${name} has a wrong field (${firstWrongField(parsed.error)}).`;
  const [, strategyId] = VERDICT_FILE.exec(name) ?? [];
  return parsed.data.strategyId === strategyId
    ? parsed.data
    : `${name} is a verdict on ${parsed.data.strategyId.slice(0, 40)}.`;
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
