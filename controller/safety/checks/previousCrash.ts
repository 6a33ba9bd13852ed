import type { Check } from './check.ts';

/**
 * The run before this one ended unexpectedly, and nobody has looked since (reference/domain.md §4.2 row 13). As long as it is
 * not known, it did.
 */
export const previousCrash: Check = {
  id: 'previousCrash',
  isRaised: ({ hasUnseenCrash }) => hasUnseenCrash !== false,
};
