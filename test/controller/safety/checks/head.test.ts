import { describe, expect, test } from 'vitest';
import { at, type Change, observed, type Row, raisedIn, STRAIGHT } from '../observed.ts';

const NAN = Number.NaN;
const IMU_AWAY = { headImu: { kind: 'notFitted' } } as const;
const STILL = { min: STRAIGHT, max: STRAIGHT };
/** The commanded head is straight, the measured one somewhere else. */
const measuredAt = (yawDeg: number, pitchDeg = 0, rollDeg = 0): Change => ({
  ...IMU_AWAY,
  head: { measured: at(yawDeg, pitchDeg, rollDeg), commanded: STRAIGHT },
});
/** The head is where it was commanded. */
const both = (yawDeg: number, pitchDeg = 0, rollDeg = 0): Change => ({
  ...IMU_AWAY,
  head: { measured: at(yawDeg, pitchDeg, rollDeg), commanded: at(yawDeg, pitchDeg, rollDeg) },
});
const servo = (errorDeg: number, measured: number, commanded: number): Change => ({
  head: {
    servoErrorDeg: [0, errorDeg, 0],
    servoRateDegPerS: { measured: [0, measured, 0], commanded: [0, commanded, 0] },
  },
});
const turning = (
  degPerS: number,
  commandedRates: { min: typeof STRAIGHT; max: typeof STRAIGHT } | undefined,
): Change => ({
  ...IMU_AWAY,
  head: { measuredRateDegPerS: at(0, degPerS), commandedRates },
});
const imu = (pose: ReturnType<typeof at>, rateDegPerS: number): Change => ({
  headImu: { kind: 'known', pose, rateDegPerS },
});

