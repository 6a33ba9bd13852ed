import type { EngageCheck } from './engageCheck.ts';

/** A strategy that the gate has not let pass with exactly these settings steers nobody (reference/strategies.md §4.3). */
export const gatePassed: EngageCheck = {
  holds: 'always',
  find: ({ verdict }) =>
    verdict === 'passed'
      ? undefined
      : { id: 'steeringNotPassed', detail: verdict === undefined ? 'Not tested.' : 'The gate refused it.' },
};
