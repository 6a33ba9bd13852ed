import type { Check } from './check.ts';

/** Fewer damaged messages within a second are noise on the cable (D). */
const BAD_STATUS_COUNT = 3;

/** Three damaged messages of the brace within one second. A count that is not a number is too many. */
export const badStatus: Check = {
  id: 'badStatus',
  isRaised: ({ badStatusCount }) => !(badStatusCount < BAD_STATUS_COUNT),
};
