import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTIONS, type FailsafeAction } from '../../../controller/safety/failsafe.ts';
import type { Readiness, SafetyEvent } from '../../../controller/safety/machine.ts';
import { PERMISSIONS } from '../../../controller/safety/permission.ts';
import {
  beginSafety,
  type SafetyState,
  stepSafety,
  type Transition,
  viewSafety,
} from '../../../controller/safety/safety.ts';
import { STATES, type StateName } from '../../../protocol/states.ts';

const tick = (
  nowMs: number,
  action: FailsafeAction = 'none',
  readiness: Readiness = 'passed',
): SafetyEvent => ({
  type: 'tick',
  nowMs,
  action,
  readiness,
});
const ask = (nowMs: number): SafetyEvent => ({ type: 'askToArm', nowMs, action: 'none' });
const confirm = (nowMs: number, isAtRest = true, action: FailsafeAction = 'none'): SafetyEvent => ({
  type: 'confirmArm',
  nowMs,
  action,
  isAtRest,
});
const retreat = (nowMs: number, hasConsent = true, isPoseKnown = true): SafetyEvent => ({
  type: 'retreat',
  nowMs,
  action: 'none',
  hasConsent,
  isPoseKnown,
});
const release = (heldForMs: number, isHeadHeld: boolean): SafetyEvent => ({
  type: 'release',
  heldForMs,
  isHeadHeld,
});

const stateAfter = (...events: readonly SafetyEvent[]): SafetyState =>
  events.reduce((state, event) => stepSafety(state, event), beginSafety());
const nameOf = (state: SafetyState): StateName => viewSafety(state).state;

const toStandby = [tick(0), tick(10)];
const toReady = [...toStandby, ask(100), confirm(700)];
/** The shortest way to each state. */
const WAYS: Readonly<Record<StateName, readonly SafetyEvent[]>> = {
  starting: [],
  selfTest: [tick(0, 'none', 'needsHand')],
  standby: toStandby,
  ready: toReady,
  engaged: [...toReady, { type: 'engage', action: 'none' }],
  paused: [...toStandby, { type: 'rest' }],
  retreating: [...toStandby, retreat(100), tick(2100)],
  protectiveHold: [...toStandby, tick(20, 'protectiveHold')],
  supportedRelease: [...toStandby, release(2000, true)],
  stopped: [...toStandby, { type: 'stop' }],
};

const anyEvent: fc.Arbitrary<SafetyEvent> = fc.oneof(
  fc.record({
    type: fc.constant('tick' as const),
    nowMs: fc.oneof(fc.nat(20_000), fc.constantFrom(Number.NaN, -1, Number.POSITIVE_INFINITY)),
    action: fc.constantFrom(...ACTIONS),
    readiness: fc.constantFrom<Readiness>('connecting', 'needsHand', 'checking', 'passed'),
  }),
  fc.constantFrom<SafetyEvent>(
    { type: 'stop' },
    { type: 'leaveStop' },
    { type: 'rest' },
    { type: 'acknowledge' },
    { type: 'engage', action: 'none' },
    { type: 'engage', action: 'noNewMotion' },
    { type: 'gazeSlow' },
    { type: 'gazeBack' },
    { type: 'arrived' },
    { type: 'endMove', reason: 'lookedAway' },
    { type: 'releaseEnded' },
    release(2000, true),
    release(2000, false),
    release(100, true),
  ),
  fc.nat(20_000).map(ask),
  fc.tuple(fc.nat(20_000), fc.boolean()).map(([nowMs, isAtRest]) => confirm(nowMs, isAtRest)),
  fc.tuple(fc.nat(20_000), fc.boolean()).map(([nowMs, consents]) => retreat(nowMs, consents)),
);

