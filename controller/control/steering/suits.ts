import type { Suits } from '../../safety/steering/engageCheck.ts';

/** Which strategy suits which source and screen. What is not known suits nothing. */
export const suits: Suits = ({ strategy, reading, screen }) => {
  switch (strategy) {
    case 'none':
      return { why: 'No strategy is chosen.' };
    case 'vectorLinear':
      if (reading === undefined) return { why: 'The eye tracker has not said anything yet.' };
      // It turns with the head: the eyes never come back to the middle, and the head turns on and on.
      if (screen?.mount === 'head') return { why: 'The screen is on the head and turns with it.' };
      if (reading === 'screen' && !screen)
        return { why: 'The size and distance of the screen are not known.' };
      return 'suits';
  }
};
