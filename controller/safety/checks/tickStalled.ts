import type { Check } from './check.ts';

/**
 * A tick later than `tickLateHoldMs`, 120 ms, while the head moves or could be told to (DESIGN 'Numbers to hold',
 * reference/domain.md §4.3). A lateness that is not a number is a stall.
 */
export const tickStalled: Check = {
  id: 'tickStalled',
  isRaised({ state, permission, isMoving, latenessMs, parameters }) {
    const couldMove = permission === 'move' || state === 'ready' || isMoving;
    return couldMove && !(latenessMs <= parameters.tickLateHoldMs);
  },
};