describe('safety machine', () => {
  test('S28: it starts in starting, and every state of the design can be reached', () => {
    expect(nameOf(beginSafety())).toBe('starting');
    for (const name of STATES) expect(nameOf(stateAfter(...WAYS[name]))).toBe(name);
  });

  test.each(STATES)('S19: STOP in %s permits no motion afterwards', (name) => {
    const stopped = viewSafety(stepSafety(stateAfter(...WAYS[name]), { type: 'stop' }));
    expect(stopped.permission).not.toBe('move');
    // Three states are already stricter than `stopped` and keep what they are.
    const expected = name === 'protectiveHold' || name === 'supportedRelease' ? name : 'stopped';
    expect(stopped.state).toBe(expected);
  });

  test('S20: nothing leaves stopped or protectiveHold but its deliberate act', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let state = stateAfter(...WAYS.stopped);
        let hasAcknowledged = false;
        for (const event of events) {
          const from = nameOf(state);
          state = stepSafety(state, event);
          const to = nameOf(state);
          if (from !== 'protectiveHold' && to === 'protectiveHold') hasAcknowledged = false;
          if (from === 'protectiveHold' && event.type === 'acknowledge') hasAcknowledged = true;
          if (from === to || event.type === 'release') continue;
          if (from === 'stopped')
            expect([event.type, to]).toEqual(
              event.type === 'tick' ? ['tick', 'protectiveHold'] : ['leaveStop', 'selfTest'],
            );
          if (from === 'protectiveHold') expect([hasAcknowledged, to]).toEqual([true, 'selfTest']);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('S21: a confirmation without question, too soon, too late, in motion or under a fault does not arm', () => {
    const asked = [...toStandby, ask(100)];
    expect(nameOf(stateAfter(...toStandby, confirm(700)))).toBe('standby');
    expect(nameOf(stateAfter(...asked, confirm(599)))).toBe('standby');
    expect(nameOf(stateAfter(...asked, confirm(600)))).toBe('ready');
    expect(nameOf(stateAfter(...asked, confirm(10_100)))).toBe('ready');
    expect(nameOf(stateAfter(...asked, confirm(10_101)))).toBe('standby');
    expect(nameOf(stateAfter(...asked, confirm(700, false)))).toBe('standby');
    expect(nameOf(stateAfter(...asked, confirm(700, true, 'noNewMotion')))).toBe('standby');
    expect(nameOf(stateAfter(...asked, confirm(Number.NaN)))).toBe('standby');
  });

  test('S21: a question left unanswered for 10 s is withdrawn', () => {
    const asked = stateAfter(...toStandby, ask(100), tick(10_100));
    expect(viewSafety(asked).isArmingAsked).toBe(true);
    expect(viewSafety(stepSafety(asked, tick(10_101))).isArmingAsked).toBe(false);
  });

  test.each(['standby', 'paused'] as const)(
    'S21: rest withdraws the question that was asked in %s',
    (name) => {
      const asked = stateAfter(...WAYS[name], ask(100));
      expect(viewSafety(asked).isArmingAsked).toBe(true);
      const rested = stepSafety(asked, { type: 'rest' });
      expect(viewSafety(rested)).toMatchObject({ state: 'paused', reason: 'resting', isArmingAsked: false });
      expect(nameOf(stepSafety(rested, confirm(700)))).toBe('paused');
    },
  );

  test('S22, S26: motion is permitted only from ready through engage, or in an announced retreat', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let state = beginSafety();
        for (const event of events) {
          const before = viewSafety(state);
          state = stepSafety(state, event);
          const now = viewSafety(state);
          if (now.state === 'engaged' && before.state !== 'engaged') {
            expect([before.state, event.type]).toEqual(['ready', 'engage']);
          }
          if (now.permission === 'move') expect(['engaged', 'retreating']).toContain(now.state);
          if (now.permission === 'release') expect(now.state).toBe('supportedRelease');
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each(STATES)('S23: a protective fault in %s is a protective hold within one tick', (name) => {
    const state = stepSafety(stateAfter(...WAYS[name]), tick(3000, 'protectiveHold'));
    expect(nameOf(state)).toBe(name === 'supportedRelease' ? 'supportedRelease' : 'protectiveHold');
  });

  test.each(['ready', 'engaged', 'retreating'] as const)('S23: hold disarms from %s', (name) => {
    expect(nameOf(stepSafety(stateAfter(...WAYS[name]), tick(3000, 'hold')))).toBe('standby');
  });

  test.each(['noNewMotion', 'hold', 'protectiveHold'] as const)('S23: under %s nothing engages', (action) => {
    expect(nameOf(stepSafety(stateAfter(...WAYS.ready), { type: 'engage', action }))).not.toBe('engaged');
  });

  test('S24: torque-off needs the head-held input and two seconds', () => {
    for (const event of [release(1999, true), release(2000, false), release(Number.NaN, true)]) {
      expect(nameOf(stateAfter(...toStandby, event))).toBe('standby');
    }
    expect(nameOf(stateAfter(...toStandby, release(2000, true)))).toBe('supportedRelease');
  });

  test('S25: no retreat without consent or pose; it moves 2 s after its announcement', () => {
    expect(nameOf(stateAfter(...toStandby, retreat(100, false)))).toBe('standby');
    expect(nameOf(stateAfter(...toStandby, retreat(100, true, false)))).toBe('standby');
    const announced = stateAfter(...toStandby, retreat(100));
    expect(viewSafety(announced).permission).toBe('still');
    expect(viewSafety(stepSafety(announced, tick(2099))).permission).toBe('still');
    expect(viewSafety(stepSafety(announced, tick(2100))).permission).toBe('move');
  });

  test('S26: the table of permissions', () => {
    expect(PERMISSIONS).toEqual({
      starting: 'listen',
      selfTest: 'prepare',
      standby: 'still',
      ready: 'still',
      engaged: 'move',
      paused: 'still',
      retreating: 'move',
      protectiveHold: 'still',
      supportedRelease: 'release',
      stopped: 'still',
    });
  });

  test.each(STATES)('S27: a machine that throws in %s is held, and not asked again', (name) => {
    let asked = 0;
    const failing: Transition = () => {
      asked += 1;
      throw new Error('broken on purpose');
    };
    const latched = stepSafety(stateAfter(...WAYS[name]), tick(0), failing);
    expect(viewSafety(latched)).toMatchObject({ state: 'protectiveHold', permission: 'still' });
    for (const event of [{ type: 'stop' }, { type: 'acknowledge' }, tick(10)] as const) {
      expect(stepSafety(latched, event, failing)).toBe(latched);
    }
    expect(asked).toBe(1);
  });

  test('S27: a machine that has ended is held', () => {
    const ended: Transition = (snapshot) => ({ ...snapshot, status: 'done' }) as never;
    expect(stepSafety(beginSafety(), tick(0), ended)).toMatchObject({ kind: 'latched' });
    const lost: Transition = (snapshot) => ({ ...snapshot, value: 'nowhere' }) as never;
    expect(stepSafety(beginSafety(), tick(0), lost)).toMatchObject({ kind: 'latched' });
  });
});
