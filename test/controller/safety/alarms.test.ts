import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acknowledgeAlarms,
  isUnseen,
  pauseAudio,
  resumeAudio,
} from '../../../controller/safety/alarmDeeds.ts';
import {
  type AlarmState,
  audioOf,
  CONDITION_OVER_AFTER_MS,
  NO_ALARMS,
  soundingPriority,
  standingAlarms,
  stepAlarms,
} from '../../../controller/safety/alarms.ts';
import { FAILSAFE } from '../../../controller/safety/failsafe.ts';
import {
  acknowledge,
  assessFlags,
  type FailsafeState,
  HEALTHY,
  NO_FAULTS,
} from '../../../controller/safety/faultState.ts';
import { AUDIO_PAUSE_MS } from '../../../protocol/alarmSignals.ts';
import type { AlarmLogEntry } from '../../../protocol/alarms.ts';
import { alarmLogEntry, standingAlarm } from '../../../protocol/alarms.ts';
import type { ActedBy } from '../../../protocol/clientMessages.ts';
import { FAULT_IDS, FAULTS, type FaultId } from '../../../protocol/faults.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { REFUSALS } from '../../../protocol/refusals.ts';

const TICK_MS = 10;
/** Longer than every grace. */
const GRACE_MS = 11_000;

const ALARMS = FAULT_IDS.filter((id) => FAULTS[id].priority !== 'none');
const STATUSES = FAULT_IDS.filter((id) => FAULTS[id].priority === 'none');
const clearing = (policy: 'self' | 'acknowledge' | 'restart') =>
  ALARMS.filter((id) => FAILSAFE[id].clears === policy);

/** Flags in, alarms out: the failsafe of the real machine, and a clock that only moves when told. */
class Bedside {
  failsafe: FailsafeState = NO_FAULTS;
  alarms: AlarmState = NO_ALARMS;
  log: AlarmLogEntry[] = [];
  nowMs = 0;
  tick = 0;

  step(flags: readonly FaultId[], elapsedMs = TICK_MS): this {
    this.nowMs += elapsedMs;
    this.tick += 1;
    const all = { ...HEALTHY, ...Object.fromEntries(flags.map((id) => [id, true])) };
    this.failsafe = assessFlags(this.failsafe, all, DEFAULT_PARAMETERS, this.nowMs);
    return this.signal();
  }

  /** The alarms alone, at whatever time. */
  signal(nowMs = this.nowMs): this {
    const step = stepAlarms(this.alarms, this.failsafe, { tick: this.tick, nowMs });
    this.alarms = step.state;
    this.log.push(...step.log);
    return this;
  }

  /** A flag that has stood for as long as its row demands. */
  raise(...flags: readonly FaultId[]): this {
    return this.step(flags).step(flags, GRACE_MS);
  }

  /** Nothing is wrong for `ms`. */
  heal(ms = CONDITION_OVER_AFTER_MS, flags: readonly FaultId[] = []): this {
    return this.step(flags, ms);
  }

  acknowledge(by: ActedBy, seenTick = this.tick): this {
    const step = acknowledgeAlarms(this.alarms, { by, clientId: 'page', tick: this.tick, seenTick });
    this.alarms = step.state;
    this.log.push(...step.log);
    return this;
  }

  /** An acknowledgement that the failsafe takes too, as control does. */
  acknowledgeAll(by: ActedBy): this {
    this.failsafe = acknowledge(this.failsafe);
    return this.acknowledge(by);
  }

  pause(by: ActedBy = 'hand'): this {
    const result = pauseAudio(this.alarms, { by, clientId: 'page', tick: this.tick });
    expect(result.kind).toBe('paused');
    if (result.kind === 'paused') {
      this.alarms = result.state;
      this.log.push(...result.log);
    }
    return this;
  }

  resume(): this {
    const step = resumeAudio(this.alarms, { clientId: 'page', tick: this.tick });
    this.alarms = step.state;
    this.log.push(...step.log);
    return this;
  }

