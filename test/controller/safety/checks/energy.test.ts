import { describe, expect, test } from 'vitest';
import { voltsOfCharge } from '../../../../controller/safety/battery.ts';
import { observed, type Row, raisedIn } from '../observed.ts';

const NAN = Number.NaN;
const OFF = { isPowered: false } as const;

describe('checks of energy, heat and wear', () => {
  test('S115: a fifth of a 3-cell battery is 10.83 V, a tenth 10.67 V', () => {
    expect(voltsOfCharge(0.2)).toBeCloseTo(10.83, 6);
    expect(voltsOfCharge(0.1)).toBeCloseTo(10.665, 6);
    expect(voltsOfCharge(0)).toBeCloseTo(10.5, 6);
    expect(voltsOfCharge(1)).toBeCloseTo(12.15, 6);
  });

  test.each<Row>([
    ['10.84 V', { supplyVolts: 10.84 }, []],
    ['exactly a fifth', { supplyVolts: voltsOfCharge(0.2) }, []],
    ['10.82 V', { supplyVolts: 10.82 }, ['batteryLow']],
    ['10.67 V', { supplyVolts: 10.67 }, ['batteryLow']],
    ['exactly a tenth', { supplyVolts: voltsOfCharge(0.1) }, ['batteryLow']],
    ['10.66 V', { supplyVolts: 10.66 }, ['batteryLow', 'batteryCritical']],
    ['10 V', { supplyVolts: 10 }, ['batteryLow', 'batteryCritical']],
    ['9.99 V', { supplyVolts: 9.99 }, ['supplyLow', 'batteryLow', 'batteryCritical']],
    ['no reading', { supplyVolts: null }, ['sensorsSilent']],
    [
      'a reading that is not a number',
      { supplyVolts: NAN },
      ['supplyLow', 'batteryLow', 'batteryCritical', 'sensorsSilent'],
    ],
    ['0 V while the servos are off', { supplyVolts: 0, state: 'selfTest', brace: OFF }, []],
    [
      'no reading while the servos are off',
      { supplyVolts: null, state: 'selfTest', brace: OFF },
      ['sensorsSilent'],
    ],
  ])('S115: a supply of %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['59.9 °C', { servoTemperaturesC: [30, 59.9] }, []],
    ['60 °C', { servoTemperaturesC: [60, 30] }, ['servoWarm']],
    ['69.9 °C', { servoTemperaturesC: [30, 69.9] }, ['servoWarm']],
    ['70 °C', { servoTemperaturesC: [30, 70] }, ['servoWarm', 'servoHot']],
    [
      '70 °C, off',
      { servoTemperaturesC: [30, 70], state: 'selfTest', brace: OFF },
      ['servoWarm', 'servoHot'],
    ],
    ['no reading', { servoTemperaturesC: [30, null] }, ['sensorsSilent']],
    [
      'no reading beside a hot one',
      { servoTemperaturesC: [null, 71] },
      ['sensorsSilent', 'servoWarm', 'servoHot'],
    ],
    ['no sensor at all', { servoTemperaturesC: [] }, ['sensorsSilent']],
    ['no number', { servoTemperaturesC: [30, NAN] }, ['sensorsSilent', 'servoWarm', 'servoHot']],
  ])('S116: a servo of %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['for less than half an hour', { samePositionForMs: 30 * 60_000 - 1 }, []],
    ['for half an hour', { samePositionForMs: 30 * 60_000 }, ['wornLong']],
    ['for a time that nobody counted', { samePositionForMs: undefined }, []],
    ['for a time that is not a number', { samePositionForMs: NAN }, ['wornLong']],
  ])('S117: one position %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test('S118: a loop that was found is a flag', () => {
    expect(raisedIn(observed({ isOscillating: true }))).toEqual(['loopOscillates']);
  });
});
