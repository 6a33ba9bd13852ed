import { mayMoveByGaze } from '../carried.ts';
import type { Check } from './check.ts';

/** The eyes are known to look off the page; for 150 ms, by its row (reference/domain.md §3.2 Midas rule 2). What a source cannot tell raises nothing. */
export const gazeOffScreen: Check = {
  id: 'gazeOffScreen',
  isRaised: (observation) => mayMoveByGaze(observation) && observation.gaze.condition === 'offScreen',
};
