import { isCarried } from '../carried.ts';
import type { Check } from './check.ts';

/** Flexion over the profile's hard limit for 1 s (reference/domain.md §4.2 row 9), as `loadAssessment.ts` judges it: what it cannot know leaves the flag as it was. */
export const flexionOverLimit: Check = {
  id: 'flexionOverLimit',
  isRaised: (observation) => isCarried(observation) && observation.load.flexionOverLimit,
};
