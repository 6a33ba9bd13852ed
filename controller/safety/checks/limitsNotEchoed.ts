import type { Check } from './check.ts';

/**
 * The firmware works with other limits than those of the profile in force, has not said with which, or has not echoed changed
 * ones yet (DESIGN 'Numbers to hold'). Before there is a profile or a status there is nothing to compare.
 */
export const limitsNotEchoed: Check = {
  id: 'limitsNotEchoed',
  isRaised: ({ isChangePending, brace, profile }) =>
    isChangePending || (brace !== undefined && profile !== undefined && brace.hasOurLimits !== true),
};
