import { mayMoveByGaze } from '../carried.ts';
import type { Check } from './check.ts';

/** The tracker does not answer; for 250 ms, by its row (reference/domain.md §4.3). What a source cannot tell raises nothing. */
export const trackerLost: Check = {
  id: 'trackerLost',
  isRaised: (observation) => mayMoveByGaze(observation) && observation.gaze.condition === 'trackerLost',
};
