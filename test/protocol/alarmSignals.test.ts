import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ALARM_SIGNALS,
  AUDIO_PAUSE_MS,
  burst,
  byUrgency,
  HELD_UNATTENDED_BUZZER,
  isLit,
  soundingAlarm,
  VOICE,
} from '../../protocol/alarmSignals.ts';
import type { AlarmPriorityName, StandingAlarm } from '../../protocol/alarms.ts';

const PRIORITIES = ['high', 'medium', 'low'] as const satisfies readonly AlarmPriorityName[];

/** The ranges of reference/domain.md §4.5, row IEC 60601-1-8; written out here so that data and ranges cannot err together. */
const RANGES = {
  high: { colour: ['red'], hz: [1.4, 2.8], pulses: [10, 10], pulseMs: [75, 200], repeatMs: [2500, 15_000] },
  medium: {
    colour: ['yellow'],
    hz: [0.4, 0.8],
    pulses: [3, 3],
    pulseMs: [125, 250],
    repeatMs: [2500, 30_000],
  },
  low: {
    colour: ['cyan', 'yellow'],
    hz: null,
    pulses: [1, 2],
    pulseMs: [125, 250],
    repeatMs: [15_001, Infinity],
  },
} as const;

function expectWithin(value: number, [min, max]: readonly [number, number]): void {
  expect(value).toBeGreaterThanOrEqual(min);
  expect(value).toBeLessThanOrEqual(max);
}

/** Every millisecond of 10 s. */
const TEN_SECONDS = Array.from({ length: 10_000 }, (_, ms) => ms);

describe('the light', () => {
  test.each(PRIORITIES)(
    'S90: %s has its colour, and its flashes their rate and duty, over 10 s',
    (priority) => {
      const { colour, hz } = RANGES[priority];
      expect(colour).toContain(ALARM_SIGNALS[priority].light.colour);
      const lit = TEN_SECONDS.map((ms) => isLit(priority, ms));
      const beginnings = lit.filter((isOn, ms) => isOn && lit[ms - 1] === false).length;
      const duty = lit.filter((isOn) => isOn).length / lit.length;
      if (hz === null) {
        expect(duty).toBe(1);
        return;
      }
      expectWithin(beginnings / 10, [hz[0] - 0.1, hz[1]]);
      expectWithin(duty, [0.2, 0.6]);
      const { flash } = ALARM_SIGNALS[priority].light;
      expectWithin(flash?.frequencyHz ?? Number.NaN, hz);
      expectWithin(flash?.duty ?? Number.NaN, [0.2, 0.6]);
    },
  );

  test('S90: nothing flashes more than three times in any second, all priorities at once', () => {
    const beginsAt = (ms: number) =>
      PRIORITIES.some((priority) => isLit(priority, ms) && !isLit(priority, ms - 1));
    const beginnings = TEN_SECONDS.filter(beginsAt);
    for (const from of TEN_SECONDS) {
      expect(beginnings.filter((ms) => ms >= from && ms < from + 1000).length).toBeLessThanOrEqual(3);
    }
  });

  test('S90: a light of unknown time is lit; before the beginning it flashes as after', () => {
    for (const priority of PRIORITIES) {
      expect(isLit(priority, Number.NaN)).toBe(true);
      expect(isLit(priority, Infinity)).toBe(true);
    }
    fc.assert(
      fc.property(fc.constantFrom(...PRIORITIES), fc.integer({ min: -1e6, max: 1e6 }), (priority, ms) => {
        expect(isLit(priority, ms)).toBe(isLit(priority, ms + 2_000_000));
      }),
    );
  });
});

