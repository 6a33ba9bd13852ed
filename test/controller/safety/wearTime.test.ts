import { describe, expect, test } from 'vitest';
import {
  followWear,
  NOT_WORN,
  samePositionForMs,
  type WearState,
} from '../../../controller/safety/wearTime.ts';
import { at, STRAIGHT } from './observed.ts';

const MINUTE = 60_000;
const NAN = Number.NaN;
const worn = (state: WearState, yawDeg: number, nowMs: number) => followWear(state, true, at(yawDeg), nowMs);

describe('time in one position', () => {
  test('S117: counts from where the head was first carried, within 2°', () => {
    const begun = worn(NOT_WORN, 0, 0);
    const moved = worn(worn(begun, 2, MINUTE), -2, 2 * MINUTE);
    expect(samePositionForMs(moved, 30 * MINUTE)).toBe(30 * MINUTE);
    expect(samePositionForMs(worn(moved, 2.01, 20 * MINUTE), 30 * MINUTE)).toBe(10 * MINUTE);
  });

  test('S117: a slow drift is a change of position too', () => {
    let state = NOT_WORN;
    for (let minute = 0; minute <= 30; minute += 1) state = worn(state, minute / 10, minute * MINUTE);
    expect(samePositionForMs(state, 30 * MINUTE)).toBe(9 * MINUTE);
  });

  test('S117: a pose that is unknown or not a number is no change', () => {
    const begun = worn(NOT_WORN, 0, 0);
    const lost = followWear(begun, true, undefined, 10 * MINUTE);
    const broken = followWear(lost, true, at(NAN), 20 * MINUTE);
    expect(broken).toEqual(begun);
    const blind = followWear(NOT_WORN, true, undefined, 0);
    expect(samePositionForMs(worn(blind, 9, 5 * MINUTE), 30 * MINUTE)).toBe(30 * MINUTE);
    expect(worn(blind, 9, 5 * MINUTE).position).toEqual(at(9));
  });

  test('S129: torque off ends it', () => {
    expect(followWear(worn(NOT_WORN, 0, 0), false, STRAIGHT, MINUTE)).toBe(NOT_WORN);
    expect(samePositionForMs(NOT_WORN, MINUTE)).toBeUndefined();
  });

  test('S117: a clock that runs backwards does not prolong the wait', () => {
    expect(samePositionForMs(worn(NOT_WORN, 0, 40 * MINUTE), 5 * MINUTE)).toBe(35 * MINUTE);
  });
});
