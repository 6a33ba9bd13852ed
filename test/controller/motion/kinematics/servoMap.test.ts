import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anglesFromPots,
  anglesFromPulses,
  checkCalibration,
  pulsesFromAngles,
  ServoMapError,
} from '../../../../controller/motion/kinematics/servoMap.ts';
import { spherical3Rrs } from '../../../../controller/motion/kinematics/spherical3Rrs.ts';
import { neededTravel } from '../../../../controller/motion/kinematics/workspace.ts';
import { DEFAULT_BUILD, type ServoCalibration } from '../../../../protocol/brace.ts';
import type { PerServo } from '../../../../protocol/pose.ts';

const { servos } = DEFAULT_BUILD;
const [calibration] = servos;

const anyCalibration: fc.Arbitrary<ServoCalibration> = fc.record({
  direction: fc.constantFrom(1 as const, -1 as const),
  referenceUs: fc.integer({ min: 1200, max: 1800 }),
  usPerDeg: fc.double({ min: 5, max: 12, noNaN: true }),
  potReferenceSum: fc.double({ min: 7000, max: 9000, noNaN: true }),
  potSumPerDeg: fc.oneof(
    fc.double({ min: 40, max: 140, noNaN: true }),
    fc.double({ min: -140, max: -40, noNaN: true }),
  ),
});
const anyCalibrations = fc.tuple(anyCalibration, anyCalibration, anyCalibration);
const anyAngle = fc.double({ min: -60, max: 60, noNaN: true });
const anyAngles = fc.tuple(anyAngle, anyAngle, anyAngle);

describe('servo map', () => {
  it('gives whole pulses that lead back within half a microsecond', () => {
    fc.assert(
      fc.property(anyCalibrations, anyAngles, (calibrations, angles) => {
        const pulses = pulsesFromAngles(angles, calibrations);
        const back = anglesFromPulses(pulses, calibrations);
        for (const servo of [0, 1, 2] as const) {
          expect(Number.isInteger(pulses[servo])).toBe(true);
          const error = Math.abs(back[servo] - angles[servo]) * calibrations[servo].usPerDeg;
          expect(error).toBeLessThanOrEqual(0.5 + 1e-9);
        }
      }),
    );
  });

  it('returns the very same pulses for the angles of whole pulses', () => {
    const anyPulse = fc.integer({ min: 544, max: 2400 });
    fc.assert(
      fc.property(anyCalibrations, fc.tuple(anyPulse, anyPulse, anyPulse), (calibrations, pulses) => {
        expect(pulsesFromAngles(anglesFromPulses(pulses, calibrations), calibrations)).toEqual(pulses);
      }),
    );
  });

  it('follows direction, trim and scale', () => {
    const mixed: PerServo<ServoCalibration> = [
      calibration,
      { ...calibration, direction: -1 },
      { ...calibration, referenceUs: 1420, usPerDeg: 7.5 },
    ];
    expect(pulsesFromAngles([10, 10, 10], mixed)).toEqual([1600, 1400, 1495]);
  });

  it('reads the potentiometers in fractions of a degree', () => {
    const reversed: ServoCalibration = { ...calibration, potSumPerDeg: -100 };
    expect(anglesFromPots([8184, 8184 + 64, 8184 + 250], [calibration, calibration, reversed])).toEqual([
      0, 0.5, -2.5,
    ]);
  });

  it('throws on a value that is not a number, whichever servo it is', () => {
    const bad = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 2), bad, (servo, value) => {
        const values: [number, number, number] = [0, 0, 0];
        values[servo] = value;
        expect(() => pulsesFromAngles(values, servos)).toThrow(ServoMapError);
        expect(() => anglesFromPulses(values, servos)).toThrow(ServoMapError);
        expect(() => anglesFromPots(values, servos)).toThrow(ServoMapError);
      }),
    );
  });
});

describe('calibration check', () => {
  const travel = neededTravel(spherical3Rrs(DEFAULT_BUILD.geometry));
  if ('kind' in travel) throw new Error(travel.reason);
  const withFirst = (change: Partial<ServoCalibration>): PerServo<ServoCalibration> => [
    { ...calibration, ...change },
    calibration,
    calibration,
  ];
  const idsOf = (change: Partial<ServoCalibration>) =>
    checkCalibration(withFirst(change), travel).map(({ id, servo }) => `${id} ${servo}`);

  it('accepts the default build', () => {
    expect(checkCalibration(servos, travel)).toEqual([]);
  });
  it('refuses pulses below 544 and above 2400 µs, naming the servo and the pulses', () => {
    expect(idsOf({ referenceUs: 900 })).toEqual(['pulseOutOfRange 0']);
    expect(idsOf({ referenceUs: 2100 })).toEqual(['pulseOutOfRange 0']);
    expect(idsOf({ usPerDeg: 25 })).toEqual(['pulseOutOfRange 0']);
    expect(checkCalibration(withFirst({ referenceUs: 900 }), travel)[0]?.sentence).toBe(
      'Servo 1 would need pulses of 470 to 1388 µs; only 544 to 2400 µs are allowed.',
    );
  });
  it('takes the direction into account: the travel of a servo is not symmetric', () => {
    const atTheEdge = Math.ceil(544 - calibration.usPerDeg * travel[0].minDeg);
    expect(idsOf({ referenceUs: atTheEdge })).toEqual([]);
    expect(idsOf({ referenceUs: atTheEdge, direction: -1 })).toEqual(['pulseOutOfRange 0']);
  });
  it('refuses a potentiometer that runs off its scale or does not move', () => {
    expect(idsOf({ potSumPerDeg: 300 })).toEqual(['potOutOfRange 0']);
    expect(idsOf({ potReferenceSum: 4000 })).toEqual(['potOutOfRange 0']);
    expect(idsOf({ potReferenceSum: 12_000 })).toEqual(['potOutOfRange 0']);
    expect(idsOf({ potSumPerDeg: 0 })).toEqual(['potWithoutSlope 0']);
  });
  it('refuses a calibration that holds no number', () => {
    for (const name of ['referenceUs', 'usPerDeg', 'potReferenceSum', 'potSumPerDeg'] as const) {
      expect(idsOf({ [name]: Number.NaN })).toEqual(['calibrationNotFinite 0']);
    }
  });
  it('reports every servo that is wrong', () => {
    const bad = { ...calibration, referenceUs: 700 };
    expect(checkCalibration([bad, calibration, bad], travel).map(({ servo }) => servo)).toEqual([0, 2]);
  });
});
