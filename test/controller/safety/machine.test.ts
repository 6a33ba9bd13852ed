import { describe, expect, test } from 'vitest';
import { OUTPUTS } from '../../../controller/safety/permission.ts';
import { beginSafety, stepSafety, viewSafety } from '../../../controller/safety/safety.ts';
import type { EndReason, Readiness } from '../../../controller/safety/safetyEvents.ts';
import { PARAMETERS } from '../../../protocol/parameters.ts';
import { STATES } from '../../../protocol/states.ts';
import {
  ACKNOWLEDGE,
  ARRIVED,
  ask,
  confirm,
  engage,
  LEAVE_STOP,
  onward,
  RELEASE_ENDED,
  REST,
  retreat,
  STOP,
  sinceStart,
  tick,
} from './moments.ts';
import {
  nameOf,
  seen,
  toMoving,
  toProtected,
  toReady,
  toSelfTest,
  toSlowed,
  toStandby,
  toStopped,
  WAYS,
} from './ways.ts';

const FORBIDS_MOTION = ['noNewMotion', 'slow', 'endMove', 'hold', 'protectiveHold'] as const;

describe('STOP', () => {
  test('S28: it starts in starting, and every state of the design can be reached', () => {
    expect(viewSafety(beginSafety())).toEqual({
      state: 'starting',
      reason: 'connecting',
      permission: 'listen',
      isArmingAsked: false,
      askedAtMs: undefined,
      isRetreatMoving: false,
      isSlowed: false,
    });
    for (const name of STATES) expect(nameOf(sinceStart(...WAYS[name]))).toBe(name);
  });

  test.each(STATES)('S19: STOP in %s permits no motion afterwards', (name) => {
    const stopped = viewSafety(stepSafety(sinceStart(...WAYS[name]), STOP));
    expect(stopped.permission).not.toBe('move');
    // Two states are already stricter than `stopped` and stay what they are.
    const isStricter = name === 'protectiveHold' || name === 'supportedRelease';
    expect(stopped.state).toBe(isStricter ? name : 'stopped');
    if (!isStricter) expect(stopped.reason).toBe('stopPressed');
  });

  test('S66: no request leaves stopped, and leaveStop leads through the self test, disarmed', () => {
    for (const event of [REST, ACKNOWLEDGE, ask(100), confirm(700), engage(), retreat(100), ARRIVED]) {
      expect(nameOf(sinceStart(...toStopped, event, tick(200)))).toBe('stopped');
    }
    expect(seen(...toStopped, LEAVE_STOP)).toMatchObject({ state: 'selfTest', reason: 'checking' });
    expect(nameOf(sinceStart(...toStopped, LEAVE_STOP, tick(100)))).toBe('standby');
    expect(nameOf(sinceStart(...toStopped, tick(100, { action: 'protectiveHold' })))).toBe('protectiveHold');
  });
});

describe('the protective hold', () => {
  test('S66: it waits for a person and for the end of every fault of its rank, in either order', () => {
    expect(seen(...toProtected)).toMatchObject({ reason: 'faultHeld' });
    expect(nameOf(sinceStart(...toProtected, tick(40), tick(10_000)))).toBe('protectiveHold');
    const acknowledged = [...toProtected, ACKNOWLEDGE, tick(40, { action: 'protectiveHold' })];
    expect(nameOf(sinceStart(...acknowledged))).toBe('protectiveHold');
    expect(nameOf(sinceStart(...acknowledged, tick(50, { action: 'hold' })))).toBe('selfTest');
    for (const event of [REST, LEAVE_STOP, STOP, ask(100), engage(), retreat(100), RELEASE_ENDED]) {
      expect(nameOf(sinceStart(...toProtected, event, tick(200)))).toBe('protectiveHold');
    }
  });

  test('S66: an acknowledgement counts for the hold in which it was given and for no other', () => {
    const protect = (nowMs: number) => tick(nowMs, { action: 'protectiveHold' });
    expect(nameOf(sinceStart(...toStandby, ACKNOWLEDGE, protect(30), tick(40)))).toBe('protectiveHold');
    const second = sinceStart(...toProtected, ACKNOWLEDGE, tick(40), protect(50));
    expect(nameOf(second)).toBe('protectiveHold');
    expect(nameOf(onward(second, tick(60)))).toBe('protectiveHold');
  });

  test.each(STATES)('S67: a protective fault in %s is a protective hold within one tick', (name) => {
    const state = stepSafety(sinceStart(...WAYS[name]), tick(3010, { action: 'protectiveHold' }));
    expect(nameOf(state)).toBe(name === 'supportedRelease' ? 'supportedRelease' : 'protectiveHold');
  });
});

