import type { Check } from './check.ts';

/** The board has plain StandardFirmata: no lease, no limits, no watchdog of its own (reference/stack.md §0 H12). Never unknown. */
export const benchBoard: Check = {
  id: 'benchBoard',
  isRaised: ({ isBenchBoard }) => isBenchBoard,
};
