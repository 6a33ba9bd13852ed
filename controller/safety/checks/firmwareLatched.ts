import type { Check } from './check.ts';

/**
 * The firmware holds the head by a latch of its own (DESIGN 'Firmware interlock'). Before its first status nothing is known of
 * it, and `starting` permits nothing.
 */
export const firmwareLatched: Check = {
  id: 'firmwareLatched',
  isRaised: ({ brace }) => brace?.isLatched === true,
};