  get standing() {
    return standingAlarms(this.alarms);
  }

  get events() {
    return this.log.map(({ event, alarm }) => (alarm ? `${event} ${alarm.id} ${alarm.occurrence}` : event));
  }
}

const shownIds = ({ standing }: Bedside) => standing.map(({ id }) => id);

describe('a condition', () => {
  test.each(ALARMS)('S80: %s is an alarm as soon as it acts, with the priority of the catalogue', (id) => {
    const bedside = new Bedside().step([id]);
    const isActing = bedside.failsafe.faults.some((fault) => fault.isActing);
    expect(bedside.standing.length).toBe(isActing ? 1 : 0);
    bedside.step([id], GRACE_MS);
    expect(bedside.standing).toEqual([
      {
        id,
        occurrence: 1,
        priority: FAULTS[id].priority,
        sinceTick: isActing ? 1 : 2,
        isConditionPresent: true,
        isAcknowledged: false,
      },
    ]);
    for (const alarm of bedside.standing) expect(standingAlarm.safeParse(alarm).success).toBe(true);
    expect(soundingPriority(bedside.alarms)).toBe(FAULTS[id].priority);
  });

  test.each(STATUSES)('S80: %s is a status and never an alarm', (id) => {
    const bedside = new Bedside().raise(id);
    expect(bedside.failsafe.faults).toHaveLength(1);
    expect(bedside.standing).toEqual([]);
    expect(bedside.log).toEqual([]);
    expect(soundingPriority(bedside.alarms)).toBeUndefined();
  });

  test('S80: a flag within its grace is no alarm yet', () => {
    const bedside = new Bedside().step(['followingError']).step(['followingError'], 99);
    expect(bedside.standing).toEqual([]);
    expect(shownIds(bedside.step(['followingError'], 1))).toEqual(['followingError']);
  });

  test('S81: that begins again is another occurrence', () => {
    const bedside = new Bedside().raise('batteryLow').acknowledge('hand').heal();
    expect(bedside.standing).toEqual([]);
    bedside.raise('batteryLow');
    expect(bedside.standing).toMatchObject([{ occurrence: 2, isAcknowledged: false }]);
    expect(bedside.raise('batteryLow', 'servoHot').standing).toMatchObject([
      { id: 'servoHot', occurrence: 3 },
      { id: 'batteryLow', occurrence: 2 },
    ]);
  });

  test('S81: that returns within a second is the same occurrence, still acknowledged, and one line of the log', () => {
    const bedside = new Bedside().raise('stopInput').acknowledge('hand');
    for (let flicker = 0; flicker < 200; flicker++) bedside.step([]).step(['stopInput']);
    bedside.step([], CONDITION_OVER_AFTER_MS - 1).step(['stopInput']);
    bedside.step([], CONDITION_OVER_AFTER_MS - 1).step(['stopInput']);
    expect(bedside.standing).toMatchObject([
      { occurrence: 1, isAcknowledged: true, isConditionPresent: true },
    ]);
    expect(bedside.events).toEqual(['raised stopInput 1', 'acknowledged stopInput 1']);
  });

  test('S81: that returns after a second is a new occurrence, which replaces the latched one', () => {
    const bedside = new Bedside().raise('stopInput').acknowledge('hand').heal();
    expect(bedside.standing).toMatchObject([{ occurrence: 1, isConditionPresent: false }]);
    bedside.step(['stopInput']);
    expect(bedside.standing).toMatchObject([
      { occurrence: 2, isConditionPresent: true, isAcknowledged: false, sinceTick: 4 },
    ]);
    expect(bedside.events.slice(2)).toEqual([
      'conditionEnded stopInput 1',
      'replaced stopInput 1',
      'raised stopInput 2',
    ]);
  });
});

