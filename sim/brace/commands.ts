import { z } from 'zod';
import { POT_FAULTS } from './potWires.ts';

const direction = z.enum(['toChip', 'toHost']);
const share = z.number().min(0).max(1);
const milliseconds = z.number().min(0).max(10_000);

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
  z.strictObject({ type: z.literal('delayLine'), delayMs: milliseconds }),
  z.strictObject({ type: z.literal('jitterLine'), jitterMs: milliseconds }),
  /** Either the next `count` bytes, or from now on a share of all bytes. */
  z.strictObject({ type: z.literal('corrupt'), direction, count: z.int().min(1).max(100_000) }),
  z.strictObject({ type: z.literal('corruptRate'), byteErrorRate: share }),
  z.strictObject({ type: z.literal('lossRate'), byteLossRate: share }),
  z.strictObject({ type: z.literal('duplicationRate'), duplicationRate: share }),
  z.strictObject({
    type: z.literal('resetChip'),
    cause: z.enum(['powerOn', 'external', 'brownOut', 'watchdog']),
  }),
  z.strictObject({ type: z.literal('wireReset'), isWired: z.boolean() }),
  /** Null: the source gives its 12 V again. */
  z.strictObject({ type: z.literal('supply'), volts: z.number().min(0).max(12).nullable() }),
  z.strictObject({
    type: z.literal('potentiometer'),
    servo: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    fault: z.enum(POT_FAULTS).nullable(),
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
