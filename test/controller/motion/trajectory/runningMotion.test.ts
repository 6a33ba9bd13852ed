import { describe, expect, it } from 'vitest';
import {
  atPace,
  beginMotion,
  type RunningMotion,
  retarget,
  runningState,
} from '../../../../controller/motion/trajectory/runningMotion.ts';
import type { AxisLimits, AxisState } from '../../../../controller/motion/trajectory.ts';

const LIMITS: AxisLimits[] = [
  { minVelocity: -30, maxVelocity: 30, minAcceleration: -120, maxAcceleration: 120, maxJerk: 600 },
  { minVelocity: -20, maxVelocity: 20, minAcceleration: -100, maxAcceleration: 100, maxJerk: 500 },
];
const AT_REST: AxisState[] = [
  { position: 0, velocity: 0, acceleration: 0 },
  { position: 5, velocity: 0, acceleration: 0 },
];
const TARGET = [
  { position: 30, velocity: 0 },
  { position: -10, velocity: 0 },
];
const ELSEWHERE = [
  { position: -20, velocity: 0 },
  { position: 10, velocity: 0 },
];
const TICK_S = 0.01;

function endTime({ startTime, trajectory }: RunningMotion): number {
  return startTime + trajectory.duration;
}

/** Runs a motion at 100 Hz, lets `act` replace it each tick, and checks what a servo would see from tick to tick. */
function run(
  motion: RunningMotion,
  seconds: number,
  act: (motion: RunningMotion, now: number) => RunningMotion,
  from = 0,
) {
  const path: AxisState[][] = [];
  let current = motion;
  for (let tick = 0; tick * TICK_S <= seconds; tick++) {
    const now = from + tick * TICK_S;
    current = act(current, now);
    const states = runningState(current, now);
    for (const [axis, state] of states.entries()) {
      const { maxVelocity, maxAcceleration, maxJerk } = LIMITS[axis] ?? {
        maxVelocity: 0,
        maxAcceleration: 0,
        maxJerk: 0,
      };
      const before = path.at(-1)?.[axis];
      if (!before) continue;
      expect(Math.abs(state.velocity)).toBeLessThanOrEqual(maxVelocity + 1e-9);
      expect(Math.abs(state.acceleration)).toBeLessThanOrEqual(maxAcceleration + 1e-9);
      expect(Math.abs(state.acceleration - before.acceleration)).toBeLessThanOrEqual(maxJerk * TICK_S + 1e-9);
      const middle = (state.velocity + before.velocity) / 2;
      expect(Math.abs(state.position - before.position - middle * TICK_S)).toBeLessThan(
        maxJerk * TICK_S ** 3,
      );
    }
    path.push(states);
  }
  return { path, motion: current };
}

describe('the same target sent again', () => {
  it('is a no-op every tick: the very same motion goes on', () => {
    const motion = beginMotion(AT_REST, TARGET, LIMITS, 0);
    const { motion: after } = run(motion, 3, (current, now) =>
      retarget(current, structuredClone(TARGET), structuredClone(LIMITS), now),
    );
    expect(after).toBe(motion);
  });

  it('is a no-op also after arrival, and while paused', () => {
    const motion = beginMotion(AT_REST, TARGET, LIMITS, 0);
    expect(retarget(motion, TARGET, LIMITS, endTime(motion) + 5)).toBe(motion);
    const paused = atPace(motion, 0, 0.5);
    expect(retarget(paused, TARGET, LIMITS, 0.7)).toBe(paused);
  });

  it('does not hide a change of one number of target or limits', () => {
    const motion = beginMotion(AT_REST, TARGET, LIMITS, 0);
    const [first, second] = LIMITS;
    if (!first || !second) throw new RangeError('no limits');
    expect(retarget(motion, [{ position: 30, velocity: 0.1 }, ...TARGET.slice(1)], LIMITS, 0.1)).not.toBe(
      motion,
    );
    expect(retarget(motion, TARGET, [first, { ...second, maxJerk: 400 }], 0.1)).not.toBe(motion);
  });

  it('is not fooled by a caller who alters what it handed over', () => {
    const target = structuredClone(TARGET);
    const motion = beginMotion(AT_REST, target, LIMITS, 0);
    for (const axis of target) axis.position += 1;
    expect(retarget(motion, target, LIMITS, 0.1)).not.toBe(motion);
  });
});

