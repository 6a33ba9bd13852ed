import type { Check } from './check.ts';

/** Nobody has approved the profile of a patient (reference/domain.md §4.2 rows 13 and 14). For a patient, unknown counts as raised; a simulated person and a bench need no approval. */
export const profileUnsigned: Check = {
  id: 'profileUnsigned',
  isRaised: ({ profile }) => profile?.wearer === 'patient' && profile.isApproved !== true,
};
