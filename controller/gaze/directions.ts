import type { Direction, GazeReading, ScreenPoint } from '../../protocol/gazeSample.ts';
import type { ScreenGeometry } from '../../protocol/screenGeometry.ts';
import { combineEyes, type EyesState } from './bothEyes.ts';
import { type DriftState, withoutDrift } from './drift.ts';
import { eyeInHead, gazeInTrunk } from './frames.ts';
import { directionOnScreen, pointOnScreen } from './screen.ts';
import type { HeadMotion, Known } from './strategies/strategy.ts';

/** What one reading says, in each frame as far as it can be said. */
export interface Directions {
  readonly eyes: EyesState;
  readonly inHead: Direction | undefined;
  readonly inTrunk: Direction | undefined;
  /** Where on the screen, without the drift as far as it is known; and where the tracker said. */
  readonly point: ScreenPoint | undefined;
  readonly place: ScreenPoint | undefined;
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
      return { eyes, inHead: undefined, inTrunk: undefined, point: undefined, place: undefined };
    case 'eyes': {
      const { state, sight } = combineEyes(eyes, reading.left, reading.right, tMs);
      const inHead = sight.kind === 'seen' ? withoutDrift(drift, sight.direction, undefined) : undefined;
      const inTrunk = inHead && pose ? gazeInTrunk(inHead, pose) : undefined;
      return { eyes: state, inHead, inTrunk, point: undefined, place: undefined };
    }
    case 'screen': {
      const { point: place } = reading;
      const corrected = (direction: Direction): Direction => withoutDrift(drift, direction, place);
      if (screen?.mount === 'head') {
        const inHead = corrected(directionOnScreen(place, screen));
        const inTrunk = pose && gazeInTrunk(inHead, pose);
        return { eyes, inHead, inTrunk, point: pointOnScreen(inHead, screen) ?? place, place };
      }
      if (!screen || !pose) return { eyes, inHead: undefined, inTrunk: undefined, point: place, place };
      const inTrunk = corrected(directionOnScreen(place, screen, pose));
      const point = pointOnScreen(inTrunk, screen, pose) ?? place;
      return { eyes, inHead: eyeInHead(inTrunk, pose), inTrunk, point, place };
    }
  }
}
