import type { EngageCheck } from './engageCheck.ts';

/**
 * A tracker that is 5° off turns the head by as much beside what is looked at. While the head is steered it moves far from where the
 * mark was looked at; that it has, ends nothing.
 */
export const straightAheadKnown: EngageCheck = {
  holds: 'atEngagement',
  find: ({ isStraightAheadKnown }) =>
    isStraightAheadKnown ? undefined : { id: 'straightAheadUnchecked', detail: null },
};
