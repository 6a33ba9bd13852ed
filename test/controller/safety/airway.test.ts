import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AIRWAY_UNSEEN, type AirwayStep, watchAirway } from '../../../controller/safety/airway.ts';

const LIMIT_DEG = 25;

/** Looks every 10 ms for so long at one flexion. */
function look(
  from: AirwayStep['state'],
  flexionDeg: number | undefined,
  fromMs: number,
  forMs: number,
): AirwayStep {
  let step = watchAirway(from, flexionDeg, LIMIT_DEG, fromMs);
  for (let nowMs = fromMs + 10; nowMs <= fromMs + forMs; nowMs += 10) {
    step = watchAirway(step.state, flexionDeg, LIMIT_DEG, nowMs);
  }
  return step;
}

const known = (isLong: boolean, isOverLimit: boolean) => ({ kind: 'known', isLong, isOverLimit });
const straight = watchAirway(AIRWAY_UNSEEN, 0, LIMIT_DEG, 0).state;

describe('airway', () => {
  test('S48: over the limit for 1 s alarms, and not before', () => {
    expect(look(straight, 26, 10, 980).verdict).toEqual(known(false, false));
    expect(look(straight, 26, 10, 990).verdict).toEqual(known(false, true));
    expect(look(straight, 25, 10, 5000).verdict).toEqual(known(false, false));
  });

  test('S48: a moment at exactly the limit begins the second anew and ends the alarm', () => {
    const almost = look(straight, 26, 10, 900).state;
    const lifted = look(almost, 25, 920, 0).state;
    expect(look(lifted, 26, 930, 980).verdict).toEqual(known(false, false));
    expect(look(lifted, 26, 930, 990).verdict).toEqual(known(false, true));
    const alarmed = look(straight, 26, 10, 1000).state;
    expect(watchAirway(alarmed, 25, LIMIT_DEG, 1020).verdict).toEqual(known(false, false));
  });

  test('S49: over 15° for 60 s reminds, and not before; exactly 15° never does', () => {
    expect(look(straight, 16, 10, 59_980).verdict).toEqual(known(false, false));
    expect(look(straight, 16, 10, 59_990).verdict).toEqual(known(true, false));
    expect(look(straight, 15, 10, 120_000).verdict).toEqual(known(false, false));
  });

  test('S49: a moment at 15° begins the minute anew and ends the reminder', () => {
    const almost = look(straight, 20, 10, 50_000).state;
    const lifted = look(almost, 14.9, 50_020, 10).state;
    expect(look(lifted, 20, 50_040, 59_000).verdict).toEqual(known(false, false));
    const reminded = look(straight, 20, 10, 60_000).state;
    expect(watchAirway(reminded, 15, LIMIT_DEG, 60_020).verdict).toEqual(known(false, false));
  });

  test('S50: while the pose is unknown nothing is raised and nothing is withdrawn', () => {
    for (const unknown of [undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      const calm = look(straight, unknown, 10, 120_000);
      expect(calm.verdict).toEqual({ kind: 'unknown', wasLong: false, wasOverLimit: false });
      const alarmed = look(straight, 26, 10, 60_000).state;
      expect(look(alarmed, unknown, 60_020, 1000).verdict).toEqual({
        kind: 'unknown',
        wasLong: true,
        wasOverLimit: true,
      });
    }
  });

  test('S50: found flexed after an unknown time, the unknown time counts', () => {
    const lost = look(straight, undefined, 10, 60_000).state;
    expect(watchAirway(lost, 20, LIMIT_DEG, 60_020).verdict).toEqual(known(true, false));
    expect(watchAirway(lost, 10, LIMIT_DEG, 60_020).verdict).toEqual(known(false, false));
  });

  test('S50: before the first measurement no time has been counted', () => {
    const { state: never, verdict } = look(AIRWAY_UNSEEN, undefined, 0, 70_000);
    expect(verdict).toEqual({ kind: 'unknown', wasLong: false, wasOverLimit: false });
    expect(watchAirway(never, 20, LIMIT_DEG, 70_000).verdict).toEqual(known(false, false));
  });

  test('S48: a clock that jumps back by an hour does not prolong the wait', () => {
    const later = watchAirway(AIRWAY_UNSEEN, 0, LIMIT_DEG, 5_000_000).state;
    expect(watchAirway(later, 26, LIMIT_DEG, 1_400_000).verdict).toEqual(known(true, true));
    const alarmed = look(straight, 26, 10, 60_000).state;
    expect(watchAirway(alarmed, 26, LIMIT_DEG, 0).verdict).toEqual(known(true, true));
  });

  test('S48: a limit that is not a number counts as exceeded', () => {
    const at = watchAirway(straight, 5, Number.NaN, 10).state;
    expect(watchAirway(at, 5, Number.NaN, 1000).verdict).toEqual(known(false, true));
  });

  test('S49: for any history, what is said is what the times since the last good look say', () => {
    const looks = fc.array(
      fc.record({
        flexionDeg: fc.oneof(fc.constant(undefined), fc.integer({ min: -20, max: 35 })),
        afterMs: fc.integer({ min: 1, max: 30_000 }),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(looks, (history) => {
        let [state, nowMs] = [AIRWAY_UNSEEN, 0];
        let [goodAtMs, seenAtMs]: (number | undefined)[] = [undefined, undefined];
        for (const { flexionDeg, afterMs } of history) {
          nowMs += afterMs;
          const step = watchAirway(state, flexionDeg, LIMIT_DEG, nowMs);
          state = step.state;
          if (flexionDeg === undefined) continue;
          seenAtMs ??= nowMs;
          if (flexionDeg <= 15) goodAtMs = nowMs;
          const isLong = flexionDeg > 15 && nowMs - (goodAtMs ?? seenAtMs) >= 60_000;
          expect(step.verdict).toMatchObject({ kind: 'known', isLong });
        }
      }),
      { numRuns: 500 },
    );
  });
});
