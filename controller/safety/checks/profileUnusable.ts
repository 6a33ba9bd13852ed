import type { Check } from './check.ts';

/** The saved profile was offered, and no brace can serve its build. Never unknown. */
export const profileUnusable: Check = {
  id: 'profileUnusable',
  isRaised: ({ isProfileUnusable }) => isProfileUnusable,
};
