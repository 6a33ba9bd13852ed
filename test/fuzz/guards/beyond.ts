import { exceedance, type RangeDeg, widened } from '../../../controller/safety/envelope.ts';
import type { Pose } from '../../../protocol/pose.ts';

const FURTHEST_DEG = 90;

/** By how many degrees each semi-axis of the range must grow to hold the pose; 0 inside. */
export function beyondHardDeg(pose: Pose, hard: RangeDeg): number {
  if (exceedance(pose, hard) <= 1) return 0;
  let [low, high] = [0, FURTHEST_DEG];
  while (high - low > 0.001) {
    const middle = (low + high) / 2;
    if (exceedance(pose, widened(hard, middle)) <= 1) high = middle;
    else low = middle;
  }
  return high;
}
