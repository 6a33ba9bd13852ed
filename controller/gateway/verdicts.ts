import type { GateVerdict } from '../../protocol/gateVerdict.ts';
import { readVerdicts } from '../store/verdictFiles.ts';

export interface VerdictOptions {
  /** Where the profile is kept. */
  readonly directory: string;
  readonly everyMs: number;
  /** There are others than there were. */
  readonly onChange: (verdicts: readonly GateVerdict[]) => void;
  /** One line for the person who runs Poise. */
  readonly log: (line: string) => void;
}

/** Knows what the gate has said, by the files beside the profile. */
export interface VerdictWatch {
  current(): readonly GateVerdict[];
  /** Reads them again. Never rejects. */
  read(): Promise<void>;
  close(): void;
}

/** Reads the verdicts once before it resolves, then every `everyMs`: the gate is run beside a Poise that is running. */
export async function watchVerdicts({
  directory,
  everyMs,
  onChange,
  log,
}: VerdictOptions): Promise<VerdictWatch> {
  let current: readonly GateVerdict[] = [];
  let logged: readonly string[] = [];
  let lastRead: Promise<void> = Promise.resolve();

  const take = async (): Promise<'changed' | 'same'> => {
    const { verdicts, problems } = await readVerdicts(directory);
    for (const problem of problems.filter((one) => !logged.includes(one))) log(problem);
    logged = problems;
    const words = verdicts.map(withReasonOnly);
    if (JSON.stringify(words) === JSON.stringify(current)) return 'same';
    current = words;
    return 'changed';
  };
  const readOnce = async (): Promise<void> => {
    if ((await take()) === 'changed') onChange(current);
  };
  const read = (): Promise<void> => {
    lastRead = lastRead.then(readOnce);
    return lastRead;
  };

  // What is there from the beginning is no change: whoever asked for it takes it from `current`.
  await take();
  const timer = setInterval(() => void read(), everyMs);
  return { current: () => current, read, close: () => clearInterval(timer) };
}

/** Control needs the word and the first reason; with all figures behind it a line of the channel could become too long. */
function withReasonOnly(verdict: GateVerdict): GateVerdict {
  return { ...verdict, figures: verdict.figures.filter(({ isHeld }) => !isHeld).slice(0, 1) };
}
