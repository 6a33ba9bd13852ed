import { createEyes } from '../person/eyes.ts';
import { createRandom, type Random } from '../random.ts';

/** Where somebody in front of a screen looks. Fractions of the screen from its top left corner. */
export interface View {
  readonly x: number;
  readonly y: number;
  /** False in a blink. */
  readonly isSeen: boolean;
}

/** A usual screen at a usual distance (reference/gaze.md §6.3). */
const SCREEN_WIDTH_DEG = 30;
const SCREEN_HEIGHT_DEG = 17;
/** Fixations of natural viewing are a third of a second (reference/people.md §2). */
const FIXATION_MS = 330;

/** Somebody who looks here and there. The same seed looks at the same. Times may not run backwards. */
export function createViewer(seed: number): (nowMs: number) => View {
  const random: Random = createRandom(seed);
  const eyes = createEyes({ noiseDeg: 0.3, offsetDeg: 0.5, blinksPerMin: 15 }, random);
  let nextLookMs = 0;
  return (nowMs) => {
    while (nowMs >= nextLookMs) {
      const point = {
        xDeg: (random() - 0.5) * SCREEN_WIDTH_DEG,
        yDeg: (random() - 0.5) * SCREEN_HEIGHT_DEG,
      };
      eyes.look({ kind: 'point', point }, nextLookMs);
      nextLookMs += FIXATION_MS * (0.5 + random());
    }
    const { xDeg, yDeg, isSeen } = eyes.sample(nowMs);
    return { x: 0.5 + xDeg / SCREEN_WIDTH_DEG, y: 0.5 + yDeg / SCREEN_HEIGHT_DEG, isSeen };
  };
}
