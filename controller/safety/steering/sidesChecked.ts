import type { EngageCheck } from './engageCheck.ts';

/** Since the tracker started, a look 10° to the left was seen on the left, and one to the right on the right. */
export const sidesChecked: EngageCheck = {
  holds: 'always',
  find({ sides }) {
    switch (sides) {
      case 'right':
        return undefined;
      case 'unknown':
        return { id: 'sidesUnchecked', detail: null };
      case 'wrong':
        return { id: 'sidesWrong', detail: null };
    }
  },
};