describe('a condition that is over', () => {
  test('S81: is over after one second, not sooner and not later', () => {
    const bedside = new Bedside().raise('batteryLow');
    expect(bedside.heal(999).standing).toHaveLength(1);
    expect(bedside.heal(1).standing).toEqual([]);
  });

  test.each(clearing('self'))('S82: %s goes by itself', (id) => {
    const bedside = new Bedside().raise(id);
    expect(bedside.heal(CONDITION_OVER_AFTER_MS - 1).standing).toMatchObject([{ isConditionPresent: true }]);
    expect(bedside.heal(1).standing).toEqual([]);
    expect(bedside.events).toEqual([`raised ${id} 1`, `conditionEnded ${id} 1`, `cleared ${id} 1`]);
  });

  test.each(clearing('acknowledge'))('S82: %s stays, seen and heard, until a hand acknowledges', (id) => {
    const bedside = new Bedside().raise(id).heal().heal(3_600_000);
    expect(bedside.standing).toMatchObject([{ id, isConditionPresent: false, isAcknowledged: false }]);
    expect(soundingPriority(bedside.alarms)).toBe(FAULTS[id].priority);
    bedside.acknowledgeAll('hand').step([]);
    expect(bedside.standing).toEqual([]);
    expect(bedside.events).toEqual([
      `raised ${id} 1`,
      `conditionEnded ${id} 1`,
      `acknowledged ${id} 1`,
      `cleared ${id} 1`,
    ]);
  });

  test.each(clearing('acknowledge'))(
    'S82: %s stays even where its fault was cleared without the alarm',
    (id) => {
      const bedside = new Bedside().raise(id).heal();
      bedside.failsafe = NO_FAULTS;
      expect(shownIds(bedside.step([]))).toEqual([id]);
      expect(bedside.acknowledge('hand').step([]).standing).toEqual([]);
    },
  );

  test.each(clearing('restart'))('S82: %s stays whatever anybody does, silent once acknowledged', (id) => {
    const bedside = new Bedside().raise(id).acknowledgeAll('hand').heal().heal();
    bedside.failsafe = NO_FAULTS;
    bedside.step([]);
    expect(bedside.standing).toMatchObject([{ id, isConditionPresent: false, isAcknowledged: true }]);
    expect(soundingPriority(bedside.alarms)).toBeUndefined();
  });
});

describe('what acts', () => {
  test('S83: is shown after an acknowledgement for as long as the fault acts, present or latched', () => {
    const bedside = new Bedside().raise('servoStalled').acknowledgeAll('hand').step(['servoStalled']);
    expect(bedside.standing).toMatchObject([{ isConditionPresent: true, isAcknowledged: true }]);
    bedside.heal();
    expect(bedside.failsafe.faults).toMatchObject([{ isActing: true, isFlagged: false }]);
    expect(bedside.standing).toMatchObject([{ isConditionPresent: false, isAcknowledged: true }]);
    expect(bedside.acknowledgeAll('hand').step([]).standing).toEqual([]);
  });

  test('S83: is shown in a pause', () => {
    const bedside = new Bedside().raise('headDropping').pause().step(['headDropping']);
    expect(bedside.standing).toMatchObject([{ id: 'headDropping', isConditionPresent: true }]);
    expect(audioOf(bedside.alarms).kind).toBe('paused');
  });

  const anyStep = fc.record({
    flags: fc.subarray([...FAULT_IDS], { maxLength: 4 }),
    elapsedMs: fc.constantFrom(0, 10, 40, 999, 1000, 20_000),
    deed: fc.constantFrom('none', 'gaze', 'hand', 'pause', 'resume', 'both'),
  });

  test('S83: is shown, each once, after any sequence of flags and deeds, and the log tells of each occurrence', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const bedside = new Bedside();
        for (const { flags, elapsedMs, deed } of steps) {
          if (deed === 'gaze' || deed === 'hand') bedside.acknowledge(deed);
          if (deed === 'both') bedside.acknowledgeAll('hand');
          if (deed === 'pause') bedside.pause();
          if (deed === 'resume') bedside.resume();
          bedside.step(flags, elapsedMs);
          const acting = bedside.failsafe.faults.filter(
            ({ id, isActing }) => isActing && FAULTS[id].priority !== 'none',
          );
          const shown = shownIds(bedside);
          expect(new Set(shown).size).toBe(shown.length);
          for (const { id, isFlagged } of acting) {
            const alarm = bedside.standing.find((candidate) => candidate.id === id);
            expect(alarm, id).toBeDefined();
            if (isFlagged) expect(alarm?.isConditionPresent).toBe(true);
          }
          const begun = bedside.log.filter(({ event }) => event === 'raised');
          const ended = bedside.log.filter(({ event }) => event === 'cleared' || event === 'replaced');
          expect(begun.map(({ alarm }) => alarm?.occurrence)).toEqual(begun.map((_, index) => index + 1));
          const open = new Set(begun.map(({ alarm }) => alarm?.occurrence));
          for (const { alarm } of ended) expect(open.delete(alarm?.occurrence)).toBe(true);
          expect(bedside.standing.map(({ occurrence }) => occurrence).toSorted((a, b) => a - b)).toEqual(
            [...open].toSorted((a, b) => Number(a) - Number(b)),
          );
        }
        for (const line of bedside.log) expect(alarmLogEntry.safeParse(line).success).toBe(true);
      }),
    );
  });
});

