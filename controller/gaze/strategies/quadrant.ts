import type { Direction } from '../../../protocol/gazeSample.ts';
import { LARGEST_GAIN_TIMES_DELAY } from '../loopDelay.ts';
import { atRest, gainShare, lookOf, NEARLY_AHEAD, ON_THEIR_WAY } from './look.ts';
import { defaultsOf, LARGEST_LOOK, setting, type ValuesOf } from './settings.ts';
import type { Strategy } from './strategy.ts';

/** Defaults: reference/strategies.md §4.2 (1) with §4.5. Without a dead zone it chatters (§4.3, 8). */
export const QUADRANT_SETTINGS = {
  speedDegPerS: setting('Speed', 'deg/s', [2, 15], 15, 1, 'The one speed at which the head turns or nods.'),
  deadZoneDeg: setting('Dead zone', 'deg', [3, 15], 5, 0.5, 'The head begins to move beyond this.'),
  releaseDeg: setting('Release', 'deg', [1.5, 15], 3, 0.5, 'Once it moves, it goes on down to this.'),
  axisMarginDeg: setting(
    'Change of direction',
    'deg',
    [1, 10],
    2,
    0.5,
    'The other direction must ask for so much more before the head changes from turning to nodding or back.',
  ),
  largestDeg: LARGEST_LOOK,
} as const;

export type QuadrantSettings = ValuesOf<typeof QUADRANT_SETTINGS>;
export const DEFAULT_QUADRANT: QuadrantSettings = defaultsOf(QUADRANT_SETTINGS);

/**
 * A switch has no slope. What counts for it is the gain of which k · T ≤ 0.37 says the same as: the head, told to stop T late, has
 * not passed straight ahead.
 */
export function quadrantSlope({ speedDegPerS, releaseDeg }: QuadrantSettings): number {
  return (LARGEST_GAIN_TIMES_DELAY * speedDegPerS) / releaseDeg;
}

/** How far from what the eyes look at the head may rest: it stops within the release, by the stopping ramp of DESIGN. */
export function quadrantRestDeg({ speedDegPerS, releaseDeg }: QuadrantSettings): number {
  return (
    releaseDeg + (speedDegPerS / 2) * (speedDegPerS / STOP_DEG_PER_S2 + STOP_DEG_PER_S2 / STOP_DEG_PER_S3)
  );
}

/** DESIGN 'Stopping ramp'. */
const STOP_DEG_PER_S2 = 240;
const STOP_DEG_PER_S3 = 4800;

type Axis = 'yaw' | 'pitch';

/** The head turns or nods, one at a time, always at one speed, toward the side to which the eyes look most. */
export function quadrant(settings: QuadrantSettings): Strategy<Axis | undefined> {
  const { speedDegPerS, deadZoneDeg, releaseDeg, axisMarginDeg, largestDeg } = settings;
  const slopePerS = quadrantSlope(settings);
  return {
    id: 'quadrant',
    needs: 'eyeInHead',
    initial: undefined,
    propose(before, inputs) {
      const look = lookOf(inputs, largestDeg);
      if (look.kind === 'nothing') return atRest(undefined, look.reason);
      if (!(look.eccentricityDeg > (before ? releaseDeg : deadZoneDeg)))
        return atRest(undefined, NEARLY_AHEAD);
      const axis = axisOf(before, look.at, axisMarginDeg);
      if (!inputs.gaze.isFixating) return atRest(axis, ON_THEIR_WAY);
      const speed = speedDegPerS * gainShare(slopePerS, inputs.person);
      const { yawDeg, pitchDeg } = look.at;
      const rate =
        axis === 'yaw'
          ? { yawDegPerS: Math.sign(yawDeg) * speed, pitchDegPerS: 0 }
          : { yawDegPerS: 0, pitchDegPerS: Math.sign(pitchDeg) * speed };
      return { state: axis, wish: { kind: 'rate', rate }, reason: `The eyes look ${sideOf(axis, look.at)}.` };
    },
  };
}

function axisOf(before: Axis | undefined, { yawDeg, pitchDeg }: Direction, marginDeg: number): Axis {
  const yawExcessDeg = Math.abs(yawDeg) - Math.abs(pitchDeg);
  if (before === 'yaw') return yawExcessDeg < -marginDeg ? 'pitch' : 'yaw';
  if (before === 'pitch') return yawExcessDeg > marginDeg ? 'yaw' : 'pitch';
  return yawExcessDeg >= 0 ? 'yaw' : 'pitch';
}

function sideOf(axis: Axis, { yawDeg, pitchDeg }: Direction): string {
  if (axis === 'yaw') return yawDeg > 0 ? 'to the left' : 'to the right';
  return pitchDeg > 0 ? 'down' : 'up';
}
