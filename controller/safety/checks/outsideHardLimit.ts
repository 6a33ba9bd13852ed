import { isCarried } from '../carried.ts';
import { exceedance, widened } from '../envelope.ts';
import type { Check } from './check.ts';

/** Back off by no more than this after an over-rotation (reference/domain.md §4.2 row 3); droop and noise are less. */
const TOLERANCE_DEG = 3;

/**
 * The measured head is past the hard ellipsoid (reference/domain.md §2.3) with semi-axes 3° longer. An unknown pose is
 * `poseUnknown`; without a profile there is no limit, which is `profileMissing`.
 */
export const outsideHardLimit: Check = {
  id: 'outsideHardLimit',
  isRaised(observation) {
    const { head, envelope } = observation;
    if (!isCarried(observation) || !head.measured || !envelope) return false;
    return !(exceedance(head.measured, widened(envelope.hard, TOLERANCE_DEG)) <= 1);
  },
};
