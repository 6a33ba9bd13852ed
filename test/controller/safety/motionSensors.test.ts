import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Quaternion,
  quaternionFromRotation,
  rotationOfMeasured,
} from '../../../controller/motion/kinematics/quaternion.ts';
import {
  angleBetweenDeg,
  compose,
  type Matrix3,
  poseFromRotation,
  RADIANS_PER_DEGREE,
  rotationAbout,
  rotationFromPose,
  transpose,
  type Vector3,
} from '../../../controller/motion/kinematics/rotation.ts';
import { gravityOfTrunk } from '../../../controller/safety/gravity.ts';
import {
  type MotionReading,
  NO_MOTION_KNOWN,
  type Sensed,
  senseMotion,
} from '../../../controller/safety/motionSensors/motionSensors.ts';
import { captureMounting } from '../../../controller/safety/motionSensors/mounting.ts';
import { type MotionSensors, NOMINAL_MOTION_SENSORS } from '../../../protocol/brace.ts';
import { type MotionSample, NO_MOTION_SAMPLES } from '../../../protocol/motionSample.ts';
import type { Pose } from '../../../protocol/pose.ts';

const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
const PERIOD_MS = 20;

const aboutZ = (deg: number): Matrix3 => rotationAbout([0, 0, 1], deg * RADIANS_PER_DEGREE);
const at = (pitchDeg: number, yawDeg = 0, rollDeg = 0): Pose => ({ yawDeg, pitchDeg, rollDeg });

/** What there is to be measured. */
interface Scene {
  readonly head: Pose;
  readonly trunk: Pose;
  readonly headHeadingDeg: number;
  readonly trunkHeadingDeg: number;
  readonly mounting: MotionSensors;
  readonly acceleration: Vector3;
}

const SCENE: Scene = {
  head: STRAIGHT,
  trunk: STRAIGHT,
  headHeadingDeg: 20,
  trunkHeadingDeg: -70,
  mounting: NOMINAL_MOTION_SENSORS,
  acceleration: [0, 0, 0],
};

/** What ideal sensors say of it; the last digit of the acceleration lives. */
function samplesOf(scene: Scene, atMs: number): { head: MotionSample; trunk: MotionSample } {
  const { head, trunk, mounting, headHeadingDeg, trunkHeadingDeg, acceleration } = scene;
  const sample = (part: Matrix3, mount: Pose, headingDeg: number): MotionSample => ({
    atMs,
    quaternion: quaternionFromRotation(compose(aboutZ(headingDeg), compose(part, rotationFromPose(mount)))),
    accelerationMPerS2: [acceleration[0] + 1e-6 * (atMs % 1000), acceleration[1], acceleration[2]],
  });
  const trunkWorld = rotationFromPose(trunk);
  return {
    head: sample(compose(trunkWorld, rotationFromPose(head)), mounting.headMounting, headHeadingDeg),
    trunk: sample(trunkWorld, mounting.trunkMounting, trunkHeadingDeg),
  };
}

/** A run of looks, one each 20 ms. */
class Watch {
  nowMs = 1000;
  sensed: Sensed = senseMotion(NO_MOTION_KNOWN, {
    nowMs: 0,
    fitted: undefined,
    samples: NO_MOTION_SAMPLES,
    potsPose: undefined,
  });

  look(change: Partial<MotionReading>): Sensed {
    this.nowMs += PERIOD_MS;
    this.sensed = senseMotion(this.sensed.state, {
      nowMs: this.nowMs,
      fitted: NOMINAL_MOTION_SENSORS,
      samples: NO_MOTION_SAMPLES,
      potsPose: undefined,
      ...change,
    });
    return this.sensed;
  }

  see(scene: Partial<Scene>, potsPose?: Pose, ms = PERIOD_MS): Sensed {
    const whole = { ...SCENE, ...scene };
    for (const end = this.nowMs + ms; this.nowMs < end; ) {
      const samples = samplesOf(whole, this.nowMs + PERIOD_MS);
      this.look({ samples, potsPose, fitted: whole.mounting });
    }
    return this.sensed;
  }

  get pose(): Pose | undefined {
    const { headImu } = this.sensed;
    return headImu.kind === 'known' ? headImu.pose : undefined;
  }
}

