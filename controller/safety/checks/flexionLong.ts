import { isCarried } from '../carried.ts';
import type { Check } from './check.ts';

/** Flexion over 15° for 60 s (reference/domain.md §4.2 row 9), as `loadAssessment.ts` judges it: what it cannot know leaves the flag as it was. */
export const flexionLong: Check = {
  id: 'flexionLong',
  isRaised: (observation) => isCarried(observation) && observation.load.flexionLong,
};