describe('checks of the head', () => {
  test.each<Row>([
    ['a measured pose that is unknown', { head: { measured: undefined } }, ['poseUnknown']],
    ['a commanded pose that is unknown', { head: { commanded: undefined } }, ['poseUnknown']],
    [
      'an unknown pose without a profile',
      { head: { measured: undefined }, profile: undefined, envelope: undefined },
      ['profileMissing'],
    ],
    [
      'a measured pose that is not a number',
      { head: { measured: at(9, 3, NAN) } },
      ['poseUnknown', 'followingError', 'potsDisagree', 'outsideSoftLimit', 'outsideHardLimit'],
    ],
    [
      'a commanded pose that is not a number',
      { head: { commanded: at(NAN) } },
      ['poseUnknown', 'followingError'],
    ],
    [
      'no status in a state that needs the brace',
      { brace: undefined, head: { measured: undefined } },
      ['poseUnknown'],
    ],
  ])('S106: %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['4° from where it was commanded', measuredAt(4), []],
    ['4.01° from there', measuredAt(4.01), ['followingError']],
    ['4.2° from there along two axes', measuredAt(3, 3), ['followingError']],
  ])('S107: a head %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['4° behind and stuck', servo(4, 0, 20), []],
    ['4.01° behind and stuck', servo(4.01, 0, 20), ['servoStalled']],
    ['4.01° ahead and stuck', servo(-4.01, 0, -20), ['servoStalled']],
    ['behind and making a quarter of the way', servo(6, 5, 20), []],
    ['behind and making less than a quarter of the way', servo(6, 4.99, 20), ['servoStalled']],
    ['behind and pushed back', servo(6, -20, 20), ['servoStalled']],
    ['ahead and making its way back', servo(-6, -20, -20), []],
    ['ahead and pushed on', servo(-6, 20, -20), ['servoStalled']],
    ['told to turn back and stuck', servo(6, 0, -20), ['servoStalled']],
    ['behind while its pulses stand still the other way', servo(6, 0, -1), []],
    ['behind while its pulses stand still', servo(6, 0, 1), []],
    ['behind while its pulses creep', servo(6, 0, 1.01), ['servoStalled']],
    ['behind by no number', servo(NAN, 0, 20), ['servoStalled']],
    ['behind at a rate that is not a number', servo(6, NAN, 20), ['servoStalled']],
    ['behind, told a rate that is not a number', servo(6, 0, NAN), ['servoStalled']],
    [
      '4.01° behind at an unknown rate',
      { head: { servoErrorDeg: [0, 0, 4.01], servoRateDegPerS: undefined } },
      ['servoStalled'],
    ],
    ['near its pulses at an unknown rate', { head: { servoRateDegPerS: undefined } }, []],
    ['of which nothing is known', { head: { servoErrorDeg: undefined } }, []],
  ])('S108: a servo %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['15°/s while nothing is commanded', turning(15, STILL), []],
    ['15.1°/s while nothing is commanded', turning(15.1, STILL), ['uncommandedMotion']],
    ['−15.1°/s while nothing is commanded', turning(-15.1, STILL), ['uncommandedMotion']],
    ['60°/s beyond what is commanded', turning(80, { min: at(0, 10), max: at(0, 20) }), []],
    [
      '61°/s beyond what is commanded',
      turning(81, { min: at(0, 10), max: at(0, 20) }),
      ['uncommandedMotion'],
    ],
    [
      '61°/s against what is commanded',
      turning(-51, { min: at(0, 10), max: at(0, 20) }),
      ['uncommandedMotion'],
    ],
    ['60°/s when nobody knows what was commanded', turning(60, undefined), []],
    ['61°/s when nobody knows what was commanded', turning(61, undefined), ['uncommandedMotion']],
    ['15.1°/s and only just told to stop', turning(15.1, { min: STRAIGHT, max: at(0, 15) }), []],
    ['an unknown rate', { head: { measuredRateDegPerS: undefined } }, []],
    ['a rate that is not a number', turning(NAN, STILL), ['uncommandedMotion', 'headDropping']],
    ['61°/s beyond by the band’s sensor', imu(at(9), 22 + 61), ['uncommandedMotion']],
    ['60°/s beyond by the band’s sensor', imu(at(9), 22 + 60), []],
    [
      '20°/s by the band’s sensor while nothing is commanded',
      { ...imu(at(9), 20), head: { commandedRates: STILL, measuredRateDegPerS: STRAIGHT } },
      [],
    ],
    [
      '61°/s by the band’s sensor, nobody knows of what',
      { ...imu(at(9), 61), head: { commandedRates: undefined } },
      ['uncommandedMotion'],
    ],
  ])('S109: a head that turns at %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['tipped 99 ms', { head: { tiltOffForMs: 99 } }, []],
    ['tipped 100 ms', { head: { tiltOffForMs: 100 } }, ['headDropping']],
    ['tipped for no number of ms', { head: { tiltOffForMs: NAN } }, ['headDropping']],
    ['turning at 100°/s', turning(100, STILL), ['uncommandedMotion']],
    ['turning at 101°/s', turning(101, STILL), ['uncommandedMotion', 'headDropping']],
    [
      'turning at 101°/s, of which 20 are commanded',
      turning(101, { min: at(0, 10), max: at(0, 20) }),
      ['uncommandedMotion'],
    ],
    ['turning at 101°/s by the band’s sensor', imu(at(9), 22 + 101), ['uncommandedMotion', 'headDropping']],
    ['turning at 100°/s by the band’s sensor', imu(at(9), 22 + 100), ['uncommandedMotion']],
    ['turning at −101°/s by the band’s sensor', imu(at(9), -22 - 101), ['uncommandedMotion', 'headDropping']],
  ])('S110: a head %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['5° from the potentiometers', imu(at(14, 3, -1), 20), []],
    ['5.01° from the potentiometers', imu(at(14.01, 3, -1), 20), ['potsDisagree']],
    ['not fitted', IMU_AWAY, []],
    ['silent', { headImu: { kind: 'silent' } }, ['imuSilent']],
    ['with a pose that is not a number', imu(at(9, NAN), 20), ['potsDisagree', 'imuSilent']],
    ['with a rate that is not a number', imu(at(9), NAN), ['uncommandedMotion', 'headDropping', 'imuSilent']],
  ])('S111: a sensor of the head band %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  const trunk = (accelerationG: number, tiltChangeDeg: number): Change => ({
    trunkImu: { kind: 'known', accelerationG, tiltChangeDeg },
  });
  test.each<Row>([
    ['accelerated by 0.3 g', trunk(0.3, 0), []],
    ['accelerated by 0.31 g', trunk(0.31, 0), ['trunkMoved']],
    ['braked by 0.31 g', trunk(-0.31, 0), ['trunkMoved']],
    ['tilted by 10°', trunk(0, 10), []],
    ['tilted by 10.1°', trunk(0, 10.1), ['trunkMoved']],
    ['tilted back by 10.1°', trunk(0, -10.1), ['trunkMoved']],
    ['without a sensor', { trunkImu: { kind: 'notFitted' } }, []],
    ['whose sensor is silent', { trunkImu: { kind: 'silent' } }, ['imuSilent']],
    ['with an acceleration that is not a number', trunk(NAN, 0), ['imuSilent', 'trunkMoved']],
    ['with a tilt that is not a number', trunk(0, NAN), ['imuSilent', 'trunkMoved']],
  ])('S112: a trunk %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['turned 30.9°', both(30.9), []],
    ['turned exactly 31°', both(31), []],
    ['turned 31.1°', both(31.1), ['outsideSoftLimit']],
    ['bent 15.9°', both(0, 15.9), []],
    ['bent 16.1°', both(0, 16.1), ['outsideSoftLimit']],
    ['back 15.9°', both(0, -15.9), []],
    ['back 16.1°', both(0, -16.1), ['outsideSoftLimit']],
    ['tilted 12.9°', both(0, 0, 12.9), []],
    ['tilted 13.1°', both(0, 0, 13.1), ['outsideSoftLimit']],
    ['turned 25° and bent 12°', both(25, 12), ['outsideSoftLimit']],
    ['turned 42.9°', both(42.9), ['outsideSoftLimit']],
    ['turned exactly 43°', both(43), ['outsideSoftLimit']],
    ['turned 43.1°', both(43.1), ['outsideSoftLimit', 'outsideHardLimit']],
    ['back 27.9°', both(0, -27.9), ['outsideSoftLimit']],
    ['tilted 22.9°', both(0, 0, 22.9), ['outsideSoftLimit']],
    ['bent 28.1°', both(0, 28.1), ['outsideSoftLimit', 'outsideHardLimit']],
    ['back 28.1°', both(0, -28.1), ['outsideSoftLimit', 'outsideHardLimit']],
    ['tilted 23.1°', both(0, 0, -23.1), ['outsideSoftLimit', 'outsideHardLimit']],
    ['turned 90° with no limit known', { ...both(90), envelope: undefined }, []],
  ])('S113: a head %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each(['neckMomentHigh', 'neckMomentExcessive', 'flexionOverLimit', 'flexionLong'] as const)(
    'S114: %s is raised as its assessment says',
    (id) => {
      expect(raisedIn(observed({ load: { [id]: true } }))).toEqual([id]);
    },
  );
});
