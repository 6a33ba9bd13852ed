import { REFUSALS, type RefusalId } from '../../protocol/refusals.ts';
import type { Accepted, LeaseGranted, Refused } from '../../protocol/serverMessages.ts';
import type { ControlState } from './state.ts';

export type Reply = LeaseGranted | Accepted | Refused;

/** What one message changed, and what its sender is told; a renewal that is granted is not answered. */
export interface Outcome {
  readonly state: ControlState;
  readonly reply?: Reply;
}

/** The refusal as the person reads it. */
export function refusal(requestId: string | null, id: RefusalId, detail: string | null = null): Refused {
  return { type: 'refused', requestId, id, ...REFUSALS[id], detail };
}

export const accepted = (requestId: string): Accepted => ({ type: 'accepted', requestId });
