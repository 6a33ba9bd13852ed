import type { EngageCheck } from './engageCheck.ts';

/** Above 400 ms from eye to head no gain is stable enough to be felt as following (reference/domain.md §3.3). */
export const loopFastEnough: EngageCheck = {
  holds: 'always',
  find: ({ isLoopTooSlow }) => (isLoopTooSlow ? { id: 'loopTooSlow', detail: null } : undefined),
};
