import type { EngageCheck } from './engageCheck.ts';

/** Nobody engages by a gaze that is not seen, or through a tracker that says it is not well. What is lost later has its own rows. */
export const gazeSeen: EngageCheck = {
  holds: 'atEveryAct',
  find: ({ source, condition, health }) =>
    source !== undefined && condition === 'valid' && health === 'streaming'
      ? undefined
      : { id: 'gazeNotSeen', detail: `Gaze: ${condition}; tracker: ${health ?? 'not heard'}.` },
};