describe('what a fault makes of a movement', () => {
  test('S68: hold ends a movement, slowed or not, and disarms; the page says why until it is over', () => {
    for (const way of [toReady, toMoving, toSlowed]) {
      const held = sinceStart(...way, tick(1010, { action: 'hold' }));
      expect(viewSafety(held)).toMatchObject({ state: 'standby', reason: 'faultHeld', permission: 'still' });
      expect(viewSafety(onward(held, tick(1020, { action: 'hold' })))).toMatchObject({ reason: 'faultHeld' });
      expect(viewSafety(onward(held, tick(1020)))).toMatchObject({ state: 'standby', reason: 'holding' });
    }
    const forGaze = [...toMoving, tick(1000, { action: 'hold', reason: 'heldForGaze' }), tick(1010)];
    expect(seen(...forGaze)).toMatchObject({ state: 'standby', reason: 'heldForGaze' });
  });

  test.each([
    ['standby', 'holding'],
    ['paused', 'resting'],
  ] as const)('S68: in %s hold withdraws the question, and nothing milder does', (name, reason) => {
    const asked = sinceStart(...WAYS[name], ask(100));
    expect(viewSafety(asked)).toMatchObject({ state: name, reason: 'awaitingConfirm', askedAtMs: 100 });
    const stays = onward(asked, tick(110, { action: 'endMove' }));
    expect(viewSafety(stays)).toMatchObject({ isArmingAsked: true });
    const withdrawn = viewSafety(onward(asked, tick(110, { action: 'hold' })));
    expect(withdrawn).toMatchObject({ state: name, reason, isArmingAsked: false, askedAtMs: undefined });
  });

  test('S69: slow brings a movement to rest and lets it go on', () => {
    expect(seen(...toMoving)).toMatchObject({ permission: 'move', reason: 'moving', isSlowed: false });
    expect(seen(...toSlowed)).toMatchObject({
      state: 'engaged',
      permission: 'still',
      reason: 'slowedForGaze',
      isSlowed: true,
    });
    const isSlow = { action: 'slow' } as const;
    expect(seen(...toSlowed, tick(1010, isSlow))).toMatchObject({ isSlowed: true });
    for (const action of ['none', 'warn', 'noNewMotion'] as const) {
      expect(seen(...toSlowed, tick(1500, { action }))).toMatchObject({
        permission: 'move',
        reason: 'moving',
      });
    }
  });

  test('S69: a movement that has waited for more than 500 ms does not go on, whatever the clock did', () => {
    for (const nowMs of [1501, 499]) {
      for (const action of ['none', 'slow'] as const) {
        const late = seen(...toSlowed, tick(nowMs, { action }));
        expect(late).toMatchObject({ state: 'ready', reason: 'gazeLost', permission: 'still' });
      }
    }
    const again = [...toSlowed, tick(1400), tick(1410, { action: 'slow' }), tick(1900)];
    expect(seen(...again)).toMatchObject({ state: 'engaged', isSlowed: false });
    // The table may not need longer than the machine allows.
    expect(PARAMETERS.gazeDisengageMs.absolute.max).toBe(500);
  });

  test('S69: endMove ends a movement in ready, slowed or not, with the reason of its fault', () => {
    for (const way of [toMoving, toSlowed]) {
      const lapsed = tick(1600, { action: 'endMove', reason: 'leaseLapsed' });
      expect(seen(...way, lapsed)).toMatchObject({ state: 'ready', reason: 'leaseLapsed' });
      expect(seen(...way, tick(1010, { action: 'endMove' }))).toMatchObject({ reason: 'faultHeld' });
    }
  });

  test.each<EndReason>(['leaseLapsed', 'lookedAway', 'gazeLost', 'steeringIdle'])(
    'S69: a movement that ends for %s says so',
    (reason) => {
      for (const way of [toMoving, toSlowed]) {
        const view = seen(...way, { type: 'endMove', reason });
        expect(view).toMatchObject({ state: 'ready', reason, permission: 'still' });
      }
    },
  );

  test('S69: in ready slow and endMove change nothing', () => {
    for (const action of ['slow', 'endMove'] as const) {
      expect(seen(...toReady, tick(800, { action }))).toMatchObject({ state: 'ready', reason: 'armed' });
    }
  });

  test.each(FORBIDS_MOTION)('S70: under %s nobody asks, arms or engages', (action) => {
    expect(viewSafety(sinceStart(...toStandby, ask(100, action))).isArmingAsked).toBe(false);
    expect(nameOf(sinceStart(...toStandby, ask(100), confirm(700, true, action)))).toBe('standby');
    expect(nameOf(sinceStart(...toReady, engage(action)))).toBe('ready');
  });

  test('S70: what moves already goes on under noNewMotion', () => {
    expect(seen(...toMoving, tick(1000, { action: 'noNewMotion' })).permission).toBe('move');
    for (const action of ['none', 'warn'] as const) {
      expect(nameOf(sinceStart(...toReady, engage(action)))).toBe('engaged');
    }
  });
});

