import { mayMoveByGaze } from '../carried.ts';
import type { Check } from './check.ts';

/** The eyes are shut; for 1 s, by its row (reference/domain.md §3.2 Midas rule 2: eyes closed over 1 s is a STOP). What a source cannot tell raises nothing. */
export const eyesShut: Check = {
  id: 'eyesShut',
  isRaised: (observation) => mayMoveByGaze(observation) && observation.gaze.condition === 'eyesClosed',
};
