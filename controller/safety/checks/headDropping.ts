import { isCarried } from '../carried.ts';
import { DROP_DEG_PER_S, DROP_MS } from '../headDropping.ts';
import { uncommandedRateDegPerS, uncommandedSpeedDegPerS } from '../uncommandedMotion.ts';
import type { Check } from './check.ts';

/**
 * The head is tipped more than 8° another way than commanded for 100 ms, or turns at more than 100°/s that were not commanded
 * (reference/domain.md §4.3, §6 `drop`). The time is here and not in the row, since a fall of 100°/s has none to wait. What
 * is unknown comes with `poseUnknown` or `imuSilent`.
 */
export const headDropping: Check = {
  id: 'headDropping',
  isRaised(observation) {
    if (!isCarried(observation)) return false;
    const { head, headImu } = observation;
    const { measuredRateDegPerS, commandedRates, tiltOffForMs } = head;
    const isTipped = tiltOffForMs !== undefined && !(tiltOffForMs < DROP_MS);
    const isFallingByPots =
      measuredRateDegPerS !== undefined &&
      !(uncommandedRateDegPerS(measuredRateDegPerS, commandedRates) <= DROP_DEG_PER_S);
    const isFallingByImu =
      headImu.kind === 'known' &&
      !(uncommandedSpeedDegPerS(headImu.rateDegPerS, commandedRates) <= DROP_DEG_PER_S);
    return isTipped || isFallingByPots || isFallingByImu;
  },
};
