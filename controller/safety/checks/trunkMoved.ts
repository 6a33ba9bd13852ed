import { isCarried } from '../carried.ts';
import type { Check } from './check.ts';

/** reference/domain.md §4.2, 'Also'. */
const ACCELERATION_G = 0.3;
const TILT_CHANGE_DEG = 10;

/**
 * The trunk is accelerated by more than 0.3 g or tilted by more than 10°: the chair is driven, tipped or carried. A sensor that
 * is not fitted tells nothing, a silent one is `imuSilent`.
 */
export const trunkMoved: Check = {
  id: 'trunkMoved',
  isRaised(observation) {
    const { trunkImu } = observation;
    if (!isCarried(observation) || trunkImu.kind !== 'known') return false;
    const isStill =
      Math.abs(trunkImu.accelerationG) <= ACCELERATION_G &&
      Math.abs(trunkImu.tiltChangeDeg) <= TILT_CHANGE_DEG;
    return !isStill;
  },
};
