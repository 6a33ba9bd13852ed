import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planStop } from '../../../controller/motion/trajectory/stop.ts';
import { planVelocity, type Trajectory } from '../../../controller/motion/trajectory.ts';
import {
  type PoseMotion,
  permittedVelocity,
  stopStaysInside,
  type VelocityDegPerS,
} from '../../../controller/safety/approach.ts';
import { AXES, envelopeOf, exceedance, type RangeDeg } from '../../../controller/safety/envelope.ts';
import {
  fastestStoppableDegPerS,
  stopAhead,
  stopDurationS,
  stoppingRampOf,
} from '../../../controller/safety/stoppingRamp.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import type { Pose } from '../../../protocol/pose.ts';

const { soft } = envelopeOf(DEFAULT_PARAMETERS);
const range = { ...soft, flexionDeg: 12, extensionDeg: 18 };
const ramp = stoppingRampOf(DEFAULT_PARAMETERS);
const TICK_S = 0.01;
const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
/** Doubles alone are mostly tiny: half of the values are spread evenly. */
const number = (limit: number) =>
  fc.oneof(
    fc.integer({ min: -1000, max: 1000 }).map((part) => (part * limit) / 1000),
    fc.double({ min: -limit, max: limit, noNaN: true }),
  );
const anyPose = fc.record({ yawDeg: number(40), pitchDeg: number(20), rollDeg: number(14) });
const insidePose = anyPose.filter((pose) => exceedance(pose, range) <= 1);
const anyWish = fc.record({ yawDeg: number(45), pitchDeg: number(30), rollDeg: number(30) });
const plus = (pose: Pose, velocity: VelocityDegPerS, seconds: number): Pose => ({
  yawDeg: pose.yawDeg + velocity.yawDeg * seconds,
  pitchDeg: pose.pitchDeg + velocity.pitchDeg * seconds,
  rollDeg: pose.rollDeg + velocity.rollDeg * seconds,
});
const limits = AXES.map(() => ({
  minVelocity: -45,
  maxVelocity: 45,
  minAcceleration: -ramp.decelerationDegPerS2,
  maxAcceleration: ramp.decelerationDegPerS2,
  maxJerk: ramp.jerkDegPerS3,
}));

function worstOn(trajectory: Trajectory): number {
  let worst = 0;
  for (let part = 0; part <= 50; part += 1) {
    const [yaw, pitch, roll] = trajectory.at((trajectory.duration * part) / 50);
    if (!yaw || !pitch || !roll) throw new Error('three axes expected');
    const pose = { yawDeg: yaw.position, pitchDeg: pitch.position, rollDeg: roll.position };
    worst = Math.max(worst, exceedance(pose, range));
  }
  return worst;
}

