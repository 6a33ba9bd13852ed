import type { Check } from './check.ts';

/** The approval of a patient's profile has run out (reference/domain.md §4.2, 'Also': re-assess every 4 to 8 weeks). For a patient, unknown counts as raised; a simulated person and a bench need no approval. */
export const profileExpired: Check = {
  id: 'profileExpired',
  isRaised: ({ profile }) => profile?.wearer === 'patient' && profile.isExpired !== false,
};
