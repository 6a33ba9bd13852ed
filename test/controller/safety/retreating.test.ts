import { describe, expect, test } from 'vitest';
import type { FailsafeAction } from '../../../controller/safety/failsafe.ts';
import { viewSafety } from '../../../controller/safety/safety.ts';
import type { SafetyEvent } from '../../../controller/safety/safetyEvents.ts';
import {
  ACKNOWLEDGE,
  ARRIVED,
  ask,
  bothHands,
  LEAVE_STOP,
  onward,
  RELEASE_ENDED,
  REST,
  retreat,
  STOP,
  sinceStart,
  tick,
} from './moments.ts';
import { nameOf, seen, toRetreat, toStandby, WAYS } from './ways.ts';

describe('retreat', () => {
  test('S74: it is announced for 2 s and then moves, and arrives in standby', () => {
    const still = { state: 'retreating', reason: 'retreatAnnounced', permission: 'still' };
    expect(seen(...toRetreat)).toMatchObject({ ...still, isRetreatMoving: false });
    expect(seen(...toRetreat, tick(2999))).toMatchObject(still);
    const moving = [...toRetreat, tick(3000)];
    expect(seen(...moving)).toMatchObject({
      state: 'retreating',
      reason: 'retreating',
      permission: 'move',
      isRetreatMoving: true,
    });
    expect(seen(...moving, tick(3010))).toMatchObject({ permission: 'move' });
    for (const way of [toRetreat, moving]) {
      expect(seen(...way, ARRIVED)).toMatchObject({ state: 'standby', reason: 'arrived' });
    }
  });

  test('S74: it is announced anew each time', () => {
    const second = [...toRetreat, tick(3000), ARRIVED, retreat(5000)];
    expect(seen(...second, tick(6999)).permission).toBe('still');
    expect(seen(...second, tick(7000)).permission).toBe('move');
  });

  test('S74: a precondition that closes ends it at once, announced or moving, and first of all at its beginning', () => {
    expect(nameOf(sinceStart(...toStandby, retreat(1000, { isRetreatOpen: false })))).toBe('standby');
    const closed = { isRetreatOpen: false };
    for (const way of [toRetreat, [...toRetreat, tick(3000)]]) {
      for (const nowMs of [1010, 3010]) {
        const ended = seen(...way, tick(nowMs, closed));
        expect(ended).toMatchObject({ state: 'standby', reason: 'retreatEnded', permission: 'still' });
      }
      expect(nameOf(sinceStart(...way, STOP))).toBe('stopped');
      expect(nameOf(sinceStart(...way, REST))).toBe('paused');
    }
  });

  test.each(['standby', 'paused', 'ready'] as const)('S74: it may begin in %s', (name) => {
    expect(nameOf(sinceStart(...WAYS[name], retreat(1000)))).toBe('retreating');
  });

  test.each(['starting', 'selfTest', 'engaged', 'protectiveHold', 'supportedRelease', 'stopped'] as const)(
    'S74: it does not begin in %s',
    (name) => {
      expect(nameOf(sinceStart(...WAYS[name], retreat(4000)))).toBe(name);
    },
  );

  test('S76: whether a fault forbids it its row says, not its rank; a protective hold always does', () => {
    const under = (action: FailsafeAction) => sinceStart(...toStandby, retreat(1000, { action }));
    for (const action of ['none', 'warn', 'noNewMotion', 'slow', 'endMove', 'hold'] as const) {
      expect(nameOf(under(action))).toBe('retreating');
      expect(nameOf(onward(under(action), tick(1010, { action }), tick(3000, { action })))).toBe(
        'retreating',
      );
    }
    expect(nameOf(under('protectiveHold'))).toBe('standby');
  });

  test('S75: a fault begins no second retreat by itself, however the first ended', () => {
    const automatic = (nowMs: number) => retreat(nowMs, { isAutomatic: true });
    const ends: readonly SafetyEvent[] = [tick(3010, { isRetreatOpen: false }), ARRIVED, REST];
    for (const isAutomatic of [true, false]) {
      for (const end of ends) {
        const ended = sinceStart(...toStandby, retreat(1000, { isAutomatic }), tick(3000), end, tick(3020));
        expect(viewSafety(ended).permission).toBe('still');
        expect(nameOf(onward(ended, automatic(4000)))).not.toBe('retreating');
        // A person may ask for one, and whoever asked to arm has looked.
        expect(nameOf(onward(ended, retreat(4000)))).toBe('retreating');
        expect(nameOf(onward(ended, ask(4000), automatic(4010)))).toBe('retreating');
      }
    }
  });

  test('S75: after STOP was left, or a protective hold acknowledged, a fault may begin one again', () => {
    const automatic = retreat(5000, { isAutomatic: true });
    const protect = tick(3010, { action: 'protectiveHold' });
    const spent = sinceStart(...toStandby, retreat(1000, { isAutomatic: true }), tick(3000));
    expect(nameOf(onward(spent, STOP, LEAVE_STOP, tick(4000), automatic))).toBe('retreating');
    expect(nameOf(onward(spent, protect, ACKNOWLEDGE, tick(3020), tick(4000), automatic))).toBe('retreating');
    const released = onward(spent, STOP, tick(3010), ...bothHands(3020, 5020), RELEASE_ENDED, tick(6000));
    expect(nameOf(released)).toBe('standby');
    expect(nameOf(onward(released, automatic))).toBe('standby');
  });
});