const aligned = (scene: Partial<Scene> = {}, potsPose = scene.head ?? STRAIGHT): Watch => {
  const watch = new Watch();
  watch.see(scene, potsPose, 200);
  return watch;
};

const distanceDeg = (a: Pose, b: Pose): number => angleBetweenDeg(rotationFromPose(a), rotationFromPose(b));

const angle = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const anyPose = (most: number) =>
  fc.record({ yawDeg: angle(most), pitchDeg: angle(most), rollDeg: angle(most) });
const anyRotation = fc
  .tuple(fc.tuple(angle(1), angle(1), angle(1)), angle(180))
  .filter(([axis]) => Math.hypot(...axis) > 0.1)
  .map(([[x, y, z], deg]) => {
    const norm = Math.hypot(x, y, z);
    return rotationAbout([x / norm, y / norm, z / norm], deg * RADIANS_PER_DEGREE);
  });

describe('what motion sensors tell', () => {
  test('S140: a build without them has none, whatever arrives', () => {
    const watch = aligned();
    const sensed = watch.look({ fitted: undefined, samples: samplesOf(SCENE, watch.nowMs) });
    expect(sensed).toEqual({
      state: NO_MOTION_KNOWN,
      headImu: { kind: 'notFitted' },
      trunkImu: { kind: 'notFitted' },
    });
  });

  test('S141: head against trunk is exact for any pose, tilt of the trunk, headings and mountings', () => {
    fc.assert(
      fc.property(
        anyPose(50),
        anyPose(50),
        anyPose(60),
        fc.tuple(angle(180), angle(180)),
        fc.tuple(anyRotation, anyRotation),
        (first, second, trunk, [headHeadingDeg, trunkHeadingDeg], mounts) => {
          const mounting = {
            headMounting: poseFromRotation(mounts[0]),
            trunkMounting: poseFromRotation(mounts[1]),
          };
          const scene = { trunk, headHeadingDeg, trunkHeadingDeg, mounting };
          const watch = aligned({ ...scene, head: first }, first);
          expect(distanceDeg(watch.pose ?? at(NaN), first)).toBeLessThan(1e-6);
          // A head that turned 100° between two samples is not believed once, and then it is.
          watch.see({ ...scene, head: second }, undefined, 100);
          expect(distanceDeg(watch.pose ?? at(NaN), second)).toBeLessThan(1e-6);
        },
      ),
    );
  });

  test('S141: a pose needs both sensors, and the potentiometers once', () => {
    const watch = new Watch();
    expect(watch.see({}, undefined, 200).headImu).toEqual({ kind: 'silent' });
    expect(watch.sensed.trunkImu.kind).toBe('known');
    const { head, trunk } = samplesOf(SCENE, 0);
    const fresh = (sample: MotionSample): MotionSample => ({ ...sample, atMs: watch.nowMs + PERIOD_MS });
    expect(
      watch.look({ samples: { head: null, trunk: fresh(trunk) }, potsPose: STRAIGHT }).headImu.kind,
    ).toBe('silent');
    const headOnly = watch.look({ samples: { head: fresh(head), trunk: null }, potsPose: STRAIGHT });
    expect(headOnly).toMatchObject({ headImu: { kind: 'silent' }, trunkImu: { kind: 'silent' } });
    expect(watch.see({}, STRAIGHT, 200).headImu.kind).toBe('known');
  });

  test.each<[string, (sample: MotionSample) => MotionSample]>([
    ['a quaternion of zeros', (sample) => ({ ...sample, quaternion: [0, 0, 0, 0] })],
    [
      'a quaternion 1.1 % too long',
      (sample) => ({ ...sample, quaternion: scaled(sample.quaternion, 1.011) }),
    ],
    [
      'a quaternion 1.1 % too short',
      (sample) => ({ ...sample, quaternion: scaled(sample.quaternion, 0.989) }),
    ],
    ['a quaternion that is no number', (sample) => ({ ...sample, quaternion: [NaN, 0, 0, 0] })],
    ['an acceleration of 7 g', (sample) => ({ ...sample, accelerationMPerS2: [68.7, 0, 0] })],
    ['an acceleration that is no number', (sample) => ({ ...sample, accelerationMPerS2: [0, NaN, 0] })],
    ['a turn of 41° in 20 ms', (sample) => turned(sample, 41)],
  ])('S142: %s is not believed, on the head or on the trunk', (_, spoil) => {
    for (const place of ['head', 'trunk'] as const) {
      const watch = aligned();
      expect(watch.pose).toBeDefined();
      const samples = samplesOf(SCENE, watch.nowMs + PERIOD_MS);
      watch.look({ samples: { ...samples, [place]: spoil(samples[place]) }, potsPose: STRAIGHT });
      expect(watch.sensed.headImu).toEqual({ kind: 'silent' });
      expect(watch.sensed.trunkImu.kind).toBe(place === 'trunk' ? 'silent' : 'known');
    }
  });

  test.each<[string, (sample: MotionSample) => MotionSample]>([
    [
      'a quaternion 0.9 % too long',
      (sample) => ({ ...sample, quaternion: scaled(sample.quaternion, 1.009) }),
    ],
    ['an acceleration of 6.9 g', (sample) => ({ ...sample, accelerationMPerS2: [67.6, 0, 0] })],
    ['a turn of 39° in 20 ms', (sample) => turned(sample, 39)],
  ])('S142: %s is still believed', (_, spoil) => {
    const watch = aligned();
    const samples = samplesOf(SCENE, watch.nowMs + PERIOD_MS);
    watch.look({ samples: { ...samples, head: spoil(samples.head) } });
    expect(watch.sensed.headImu.kind).toBe('known');
  });

  test('S142: two samples of one moment may differ by their noise alone', () => {
    const watch = aligned();
    const samples = samplesOf(SCENE, watch.nowMs + 0.001);
    watch.look({ samples: { ...samples, head: turned(samples.head, 0.9) } });
    expect(watch.sensed.headImu.kind).toBe('known');
  });

  test('S142: what is older than 100 ms is not used again', () => {
    const watch = aligned();
    const samples = samplesOf(SCENE, watch.nowMs);
    for (let ms = PERIOD_MS; ms <= 100; ms += PERIOD_MS)
      expect(watch.look({ samples }).headImu.kind).toBe('known');
    expect(watch.look({ samples })).toMatchObject({
      headImu: { kind: 'silent' },
      trunkImu: { kind: 'silent' },
    });
  });

  test('S142: a sensor that repeats the very same numbers for over 500 ms is silent, and back with the first other one', () => {
    const watch = aligned();
    const { head } = samplesOf(SCENE, watch.nowMs);
    const repeat = (): Sensed =>
      watch.look({
        samples: {
          head: { ...head, atMs: watch.nowMs + PERIOD_MS },
          trunk: samplesOf(SCENE, watch.nowMs + PERIOD_MS).trunk,
        },
        potsPose: STRAIGHT,
      });
    for (let ms = PERIOD_MS; ms <= 500; ms += PERIOD_MS) expect(repeat().headImu.kind).toBe('known');
    expect(repeat().headImu.kind).toBe('silent');
    expect(watch.sensed.trunkImu.kind).toBe('known');
    watch.see({}, STRAIGHT, 80);
    expect(watch.sensed.headImu.kind).toBe('known');
  });

  test.each<[string, Partial<Scene>, Pose]>([
    ['flexion', {}, at(6)],
    ['lateral tilt', {}, at(0, 0, 6)],
    ['flexion on a reclined trunk', { trunk: at(-30) }, at(6)],
  ])('S143: potentiometers that slip in %s never take the sensors along', (_, scene, slipped) => {
    const watch = aligned(scene);
    watch.see(scene, slipped, 60_000);
    expect(distanceDeg(watch.pose ?? at(NaN), STRAIGHT)).toBeLessThan(scene.trunk ? 2 : 0.3);
  });

  test('S143: in rotation they are followed by 0.1° in a second, either way round, and across the back', () => {
    for (const yawDeg of [10, -10]) {
      const watch = aligned();
      watch.see({}, at(0, yawDeg), 1000);
      expect(watch.pose?.yawDeg).toBeCloseTo(Math.sign(yawDeg) * 0.1, 3);
      watch.see({}, at(0, yawDeg), 20_000);
      expect(watch.pose?.yawDeg).toBeCloseTo(Math.sign(yawDeg) * 2.1, 3);
    }
    const across = aligned({ headHeadingDeg: -179.95, trunkHeadingDeg: 0 });
    across.see({ headHeadingDeg: 179.95, trunkHeadingDeg: 0 }, STRAIGHT, 2000);
    expect(across.pose?.yawDeg).toBeCloseTo(0, 3);
  });

  test('S143: a heading that drifts slower than that is made up for', () => {
    const watch = aligned();
    for (let n = 0; n < 500; n++) watch.see({ headHeadingDeg: 20 + n * 0.0015 }, STRAIGHT);
    expect(Math.abs(watch.pose?.yawDeg ?? NaN)).toBeLessThan(0.01);
  });

  test('S143: a potentiometers’ pose that is unknown or no number changes no heading', () => {
    const watch = aligned();
    watch.see({}, undefined, 500);
    watch.see({}, at(0, NaN), 500);
    expect(distanceDeg(watch.pose ?? at(NaN), STRAIGHT)).toBeLessThan(1e-6);
  });

  test('S143: a pose that is no number brings nothing into line', () => {
    const watch = new Watch();
    expect(watch.see({}, at(NaN), 200).headImu.kind).toBe('silent');
    expect(watch.see({}, STRAIGHT, 200).headImu.kind).toBe('known');
  });

  test('S143: headings outlive 300 ms without belief, and are lost after more', () => {
    for (const [gapMs, isKept] of [
      [280, true],
      [300, true],
      [320, false],
    ] as const) {
      const watch = aligned();
      for (let ms = PERIOD_MS; ms < gapMs; ms += PERIOD_MS) {
        expect(watch.look({ potsPose: at(0, 10) }).headImu.kind).toBe('silent');
      }
      watch.see({}, at(0, 10), 80);
      expect(watch.pose?.yawDeg).toBeCloseTo(isKept ? 0.03 : 10, 1);
    }
  });

  test('S144: the rate is known after 40 ms, is that of the last 40 ms, and begins anew after a gap', () => {
    const rate = (watch: Watch): number | undefined =>
      watch.sensed.headImu.kind === 'known' ? watch.sensed.headImu.rateDegPerS : undefined;
    const watch = new Watch();
    let pitchDeg = 0;
    const turn = (degPerS: number): void => {
      pitchDeg += (degPerS * PERIOD_MS) / 1000;
      watch.see({ head: at(pitchDeg) }, watch.pose ?? at(pitchDeg));
    };
    turn(50);
    turn(50);
    expect(watch.sensed.headImu.kind).toBe('silent');
    turn(50);
    expect(rate(watch)).toBeCloseTo(50, 6);
    for (let n = 0; n < 20; n++) turn(-30);
    expect(rate(watch)).toBeCloseTo(30, 6);
    turn(0);
    expect(rate(watch)).toBeCloseTo(15, 6);
    turn(0);
    expect(rate(watch)).toBeCloseTo(0, 6);
    for (let n = 0; n < 5; n++) watch.look({});
    watch.see({ head: at(20) }, undefined, 40);
    expect(watch.sensed.headImu.kind).toBe('silent');
    watch.see({ head: at(20) }, undefined, PERIOD_MS);
    expect(rate(watch)).toBeCloseTo(0, 6);
  });

  test('S144: samples of 39 ms tell no rate yet, and of 52 ms they do', () => {
    const watch = new Watch();
    const firstMs = watch.nowMs + PERIOD_MS;
    const kinds = [0, 13, 26, 39, 52].map((afterMs) => {
      const samples = samplesOf(SCENE, firstMs + afterMs);
      return watch.look({ samples, potsPose: STRAIGHT }).headImu.kind;
    });
    expect(kinds).toEqual(['silent', 'silent', 'silent', 'silent', 'known']);
  });

  test('S144: a look without a new sample of the head changes neither its pose nor its rate', () => {
    const watch = aligned();
    const before = watch.sensed.headImu;
    const { head } = samplesOf(SCENE, watch.nowMs);
    const { trunk } = samplesOf({ ...SCENE, trunk: at(2) }, watch.nowMs + PERIOD_MS);
    expect(watch.look({ samples: { head, trunk } }).headImu).toEqual(before);
  });

  test.each([
    [100, 'known'],
    [120, 'silent'],
    [-20, 'silent'],
  ])('S144: after a step of %i ms from one sample of the head to the next the rate is %s', (stepMs, kind) => {
    const watch = aligned();
    const steppedMs = watch.nowMs + stepMs;
    while (watch.nowMs < steppedMs - PERIOD_MS) watch.look({});
    for (const atMs of [steppedMs, steppedMs + PERIOD_MS]) {
      const { trunk } = samplesOf(SCENE, watch.nowMs + PERIOD_MS);
      const { head } = samplesOf(SCENE, atMs);
      expect(watch.look({ samples: { head, trunk } }).headImu.kind).toBe(kind);
    }
  });

  test('S145: the trunk’s acceleration is the sensor’s, whichever way it points, in g', () => {
    const watch = aligned();
    watch.see({ acceleration: [0, 0.3 * 9.81 * 0.6, 0.3 * 9.81 * 0.8] });
    expect(watch.sensed.trunkImu).toMatchObject({ accelerationG: expect.closeTo(0.3, 4) });
  });

  test('S145: tilt counts from where the trunk last kept within 2° for 3 s', () => {
    const tilt = (watch: Watch): number =>
      watch.sensed.trunkImu.kind === 'known' ? watch.sensed.trunkImu.tiltChangeDeg : NaN;
    const watch = aligned();
    watch.see({ trunk: at(-12) }, STRAIGHT, 2980);
    expect(tilt(watch)).toBeCloseTo(12, 6);
    watch.see({ trunk: at(-12) }, STRAIGHT, 60);
    expect(tilt(watch)).toBeCloseTo(0, 6);
    // Turning the chair on the spot is no tilt.
    watch.see({ trunk: { ...at(-12), yawDeg: 90 } }, STRAIGHT, 40);
    expect(tilt(watch)).toBeCloseTo(0, 6);
    // Slow tipping never rests: 1° in a second, in steps within the 2°.
    for (let deg = 12; deg < 30; deg += 0.02) watch.see({ trunk: at(-deg) }, STRAIGHT);
    expect(tilt(watch)).toBeGreaterThan(15);
  });

  test('S145: a trunk accelerated by more than 0.05 g does not rest', () => {
    const tilt = (gForce: number): number => {
      const watch = aligned();
      watch.see({ trunk: at(-12), acceleration: [gForce * 9.81, 0, 0] }, STRAIGHT, 4000);
      return watch.sensed.trunkImu.kind === 'known' ? watch.sensed.trunkImu.tiltChangeDeg : NaN;
    };
    expect(tilt(0.049)).toBeCloseTo(0, 6);
    expect(tilt(0.051)).toBeCloseTo(12, 6);
  });

  test('S146: gravity in the trunk’s frame follows the sensor, and stays as last known while it is silent', () => {
    const watch = aligned({ trunk: at(-30) });
    const expected = gravityOfTrunk(30, 0);
    const isExpected = (): void => {
      watch.sensed.state.gravityMPerS2?.forEach((part, index) => {
        expect(part).toBeCloseTo(expected[index] ?? NaN, 6);
      });
      expect(watch.sensed.state.gravityMPerS2).toBeDefined();
    };
    isExpected();
    watch.look({});
    isExpected();
    expect(watch.look({ fitted: undefined }).state.gravityMPerS2).toBeUndefined();
  });
});

