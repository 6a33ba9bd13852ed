import { mayMoveByGaze } from '../carried.ts';
import type { Check } from './check.ts';

/** The tracker points worse than its calibration allows (reference/domain.md §4.2, 'Also'). What a source cannot tell raises nothing. */
export const gazeUncertain: Check = {
  id: 'gazeUncertain',
  isRaised: (observation) => mayMoveByGaze(observation) && observation.gaze.condition === 'uncertain',
};
