import { INPUT_ERRORS, type InputErrorId, REFUSALS, type RefusalId } from '../../protocol/refusals.ts';
import type { InputError, Refused } from '../../protocol/serverMessages.ts';

/** A refusal with its words. `requestId` is null where the refused message has none. */
export function refusal(id: RefusalId, requestId: string | null, detail: string | null = null): Refused {
  return { type: 'refused', requestId, id, ...REFUSALS[id], detail };
}

/** An input error with its words. */
export function inputErrorOf(id: InputErrorId, detail: string | null = null): InputError {
  return { type: 'inputError', id, ...INPUT_ERRORS[id], detail };
}
