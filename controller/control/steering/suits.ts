import type { Suits } from '../../safety/steering/engageCheck.ts';

/** Which strategy suits which source and screen. What is not known suits nothing. */
export const suits: Suits = ({ strategy, reading, screen }) => {
  switch (strategy) {
    case 'none':
      return { why: 'No strategy is chosen.' };
    case 'vectorLinear':
      if (reading === undefined) return { why: 'The eye tracker has not said anything yet.' };
      if (!screen) return { why: 'It is not known where the screen is fixed, and how large it is.' };
      // One on the head turns with it: the eyes never come back to the middle, and the head turns on and on.
      return screen.mount === 'chair' ? 'suits' : { why: 'The screen is on the head and turns with it.' };
  }
};
