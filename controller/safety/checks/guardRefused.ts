import type { Check } from './check.ts';

/** The host's guard refused a frame of our own (DESIGN 'Two guards'): one moment, which the row keeps. Never unknown. */
export const guardRefused: Check = {
  id: 'guardRefused',
  isRaised: ({ incidents }) => incidents.has('guardRefused'),
};
