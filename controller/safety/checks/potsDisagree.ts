import { isCarried } from '../carried.ts';
import { poseDistanceDeg } from '../poseDistance.ts';
import type { Check } from './check.ts';

/** More than the droop of the band under the head; less than the step of one look (D). */
const DISAGREEMENT_DEG = 5;

/**
 * Potentiometers and the motion sensor of the head band put the head more than 5° apart. Without such a sensor there is nothing
 * to compare; a silent one is `imuSilent`, an unknown pose `poseUnknown`.
 */
export const potsDisagree: Check = {
  id: 'potsDisagree',
  isRaised(observation) {
    const { head, headImu } = observation;
    if (!isCarried(observation) || headImu.kind !== 'known' || !head.measured) return false;
    return !(poseDistanceDeg(head.measured, headImu.pose) <= DISAGREEMENT_DEG);
  },
};