describe('another target', () => {
  it('is gone to from the state commanded last, without a jump', () => {
    const { path, motion } = run(beginMotion(AT_REST, TARGET, LIMITS, 0), 5, (current, now) =>
      now >= 0.6 ? retarget(current, ELSEWHERE, LIMITS, now) : current,
    );
    expect(path.at(-1)?.map(({ position }) => position)).toEqual([-20, 10]);
    expect(motion.startTime).toBeCloseTo(0.6, 9);
  });
});

describe.each(['fastest', 'straight'] as const)('pause and pace on the %s course', (course) => {
  const begin = (): RunningMotion => beginMotion(AT_REST, TARGET, LIMITS, 0, course);

  it('a pause comes to rest and stays there, and going on arrives at the target', () => {
    const { path } = run(begin(), 6, (current, now) => atPace(current, now < 0.5 || now > 2 ? 1 : 0, now));
    const rest = path[150];
    expect(rest?.every(({ velocity }) => velocity === 0)).toBe(true);
    expect(path[199]).toEqual(rest);
    expect(path.at(-1)?.map(({ position }) => position)).toEqual([30, -10]);
  });

  it('half the pace from rest takes twice the time', () => {
    const motion = begin();
    const slowed = atPace(motion, 0.5, 0);
    expect(slowed.trajectory.duration).toBeCloseTo(2 * motion.trajectory.duration, 9);
  });

  it('a change of pace under way keeps the limits and delays the arrival of all axes alike', () => {
    const motion = begin();
    const { path, motion: after } = run(motion, 8, (current, now) =>
      atPace(current, now < 0.5 ? 1 : 0.3, now),
    );
    expect(endTime(after)).toBeGreaterThan(endTime(motion) + 1);
    expect(path.at(-1)?.map(({ position }) => position)).toEqual([30, -10]);
  });

  it('the same pace again is a no-op', () => {
    const slowed = atPace(begin(), 0.5, 0.3);
    expect(atPace(slowed, 0.5, 0.4)).toBe(slowed);
  });

  it('a target sent while paused moves nothing until the motion goes on', () => {
    const paused = atPace(begin(), 0, 0.5);
    const sent = retarget(paused, ELSEWHERE, LIMITS, 0.6);
    expect(sent.trajectory).toBe(paused.trajectory);
    const { path } = run(sent, 7, (current, now) => (now > 2 ? atPace(current, 1, now) : current), 0.6);
    expect(path.at(-1)?.map(({ position }) => position)).toEqual([-20, 10]);
  });

  it('limits lowered while paused hold for the rest of the stop', () => {
    const paused = atPace(begin(), 0, 0.5);
    const gentler = LIMITS.map((limits) => ({ ...limits, minAcceleration: -60, maxAcceleration: 60 }));
    const stopping = retarget(paused, TARGET, gentler, 0.52);
    expect(stopping.pace).toBe(0);
    const end = runningState(stopping, 5);
    expect(end.every(({ velocity }) => velocity === 0)).toBe(true);
    expect(endTime(stopping)).toBeGreaterThan(endTime(paused));
  });
});

it('a straight course stays on its line through pause, pace and a repeated target', () => {
  const { path } = run(beginMotion(AT_REST, TARGET, LIMITS, 0, 'straight'), 9, (current, now) => {
    const pace = now < 0.5 ? 1 : now < 1.5 ? 0 : now < 2.5 ? 0.4 : 1;
    return retarget(atPace(current, pace, now), TARGET, LIMITS, now);
  });
  for (const [first, second] of path) {
    expect((second?.position ?? Number.NaN) - 5).toBeCloseTo(((first?.position ?? Number.NaN) / 30) * -15, 6);
  }
  expect(path.at(-1)?.map(({ position }) => position)).toEqual([30, -10]);
});
