import { isCarried } from '../carried.ts';
import {
  isCommandedStill,
  UNCOMMANDED_AT_REST_DEG_PER_S,
  UNCOMMANDED_DEG_PER_S,
  uncommandedRateDegPerS,
  uncommandedSpeedDegPerS,
} from '../uncommandedMotion.ts';
import type { Check } from './check.ts';

/**
 * The head turns at 60°/s that were not commanded, or at 15°/s while nothing is (reference/domain.md §4.2 rows 2 and 12). The
 * sensor of the head band counts for the first alone: it feels every jolt of the chair. Without a commanded rate anything over
 * 60°/s was not commanded, since nothing ever commands it. An unknown measured rate is young (50 ms) or comes with `linkLate`
 * or `poseUnknown`.
 */
export const uncommandedMotion: Check = {
  id: 'uncommandedMotion',
  isRaised(observation) {
    if (!isCarried(observation)) return false;
    const { head, headImu } = observation;
    const { measuredRateDegPerS, commandedRates } = head;
    const limit = isCommandedStill(commandedRates) ? UNCOMMANDED_AT_REST_DEG_PER_S : UNCOMMANDED_DEG_PER_S;
    const byPots =
      measuredRateDegPerS !== undefined &&
      !(uncommandedRateDegPerS(measuredRateDegPerS, commandedRates) <= limit);
    const byImu =
      headImu.kind === 'known' &&
      !(uncommandedSpeedDegPerS(headImu.rateDegPerS, commandedRates) <= UNCOMMANDED_DEG_PER_S);
    return byPots || byImu;
  },
};
