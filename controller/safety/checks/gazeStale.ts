import type { Check } from './check.ts';

/** Renewals come every 50 ms (DESIGN 'Numbers to hold'): one of them may be late. */
const RENEWAL_MS = 50;

/**
 * While moving, a source that can tell has reported nothing for `gazeSlowMs` and one renewal, 150 ms (reference/domain.md
 * §4.3: 100 ms without a sample, no new motion). A bare pointer tells nothing either way.
 */
export const gazeStale: Check = {
  id: 'gazeStale',
  isRaised({ state, gaze, parameters }) {
    if (state !== 'engaged' || gaze.condition === 'unknown') return false;
    return !(gaze.reportedForMs !== undefined && gaze.reportedForMs <= parameters.gazeSlowMs + RENEWAL_MS);
  },
};