describe('soft approach', () => {
  test('S45: no sequence of wishes, followed tick by tick, leaves the range', () => {
    fc.assert(
      fc.property(insidePose, fc.array(anyWish, { minLength: 1, maxLength: 12 }), (start, wishes) => {
        let pose = start;
        for (const wish of wishes) {
          for (let tick = 0; tick < 25; tick += 1) {
            pose = plus(pose, permittedVelocity(pose, wish, range, ramp, TICK_S), TICK_S);
            expect(exceedance(pose, range)).toBeLessThanOrEqual(1 + 1e-9);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test('S45: from a permitted velocity both stops that motion plans, one tick later, stay inside', () => {
    fc.assert(
      fc.property(insidePose, anyWish, (pose, wish) => {
        const velocity = permittedVelocity(pose, wish, range, ramp, TICK_S);
        const late = plus(pose, velocity, TICK_S);
        const start = AXES.map((axis) => ({
          position: late[axis],
          velocity: velocity[axis],
          acceleration: 0,
        }));
        expect(worstOn(planStop(start, limits).trajectory)).toBeLessThanOrEqual(1 + 1e-9);
        expect(worstOn(planVelocity(start, [0, 0, 0], limits))).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  test('S45: toward a single limit the permitted speed is the highest that still stops, and 0 at the limit', () => {
    for (const distanceDeg of [0.01, 0.3, 2, 6]) {
      const pose = { ...STRAIGHT, yawDeg: range.yawDeg - distanceDeg };
      const { yawDeg } = permittedVelocity(pose, { ...STRAIGHT, yawDeg: 45 }, range, ramp, TICK_S);
      expect(yawDeg).toBeCloseTo(Math.min(45, fastestStoppableDegPerS(distanceDeg, ramp, TICK_S)), 6);
    }
    const at = { ...STRAIGHT, pitchDeg: range.flexionDeg };
    expect(permittedVelocity(at, { ...STRAIGHT, pitchDeg: 20 }, range, ramp, TICK_S).pitchDeg).toBeCloseTo(
      0,
      6,
    );
  });

  test('S45: nodding and tilting are slowed as turning is', () => {
    const distanceDeg = 0.3;
    const fastest = fastestStoppableDegPerS(distanceDeg, ramp, TICK_S);
    const granted = (pose: Pose, wish: VelocityDegPerS) => permittedVelocity(pose, wish, range, ramp, TICK_S);
    const down = granted(
      { ...STRAIGHT, pitchDeg: range.flexionDeg - distanceDeg },
      { ...STRAIGHT, pitchDeg: 30 },
    );
    expect(down.pitchDeg).toBeCloseTo(fastest, 6);
    const up = granted(
      { ...STRAIGHT, pitchDeg: distanceDeg - range.extensionDeg },
      { ...STRAIGHT, pitchDeg: -30 },
    );
    expect(up.pitchDeg).toBeCloseTo(-fastest, 6);
    const tilt = granted({ ...STRAIGHT, rollDeg: range.rollDeg - distanceDeg }, { ...STRAIGHT, rollDeg: 30 });
    expect(tilt.rollDeg).toBeCloseTo(fastest, 6);
  });

  test('S45: a wish whose stop ends inside is granted as it is', () => {
    const wish = { yawDeg: 20, pitchDeg: -10, rollDeg: 5 };
    expect(permittedVelocity(STRAIGHT, wish, range, ramp, TICK_S)).toEqual(wish);
  });

  test('S46: a way from one side to as far on the other is not slowed because another axis is', () => {
    const wish = { ...STRAIGHT, yawDeg: -30, pitchDeg: 10 };
    const wayDeg = 30 * (TICK_S + stopDurationS(30, ramp) / 2);
    const at = { ...STRAIGHT, yawDeg: wayDeg / 2, pitchDeg: range.flexionDeg };
    const permitted = permittedVelocity(at, wish, range, ramp, TICK_S);
    expect(permitted.yawDeg).toBe(-30);
    expect(permitted.pitchDeg).toBeLessThan(1e-4);
  });

  test('S46: the way inward is never slowed, at a limit or beyond it, and one axis may leave while another waits', () => {
    const at = { ...STRAIGHT, yawDeg: range.yawDeg };
    const beyond = { ...at, yawDeg: range.yawDeg + 5 };
    const back = { ...STRAIGHT, yawDeg: -30 };
    expect(permittedVelocity(at, back, range, ramp, TICK_S)).toEqual(back);
    expect(permittedVelocity(beyond, back, range, ramp, TICK_S)).toEqual(back);
    const both = permittedVelocity(at, { ...back, pitchDeg: 10 }, range, ramp, TICK_S);
    expect(both.yawDeg).toBe(-30);
    expect(both.pitchDeg).toBeLessThan(1e-4);
  });

  test('S45: a wish or a pose that is not a number gets no speed', () => {
    const wish = { ...STRAIGHT, yawDeg: 10 };
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(permittedVelocity(STRAIGHT, { ...wish, rollDeg: bad }, range, ramp, TICK_S)).toEqual(STRAIGHT);
      expect(permittedVelocity({ ...STRAIGHT, rollDeg: bad }, wish, range, ramp, TICK_S)).toEqual(STRAIGHT);
    }
  });

  test('S47: in the middle of any change of speed, a stop said to stay inside does', () => {
    const axisMotion = fc.record({ velocityDegPerS: number(45), accelerationDegPerS2: number(120) });
    const anyMotion = fc.record({ yawDeg: axisMotion, pitchDeg: axisMotion, rollDeg: axisMotion });
    let [inside, total] = [0, 0];
    fc.assert(
      fc.property(insidePose, anyMotion, (pose, motion) => {
        total += 1;
        if (!stopStaysInside(pose, motion, range, ramp)) return;
        inside += 1;
        const start = AXES.map((axis) => ({
          position: pose[axis],
          velocity: motion[axis].velocityDegPerS,
          acceleration: motion[axis].accelerationDegPerS2,
        }));
        expect(worstOn(planStop(start, limits).trajectory)).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: 1000 },
    );
    // Neither answer may be the only one.
    expect(inside / total).toBeGreaterThan(0.5);
    expect(inside / total).toBeLessThan(0.99);
  });

  test('S47: what counts is how far a stop gets on its way, not where it ends', () => {
    const gentle = { decelerationDegPerS2: 60, jerkDegPerS3: 100 };
    const swingsBack = { velocityDegPerS: 5, accelerationDegPerS2: -60 };
    const { highestDeg, travelDeg } = stopAhead(swingsBack, gentle);
    expect(travelDeg).toBeLessThan(0);
    const still = { velocityDegPerS: 0, accelerationDegPerS2: 0 };
    const motion: PoseMotion = { yawDeg: swingsBack, pitchDeg: still, rollDeg: still };
    const short = (deg: number) => ({ ...STRAIGHT, yawDeg: range.yawDeg - deg });
    expect(stopStaysInside(short(highestDeg * 1.01), motion, range, gentle)).toBe(true);
    expect(stopStaysInside(short(highestDeg * 0.99), motion, range, gentle)).toBe(false);
  });

  test('S47: a stop that ends exactly at the limit stays inside, and so does a head at rest beyond it', () => {
    const still = { velocityDegPerS: 0, accelerationDegPerS2: 0 };
    const fast = { velocityDegPerS: 30, accelerationDegPerS2: 0 };
    const exact: RangeDeg = { ...range, yawDeg: stopAhead(fast, ramp).highestDeg };
    const turning: PoseMotion = { yawDeg: fast, pitchDeg: still, rollDeg: still };
    expect(stopStaysInside(STRAIGHT, turning, exact, ramp)).toBe(true);
    const resting: PoseMotion = { yawDeg: still, pitchDeg: still, rollDeg: still };
    const beyond = { ...STRAIGHT, yawDeg: range.yawDeg + 5 };
    expect(stopStaysInside(beyond, resting, range, ramp)).toBe(true);
    expect(stopStaysInside(beyond, turning, range, ramp)).toBe(false);
  });

  test('S47: a stop that overshoots on one axis is said to leave, and so is one that is not a number', () => {
    const still = { velocityDegPerS: 0, accelerationDegPerS2: 0 };
    const fast = { velocityDegPerS: 30, accelerationDegPerS2: 0 };
    const motion: PoseMotion = { yawDeg: fast, pitchDeg: still, rollDeg: still };
    const at = (yawDeg: number) => ({ ...STRAIGHT, yawDeg });
    expect(stopStaysInside(at(range.yawDeg - 2.63), motion, range, ramp)).toBe(true);
    expect(stopStaysInside(at(range.yawDeg - 2.62), motion, range, ramp)).toBe(false);
    expect(stopStaysInside(at(Number.NaN), motion, range, ramp)).toBe(false);
    const unknown = { ...motion, rollDeg: { velocityDegPerS: Number.NaN, accelerationDegPerS2: 0 } };
    expect(stopStaysInside(at(0), unknown, range, ramp)).toBe(false);
  });
});