describe('an acknowledgement', () => {
  test('S95: answers for what the person has seen, up to that very tick, and for nothing newer', () => {
    const bedside = new Bedside().raise('supplyLow');
    const seenTick = bedside.standing[0]?.sinceTick ?? Number.NaN;
    expect([isUnseen(bedside.alarms, seenTick - 1), isUnseen(bedside.alarms, seenTick)]).toEqual([
      true,
      false,
    ]);
    bedside.step(['supplyLow']).raise('supplyLow', 'servoHot');
    expect(isUnseen(bedside.alarms, seenTick)).toBe(true);
    bedside.acknowledge('hand', seenTick - 1);
    expect(bedside.standing.map(({ isAcknowledged }) => isAcknowledged)).toEqual([false, false]);
    bedside.acknowledge('hand', seenTick);
    const answered = bedside.standing.filter(({ isAcknowledged }) => isAcknowledged);
    expect(answered).toMatchObject([{ id: 'supplyLow' }]);
    expect(isUnseen(bedside.alarms, seenTick)).toBe(true);
    bedside.acknowledge('hand');
    expect(bedside.standing.every(({ isAcknowledged }) => isAcknowledged)).toBe(true);
    expect(isUnseen(bedside.alarms, seenTick)).toBe(false);
  });

  test('S84: by hand silences what stands, and not what begins later', () => {
    const bedside = new Bedside().raise('batteryLow', 'servoHot').acknowledge('hand');
    expect(soundingPriority(bedside.alarms)).toBeUndefined();
    expect(bedside.standing.every(({ isConditionPresent }) => isConditionPresent)).toBe(true);
    bedside.raise('batteryLow', 'servoHot', 'servoWarm');
    expect(soundingPriority(bedside.alarms)).toBe('low');
    expect(bedside.standing).toMatchObject([
      { isAcknowledged: true },
      { isAcknowledged: true },
      { id: 'servoWarm', isAcknowledged: false },
    ]);
  });

  test.each(ALARMS)('S85: by a look does not silence %s while it is present', (id) => {
    const bedside = new Bedside().raise(id).acknowledge('gaze').step([id]);
    expect(bedside.standing).toMatchObject([{ id, isConditionPresent: true, isAcknowledged: false }]);
    expect(soundingPriority(bedside.alarms)).toBe(FAULTS[id].priority);
    expect(bedside.acknowledge('hand').standing).toMatchObject([{ isAcknowledged: true }]);
  });

  test.each(clearing('acknowledge'))(
    'S85: by a look ends %s only if the patient may take over from it',
    (id) => {
      const bedside = new Bedside().raise(id).heal().acknowledge('gaze');
      const isPatients = FAILSAFE[id].takeover === 'patient';
      expect(bedside.standing).toMatchObject([{ isAcknowledged: isPatients }]);
      bedside.failsafe = NO_FAULTS;
      expect(bedside.step([]).standing).toHaveLength(isPatients ? 0 : 1);
    },
  );

  test('S85: by a look, while the condition is present, counts when it is over', () => {
    const bedside = new Bedside().raise('linkLate').acknowledge('gaze');
    bedside.failsafe = NO_FAULTS;
    bedside.step([], CONDITION_OVER_AFTER_MS - 1);
    expect(soundingPriority(bedside.alarms)).toBe('medium');
    expect(bedside.step([], 1).standing).toEqual([]);
  });

  test('S89: is logged once for each occurrence and means, with who', () => {
    const bedside = new Bedside().raise('batteryLow', 'linkLate');
    bedside.log = [];
    bedside
      .acknowledge('gaze')
      .acknowledge('gaze')
      .acknowledge('hand')
      .acknowledge('hand')
      .acknowledge('gaze');
    expect(bedside.log.map(({ event, alarm, by, clientId }) => [event, alarm?.id, by, clientId])).toEqual([
      ['acknowledged', 'linkLate', 'gaze', 'page'],
      ['acknowledged', 'batteryLow', 'gaze', 'page'],
      ['acknowledged', 'linkLate', 'hand', 'page'],
      ['acknowledged', 'batteryLow', 'hand', 'page'],
    ]);
    expect(bedside.standing.every(({ isAcknowledged }) => isAcknowledged)).toBe(true);
  });
});

