import type { EngageCheck } from './engageCheck.ts';

/** Some combinations of strategy, source and screen run away while the person only looks (reference/domain.md §3.2). */
export const suited: EngageCheck = {
  holds: 'always',
  find({ strategy, source, reading, screen, isHeadKnown, suits }) {
    if (source === undefined) return { id: 'gazeNotSeen', detail: 'No tracker is heard.' };
    const verdict = suits({ strategy, source, reading, screen, isHeadKnown });
    return verdict === 'suits' ? undefined : { id: 'steeringUnsuited', detail: verdict.why };
  },
};
