import type { Check } from './check.ts';

/**
 * The stop input of the brace is open: pressed, or its wire is broken (DESIGN 'Firmware interlock'). Before its first status
 * nothing is known of it, and `starting` permits nothing.
 */
export const stopInput: Check = {
  id: 'stopInput',
  isRaised: ({ brace }) => brace?.isStopPressed === true,
};
