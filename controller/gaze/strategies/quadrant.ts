import type { Direction } from '../../../protocol/gazeSample.ts';
import { LARGEST_GAIN_TIMES_DELAY } from '../loopDelay.ts';
import { atRest, gainShare, lookOf, NEARLY_AHEAD, ON_THEIR_WAY } from './look.ts';
import { type Rest, restAt } from './rest.ts';
import { defaultsOf, LARGEST_LOOK, setting, type ValuesOf } from './settings.ts';
import type { Strategy } from './strategy.ts';
import { NOT_UNDER_WAY, overBlink, type UnderWay } from './underWay.ts';

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

/**
 * How far from what the eyes look at the head may rest: it stops within the release in both directions, by the stopping ramp of DESIGN,
 * and beyond the dead zone it would begin again.
 */
export function quadrantRestDeg({ speedDegPerS, deadZoneDeg, releaseDeg }: QuadrantSettings): number {
  const stopDeg = (speedDegPerS / 2) * (speedDegPerS / STOP_DEG_PER_S2 + STOP_DEG_PER_S2 / STOP_DEG_PER_S3);
  return Math.min(deadZoneDeg, Math.SQRT2 * releaseDeg + stopDeg);
}

/**
 * Where the head rests for something in this direction: it is told to stop the release short of it, and how far it goes on from there
 * hangs on the delay, up to the thing itself. Half of the release is what lies between.
 */
export function quadrantRest(settings: QuadrantSettings, target: Direction): Rest {
  const shortDeg = settings.releaseDeg / 2;
  const pose = { ...target };
  const axis = largerOf(target);
  if (axis === 'yaw') pose.yawDeg -= Math.sign(target.yawDeg) * shortDeg;
  else pose.pitchDeg -= Math.sign(target.pitchDeg) * shortDeg;
  return restAt(target, pose, quadrantRestDeg(settings) - shortDeg);
}

/** DESIGN 'Stopping ramp'. */
const STOP_DEG_PER_S2 = 240;
const STOP_DEG_PER_S3 = 4800;

type Axis = 'yaw' | 'pitch';

/**
 * The head turns or nods, one at a time, always at one speed, toward the side to which the eyes look most. Each direction is released
 * by itself: by the distance of both, a turn would have to make up for what is left of the nod, pass straight ahead within the
 * delay, and set off again from the other side for ever.
 */
export function quadrant(settings: QuadrantSettings): Strategy<UnderWay<Axis>> {
  const { speedDegPerS, deadZoneDeg, largestDeg } = settings;
  const slopePerS = quadrantSlope(settings);
  return {
    id: 'quadrant',
    needs: 'eyeInHead',
    initial: NOT_UNDER_WAY,
    propose(before, inputs) {
      const look = lookOf(inputs, largestDeg);
      const kept = overBlink(before, inputs.tMs);
      if (look.kind === 'nothing') return atRest(kept, look.reason);
      // Where the eyes are on their way is one noisy sample: it neither begins nor ends anything.
      if (!inputs.gaze.isFixating) return atRest({ ...kept, seenMs: inputs.tMs }, ON_THEIR_WAY);
      const { at, eccentricityDeg } = look;
      const axis = kept.what
        ? axisAfter(kept.what, at, settings)
        : eccentricityDeg > deadZoneDeg
          ? largerOf(at)
          : undefined;
      if (!axis) return atRest(NOT_UNDER_WAY, NEARLY_AHEAD);
      const speed = speedDegPerS * gainShare(slopePerS, inputs.person);
      const rate =
        axis === 'yaw'
          ? { yawDegPerS: Math.sign(at.yawDeg) * speed, pitchDegPerS: 0 }
          : { yawDegPerS: 0, pitchDegPerS: Math.sign(at.pitchDeg) * speed };
      const state = { what: axis, seenMs: inputs.tMs };
      return { state, wish: { kind: 'rate', rate }, reason: `The eyes look ${sideOf(axis, at)}.` };
    },
  };
}

function largerOf({ yawDeg, pitchDeg }: Direction): Axis {
  return Math.abs(yawDeg) >= Math.abs(pitchDeg) ? 'yaw' : 'pitch';
}

/** The direction in which a head that is under way goes on; undefined once both are within the release. */
function axisAfter(
  before: Axis,
  at: Direction,
  { releaseDeg, axisMarginDeg }: QuadrantSettings,
): Axis | undefined {
  const other = before === 'yaw' ? 'pitch' : 'yaw';
  const sizeDeg = (axis: Axis): number => Math.abs(axis === 'yaw' ? at.yawDeg : at.pitchDeg);
  if (sizeDeg(before) > releaseDeg) return sizeDeg(other) > sizeDeg(before) + axisMarginDeg ? other : before;
  return sizeDeg(other) > releaseDeg ? other : undefined;
}

function sideOf(axis: Axis, { yawDeg, pitchDeg }: Direction): string {
  if (axis === 'yaw') return yawDeg > 0 ? 'to the left' : 'to the right';
  return pitchDeg > 0 ? 'down' : 'up';
}
