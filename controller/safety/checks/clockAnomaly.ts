import type { Check } from './check.ts';

/** The monotonic clock ran backwards since the last tick (DESIGN 'Monotonic time only'), or is not a number now. */
export const clockAnomaly: Check = {
  id: 'clockAnomaly',
  isRaised: ({ incidents, nowMs }) => incidents.has('clockAnomaly') || !Number.isFinite(nowMs),
};
