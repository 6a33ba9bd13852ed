import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  advance,
  advanceSteering,
  beginSteering,
  bringToRest,
  commandedPose,
  isFinished,
  type Motion,
} from '../../../controller/control/movement.ts';
import { putInForce } from '../../../controller/control/profileInForce.ts';
import { pursue } from '../../../controller/control/pursue.ts';
import type { ControlState, TickInputs } from '../../../controller/control/state.ts';
import { CLUTCH_OUT } from '../../../controller/gaze/clutch.ts';
import type { Wish } from '../../../controller/gaze/strategies/strategy.ts';
import { AXES, exceedance } from '../../../controller/safety/envelope.ts';
import type { ToControl } from '../../../protocol/channel.ts';
import { GAZE_SOURCES, type GazeReading, type GazeSample } from '../../../protocol/gazeSample.ts';
import { NO_MOTION_SAMPLES } from '../../../protocol/motionSample.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';
import { engagedSession, readyToSteer } from './steeringSession.ts';

const TICK_S = 0.01;
const direction = fc.record({
  yawDeg: fc.double({ min: -60, max: 60, noNaN: true }),
  pitchDeg: fc.double({ min: -40, max: 40, noNaN: true }),
});
const reading: fc.Arbitrary<GazeReading> = fc.oneof(
  fc.record({
    kind: fc.constant('screen' as const),
    point: fc.record({ x: fc.double({ min: -1, max: 2 }), y: fc.double({ min: -1, max: 2 }) }),
    eyesSeen: fc.constantFrom('both' as const, 'left' as const),
  }),
  fc.record({ kind: fc.constant('eyes' as const), left: fc.option(direction), right: fc.option(direction) }),
  fc.record({
    kind: fc.constant('none' as const),
    why: fc.constantFrom('blink' as const, 'noFace' as const, 'secondFace' as const),
  }),
);
/** Long looks and short ones, of any source, with times that are right, wrong or none. */
const looks = fc.array(
  fc.record({
    source: fc.constantFrom(...GAZE_SOURCES),
    reading,
    ticks: fc.integer({ min: 1, max: 60 }),
    ageMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.double({ min: -5000, max: 5000 })),
    deviceMs: fc.option(fc.double({ min: 0, max: 1e6 })),
    confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  }),
  { maxLength: 6 },
);

