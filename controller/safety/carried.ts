import type { StateName } from '../../protocol/states.ts';
import type { Observation } from './observation.ts';

/** States that are reached only with a brace that carries the head. */
const CARRYING: readonly StateName[] = ['standby', 'ready', 'engaged', 'paused', 'retreating'];

/**
 * Whether the brace carries the head, so that pose, load and supply mean anything. While the brace is unknown it is taken to in
 * every state that needs it to.
 */
export function isCarried({ brace, state }: Observation): boolean {
  return brace ? brace.isPowered : CARRYING.includes(state);
}

/** Whether gaze may be what moves the head now, or in a moment. */
export function mayMoveByGaze({ state }: Observation): boolean {
  return state === 'engaged' || state === 'ready';
}
