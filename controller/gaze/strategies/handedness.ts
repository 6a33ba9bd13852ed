import type { Direction, GazeReading } from '../../../protocol/gazeSample.ts';
import type { ScreenGeometry } from '../../../protocol/screenGeometry.ts';
import { EYES_NOT_LEARNED } from '../bothEyes.ts';
import { directionsOf } from '../directions.ts';
import { NO_DRIFT } from '../drift.ts';
import { directionOf } from '../frames.ts';
import type { Refusal } from './settings.ts';
import type { HeadMotion, Known, Person, Strategy, StrategyInputs, Wish } from './strategy.ts';

/** To which side a device counts x; SDKs differ, and some of their documents are wrong (reference/strategies.md §0). */
export type EyeX = 'left' | 'right';

/** A device's vector of an eye in the head: x to the side it counts it, y up, z forward; of any length. */
export interface DeviceVector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** The direction of a device's vector. */
export function fromDevice({ x, y, z }: DeviceVector, eyeX: EyeX): Direction {
  return directionOf([z, eyeX === 'left' ? x : -x, y]);
}

/** What a tracker delivers for a look, and what its adapter makes of that. */
export interface Adapter<Raw> {
  /** What the device is documented, or was seen, to deliver for a look of this direction; never made from the adapter's own options. */
  readonly deviceOf: (look: Direction) => Raw;
  readonly transform: (raw: Raw) => GazeReading;
}

const LOOK_DEG = 10;
/** A law with a hinge begins later, and a small screen ends before: then the next look that is answered counts. */
const LOOKS_DEG = [LOOK_DEG, ...range(LOOK_DEG + 1, 45), ...range(4, LOOK_DEG)];
/** Long enough for an onset and a lag; in steps of a tick. */
const LASTS_MS = 1500;
const TICK_MS = 10;
/** A tracker may be off by a few degrees, not by half of the look. */
const LARGEST_ERROR_DEG = LOOK_DEG / 2;

/** The looks are made, not measured, so there is nothing of a person to take from them. */
const ANYONE: Person = {
  straightAhead: { yawDeg: 0, pitchDeg: 0 },
  gainLimitPerS: 1,
  largestRate: { yawDegPerS: 30, pitchDegPerS: 20 },
};

const MIDDLE: Known<HeadMotion> = {
  kind: 'known',
  value: { pose: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }, rate: { yawDegPerS: 0, pitchDegPerS: 0 } },
  ageMs: 0,
};

/**
 * Whether a look to the left turns the head to the left and a look down nods it down, from the device's own figures to the wish.
 * A wrong sign runs away (reference/strategies.md §4.3, 6), so it is asked at every start of a tracker; what does not answer has
 * not passed.
 */
export function handednessRefusal<Raw>(
  adapter: Adapter<Raw>,
  strategy: Strategy<unknown>,
  screen: ScreenGeometry | null,
): Refusal | undefined {
  const adapted = adapterRefusal(adapter, screen);
  if (adapted || strategy.needs === 'choice') return adapted;
  const left = answer(adapter, strategy, screen, 'yawDeg');
  const down = answer(adapter, strategy, screen, 'pitchDeg');
  if (!left || !down)
    return refused(
      'handednessUnproven',
      'Whether the head follows to the right side could not be shown.',
      'Check the settings of the strategy and of the screen.',
    );
  if (!(left.yaw > 0 && Math.abs(left.pitch) < left.yaw))
    return refused(
      'headTurnsWrongWay',
      'A look to the left would not turn the head to the left.',
      'Do not use this strategy with this tracker; tell your technician.',
    );
  if (!(down.pitch > 0 && Math.abs(down.yaw) < down.pitch))
    return refused(
      'headNodsWrongWay',
      'A look down would not nod the head down.',
      'Do not use this strategy with this tracker; tell your technician.',
    );
  return undefined;
}

