import { describe, expect, test } from 'vitest';
import { viewSafety } from '../../../controller/safety/safety.ts';
import type { SafetyEvent } from '../../../controller/safety/safetyEvents.ts';
import type { StateName } from '../../../protocol/states.ts';
import {
  ACKNOWLEDGE,
  ARRIVED,
  ask,
  BOTH_HANDS,
  bothHands,
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
  toPaused,
  toProtected,
  toReady,
  toReleased,
  toRetreat,
  toSelfTest,
  toStandby,
  toStopped,
  WAYS,
} from './ways.ts';

describe('supported release', () => {
  const STILL = ['selfTest', 'standby', 'paused', 'ready', 'protectiveHold', 'stopped'] as const;
  /** The self test stays what it is only while something is missing. */
  const still = (name: StateName) => ({
    readiness: name === 'selfTest' ? ('needsHand' as const) : ('passed' as const),
    action: name === 'protectiveHold' ? ('protectiveHold' as const) : ('none' as const),
  });
  const held = (name: StateName, fromMs: number, toMs: number, but = {}): readonly SafetyEvent[] =>
    bothHands(fromMs, toMs).map((event) => ({ ...event, ...still(name), ...but }) as SafetyEvent);

  test.each(STILL)('S71: in %s both hands together for 2 s release, and not a moment sooner', (name) => {
    const way = WAYS[name];
    expect(nameOf(sinceStart(...way, ...held(name, 1000, 2999)))).toBe(name);
    const released = seen(...way, ...held(name, 1000, 3000));
    expect(released).toMatchObject({ state: 'supportedRelease', reason: 'released', permission: 'release' });
  });

  test.each(STILL)('S71: in %s one hand alone never does', (name) => {
    for (const but of [{ isHeadHeld: false }, { isReleasePressed: false }]) {
      expect(nameOf(sinceStart(...WAYS[name], ...held(name, 1000, 9000, but)))).toBe(name);
    }
  });

  test('S71: while the head moves they count for nothing', () => {
    for (const way of [toMoving, [...toRetreat, tick(3000)]]) {
      const end = sinceStart(...way, ...bothHands(3010, 9000));
      expect(viewSafety(end).permission).toBe('move');
      // Nor are they counted for the time after it.
      const stopped = onward(end, STOP, ...bothHands(9010, 11_009));
      expect(nameOf(stopped)).toBe('stopped');
      expect(nameOf(onward(stopped, tick(11_010, BOTH_HANDS)))).toBe('supportedRelease');
    }
  });

  test('S71: letting go with either hand, a gap of more than 250 ms and a clock that ran backwards begin anew', () => {
    const almost = [...toStandby, ...bothHands(1000, 2900)];
    const interruptions: readonly (readonly SafetyEvent[])[] = [
      [tick(2950, { isReleasePressed: true }), tick(2960, BOTH_HANDS)],
      [tick(2950, { isHeadHeld: true }), tick(2960, BOTH_HANDS)],
      [tick(3151, BOTH_HANDS)],
      [tick(2899, BOTH_HANDS)],
    ];
    for (const interruption of interruptions) {
      const state = sinceStart(...almost, ...interruption);
      const last = interruption.at(-1);
      const sinceMs = last?.type === 'tick' ? last.nowMs : Number.NaN;
      expect(nameOf(onward(state, ...bothHands(sinceMs, sinceMs + 1999)))).toBe('standby');
      expect(nameOf(onward(state, ...bothHands(sinceMs, sinceMs + 2000)))).toBe('supportedRelease');
    }
    expect(nameOf(sinceStart(...almost, tick(3150, BOTH_HANDS)))).toBe('supportedRelease');
  });

  test.each(['standby', 'stopped', 'protectiveHold'] as const)('S71: STOP in %s begins anew', (name) => {
    const stopped = sinceStart(...WAYS[name], ...held(name, 1000, 2900), STOP, ...held(name, 2910, 4909));
    expect(nameOf(stopped)).not.toBe('supportedRelease');
    expect(nameOf(onward(stopped, ...held(name, 4910, 4910)))).toBe('supportedRelease');
  });

  test('S71: another state begins anew', () => {
    const ways: readonly (readonly SafetyEvent[])[] = [
      [...toPaused, ...bothHands(1000, 2900), REST],
      [...toStandby, ...bothHands(1000, 2900), REST],
      [...toStopped, ...bothHands(1000, 2900), LEAVE_STOP],
      [...toStopped, ...bothHands(1000, 2900), LEAVE_STOP, ...held('selfTest', 2910, 3200)],
      [...toProtected, ...held('protectiveHold', 1000, 2900), ACKNOWLEDGE, tick(2905, BOTH_HANDS)],
      [
        ...toProtected,
        ...held('protectiveHold', 1000, 2900),
        ACKNOWLEDGE,
        ...held('selfTest', 2905, 2905),
        ...held('selfTest', 2910, 3200),
      ],
      [...toReady, ...bothHands(1000, 2900), engage(), ARRIVED],
      [...toSelfTest, ...held('selfTest', 1000, 2900), tick(2905, BOTH_HANDS)],
    ];
    for (const way of ways) {
      const state = sinceStart(...way);
      expect(nameOf(onward(state, ...bothHands(2910, 3200)))).not.toBe('supportedRelease');
    }
  });

  test('S71: a question for arming neither interrupts the two hands nor is answered by them', () => {
    const asked = [...toStandby, ...bothHands(1000, 2000), ask(2000), ...bothHands(2010, 2990)];
    expect(seen(...asked)).toMatchObject({ isArmingAsked: true });
    expect(seen(...asked, tick(3000, BOTH_HANDS))).toMatchObject({
      state: 'supportedRelease',
      isArmingAsked: false,
    });
    const withdrawn = tick(2995, { ...BOTH_HANDS, action: 'hold' });
    expect(nameOf(sinceStart(...asked, withdrawn, tick(3000, BOTH_HANDS)))).toBe('supportedRelease');
  });

  test('S71: a tick in which a fault is over counts as well', () => {
    const heldStandby = [...toMoving, tick(1000, { ...BOTH_HANDS, action: 'hold' })];
    const hands = [tick(1010, { action: 'hold' }), tick(1020, { ...BOTH_HANDS })];
    expect(seen(...heldStandby, ...hands)).toMatchObject({ state: 'standby', reason: 'holding' });
    expect(nameOf(sinceStart(...heldStandby, ...hands, ...bothHands(1030, 3020)))).toBe('supportedRelease');
  });

  test('S72: a control that was pressed from the start counts only after it was let go', () => {
    const stuck = bothHands(0, 9000).map((event) => ({ ...event, readiness: 'needsHand' }) as SafetyEvent);
    const state = sinceStart(...stuck);
    expect(nameOf(state)).toBe('selfTest');
    const headLetGo = onward(state, tick(9010, { readiness: 'needsHand', isReleasePressed: true }));
    expect(nameOf(onward(headLetGo, ...held('selfTest', 9020, 11_500)))).toBe('selfTest');
    const letGo = onward(state, tick(9010, { readiness: 'needsHand', isHeadHeld: true }));
    expect(nameOf(onward(letGo, ...held('selfTest', 9020, 11_020)))).toBe('supportedRelease');
  });

  test('S72: after a release the control must be let go before it releases again', () => {
    const ended = sinceStart(...toReleased, RELEASE_ENDED, ...bothHands(3010, 9000));
    expect(nameOf(ended)).toBe('standby');
    const again = onward(ended, tick(9010, { isHeadHeld: true }), ...bothHands(9020, 11_020));
    expect(nameOf(again)).toBe('supportedRelease');
  });

  test('S72: what interrupts the two hands does not let go of a control that sticks', () => {
    const stuck = bothHands(0, 1000).map((event) => ({ ...event, readiness: 'needsHand' }) as SafetyEvent);
    expect(nameOf(sinceStart(...stuck, STOP, ...bothHands(1010, 9000)))).toBe('stopped');
  });

  test('S73: neither STOP nor a fault nor a request leaves it; its end leads to the self test', () => {
    for (const action of ['none', 'hold', 'protectiveHold'] as const) {
      for (const event of [
        STOP,
        REST,
        ACKNOWLEDGE,
        LEAVE_STOP,
        ask(3010),
        engage(),
        retreat(3010),
        ARRIVED,
      ]) {
        const end = seen(...toReleased, event, tick(9000, { action }));
        expect(end).toMatchObject({ state: 'supportedRelease', permission: 'release' });
      }
    }
    expect(seen(...toReleased, RELEASE_ENDED)).toMatchObject({ state: 'selfTest', permission: 'prepare' });
  });
});
