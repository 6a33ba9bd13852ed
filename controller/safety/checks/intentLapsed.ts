import type { Check } from './check.ts';

/** A movement without a live lease (DESIGN 'Intent is a lease'). Never unknown: a lease is live or it is not. */
export const intentLapsed: Check = {
  id: 'intentLapsed',
  isRaised: ({ state, isIntentLive }) => state === 'engaged' && !isIntentLive,
};