describe('a pause of the sound', () => {
  test('S85: is refused by a look, with a sentence and advice, and changes nothing', () => {
    const { alarms } = new Bedside().raise('batteryLow');
    expect(pauseAudio(alarms, { by: 'gaze', clientId: 'page', tick: 3 })).toEqual({
      kind: 'refused',
      id: 'notByGaze',
    });
    expect(REFUSALS.notByGaze.sentence).toMatch(/not done by looking/);
    expect(REFUSALS.notByGaze.advice).toMatch(/hand/);
  });

  test('S86: is quiet for 120 s and ends by itself', () => {
    const bedside = new Bedside().raise('batteryLow').pause();
    expect(audioOf(bedside.alarms)).toEqual({ kind: 'paused', remainingMs: AUDIO_PAUSE_MS });
    // A second look at the same moment takes nothing away.
    expect(audioOf(bedside.signal().alarms)).toEqual({ kind: 'paused', remainingMs: AUDIO_PAUSE_MS });
    expect(soundingPriority(bedside.alarms)).toBeUndefined();
    bedside.step(['batteryLow'], AUDIO_PAUSE_MS - 1);
    expect(audioOf(bedside.alarms)).toEqual({ kind: 'paused', remainingMs: 1 });
    bedside.step(['batteryLow'], 1);
    expect(audioOf(bedside.alarms)).toEqual({ kind: 'on' });
    expect(soundingPriority(bedside.alarms)).toBe('medium');
    expect(bedside.events.slice(1)).toEqual(['audioPaused', 'pauseRanOut']);
  });

  test('S86: asked for again lasts 120 s from then, and never longer', () => {
    const bedside = new Bedside().raise('batteryLow').pause().step(['batteryLow'], 100_000).pause().pause();
    expect(audioOf(bedside.alarms)).toEqual({ kind: 'paused', remainingMs: 120_000 });
    bedside.step(['batteryLow'], 60_000).step(['batteryLow'], 59_999);
    expect(audioOf(bedside.alarms).kind).toBe('paused');
    expect(audioOf(bedside.step(['batteryLow'], 1).alarms).kind).toBe('on');
  });

  test('S86: can be ended; ending none is no event', () => {
    const bedside = new Bedside().raise('batteryLow').resume();
    expect(bedside.events).toEqual(['raised batteryLow 1']);
    bedside.pause().resume();
    expect(audioOf(bedside.alarms)).toEqual({ kind: 'on' });
    expect(bedside.log.slice(1)).toEqual([
      { tick: 2, event: 'audioPaused', alarm: null, by: 'hand', clientId: 'page' },
      { tick: 2, event: 'audioResumed', alarm: null, by: null, clientId: 'page' },
    ]);
    expect(bedside.step(['batteryLow']).events).toHaveLength(3);
  });

  test.each(ALARMS)('S87: is broken by %s', (id) => {
    const other = id === 'headDropping' ? 'supplyLow' : 'headDropping';
    const bedside = new Bedside().raise(other).acknowledge('hand').pause();
    bedside.step([other, id]).step([other, id], GRACE_MS);
    expect(audioOf(bedside.alarms)).toEqual({ kind: 'on' });
    expect(soundingPriority(bedside.alarms)).toBe(FAULTS[id].priority);
    expect(bedside.events.slice(-2)).toEqual([`raised ${id} 2`, 'pauseBroken']);
  });

  test('S87: is broken by a new occurrence of the same condition, and not by one that goes on or ends', () => {
    const bedside = new Bedside().raise('stopInput', 'batteryLow').pause();
    bedside.step(['stopInput', 'batteryLow']).step(['batteryLow']).heal();
    expect(audioOf(bedside.alarms).kind).toBe('paused');
    bedside.step(['stopInput']);
    expect(audioOf(bedside.alarms).kind).toBe('on');
    expect(bedside.events).toContain('pauseBroken');
  });

  test.each([
    ['not a number', Number.NaN],
    ['infinite', Infinity],
    ['before the last one', -1],
  ])('S87: ends with a time that is %s, which ends no condition', (_, nowMs) => {
    const bedside = new Bedside().raise('batteryLow').pause().step(['batteryLow']);
    bedside.failsafe = NO_FAULTS;
    bedside.signal(nowMs);
    expect(audioOf(bedside.alarms)).toEqual({ kind: 'on' });
    expect(bedside.events.at(-1)).toBe('pauseRanOut');
    expect(bedside.standing).toMatchObject([{ isConditionPresent: true }]);
    // The clock is right again: time counts from there.
    bedside.signal(bedside.nowMs).signal(bedside.nowMs + CONDITION_OVER_AFTER_MS - 1);
    if (nowMs !== -1) expect(shownIds(bedside)).toEqual(['batteryLow']);
    bedside.signal(bedside.nowMs + CONDITION_OVER_AFTER_MS);
    expect(bedside.standing).toEqual([]);
  });
});

describe('what is heard and shown', () => {
  test('S88: the most urgent first, and it is what is heard', () => {
    const bedside = new Bedside().raise('servoWarm');
    bedside.raise('servoWarm', 'headDropping').raise('servoWarm', 'headDropping', 'batteryLow');
    bedside.raise('servoWarm', 'headDropping', 'batteryLow', 'supplyLow');
    expect(shownIds(bedside)).toEqual(['supplyLow', 'headDropping', 'batteryLow', 'servoWarm']);
    expect(soundingPriority(bedside.alarms)).toBe('high');
    bedside.heal(CONDITION_OVER_AFTER_MS, ['servoWarm', 'batteryLow']);
    expect(shownIds(bedside)).toEqual(['supplyLow', 'headDropping', 'batteryLow', 'servoWarm']);
    bedside.acknowledgeAll('hand').step(['servoWarm', 'batteryLow']);
    expect(shownIds(bedside)).toEqual(['batteryLow', 'servoWarm']);
  });
});
