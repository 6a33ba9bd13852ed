import type { Check } from './check.ts';

/** A conflict is over within a tick; the flag stays for as long as both need to see it (D). */
const SHOWN_MS = 1000;

/**
 * Within the last second a client asked for the movement that another one holds (reference/domain.md §4.2 row 14). Undefined:
 * none ever did. An age that is not a number is recent.
 */
export const twoCommanders: Check = {
  id: 'twoCommanders',
  isRaised: ({ secondCommanderForMs }) =>
    secondCommanderForMs !== undefined && !(secondCommanderForMs > SHOWN_MS),
};
