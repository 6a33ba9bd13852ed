import type { EngageCheck } from './engageCheck.ts';

/** A look made by control itself turned the head to its side, with this strategy and as this tracker reads looks. */
export const followsLook: EngageCheck = {
  holds: 'always',
  find({ follows }) {
    switch (follows) {
      case 'right':
        return undefined;
      case 'unknown':
        return { id: 'followsUnknown', detail: null };
      default:
        return { id: follows.is === 'wrong' ? 'followsWrongWay' : 'followsUnproven', detail: follows.why };
    }
  },
};
