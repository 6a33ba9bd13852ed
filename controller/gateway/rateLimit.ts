import { MAX_MESSAGES_PER_S } from '../../protocol/clientMessages.ts';

/** Messages that may still come before the limit is reached, refilled as time passes. */
export interface Allowance {
  readonly messages: number;
  readonly atMs: number;
}

export const fullAllowance = (nowMs: number): Allowance => ({ messages: MAX_MESSAGES_PER_S, atMs: nowMs });

/** The allowance after one more message at `nowMs` (monotonic), or null where that message is one too many. */
export function spendOne({ messages, atMs }: Allowance, nowMs: number): Allowance | null {
  const refilled = Math.min(MAX_MESSAGES_PER_S, messages + ((nowMs - atMs) * MAX_MESSAGES_PER_S) / 1000);
  return refilled >= 1 ? { messages: refilled - 1, atMs: nowMs } : null;
}
