import type { Direction, GazeReading, ScreenPoint } from '../../protocol/gazeSample.ts';
import type { ScreenGeometry } from '../../protocol/screenGeometry.ts';
import { combineEyes, type EyesState } from './bothEyes.ts';
import { type DriftState, withoutDrift } from './drift.ts';
import { eyeInHead, gazeInTrunk } from './frames.ts';
import { directionOnScreen } from './screen.ts';
import type { HeadMotion, Known } from './strategies/strategy.ts';

/** What one reading says, in each frame as far as it can be said. */
export interface Directions {
  readonly eyes: EyesState;
  readonly inHead: Direction | undefined;
  readonly inTrunk: Direction | undefined;
  readonly point: ScreenPoint | undefined;
}

/**
 * A reading in the frames of head and trunk, with the head of its own moment. A place on a screen says nothing while the screen's
 * size and distance are unknown; neither does a place on the chair's screen while the head is, since it carries the eyes.
 */
export function directionsOf(
  reading: GazeReading,
  eyes: EyesState,
  head: Known<HeadMotion>,
  screen: ScreenGeometry | null,
  drift: DriftState,
  tMs: number,
): Directions {
  const pose = head.kind === 'known' ? head.value.pose : undefined;
  switch (reading.kind) {
    case 'none':
      return { eyes, inHead: undefined, inTrunk: undefined, point: undefined };
    case 'eyes': {
      const { state, sight } = combineEyes(eyes, reading.left, reading.right, tMs);
      const inHead = sight.kind === 'seen' ? sight.direction : undefined;
      const inTrunk = inHead && pose ? gazeInTrunk(inHead, pose) : undefined;
      return { eyes: state, inHead, inTrunk, point: undefined };
    }
    case 'screen': {
      const { point } = reading;
      if (!screen) return { eyes, inHead: undefined, inTrunk: undefined, point };
      const corrected = (direction: Direction): Direction => withoutDrift(drift, direction, point);
      if (screen.mount === 'head') {
        const inHead = corrected(directionOnScreen(point, screen));
        return { eyes, inHead, inTrunk: pose && gazeInTrunk(inHead, pose), point };
      }
      const inTrunk = pose && corrected(directionOnScreen(point, screen, pose));
      return { eyes, inHead: inTrunk && pose && eyeInHead(inTrunk, pose), inTrunk, point };
    }
  }
}
