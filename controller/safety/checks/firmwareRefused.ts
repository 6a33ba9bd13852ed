import type { Check } from './check.ts';

/** One refused frame is over in a tick; the flag stays for as long as a person needs to see it (D). */
const SHOWN_MS = 1000;

/**
 * The firmware has refused a frame within the last second. Undefined: it never did. An age that is not a number, or of a clock
 * that ran backwards, is recent.
 */
export const firmwareRefused: Check = {
  id: 'firmwareRefused',
  isRaised({ brace }) {
    const forMs = brace?.refusedForMs;
    return forMs !== undefined && !(forMs > SHOWN_MS);
  },
};
