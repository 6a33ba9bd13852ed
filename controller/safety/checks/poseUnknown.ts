import type { Pose } from '../../../protocol/pose.ts';
import { isCarried } from '../carried.ts';
import { AXES } from '../envelope.ts';
import type { Check } from './check.ts';

const isKnown = (pose: Pose | undefined): boolean =>
  pose !== undefined && AXES.every((axis) => Number.isFinite(pose[axis]));

/**
 * The head is carried, and the pose measured or commanded is unknown or not a number: within 100 ms a hold
 * (reference/domain.md §4.3). This flag answers for every other one that cannot be judged without a pose. Without a profile no
 * pose can be known, which is `profileMissing`.
 */
export const poseUnknown: Check = {
  id: 'poseUnknown',
  isRaised(observation) {
    const { profile, head } = observation;
    return (
      isCarried(observation) && profile !== undefined && !(isKnown(head.measured) && isKnown(head.commanded))
    );
  },
};
