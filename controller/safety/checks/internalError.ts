import type { Check } from './check.ts';

/** The safety machine threw and is not asked again (RULES S27). `assess` raises it too, for a check that throws. */
export const internalError: Check = {
  id: 'internalError',
  isRaised: ({ isSafetyLatched }) => isSafetyLatched,
};
