import { mayMoveByGaze } from '../carried.ts';
import { areEyesGone } from '../gazeLoss.ts';
import type { Check } from './check.ts';

/**
 * The eyes are gone, in whichever way: the movement waits after `gazeSlowMs`, 100 ms (reference/domain.md §4.2 row 6). A bare pointer
 * cannot tell, which is neither seen nor lost (DESIGN 'A still pointer').
 */
export const gazeInterrupted: Check = {
  id: 'gazeInterrupted',
  isRaised: (observation) => mayMoveByGaze(observation) && areEyesGone(observation.gaze.condition),
};
