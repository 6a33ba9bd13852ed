import { isCarried } from '../carried.ts';
import { isLoss } from '../gazeLoss.ts';
import type { Check } from './check.ts';

/** A page reports five times a second without a lease (protocol/clientMessages.ts `presence`): two were lost. */
const SILENT_MS = 500;

/**
 * The gaze is known to be of no use, or a source that could tell has fallen silent; for 10 s, by its row (reference/domain.md
 * §4.2 row 6, §4.3). In every state that carries the head: who cannot be seen cannot call. A bare pointer raises nothing.
 */
export const gazeLostLong: Check = {
  id: 'gazeLostLong',
  isRaised(observation) {
    const { condition, reportedForMs } = observation.gaze;
    if (!isCarried(observation) || condition === 'unknown') return false;
    return isLoss(condition) || !(reportedForMs !== undefined && reportedForMs <= SILENT_MS);
  },
};
