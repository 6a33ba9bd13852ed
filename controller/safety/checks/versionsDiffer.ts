import type { Check } from './check.ts';

/** A page of another version of Poise is open: what it shows need not be what is meant. Never unknown. */
export const versionsDiffer: Check = {
  id: 'versionsDiffer',
  isRaised: ({ hasForeignPage }) => hasForeignPage,
};
