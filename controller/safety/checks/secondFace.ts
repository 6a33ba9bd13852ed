import { mayMoveByGaze } from '../carried.ts';
import type { Check } from './check.ts';

/** The tracker sees a second face, and nobody knows whose eyes it follows (reference/domain.md §4.2 row 6). What a source cannot tell raises nothing. */
export const secondFace: Check = {
  id: 'secondFace',
  isRaised: (observation) => mayMoveByGaze(observation) && observation.gaze.condition === 'secondFace',
};
