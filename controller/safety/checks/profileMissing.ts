import type { Check } from './check.ts';

/** No profile is in force, or it is not the saved one (DESIGN 'Numbers to hold': without it control stays in selfTest). */
export const profileMissing: Check = {
  id: 'profileMissing',
  isRaised: ({ profile }) => profile?.isSaved !== true,
};
