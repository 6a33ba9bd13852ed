import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lampStyles } from '../../hmi/shared/alarmLight.ts';
import { planBursts, SILENCE, type Sounding } from '../../hmi/shared/burstPlan.ts';
import { INITIAL_VIEW } from '../../hmi/shared/clientView.ts';
import type { Shown } from '../../hmi/shared/pageClient.ts';
import { countdown } from '../../hmi/shared/SoundControl.tsx';
import { isUnanswered, shownFaults, shownPriority } from '../../hmi/shared/shownFaults.ts';
import { ALARM_SIGNALS } from '../../protocol/alarmSignals.ts';
import type { StandingAlarm } from '../../protocol/alarms.ts';
import type { FaultId } from '../../protocol/faults.ts';
import { telemetryWith } from '../telemetry.ts';

const HIGH: Sounding = { occurrence: 1, priority: 'high' };
const MEDIUM: Sounding = { occurrence: 2, priority: 'medium' };
const LOW: Sounding = { occurrence: 3, priority: 'low' };

/** What is heard at each moment, and what is done about it. */
function acts(...moments: readonly (readonly [number, Sounding | undefined | null])[]): string[] {
  let plan = SILENCE;
  return moments.map(([nowMs, heard]) => {
    const next = planBursts(plan, heard, nowMs);
    plan = next.plan;
    return next.act;
  });
}

describe('the bursts of a page', () => {
  it('S88: begin at once, repeat in their interval, and are cut off when nothing is to be heard', () => {
    const repeatMs = ALARM_SIGNALS.high.sound.repeatEveryMs ?? Number.NaN;
    expect(
      acts(
        [0, undefined],
        [10, HIGH],
        [20, HIGH],
        [repeatMs + 9, HIGH],
        [repeatMs + 10, HIGH],
        [repeatMs + 20, undefined],
        [repeatMs + 30, undefined],
        [repeatMs + 40, HIGH],
      ),
    ).toEqual(['none', 'begin', 'none', 'none', 'begin', 'cut', 'none', 'begin']);
  });

  it('S88: of a new occurrence or another priority begin at once', () => {
    expect(acts([0, MEDIUM], [10, HIGH], [20, { ...HIGH, occurrence: 9 }], [30, MEDIUM])).toEqual([
      'begin',
      'begin',
      'begin',
      'begin',
    ]);
  });

  it('S90: of low priority sound once for an occurrence', () => {
    expect(acts([0, LOW], [60_000, LOW], [3_600_000, LOW], [3_600_010, { ...LOW, occurrence: 4 }])).toEqual([
      'begin',
      'none',
      'none',
      'begin',
    ]);
  });

  it('go on while it is not known what is to be heard, and do not begin then', () => {
    expect(acts([0, null], [10, MEDIUM], [20, null], [20_010, null], [20_020, undefined])).toEqual([
      'none',
      'begin',
      'none',
      'begin',
      'cut',
    ]);
  });
});

const alarm = (id: FaultId, occurrence: number, priority: StandingAlarm['priority']): StandingAlarm => ({
  id,
  occurrence,
  priority,
  sinceTick: 1,
  isConditionPresent: true,
  isAcknowledged: false,
});
const shown = (telemetry: Shown['telemetry'], standing: Shown['standing'] = 'current'): Shown => ({
  ...INITIAL_VIEW,
  telemetry,
  standing,
});

describe('what is shown as wrong', () => {
  it('S83: is every alarm, most urgent first, and whatever else acts, each once', () => {
    const telemetry = telemetryWith({
      faults: [
        { id: 'tickLate', sinceTick: 1, isLatched: false },
        { id: 'batteryLow', sinceTick: 1, isLatched: false },
        { id: 'supplyLow', sinceTick: 1, isLatched: false },
      ],
      alarms: [alarm('batteryLow', 1, 'medium'), alarm('headDropping', 2, 'high')],
    });
    expect(shownFaults(shown(telemetry)).map(({ id, priority }) => `${id} ${priority}`)).toEqual([
      'headDropping high',
      'batteryLow medium',
      'tickLate none',
      'supplyLow high',
    ]);
    expect(shownPriority(shown(telemetry))).toBe('high');
    expect(shownPriority(shown({ ...telemetry, alarms: [], faults: [] }))).toBe('none');
  });

  it('is nothing while what the page knows is not current', () => {
    const telemetry = telemetryWith({ alarms: [alarm('batteryLow', 1, 'medium')] });
    expect(shownFaults(shown(telemetry, 'silent'))).toEqual([]);
    expect(shownPriority(shown(null))).toBe('none');
  });

  it('can be answered for while it is heard, or over', () => {
    const [fault] = shownFaults(shown(telemetryWith({ alarms: [alarm('batteryLow', 1, 'medium')] })));
    expect(fault).toBeDefined();
    if (!fault?.alarm) return;
    expect(isUnanswered(fault)).toBe(true);
    expect(isUnanswered({ ...fault, alarm: { ...fault.alarm, isAcknowledged: true } })).toBe(false);
    const over = { ...fault.alarm, isAcknowledged: true, isConditionPresent: false };
    expect(isUnanswered({ ...fault, alarm: over })).toBe(true);
    expect(isUnanswered({ ...fault, alarm: null })).toBe(false);
  });
});

describe('the countdown of a pause', () => {
  it('S86: never shows less than what is left', () => {
    expect([120_000, 119_001, 60_000, 59_999, 1, 0].map(countdown)).toEqual([
      '2:00',
      '2:00',
      '1:00',
      '1:00',
      '0:01',
      '0:00',
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120_000 }), (ms) => {
        const [minutes = '', seconds = ''] = countdown(ms).split(':');
        const leftMs = (Number(minutes) * 60 + Number(seconds)) * 1000;
        expect(leftMs).toBeGreaterThanOrEqual(ms);
        expect(leftMs).toBeLessThan(ms + 1000);
      }),
    );
  });
});

describe('the style of the lamps', () => {
  it('S92: has the periods and duties of the data, and nothing for less motion', () => {
    const css = lampStyles();
    expect(css).toContain('animation: alarm-flash-high 500ms step-end infinite');
    expect(css).toContain('animation: alarm-flash-medium 2000ms step-end infinite');
    expect(css).not.toContain('alarm-flash-low');
    expect(css).not.toContain('prefers-reduced-motion');
  });
});
