import type { Check } from './check.ts';

/**
 * The brace runs firmware of ours that is not the one this controller was built with: its limits, its rules and its words may
 * be others. Before the first status there is nothing to compare, and nothing is armed.
 */
export const firmwareDiffers: Check = {
  id: 'firmwareDiffers',
  isRaised: ({ brace }) => brace?.firmware === 'other',
};