describe('the way to a movement', () => {
  test('S79: without a brace it stays in starting, and then says what the self test waits for', () => {
    expect(nameOf(sinceStart(tick(0, { readiness: 'connecting' })))).toBe('starting');
    expect(seen(tick(0, { readiness: 'needsHand' }))).toMatchObject({
      state: 'selfTest',
      reason: 'checking',
    });
    const waits = [
      'connecting',
      'needsProfile',
      'needsLimits',
      'needsHand',
      'unfitBoard',
      'headOutside',
      'attaching',
    ];
    for (const readiness of [...waits, 'checking'] as readonly Readiness[]) {
      expect(seen(...toSelfTest, tick(20, { readiness }))).toMatchObject({
        state: 'selfTest',
        reason: readiness,
        permission: 'prepare',
      });
    }
    expect(seen(...toSelfTest, tick(20))).toMatchObject({ state: 'standby', reason: 'holding' });
  });

  test('S79: a fault that only forbids motion does not keep the self test', () => {
    for (const action of FORBIDS_MOTION) {
      const expected = action === 'protectiveHold' ? 'protectiveHold' : 'standby';
      expect(nameOf(sinceStart(...toSelfTest, tick(20, { action })))).toBe(expected);
    }
  });

  test.each(['standby', 'paused'] as const)(
    'S21: from %s a confirmation without question, too soon, too late, in motion or under a fault does not arm',
    (name) => {
      const way = WAYS[name];
      const asked = [...way, ask(100)];
      expect(nameOf(sinceStart(...way, confirm(700)))).toBe(name);
      expect(nameOf(sinceStart(...asked, confirm(599)))).toBe(name);
      expect(seen(...asked, confirm(600))).toMatchObject({ state: 'ready', reason: 'armed' });
      expect(nameOf(sinceStart(...asked, confirm(10_100)))).toBe('ready');
      expect(nameOf(sinceStart(...asked, confirm(10_101)))).toBe(name);
      expect(nameOf(sinceStart(...asked, confirm(700, false)))).toBe(name);
      expect(nameOf(sinceStart(...asked, confirm(700, true, 'noNewMotion')))).toBe(name);
    },
  );

  test('S21: a question left unanswered for 10 s is withdrawn', () => {
    const asked = sinceStart(...toStandby, ask(100), tick(10_100));
    expect(viewSafety(asked).isArmingAsked).toBe(true);
    const withdrawn = viewSafety(stepSafety(asked, tick(10_101)));
    expect(withdrawn).toMatchObject({ isArmingAsked: false, reason: 'holding' });
  });

  test.each(['standby', 'paused'] as const)('S21: rest withdraws the question asked in %s', (name) => {
    const rested = onward(sinceStart(...WAYS[name], ask(100)), REST);
    expect(viewSafety(rested)).toMatchObject({ state: 'paused', reason: 'resting', isArmingAsked: false });
    expect(nameOf(stepSafety(rested, confirm(700)))).toBe('paused');
  });

  test('S21: nothing of a question outlives the state in which it was asked', () => {
    const asked = [...toStandby, ask(100)];
    for (const event of [STOP, retreat(200), tick(200, { action: 'protectiveHold' }), confirm(700)]) {
      expect(seen(...asked, event)).toMatchObject({ isArmingAsked: false, askedAtMs: undefined });
    }
  });

  test.each(STATES)('S22: from %s only ready leads to engaged', (name) => {
    const next = nameOf(stepSafety(sinceStart(...WAYS[name]), engage()));
    expect(next === 'engaged').toBe(name === 'ready' || name === 'engaged');
  });

  test('S22: a movement that has arrived is over, and the brace stays armed', () => {
    for (const way of [toMoving, toSlowed]) {
      expect(seen(...way, ARRIVED)).toMatchObject({ state: 'ready', reason: 'arrived', permission: 'still' });
    }
  });

  test.each(['standby', 'paused', 'ready', 'engaged', 'retreating'] as const)(
    'S77: rest in %s stands still and disarms',
    (name) => {
      const rested = seen(...WAYS[name], REST);
      expect(rested).toMatchObject({ state: 'paused', reason: 'resting', permission: 'still' });
    },
  );

  test('S77: the table of what may be sent', () => {
    const permissions = Object.entries(OUTPUTS).map(([leaf, { permission }]) => [leaf, permission]);
    expect(Object.fromEntries(permissions)).toEqual({
      starting: 'listen',
      selfTest: 'prepare',
      'standby.calm': 'still',
      'standby.asked': 'still',
      ready: 'still',
      'engaged.moving': 'move',
      'engaged.slowed': 'still',
      'paused.calm': 'still',
      'paused.asked': 'still',
      'retreating.announced': 'still',
      'retreating.moving': 'move',
      protectiveHold: 'still',
      supportedRelease: 'release',
      stopped: 'still',
    });
    for (const [leaf, { state }] of Object.entries(OUTPUTS)) expect(leaf.split('.')[0]).toBe(state);
  });
});
