import type { Check } from './check.ts';

/** An echo named other pulses than were sent (DESIGN 'Two guards'): one moment, which the row keeps. Never unknown. */
export const echoMismatch: Check = {
  id: 'echoMismatch',
  isRaised: ({ incidents }) => incidents.has('echoMismatch'),
};
