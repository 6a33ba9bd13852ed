import type { Check } from './check.ts';

/**
 * The profile is for another kind of brace than the one connected (reference/domain.md §4.2 row 14). For a patient, unknown
 * counts as raised; without a profile it is `profileMissing`.
 */
export const profileMismatch: Check = {
  id: 'profileMismatch',
  isRaised({ profile }) {
    if (!profile) return false;
    return profile.wearer === 'patient' ? profile.fitsBrace !== true : profile.fitsBrace === false;
  },
};
