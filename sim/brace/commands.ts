import { z } from 'zod';

const direction = z.enum(['toChip', 'toHost']);

/** What may be asked of a simulated brace over its truth socket, one JSON object per line. */
export const braceCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('pressStop') }),
  z.strictObject({ type: z.literal('releaseStop') }),
  z.strictObject({ type: z.literal('holdHead') }),
  z.strictObject({ type: z.literal('letGo') }),
  z.strictObject({ type: z.literal('cutLine') }),
  z.strictObject({ type: z.literal('mendLine') }),
  z.strictObject({ type: z.literal('stallLine') }),
  z.strictObject({ type: z.literal('resumeLine') }),
  z.strictObject({ type: z.literal('delayLine'), delayMs: z.number().min(0).max(10_000) }),
  /** Either the next `count` bytes, or from now on a share of all bytes. */
  z.strictObject({ type: z.literal('corrupt'), direction, count: z.int().min(1).max(100_000) }),
  z.strictObject({ type: z.literal('corruptRate'), byteErrorRate: z.number().min(0).max(1) }),
  z.strictObject({
    type: z.literal('resetChip'),
    cause: z.enum(['powerOn', 'external', 'brownOut', 'watchdog']),
  }),
]);
export type BraceCommand = z.infer<typeof braceCommand>;

/** Why a line on the truth socket did nothing. */
export interface CommandRefusal {
  readonly type: 'refused';
  readonly id: 'notJson' | 'unknownCommand' | 'tooLong' | 'failed';
  readonly sentence: string;
  readonly advice: string;
}

const ADVICE = `Send one JSON object per line with a type out of: ${braceCommand.options
  .map((option) => option.shape.type.value)
  .join(', ')}.`;

export function refusal(id: CommandRefusal['id'], sentence: string): CommandRefusal {
  return { type: 'refused', id, sentence, advice: ADVICE };
}

/** Reads one line. Never throws. */
export function readCommand(line: string): BraceCommand | CommandRefusal {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return refusal('notJson', 'The simulated brace could not read this command: it is not JSON.');
  }
  const parsed = braceCommand.safeParse(value);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'command'}: ${issue.message}`)
    .join('; ');
  return refusal('unknownCommand', `The simulated brace does not know this command (${details}).`);
}
