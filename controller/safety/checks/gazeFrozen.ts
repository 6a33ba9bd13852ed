import { mayMoveByGaze } from '../carried.ts';
import type { Check } from './check.ts';

/** The pointer of a tracker does not move at all, as no eye can keep it (reference/domain.md §4.2 row 6). What a source cannot tell raises nothing. */
export const gazeFrozen: Check = {
  id: 'gazeFrozen',
  isRaised: (observation) => mayMoveByGaze(observation) && observation.gaze.condition === 'frozen',
};
