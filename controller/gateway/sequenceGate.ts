import type { PageMessage } from '../../protocol/clientMessages.ts';

/** Newest sequence numbers of one connection. */
export interface SequenceState {
  readonly presence: number | null;
  readonly renewal: { readonly leaseId: string; readonly sequence: number } | null;
}

export const FIRST_SEQUENCE: SequenceState = { presence: null, renewal: null };

/**
 * The state after a renewal or presence, or null where its number does not exceed the one before: it was overtaken,
 * repeated or replayed. Presence counts over the connection, renewals over one lease; other messages carry no number.
 */
export function passSequence(state: SequenceState, message: PageMessage): SequenceState | null {
  if (message.type === 'presence') {
    if (state.presence !== null && message.sequence <= state.presence) return null;
    return { ...state, presence: message.sequence };
  }
  if (message.type === 'renew') {
    const { leaseId, sequence } = message;
    if (state.renewal?.leaseId === leaseId && sequence <= state.renewal.sequence) return null;
    return { ...state, renewal: { leaseId, sequence } };
  }
  return state;
}
