import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapPose } from '../../../controller/motion/kinematics/poseMap.ts';
import {
  anglesFromPots,
  anglesFromPulses,
  pulsesFromAngles,
} from '../../../controller/motion/kinematics/servoMap.ts';
import { spherical3Rrs } from '../../../controller/motion/kinematics/spherical3Rrs.ts';
import { envelopeOf, exceedance, widened } from '../../../controller/safety/envelope.ts';
import { alongDirections, DIRECTIONS, growthAlong } from '../../../controller/safety/halfSpaces.ts';
import {
  compiledLimits,
  limitsOfProfile,
  type PulseLimits,
  PulseLimitsError,
  pulseLimits,
  referencePulsesUs,
  speedOf,
} from '../../../controller/safety/pulseLimits.ts';
import { type BraceBuild, DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { DEFAULT_PARAMETERS, PARAMETERS } from '../../../protocol/parameters.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';

const kinematics = spherical3Rrs(DEFAULT_BUILD.geometry);
const referenceUs = referencePulsesUs(DEFAULT_BUILD);
const { hard } = envelopeOf(DEFAULT_PARAMETERS);
const limits = limitsOfProfile(DEFAULT_BUILD, hard, DEFAULT_PARAMETERS);

const angle = (limitDeg: number) => fc.double({ min: -limitDeg, max: limitDeg, noNaN: true });
const poseInHardRange = fc
  .record({ yawDeg: angle(hard.yawDeg), pitchDeg: angle(hard.flexionDeg), rollDeg: angle(hard.rollDeg) })
  .filter((pose) => exceedance(pose, hard) <= 1);

function pulsesOf(pose: Pose): PerServo<number> {
  const solution = kinematics.inverse(pose);
  if (solution.kind === 'unreachable') throw new Error(solution.reason);
  return pulsesFromAngles(solution.anglesDeg, DEFAULT_BUILD.servos);
}

describe('limits in pulses', () => {
  test('S9: there are 96 half-spaces, one for each direction', () => {
    expect(DIRECTIONS).toHaveLength(96);
    expect(limits.offsetsDeg32).toHaveLength(96);
    expect(new Set(DIRECTIONS.map((direction) => direction.join())).size).toBe(96);
    const sized = (sizes: string) =>
      DIRECTIONS.filter((direction) => direction.map(Math.abs).join() === sizes).map((each) => each.join());
    expect(sized('0,64,0')).toEqual(['0,64,0', '0,-64,0']);
    expect(sized('39,0,51')).toEqual(['39,0,51', '39,0,-51', '-39,0,51', '-39,0,-51']);
    expect(sized('37,37,37')).toEqual(['37,37,37', '37,37,-37']);
    expect(new Set(DIRECTIONS.map((direction) => direction.map(Math.abs).join()))).toEqual(
      new Set(compiledLimits(DEFAULT_BUILD).normals.map((normal) => normal.join())),
    );
  });

  test('S5: limits are whole microseconds, and speeds a fifth above the fastest that a servo turns', () => {
    const numbers = (of: PulseLimits) => [
      ...of.rangeUs.flatMap(({ minUs, maxUs }) => [minUs, maxUs]),
      ...of.offsetsDeg32,
      ...of.speedUsPerS,
    ];
    expect(numbers(limits).every(Number.isInteger)).toBe(true);
    // With only yaw moving, at the reference pose, by the mechanism's own Jacobian.
    const yawOnly = { yawDeg: 30, pitchDeg: 0, rollDeg: 0 };
    const still = { yawDeg: 0.001, flexionDeg: 0.001, extensionDeg: 0.001, rollDeg: 0.001 };
    const { speedUsPerS, rangeUs, offsetsDeg32 } = pulseLimits(DEFAULT_BUILD, still, yawOnly);
    // 3 µs and a quarter of a degree more than the pose needs, on every side.
    expect(rangeUs).toEqual(referenceUs.map((us) => ({ minUs: us - 3, maxUs: us + 3 })));
    expect(new Set(offsetsDeg32)).toEqual(new Set([8]));
    const jacobian = kinematics.jacobian({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 });
    for (const servo of [0, 1, 2] as const) {
      const fastestUsPerS =
        Math.abs(jacobian?.[servo][2] ?? Number.NaN) * 30 * DEFAULT_BUILD.servos[servo].usPerDeg;
      expect(speedUsPerS[servo] / fastestUsPerS).toBeGreaterThanOrEqual(1.2);
      expect(speedUsPerS[servo] / fastestUsPerS).toBeLessThan(1.21);
    }
  });

  describe('poses that the limits come from', () => {
    const uneven = { yawDeg: 30, flexionDeg: 25, extensionDeg: 10, rollDeg: 15 };
    const noSpeed = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
    const poses: Pose[] = [];
    const seen = {
      ...kinematics,
      inverse: (pose: Pose) => {
        poses.push(pose);
        return kinematics.inverse(pose);
      },
    };
    pulseLimits(DEFAULT_BUILD, uneven, noSpeed, seen, limits.poseMap);

    /** On a sphere. */
    const points = poses.map(({ yawDeg, pitchDeg, rollDeg }): PerServo<number> => {
      const pitch = pitchDeg / (pitchDeg >= 0 ? uneven.flexionDeg : uneven.extensionDeg);
      return [yawDeg / uneven.yawDeg, pitch, rollDeg / uneven.rollDeg];
    });

    test('S5: they lie on the surface of the range, each 5 to 7.5 % of it from the nearest other', () => {
      for (const point of points) expect(Math.hypot(...point)).toBeCloseTo(1, 12);
      const nearest = points.map(([x, y, z], index) =>
        points.reduce(
          (least, [a, b, c], other) =>
            other === index ? least : Math.min(least, (a - x) ** 2 + (b - y) ** 2 + (c - z) ** 2),
          4,
        ),
      );
      expect(Math.sqrt(Math.max(...nearest))).toBeLessThan(0.075);
      expect(Math.sqrt(Math.min(...nearest))).toBeGreaterThan(0.05);
    });

    // Off the centre on every axis, on either side of it.
    const offCentre = poses.filter((_, index) => (points[index] ?? []).every((part) => Math.abs(part) > 0.4));

    test.each([0, 1, 2] as const)(
      'S5: the speed of servo %i is a fifth above what the mechanism turns it by at the fastest pose, by axis and together',
      (servo) => {
        const stepDeg = 1e-3;
        const angleAt = (pose: Pose): number => {
          const solution = kinematics.inverse(pose);
          return solution.kind === 'reachable' ? solution.anglesDeg[servo] : Number.NaN;
        };
        const rateBy = (pose: Pose, axis: keyof Pose): number =>
          Math.abs(
            angleAt({ ...pose, [axis]: pose[axis] + stepDeg }) -
              angleAt({ ...pose, [axis]: pose[axis] - stepDeg }),
          ) /
          (2 * stepDeg);
        // Fast, so that whole microseconds do not matter.
        const top = { yawDeg: 1000, pitchDeg: 2000, rollDeg: 3000 };
        const axes = ['yawDeg', 'pitchDeg', 'rollDeg'] as const;
        // Nothing turns at any other pose.
        const speedAt = (only: Pose, speed: typeof top): number =>
          pulseLimits(
            DEFAULT_BUILD,
            uneven,
            speed,
            {
              ...kinematics,
              jacobian: (pose) => {
                const isIt = axes.every((axis) => pose[axis] === only[axis]);
                return isIt ? kinematics.jacobian(pose) : [noTurn, noTurn, noTurn];
              },
            },
            limits.poseMap,
          ).speedUsPerS[servo];
        const noTurn: PerServo<number> = [0, 0, 0];
        for (const pose of [offCentre.at(servo), offCentre.at(-1 - servo)]) {
          if (!pose) throw new Error('no pose lies off the centre');
          let togetherUsPerS = 0;
          for (const axis of axes) {
            const usPerS = 10 * rateBy(pose, axis) * top[axis];
            expect(usPerS).toBeGreaterThan(300);
            togetherUsPerS += usPerS;
            const limit = speedAt(pose, { ...noSpeed, [axis]: top[axis] });
            expect(limit / usPerS).toBeGreaterThan(1.2 - 1e-5);
            expect(limit / usPerS).toBeLessThan(1.21);
          }
          const limit = speedAt(pose, top);
          expect(limit / togetherUsPerS).toBeGreaterThan(1.2 - 1e-5);
          expect(limit / togetherUsPerS).toBeLessThan(1.2005);
        }
      },
    );
  });

  test('S6: what is compiled in is 6 µs, 13/32° and 3 % wider than the widest profile, and 4° at the first pulse', () => {
    const { absolute: yaw } = PARAMETERS.yawHardDeg;
    const widest = {
      yawDeg: yaw.max,
      flexionDeg: PARAMETERS.flexionHardDeg.absolute.max,
      extensionDeg: PARAMETERS.extensionHardDeg.absolute.max,
      rollDeg: PARAMETERS.rollHardDeg.absolute.max,
    };
    const caps = {
      yawDeg: PARAMETERS.yawSpeedDegPerS.absolute.max,
      pitchDeg: PARAMETERS.pitchSpeedDegPerS.absolute.max,
      rollDeg: PARAMETERS.rollSpeedDegPerS.absolute.max,
    };
    const profile = pulseLimits(DEFAULT_BUILD, widest, caps);
    const compiled = compiledLimits(DEFAULT_BUILD);
    expect(compiled.attachToleranceUs).toBe(40);
    expect(compiled.offsetsDeg32).toEqual(profile.offsetsDeg32.map((offset) => offset + 13));
    for (const servo of [0, 1, 2] as const) {
      expect(compiled.rangeUs[servo].minUs).toBe(profile.rangeUs[servo].minUs - 6);
      expect(compiled.rangeUs[servo].maxUs).toBe(profile.rangeUs[servo].maxUs + 6);
      expect(compiled.speedUsPerS[servo]).toBe(Math.ceil(profile.speedUsPerS[servo] * 1.03));
    }
  });

  test('S6: a microsecond of pulse turns the potentiometer as far as the build says, from its own reference', () => {
    const [first, second, third] = DEFAULT_BUILD.servos;
    const build: BraceBuild = {
      ...DEFAULT_BUILD,
      servos: [first, { ...second, direction: -second.direction as 1 | -1, usPerDeg: 8 }, third],
    };
    const compiled = compiledLimits(build);
    expect(compiled).toMatchObject({ usPerDeg: [10, 8, 10], referenceUs, followingLagMs: 55 });
    for (const servo of [0, 1, 2] as const) {
      const deg = anglesFromPulses(
        [referenceUs[0] + 100, referenceUs[1] + 100, referenceUs[2] + 100],
        build.servos,
      )[servo];
      const pots = compiled.potReferenceSum.map(
        (sum, index) => sum + 100 * (compiled.potSumPerUs[index] ?? Number.NaN),
      ) as [number, number, number];
      expect(anglesFromPots(pots, build.servos)[servo]).toBeCloseTo(deg, 9);
      expect(Math.abs(deg)).toBeGreaterThan(5);
    }
  });

  test('S9: a half-space weighs each axis of the pose, rounded down for the positive of its direction', () => {
    const mapped = [10, -21, 40] as const;
    const expected = DIRECTIONS.map((direction) =>
      ([0, 1, 2] as const).reduce<number>((sum, axis) => {
        const size = Math.floor((Math.abs(direction[axis]) * mapped[axis]) / 64);
        return sum + (direction[axis] < 0 ? -size : size);
      }, 0),
    );
    expect(alongDirections(mapped).map((along) => along + 0)).toEqual(expected);
    expect(new Set(expected).size).toBeGreaterThan(40);
    expect(growthAlong([5, -2, 3], [10, 20, 30], [13, 22, 35])).toBe(15 - 4 + 15);
  });

  test('S5: a range that the mechanism cannot reach, or in which it is singular, has no limits', () => {
    const beyond = { ...hard, flexionDeg: 90, extensionDeg: 90 };
    expect(() => limitsOfProfile(DEFAULT_BUILD, beyond, DEFAULT_PARAMETERS)).toThrow(PulseLimitsError);
    // Yaw and roll axes of a serial chain fall into line at a right angle of pitch.
    const serial: BraceBuild = {
      ...DEFAULT_BUILD,
      geometry: { kind: 'serial', order: ['yaw', 'pitch', 'roll'] },
    };
    const flat = { yawDeg: 0, flexionDeg: 90, extensionDeg: 90, rollDeg: 0 };
    expect(() => limitsOfProfile(serial, flat, DEFAULT_PARAMETERS)).toThrow(PulseLimitsError);
    const singular = { ...kinematics, jacobian: () => undefined };
    const speed = speedOf(DEFAULT_PARAMETERS);
    expect(() => pulseLimits(DEFAULT_BUILD, hard, speed, singular)).toThrow(/singular/);
    expect(new PulseLimitsError('why')).toMatchObject({
      id: 'poseOfProfileUnreachable',
      advice: 'Lower the range of movement in the profile, or correct the geometry of the brace build.',
      message: 'why',
    });
  });

  test('S5: every pose of the hard range lies inside ranges and half-spaces', () => {
    fc.assert(
      fc.property(poseInHardRange, (pose) => {
        const pulsesUs = pulsesOf(pose);
        for (const servo of [0, 1, 2] as const) {
          expect(pulsesUs[servo]).toBeGreaterThanOrEqual(limits.rangeUs[servo].minUs);
          expect(pulsesUs[servo]).toBeLessThanOrEqual(limits.rangeUs[servo].maxUs);
        }
        const mapped = mapPose(limits.poseMap, pulsesUs, referenceUs);
        const isWithin = alongDirections(mapped).map(
          (along, index) => along <= (limits.offsetsDeg32[index] ?? Number.NaN),
        );
        expect(isWithin).not.toContain(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('S5: a serial build gets limits from its own kinematics', () => {
    const build: BraceBuild = {
      ...DEFAULT_BUILD,
      geometry: { kind: 'serial', order: ['yaw', 'pitch', 'roll'] },
    };
    const { rangeUs, speedUsPerS } = limitsOfProfile(build, hard, DEFAULT_PARAMETERS);
    // Yaw is the first servo's alone: 40° and 10 µs/° to either side, 30°/s, and the margins.
    expect(rangeUs[0].minUs).toBeLessThanOrEqual(1500 - 400);
    expect(rangeUs[0].minUs).toBeGreaterThan(1500 - 410);
    expect(rangeUs[0].maxUs).toBeGreaterThanOrEqual(1500 + 400);
    expect(rangeUs[0].maxUs).toBeLessThan(1500 + 410);
    expect(speedUsPerS[0]).toBeGreaterThanOrEqual(300);
  });

  test('S5: a build’s flexion and extension have limits of their own', () => {
    const build: BraceBuild = {
      ...DEFAULT_BUILD,
      geometry: { kind: 'serial', order: ['yaw', 'pitch', 'roll'] },
    };
    // Pitch is the second servo's alone: 10 µs/°.
    const waysUs = (flexionDeg: number, extensionDeg: number) => {
      const range = { yawDeg: 5, flexionDeg, extensionDeg, rollDeg: 5 };
      const { minUs, maxUs } = limitsOfProfile(build, range, DEFAULT_PARAMETERS).rangeUs[1];
      return [referenceUs[1] - minUs, maxUs - referenceUs[1]].sort((a, b) => a - b);
    };
    for (const [shorter, longer] of [waysUs(20, 10), waysUs(10, 20)]) {
      expect(shorter).toBeGreaterThanOrEqual(100);
      expect(shorter).toBeLessThan(110);
      expect(longer).toBeGreaterThanOrEqual(200);
      expect(longer).toBeLessThan(210);
    }
    expect(
      limitsOfProfile(build, { ...hard, flexionDeg: 20, extensionDeg: 10 }, DEFAULT_PARAMETERS),
    ).not.toEqual(limitsOfProfile(build, { ...hard, flexionDeg: 10, extensionDeg: 20 }, DEFAULT_PARAMETERS));
  });

  test('S5: the profile’s top speed on all axes at once stays inside the servo speeds', () => {
    const { yawSpeedDegPerS, pitchSpeedDegPerS, rollSpeedDegPerS } = DEFAULT_PARAMETERS;
    const sign = fc.constantFrom(1, -1);
    fc.assert(
      fc.property(poseInHardRange, sign, sign, sign, (pose, yaw, pitch, roll) => {
        const seconds = 0.05;
        const inward = {
          yawDeg: pose.yawDeg * 0.9 + yaw * yawSpeedDegPerS * seconds,
          pitchDeg: pose.pitchDeg * 0.9 + pitch * pitchSpeedDegPerS * seconds,
          rollDeg: pose.rollDeg * 0.9 + roll * rollSpeedDegPerS * seconds,
        };
        const from = {
          yawDeg: pose.yawDeg * 0.9,
          pitchDeg: pose.pitchDeg * 0.9,
          rollDeg: pose.rollDeg * 0.9,
        };
        fc.pre(exceedance(inward, hard) <= 1);
        const [a, b] = [pulsesOf(from), pulsesOf(inward)];
        for (const servo of [0, 1, 2] as const) {
          expect(Math.abs(b[servo] - a[servo])).toBeLessThanOrEqual(limits.speedUsPerS[servo] * seconds + 1);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('S5: the half-spaces exclude what a box around the range would admit', () => {
    // Yaw 60° lies inside the servo ranges of the default limits or not far outside; the half-spaces must say no.
    const pulsesUs = pulsesOf({ yawDeg: 60, pitchDeg: 0, rollDeg: 0 });
    const violated = alongDirections(mapPose(limits.poseMap, pulsesUs, referenceUs)).some(
      (along, index) => along > (limits.offsetsDeg32[index] ?? Number.NaN),
    );
    expect(violated).toBe(true);
  });

  test('S9: of pulses inside the limits of any profile, none stand for a pose more than 3° beyond its hard range', () => {
    const within = (id: keyof typeof PARAMETERS) =>
      fc.integer({ min: PARAMETERS[id].absolute.min, max: PARAMETERS[id].absolute.max });
    const range = fc.record({
      yawDeg: within('yawHardDeg'),
      flexionDeg: within('flexionHardDeg'),
      extensionDeg: within('extensionHardDeg'),
      rollDeg: within('rollHardDeg'),
    });
    const way = fc.tuple(angle(1), angle(1), angle(1)).filter((steps) => Math.hypot(...steps) > 0.1);
    const { poseMap } = limits;
    fc.assert(
      fc.property(range, fc.array(way, { minLength: 40, maxLength: 40 }), (hardRange, ways) => {
        const own = limitsOfProfile(DEFAULT_BUILD, hardRange, DEFAULT_PARAMETERS, kinematics, poseMap);
        const isInRange = (pulsesUs: PerServo<number>): boolean =>
          own.rangeUs.every(
            ({ minUs, maxUs }, servo) =>
              (pulsesUs[servo] ?? Number.NaN) >= minUs && (pulsesUs[servo] ?? Number.NaN) <= maxUs,
          );
        const isInside = (pulsesUs: PerServo<number>): boolean => {
          const mapped = mapPose(poseMap, pulsesUs, referenceUs);
          return alongDirections(mapped).every((along, k) => along <= (own.offsetsDeg32[k] ?? 0));
        };
        for (const steps of ways) {
          const at = (us: number): PerServo<number> => [
            Math.round(1500 + steps[0] * us),
            Math.round(1500 + steps[1] * us),
            Math.round(1500 + steps[2] * us),
          ];
          let furthestUs = 0;
          while (isInRange(at(furthestUs + 4))) furthestUs += 4;
          while (!isInside(at(furthestUs))) furthestUs -= 4;
          const anglesDeg = at(furthestUs).map((us) => (us - 1500) / 10) as unknown as PerServo<number>;
          const pose = kinematics.forward(anglesDeg, { yawDeg: 0, pitchDeg: 0, rollDeg: 0 });
          expect(pose && exceedance(pose, widened(hardRange, 3))).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 10 },
    );
  });

  test('S6: no profile inside the absolute bounds is wider than what is compiled in', () => {
    const compiled = compiledLimits(DEFAULT_BUILD);
    const within = (id: keyof typeof PARAMETERS) =>
      fc.double({ min: PARAMETERS[id].absolute.min, max: PARAMETERS[id].absolute.max, noNaN: true });
    const range = fc.record({
      yawDeg: within('yawHardDeg'),
      flexionDeg: within('flexionHardDeg'),
      extensionDeg: within('extensionHardDeg'),
      rollDeg: within('rollHardDeg'),
    });
    fc.assert(
      fc.property(range, within('yawSpeedDegPerS'), (hardRange, yawSpeedDegPerS) => {
        const parameters = { ...DEFAULT_PARAMETERS, yawSpeedDegPerS };
        const own = limitsOfProfile(DEFAULT_BUILD, hardRange, parameters, kinematics, limits.poseMap);
        for (const servo of [0, 1, 2] as const) {
          expect(own.rangeUs[servo].minUs).toBeGreaterThanOrEqual(compiled.rangeUs[servo].minUs);
          expect(own.rangeUs[servo].maxUs).toBeLessThanOrEqual(compiled.rangeUs[servo].maxUs);
          expect(own.speedUsPerS[servo]).toBeLessThanOrEqual(compiled.speedUsPerS[servo]);
        }
        const isNarrower = own.offsetsDeg32.map(
          (offset, index) => offset <= (compiled.offsetsDeg32[index] ?? Number.NaN),
        );
        expect(isNarrower).toHaveLength(96);
        expect(isNarrower).not.toContain(false);
      }),
      { numRuns: 25 },
    );
  });
});
