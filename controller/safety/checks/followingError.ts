import { isCarried } from '../carried.ts';
import { poseDistanceDeg } from '../poseDistance.ts';
import type { Check } from './check.ts';

/** reference/domain.md §6 `stall`; twice what the default build lags behind at top speed. */
const FOLLOWING_ERROR_DEG = 4;

/**
 * The measured head is more than 4° from where it was commanded, moving or not; for 100 ms, by its row. An unknown pose is
 * `poseUnknown`; one that is not a number raises both.
 */
export const followingError: Check = {
  id: 'followingError',
  isRaised(observation) {
    const { measured, commanded } = observation.head;
    if (!isCarried(observation) || !measured || !commanded) return false;
    return !(poseDistanceDeg(measured, commanded) <= FOLLOWING_ERROR_DEG);
  },
};