describe('with the clutch out', () => {
  test('S161: a wish that is left over moves nothing, nor does one without a lease', () => {
    const { brace, eyes } = engagedSession();
    eyes.lookAt = { yawDeg: 15, pitchDeg: 0 };
    brace.run(500);
    const { state } = brace;
    expect(state.steering.wish.kind).toBe('rate');
    const inputs = inputsAt(brace.nowMs);
    const out = { ...state, steering: { ...state.steering, clutch: CLUTCH_OUT } };
    const still: ControlState = { ...out, motion: adoptedStill(state) };
    expect(pursue({ ...state, motion: still.motion }, inputs).motion).toMatchObject({ purpose: 'steer' });
    expect(pursue(still, inputs).motion.kind).toBe('still');
    expect(pursue(out, inputs).motion).toMatchObject({ purpose: 'stop' });
    const unleased = { ...state, intent: { ...state.intent, lease: undefined } };
    expect(pursue({ ...unleased, motion: still.motion }, inputs).motion.kind).toBe('still');
  });

  test('S161: no gaze moves the head, whatever the samples say and whoever asked before', () => {
    fc.assert(
      fc.property(looks, fc.boolean(), (all, isAsked) => {
        const session = readyToSteer();
        const { brace, eyes } = session;
        eyes.instead = 'nothing';
        if (isAsked) session.ask({ type: 'askToSteer' });
        const before = brace.seen.commanded;
        for (const { ticks, ageMs, deviceMs, ...sample } of all) {
          for (let tick = 0; tick < ticks; tick += 1) {
            const receivedAtMs = brace.nowMs - ageMs;
            const device = deviceMs === null ? null : deviceMs + tick * 10;
            const one: GazeSample = { ...sample, receivedAtMs, deviceMs: device };
            const message: ToControl = { type: 'gazeSamples', samples: [one] };
            brace.tick([message]);
            expect(brace.seen.speedDegPerS).toBe(0);
            expect(brace.motions.at(-1)?.isMoving).toBe(false);
          }
        }
        expect(brace.seen.commanded).toEqual(before);
        expect(brace.faultIds()).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

const inputsAt = (nowMs: number): TickInputs => ({
  nowMs,
  latenessMs: 0,
  statuses: [],
  boardFaults: [],
  isLineOpen: true,
  oldestUnechoedAtMs: undefined,
  motionSamples: NO_MOTION_SAMPLES,
  supplyVolts: 12,
  servoTemperaturesC: [30, 30],
  messages: [],
  isGatewayConnected: true,
  isEnding: false,
});

function adoptedStill({ brace, lastPose }: ControlState): Motion {
  if (!brace.status || !lastPose) throw new Error('Nothing is known of the brace.');
  return { kind: 'still', pulsesUs: brace.status.appliedUs, pose: lastPose };
}

const FORCE = putInForce(DEFAULT_PROFILE, 'saved-0');
const { parameters } = DEFAULT_PROFILE;
const rateWish = fc
  .record({
    yawDegPerS: fc.oneof(fc.double({ min: -80, max: 80, noNaN: true }), fc.constant(Number.NaN)),
    pitchDegPerS: fc.double({ min: -60, max: 60, noNaN: true }),
  })
  .map((rate): Wish => ({ kind: 'rate', rate }));
const anyWish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 6, arbitrary: rateWish },
  direction.map((target): Wish => ({ kind: 'target', target })),
  fc.record({ id: fc.nat(5), step: direction }).map(({ id, step }): Wish => ({ kind: 'step', id, step })),
  fc.constant<Wish>({ kind: 'none' }),
);
const wishes = (wish: fc.Arbitrary<Wish>) =>
  fc.array(fc.record({ wish, ticks: fc.integer({ min: 1, max: 90 }) }), { minLength: 1, maxLength: 8 });

/** The head as control moves it: a wish steers on, none comes to rest by the planner's stop. Its poses, one per tick. */
function steeredPoses(sequence: readonly { readonly wish: Wish; readonly ticks: number }[], force = FORCE) {
  const { parameters } = force.profile;
  let motion: Motion = {
    kind: 'still',
    pulsesUs: [1500, 1500, 1500],
    pose: { yawDeg: 0, pitchDeg: 0, rollDeg: 5 },
  };
  const poses = [commandedPose(motion)];
  for (const { wish, ticks } of sequence) {
    for (let tick = 0; tick < ticks; tick += 1) {
      const at = commandedPose(motion);
      if (isFinished(motion) && at) motion = { kind: 'still', pulsesUs: [1500, 1500, 1500], pose: at };
      if (wish.kind === 'none') motion = bringToRest(motion, parameters);
      else if (motion.kind === 'still') motion = beginSteering(motion, parameters);
      motion = advanceSteering(advance(motion, 10), 10, wish, force);
      poses.push(commandedPose(motion));
    }
  }
  return { poses: poses.flatMap((pose) => (pose ? [pose] : [])), motion };
}

const differences = (values: readonly number[]): number[] =>
  values.slice(1).map((value, index) => (value - (values[index] ?? Number.NaN)) / TICK_S);
const largest = (values: readonly number[]): number => Math.max(0, ...values.map(Math.abs));

describe('what is wished of a steered head', () => {
  test('S165: it stays within speed, acceleration and jerk of the profile, and in the soft range', () => {
    fc.assert(
      fc.property(wishes(anyWish), (sequence) => {
        const { poses } = steeredPoses(sequence);
        for (const pose of poses) expect(exceedance(pose, FORCE.envelope.soft)).toBeLessThanOrEqual(1 + 1e-9);
        for (const axis of AXES) {
          const rates = differences(poses.map((pose) => pose[axis]));
          const accelerations = differences(rates);
          expect(largest(rates)).toBeLessThanOrEqual(FORCE.speed[axis] + 1e-6);
          // A stop may brake harder than a wish, and nothing may change faster than it.
          expect(largest(accelerations)).toBeLessThanOrEqual(parameters.stopDecelerationDegPerS2 + 1e-6);
          expect(largest(differences(accelerations))).toBeLessThanOrEqual(parameters.stopJerkDegPerS3 + 1e-3);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('S165: far from its range, a head that is steered without a pause has the acceleration and jerk of a movement', () => {
    const near = fc
      .record({
        yawDegPerS: fc.double({ min: -80, max: 80, noNaN: true }),
        pitchDegPerS: fc.constant(0),
      })
      .map((rate): Wish => ({ kind: 'rate', rate }));
    const wide = { ...FORCE.envelope, soft: { ...FORCE.envelope.soft, yawDeg: 400 } };
    fc.assert(
      fc.property(wishes(near), (sequence) => {
        const pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
        let motion = beginSteering({ kind: 'still', pulsesUs: [1500, 1500, 1500], pose }, parameters);
        const yaws = [0];
        for (const { wish, ticks } of sequence) {
          for (let tick = 0; tick < ticks; tick += 1) {
            motion = advanceSteering(motion, 10, wish, { ...FORCE, envelope: wide });
            yaws.push(commandedPose(motion)?.yawDeg ?? Number.NaN);
          }
        }
        const accelerations = differences(differences(yaws));
        expect(largest(accelerations)).toBeLessThanOrEqual(parameters.accelerationDegPerS2 + 1e-6);
        expect(largest(differences(accelerations))).toBeLessThanOrEqual(parameters.jerkDegPerS3 + 1e-3);
      }),
      { numRuns: 60 },
    );
  });

  test('S165: a stop at any moment of the way up to full speed, and of the way back, passes no limit', () => {
    const fast: Wish = { kind: 'rate', rate: { yawDegPerS: 80, pitchDegPerS: 0 } };
    const slow: Wish = { kind: 'rate', rate: { yawDegPerS: 3, pitchDegPerS: 0 } };
    const nothing: Wish = { kind: 'none' };
    // A stop as gentle as the movement: whatever the head still gains on its way to a standstill shows.
    const gentle = { ...parameters, jerkDegPerS3: 1200, stopJerkDegPerS3: 1200 };
    const force = putInForce({ ...DEFAULT_PROFILE, parameters: gentle }, 'gentle', FORCE);
    for (let ticks = 1; ticks <= 100; ticks += 1) {
      const sequence = [
        { wish: fast, ticks: Math.min(ticks, 50) },
        { wish: slow, ticks: Math.max(1, ticks - 50) },
        { wish: nothing, ticks: 40 },
      ];
      const { poses } = steeredPoses(sequence, force);
      const rates = differences(poses.map(({ yawDeg }) => yawDeg));
      expect(largest(rates)).toBeLessThanOrEqual(FORCE.speed.yawDeg + 1e-6);
      expect(Math.min(...rates)).toBeGreaterThanOrEqual(-1e-9);
    }
  });

  test.each([
    [1, 1],
    [-1, 1],
    [1, -1],
    [-1, -1],
  ])(
    'S165: toward the corner %s/%s it slows down as softly as it sets out, and steps lead no further',
    (yaw, pitch) => {
      const { soft } = FORCE.envelope;
      const corner: Wish = { kind: 'rate', rate: { yawDegPerS: 30 * yaw, pitchDegPerS: 15 * pitch } };
      const { poses } = steeredPoses([{ wish: corner, ticks: 300 }]);
      const furthest = poses.at(-1);
      expect(furthest && exceedance(furthest, soft)).toBeGreaterThan(0.9);
      for (const axis of AXES) {
        const accelerations = differences(differences(poses.map((pose) => pose[axis])));
        expect(largest(accelerations)).toBeLessThanOrEqual(parameters.accelerationDegPerS2 + 1e-6);
      }
      const steps = [1, 2, 3].map((id) => ({
        wish: { kind: 'step', id, step: { yawDeg: 5 * yaw, pitchDeg: 5 * pitch } } as const,
        ticks: 100,
      }));
      for (const pose of steeredPoses([{ wish: corner, ticks: 300 }, ...steps]).poses)
        expect(exceedance(pose, soft)).toBeLessThanOrEqual(1 + 1e-9);
    },
  );

  test('S203: whoever looks on beyond the range rests at its end and is not rocked there', () => {
    fc.assert(
      fc.property(
        fc.record({
          yawDegPerS: fc.double({ min: 1, max: 30, noNaN: true }),
          pitchDegPerS: fc.double({ min: -20, max: 20, noNaN: true }),
          beats: fc.double({ min: 0.2, max: 3, noNaN: true }),
          share: fc.double({ min: 0, max: 0.5, noNaN: true }),
        }),
        ({ yawDegPerS, pitchDegPerS, beats, share }) => {
          // As much as the noise of a tracker changes what is wished.
          const sequence = Array.from({ length: 600 }, (_, tick) => {
            const now = 1 + share * Math.sin((2 * Math.PI * beats * tick) / 100);
            const rate = { yawDegPerS: yawDegPerS * now, pitchDegPerS: pitchDegPerS * now };
            return { wish: { kind: 'rate', rate } as Wish, ticks: 1 };
          });
          const { poses } = steeredPoses(sequence);
          for (const axis of ['yawDeg', 'pitchDeg'] as const) {
            const way = Math.sign(axis === 'yawDeg' ? yawDegPerS : pitchDegPerS);
            const rates = differences(poses.map((pose) => way * pose[axis]));
            expect(Math.min(...rates)).toBeGreaterThanOrEqual(-1e-6);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('S165: nothing wished is a standstill within the stopping ramp, wherever it begins', () => {
    fc.assert(
      fc.property(wishes(anyWish), (sequence) => {
        const { motion } = steeredPoses([...sequence, { wish: { kind: 'none' }, ticks: 25 }]);
        expect(motion.kind === 'still' || isFinished(motion)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