/** What the adapter alone makes of the two looks. */
function adapterRefusal<Raw>(adapter: Adapter<Raw>, screen: ScreenGeometry | null): Refusal | undefined {
  const left = seenIn(adapter, { yawDeg: LOOK_DEG, pitchDeg: 0 }, screen);
  const down = seenIn(adapter, { yawDeg: 0, pitchDeg: LOOK_DEG }, screen);
  if (!left || !down) return undefined;
  if (!(Math.hypot(left.yawDeg - LOOK_DEG, left.pitchDeg) <= LARGEST_ERROR_DEG))
    return refused(
      'eyeXWrong',
      'The tracker’s look 10° to the left does not arrive as one.',
      'Set the tracker’s option eyeX to the other side; if that does not help, do not use it.',
    );
  if (!(Math.hypot(down.yawDeg, down.pitchDeg - LOOK_DEG) <= LARGEST_ERROR_DEG))
    return refused(
      'eyeYWrong',
      'The tracker’s look 10° down does not arrive as one.',
      'Do not use this tracker; tell your technician.',
    );
  return undefined;
}

/** Undefined for a place on a screen that was not measured: it has no direction, and only the wish can show its side. */
function seenIn<Raw>(
  { deviceOf, transform }: Adapter<Raw>,
  look: Direction,
  screen: ScreenGeometry | null,
): Direction | undefined {
  const reading = transform(deviceOf(look));
  const { inHead } = directionsOf(reading, EYES_NOT_LEARNED, MIDDLE, screen, NO_DRIFT, 0);
  return reading.kind === 'screen' && !screen ? undefined : (inHead ?? { yawDeg: Number.NaN, pitchDeg: 0 });
}

interface Turn {
  readonly yaw: number;
  readonly pitch: number;
}

/** To where the nearest look that is answered moves the head. */
function answer<Raw>(
  adapter: Adapter<Raw>,
  strategy: Strategy<unknown>,
  screen: ScreenGeometry | null,
  axis: keyof Direction,
): Turn | undefined {
  for (const deg of LOOKS_DEG) {
    const look = { yawDeg: 0, pitchDeg: 0, [axis]: deg };
    const turn = turnOf(wishFor(adapter, strategy, screen, look));
    if (turn) return turn;
  }
  return undefined;
}

/** What is wished at the end of a long look, after one at the middle. */
function wishFor<Raw>(
  { deviceOf, transform }: Adapter<Raw>,
  strategy: Strategy<unknown>,
  screen: ScreenGeometry | null,
  look: Direction,
): Wish {
  let state = strategy.initial;
  let wish: Wish = { kind: 'none' };
  for (let tMs = 0; tMs <= LASTS_MS; tMs += TICK_MS) {
    const reading = transform(deviceOf(tMs === 0 ? { yawDeg: 0, pitchDeg: 0 } : look));
    const seen = directionsOf(reading, EYES_NOT_LEARNED, MIDDLE, screen, NO_DRIFT, tMs);
    const gaze: StrategyInputs['gaze'] = {
      eyeInHead: known(seen.inHead),
      gazeInTrunk: known(seen.inTrunk),
      screenPoint: known(seen.point),
      isFixating: true,
      choice: undefined,
    };
    const proposal = strategy.propose(state, {
      tMs,
      gaze,
      head: { atGaze: MIDDLE, now: MIDDLE },
      person: ANYONE,
    });
    ({ state, wish } = proposal);
  }
  return wish;
}

function known<Value>(value: Value | undefined): Known<Value> {
  return value === undefined ? { kind: 'unknown', why: 'not seen' } : { kind: 'known', value, ageMs: 0 };
}

function turnOf(wish: Wish): Turn | undefined {
  switch (wish.kind) {
    case 'none':
      return undefined;
    case 'rate':
      return movement(wish.rate.yawDegPerS, wish.rate.pitchDegPerS);
    case 'target':
      return movement(wish.target.yawDeg, wish.target.pitchDeg);
    case 'step':
      return movement(wish.step.yawDeg, wish.step.pitchDeg);
  }
}

function movement(yaw: number, pitch: number): Turn | undefined {
  return yaw === 0 && pitch === 0 ? undefined : { yaw, pitch };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function refused(id: string, sentence: string, advice: string): Refusal {
  return { kind: 'refused', id, sentence, advice };
}
