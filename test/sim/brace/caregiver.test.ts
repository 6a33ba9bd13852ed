import { describe, expect, it } from 'vitest';
import { createCaregiver } from '../../../sim/brace/caregiver.ts';

type Pulses = readonly [number | null, number | null, number | null];
const STILL: Pulses = [1500, 1490, 1510];

/** Milliseconds after which the caregiver let go, or null within `untilMs`. */
function letsGoAt(
  untilMs: number,
  pulses: (ms: number) => Pulses,
  power: (ms: number) => boolean = () => true,
) {
  const caregiver = createCaregiver();
  for (let timeMs = 0; timeMs <= untilMs; timeMs++) {
    const isTime = caregiver.isTimeToLetGo({
      timeMs,
      pulsesUs: pulses(timeMs),
      isServoPowerOn: power(timeMs),
    });
    if (isTime) return timeMs;
  }
  return null;
}

describe('the simulated caregiver', () => {
  it('lets go after all servos have held still under power for two seconds', () => {
    expect(letsGoAt(5000, () => STILL)).toBe(2000);
    expect(letsGoAt(5000, (ms) => (ms < 700 ? [1500, null, 1510] : STILL))).toBe(2700);
    expect(
      letsGoAt(
        5000,
        () => STILL,
        (ms) => ms !== 1999,
      ),
    ).toBe(4000);
    expect(letsGoAt(5000, (ms) => [1500 + (ms % 3) / 8, 1490, 1510])).toBe(2000);
  });

  it('keeps holding while a servo moves or is limp', () => {
    expect(letsGoAt(9000, (ms) => [1500 + Math.floor(ms / 900), 1490, 1510])).toBeNull();
    expect(letsGoAt(9000, () => [1500, 1490, null])).toBeNull();
    expect(
      letsGoAt(
        9000,
        () => STILL,
        () => false,
      ),
    ).toBeNull();
  });

  it('lets go once only, and not after stepping back', () => {
    const caregiver = createCaregiver();
    let times = 0;
    for (let timeMs = 0; timeMs < 9000; timeMs++) {
      if (caregiver.isTimeToLetGo({ timeMs, pulsesUs: STILL, isServoPowerOn: true })) times++;
    }
    expect(times).toBe(1);
    const other = createCaregiver();
    other.stepBack();
    expect(other.isTimeToLetGo({ timeMs: 9000, pulsesUs: STILL, isServoPowerOn: true })).toBe(false);
  });
});