describe('how the sensors sit', () => {
  test('S147: one look at a level brace shows both tilts exactly, whatever the band’s pose and the headings', () => {
    fc.assert(
      fc.property(anyPose(40), fc.tuple(angle(180), angle(180)), anyTilts(), (head, headings, tilts) => {
        const mounting = {
          headMounting: poseFromRotation(
            compose(rotationFromPose(NOMINAL_MOTION_SENSORS.headMounting), tilts[0]),
          ),
          trunkMounting: poseFromRotation(
            compose(rotationFromPose(NOMINAL_MOTION_SENSORS.trunkMounting), tilts[1]),
          ),
        };
        const scene = { ...SCENE, head, mounting, headHeadingDeg: headings[0], trunkHeadingDeg: headings[1] };
        const captured = captureMounting(samplesOf(scene, 0), NOMINAL_MOTION_SENSORS, head);
        if (captured.kind === 'refused') throw new Error(captured.id);
        const again = captureMounting(samplesOf(scene, 0), captured.mounting, head);
        if (again.kind === 'refused') throw new Error(again.id);
        // Gravity shows in both as it is: nothing is left to be corrected.
        expect(distanceDeg(again.mounting.headMounting, captured.mounting.headMounting)).toBeLessThan(1e-5);
        expect(distanceDeg(again.mounting.trunkMounting, captured.mounting.trunkMounting)).toBeLessThan(1e-5);
        const upIn = (pose: Pose): Vector3 => rotationFromPose(pose)[2];
        const felt = (place: 'head' | 'trunk'): Vector3 => {
          const sensor = rotationOfMeasured(samplesOf(scene, 0)[place].quaternion, 0.01);
          if (!sensor) throw new Error('no rotation');
          return compose(sensor, transpose(rotationFromPose(captured.mounting[`${place}Mounting`])))[2];
        };
        for (const [place, up] of [
          ['head', upIn(head)],
          ['trunk', upIn(STRAIGHT)],
        ] as const) {
          for (const axis of [0, 1, 2] as const) expect(felt(place)[axis]).toBeCloseTo(up[axis], 9);
        }
        const errorDeg = distanceDeg(captured.mounting.trunkMounting, mounting.trunkMounting);
        expect(errorDeg).toBeLessThanOrEqual(angleBetweenDeg(tilts[1], rotationFromPose(STRAIGHT)) + 1e-5);
      }),
      {
        examples: [
          [
            { ...STRAIGHT, pitchDeg: -1.64e-307 },
            [0, 0],
            [rotationFromPose(STRAIGHT), rotationFromPose(STRAIGHT)],
          ],
        ],
      },
    );
  });

  test.each<[string, Partial<MotionSample>, string]>([
    ['zeros', { quaternion: [0, 0, 0, 0] }, 'sensorNotReadable'],
    ['no number', { accelerationMPerS2: [NaN, 0, 0] }, 'sensorMoves'],
    ['a shaken sensor', { accelerationMPerS2: [0.51, 0, 0] }, 'sensorMoves'],
    ['a sensor the other way up', { quaternion: [0, 1, 0, 0] }, 'sensorElsewhere'],
  ])('S147: %s is refused, on the head or on the trunk, with a sentence and advice', (_, spoilt, id) => {
    for (const place of ['head', 'trunk'] as const) {
      const samples = samplesOf(SCENE, 0);
      const refusal = captureMounting(
        { ...samples, [place]: { ...samples[place], ...spoilt } },
        NOMINAL_MOTION_SENSORS,
        STRAIGHT,
      );
      expect(refusal).toMatchObject({ kind: 'refused', id });
      expect(refusal).toHaveProperty('sentence', expect.stringMatching(/\.$/));
      expect(refusal).toHaveProperty('advice', expect.stringMatching(/\.$/));
    }
  });

  test('S147: up to 20° are corrected, more is another place', () => {
    const capture = (deg: number) =>
      captureMounting(
        samplesOf({ ...SCENE, trunk: at(deg), head: at(-deg) }, 0),
        NOMINAL_MOTION_SENSORS,
        STRAIGHT,
      );
    expect(capture(19.9).kind).toBe('captured');
    expect(capture(20.1)).toMatchObject({ id: 'sensorElsewhere' });
  });
});

function anyTilts() {
  const tilt = fc
    .tuple(angle(180), fc.double({ min: 0, max: 15, noNaN: true }))
    .map(([towardDeg, deg]) =>
      rotationAbout(
        [Math.cos(towardDeg * RADIANS_PER_DEGREE), Math.sin(towardDeg * RADIANS_PER_DEGREE), 0],
        deg * RADIANS_PER_DEGREE,
      ),
    );
  return fc.tuple(tilt, tilt);
}

function scaled([w, x, y, z]: Quaternion, factor: number): Quaternion {
  return [w * factor, x * factor, y * factor, z * factor];
}

/** The sensor turned by so much about its own z. */
function turned(sample: MotionSample, deg: number): MotionSample {
  const [w, x, y, z] = sample.quaternion;
  const [c, s] = [Math.cos((deg / 2) * RADIANS_PER_DEGREE), Math.sin((deg / 2) * RADIANS_PER_DEGREE)];
  return { ...sample, quaternion: [w * c - z * s, x * c + y * s, y * c - x * s, z * c + w * s] };
}
