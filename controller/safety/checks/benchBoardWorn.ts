import type { Check } from './check.ts';

/** A board without our firmware, and settings that are not for the bench (DESIGN 'Two guards'): unknown settings count as a person's. */
export const benchBoardWorn: Check = {
  id: 'benchBoardWorn',
  isRaised: ({ isBenchBoard, profile }) => isBenchBoard && profile?.wearer !== 'bench',
};
