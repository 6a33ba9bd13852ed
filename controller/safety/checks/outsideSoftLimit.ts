import { isCarried } from '../carried.ts';
import { exceedance, widened } from '../envelope.ts';
import type { Check } from './check.ts';

/** Droop and the noise of the sensors at the limit are not a crossing of it (D). */
const TOLERANCE_DEG = 1;

/**
 * The measured head is past the soft ellipsoid (reference/domain.md §2.3) with semi-axes 1° longer. An unknown pose is
 * `poseUnknown`; without a profile there is no limit, which is `profileMissing`.
 */
export const outsideSoftLimit: Check = {
  id: 'outsideSoftLimit',
  isRaised(observation) {
    const { head, envelope } = observation;
    if (!isCarried(observation) || !head.measured || !envelope) return false;
    return !(exceedance(head.measured, widened(envelope.soft, TOLERANCE_DEG)) <= 1);
  },
};
