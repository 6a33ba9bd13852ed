import type { Direction, GazeReading } from '../../../protocol/gazeSample.ts';
import type { ScreenGeometry } from '../../../protocol/screenGeometry.ts';
import { EYES_NOT_LEARNED } from '../bothEyes.ts';
import { directionsOf } from '../directions.ts';
import { NO_DRIFT } from '../drift.ts';
import { pointOnScreen } from '../screen.ts';
import type { Refusal } from './settings.ts';
import type { HeadMotion, Known, Person, Strategy, StrategyInputs, Wish } from './strategy.ts';

/** What a tracker and its adapter make of a look: of one that the person's eyes make in their head, which is in the middle. */
export type ReadingOf = (look: Direction) => GazeReading;

/** A tracker that is right to the last digit, in the form in which the real one reads the eyes. */
export function exactTracker(reading: 'screen' | 'eyes', screen: ScreenGeometry): ReadingOf {
  if (reading === 'eyes') return (look) => ({ kind: 'eyes', left: look, right: look });
  return (look) => {
    const point = pointOnScreen(look, screen);
    return point ? { kind: 'screen', point, eyesSeen: 'both' } : { kind: 'none', why: 'unknown' };
  };
}

/** How far the test of tracker and strategy is. Nobody steers before it has passed. */
export type SelfTest =
  | { readonly kind: 'running'; readonly axis: keyof Direction; readonly looked: number }
  | { readonly kind: 'passed' }
  | Refusal;

/** No look was answered at all, which is not the same as wrongly. */
export const UNPROVEN = 'handednessUnproven';

export const SELF_TEST_BEGUN: SelfTest = { kind: 'running', axis: 'yawDeg', looked: 0 };

const LOOK_DEG = 10;
/**
 * A law with a hinge begins later, and a small screen ends before: then the next look that is answered counts. A zone at the edge of a
 * screen may be 2° wide, so no degree is left out.
 */
const LOOKS_DEG = [...degrees(LOOK_DEG, 44), ...degrees(4, LOOK_DEG - 1)];
/** Long enough for an onset and a lag; in few steps, for it is asked within a tick of control. */
const LASTS_MS = 1500;
const STEP_MS = 100;
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
 * One look more of the test whether a look to the left turns the head to the left and a look down nods it down, from what the tracker
 * reads to the wish. A wrong sign runs away (reference/strategies.md §4.3, 6), so it is asked at every start of a tracker and of a
 * strategy; what does not answer has not passed. One look lasts far less than a tick.
 */
export function stepSelfTest(
  test: SelfTest,
  readingOf: ReadingOf,
  strategy: Strategy<unknown>,
  screen: ScreenGeometry | null,
): SelfTest {
  if (test.kind !== 'running') return test;
  const { axis, looked } = test;
  const isFirst = axis === 'yawDeg' && looked === 0;
  const misread = isFirst ? misreading(readingOf, screen) : undefined;
  if (misread) return misread;
  if (strategy.needs === 'choice') return { kind: 'passed' };
  const deg = LOOKS_DEG[looked];
  if (deg === undefined)
    return refused(
      UNPROVEN,
      'Whether the head follows to the right side could not be shown.',
      'Check the settings of the strategy and of the screen.',
    );
  const answer = turnOf(wishFor(readingOf, strategy, screen, axis, deg));
  if (!answer) return { kind: 'running', axis, looked: looked + 1 };
  // A law whose eyes rest beside straight ahead wishes something there too.
  const middle = turnOf(wishFor(readingOf, strategy, screen, axis, 0)) ?? NO_TURN;
  const turn = { yaw: answer.yaw - middle.yaw, pitch: answer.pitch - middle.pitch };
  const wrong = axis === 'yawDeg' ? wrongTurn(turn) : wrongNod(turn);
  if (wrong) return wrong;
  return axis === 'yawDeg' ? { kind: 'running', axis: 'pitchDeg', looked: 0 } : { kind: 'passed' };
}

function wrongTurn({ yaw, pitch }: Turn): Refusal | undefined {
  if (yaw > 0 && Math.abs(pitch) < yaw) return undefined;
  return refused(
    'headTurnsWrongWay',
    'A look to the left would not turn the head to the left.',
    'Do not use this strategy with this tracker; tell your technician.',
  );
}

function wrongNod({ yaw, pitch }: Turn): Refusal | undefined {
  if (pitch > 0 && Math.abs(yaw) < pitch) return undefined;
  return refused(
    'headNodsWrongWay',
    'A look down would not nod the head down.',
    'Do not use this strategy with this tracker; tell your technician.',
  );
}

/** What is wrong with what the tracker alone makes of the two looks. */
function misreading(readingOf: ReadingOf, screen: ScreenGeometry | null): Refusal | undefined {
  const left = seenIn(readingOf, { yawDeg: LOOK_DEG, pitchDeg: 0 }, screen);
  const down = seenIn(readingOf, { yawDeg: 0, pitchDeg: LOOK_DEG }, screen);
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
function seenIn(readingOf: ReadingOf, look: Direction, screen: ScreenGeometry | null): Direction | undefined {
  const reading = readingOf(look);
  const { inHead } = directionsOf(reading, EYES_NOT_LEARNED, MIDDLE, screen, NO_DRIFT, 0);
  return reading.kind === 'screen' && !screen ? undefined : (inHead ?? { yawDeg: Number.NaN, pitchDeg: 0 });
}

interface Turn {
  readonly yaw: number;
  readonly pitch: number;
}

const NO_TURN: Turn = { yaw: 0, pitch: 0 };

/** What is wished at the end of a long look, after one at the middle: of the screen for what goes by places on it. */
function wishFor(
  readingOf: ReadingOf,
  strategy: Strategy<unknown>,
  screen: ScreenGeometry | null,
  axis: keyof Direction,
  deg: number,
): Wish {
  const middle = strategy.needs === 'screenPoint' && screen ? screen.centre : { yawDeg: 0, pitchDeg: 0 };
  const look = { ...middle, [axis]: middle[axis] + deg };
  let state = strategy.initial;
  let wish: Wish = { kind: 'none' };
  for (let tMs = 0; tMs <= LASTS_MS; tMs += STEP_MS) {
    const reading = readingOf(tMs === 0 ? middle : look);
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

function degrees(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function movement(yaw: number, pitch: number): Turn | undefined {
  return yaw === 0 && pitch === 0 ? undefined : { yaw, pitch };
}

function refused(id: string, sentence: string, advice: string): Refusal {
  return { kind: 'refused', id, sentence, advice };
}
