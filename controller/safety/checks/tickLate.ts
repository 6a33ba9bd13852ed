import type { Check } from './check.ts';

/**
 * A tick later than `tickLateWarnMs`, 60 ms (DESIGN 'Numbers to hold', reference/domain.md §4.3). A lateness that is not a
 * number is late.
 */
export const tickLate: Check = {
  id: 'tickLate',
  isRaised: ({ latenessMs, parameters }) => !(latenessMs <= parameters.tickLateWarnMs),
};
