import { AXES } from '../envelope.ts';
import type { Check } from './check.ts';

/**
 * A motion sensor that the build has says nothing, or nothing that is a number (reference/domain.md §4.3: head sensors 100 ms).
 * One that is not fitted is not missed.
 */
export const imuSilent: Check = {
  id: 'imuSilent',
  isRaised({ headImu, trunkImu }) {
    const isHeadKnown =
      headImu.kind === 'known' &&
      AXES.every((axis) => Number.isFinite(headImu.pose[axis])) &&
      Number.isFinite(headImu.rateDegPerS);
    const isTrunkKnown =
      trunkImu.kind === 'known' &&
      Number.isFinite(trunkImu.accelerationG) &&
      Number.isFinite(trunkImu.tiltChangeDeg);
    return !(isHeadKnown || headImu.kind === 'notFitted') || !(isTrunkKnown || trunkImu.kind === 'notFitted');
  },
};