describe('the sound', () => {
  test.each(PRIORITIES)('S90: %s has its pulses, their length, spacing and repetition', (priority) => {
    const ranges = RANGES[priority];
    const pulses = burst(priority);
    const { repeatEveryMs } = ALARM_SIGNALS[priority].sound;
    expectWithin(pulses.length, ranges.pulses);
    expect(pulses[0]?.startMs).toBe(0);
    for (const { startMs, endMs } of pulses) expectWithin(endMs - startMs, ranges.pulseMs);
    const lastMs = pulses.at(-1)?.endMs ?? Number.NaN;
    if (repeatEveryMs === null) {
      expect(priority).toBe('low');
      return;
    }
    // Whether a repetition is counted from the end or from the start of a burst, it is inside its range.
    expectWithin(repeatEveryMs, ranges.repeatMs);
    expectWithin(repeatEveryMs - lastMs, ranges.repeatMs);
  });

  test('S90: a high burst is twice three and two', () => {
    const pulses = burst('high');
    const gaps = pulses.slice(1).map(({ startMs }, index) => startMs - (pulses[index]?.endMs ?? Number.NaN));
    const { pulseMs } = ALARM_SIGNALS.high.sound;
    const x = gaps[0] ?? Number.NaN;
    expectWithin(x, [50, 125]);
    const half = [x, x, 2 * x + pulseMs, x];
    expect(gaps.slice(0, 4)).toEqual(half);
    expect(gaps.slice(5)).toEqual(half);
    expectWithin(gaps[4] ?? Number.NaN, [350, 1300]);
  });

  test('S90: a medium burst is three even pulses', () => {
    const [first, second, ...others] = ALARM_SIGNALS.medium.sound.gapsMs;
    expect(others).toEqual([]);
    expect(first).toBe(second);
    expectWithin(first ?? Number.NaN, [125, 250]);
  });

  test('S90: the voice has a fundamental of 150 to 1000 Hz and at least four harmonics within 15 dB', () => {
    expectWithin(VOICE.fundamentalHz, [150, 1000]);
    expect(VOICE.harmonicsDb.length).toBeGreaterThanOrEqual(4);
    for (const [index, db] of VOICE.harmonicsDb.entries()) {
      expectWithin(db, [-15, 0]);
      expectWithin((index + 2) * VOICE.fundamentalHz, [300, 4000]);
    }
    expect(VOICE.rise + VOICE.fall).toBeLessThan(1);
    expectWithin(VOICE.rise, [0.1, 0.4]);
  });

  test('S90: what is more urgent is not quieter', () => {
    const levels = PRIORITIES.map((priority) => ALARM_SIGNALS[priority].sound.level);
    expect(levels).toEqual(levels.toSorted((a, b) => b - a));
    for (const level of levels) expectWithin(level, [0.1, 1]);
  });

  test('S86: a pause is no longer than 120 s', () => {
    expectWithin(AUDIO_PAUSE_MS, [1, 120_000]);
  });

  test('S90: the buzzer of the brace sounds as the data says', () => {
    const header = readFileSync(
      new URL('../../hardware/firmware/generated/alarms.h', import.meta.url),
      'utf8',
    );
    const { pulseMs, everyMs } = HELD_UNATTENDED_BUZZER;
    expect(header).toContain(`{${pulseMs}, ${everyMs - pulseMs}}`);
  });
});

describe('what is heard', () => {
  const alarm = (priority: AlarmPriorityName, occurrence: number, isAcknowledged = false): StandingAlarm => ({
    id: 'batteryLow',
    occurrence,
    priority,
    sinceTick: 0,
    isConditionPresent: true,
    isAcknowledged,
  });

  test('S88: is the most urgent alarm that nobody has acknowledged, of equals the newest', () => {
    const alarms = [alarm('low', 4), alarm('high', 1, true), alarm('medium', 2), alarm('medium', 3)];
    expect(soundingAlarm(alarms, { kind: 'on' })?.occurrence).toBe(3);
    expect(alarms.toSorted(byUrgency).map(({ occurrence }) => occurrence)).toEqual([1, 3, 2, 4]);
    expect(soundingAlarm([], { kind: 'on' })).toBeUndefined();
    expect(soundingAlarm([alarm('high', 1, true)], { kind: 'on' })).toBeUndefined();
  });

  test('S88: is nothing in a pause', () => {
    expect(soundingAlarm([alarm('high', 1)], { kind: 'paused', remainingMs: 1 })).toBeUndefined();
  });
});
