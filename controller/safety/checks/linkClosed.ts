import type { Check } from './check.ts';

/**
 * The line is closed, or a write is stuck in it. The incidents are one moment, which the row keeps; a closed line stands.
 * Nothing of it is ever unknown.
 */
export const linkClosed: Check = {
  id: 'linkClosed',
  isRaised: ({ isLineOpen, incidents }) =>
    !isLineOpen || incidents.has('closed') || incidents.has('writeStuck'),
};
