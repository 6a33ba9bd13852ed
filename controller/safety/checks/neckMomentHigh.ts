import { isCarried } from '../carried.ts';
import type { Check } from './check.ts';

/** More than `neckMomentWarnNm`, 5 Nm, on the neck (reference/domain.md §0 fact 9), as `loadAssessment.ts` judges it: what it cannot know leaves the flag as it was. */
export const neckMomentHigh: Check = {
  id: 'neckMomentHigh',
  isRaised: (observation) => isCarried(observation) && observation.load.neckMomentHigh,
};
