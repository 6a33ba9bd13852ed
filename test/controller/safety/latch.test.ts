import { describe, expect, test } from 'vitest';
import { assign, initialTransition, transition } from 'xstate';
import { safetyMachine } from '../../../controller/safety/machine.ts';
import {
  beginSafety,
  type SafetyState,
  type Snapshot,
  stepSafety,
  type Transition,
  viewSafety,
} from '../../../controller/safety/safety.ts';
import type { SafetyEvent } from '../../../controller/safety/safetyEvents.ts';
import { ACKNOWLEDGE, ask, confirm, engage, LEAVE_STOP, REST, retreat, STOP, tick } from './moments.ts';
import { type Reached, reachable } from './reachable.ts';

const HELD = { state: 'protectiveHold', reason: 'faultHeld', permission: 'still' };

/** Nothing that happens afterwards changes anything, and the machine is not asked. */
function expectHeldForGood(latched: SafetyState): void {
  expect(latched.kind).toBe('latched');
  expect(viewSafety(latched)).toEqual({
    ...HELD,
    isArmingAsked: false,
    askedAtMs: undefined,
    isRetreatMoving: false,
    isSlowed: false,
  });
  let asked = 0;
  const counting: Transition = (snapshot) => {
    asked += 1;
    return snapshot;
  };
  for (const event of [STOP, ACKNOWLEDGE, LEAVE_STOP, REST, tick(1e6), ask(1e6), engage(), retreat(1e6)]) {
    expect(stepSafety(latched, event, counting)).toBe(latched);
    expect(stepSafety(latched, event)).toBe(latched);
  }
  expect(asked).toBe(0);
}

/** The name of the value, or what JavaScript says of one that has none. */
const VALUE_PROBLEM = /^(The machine has the unknown value .+\.|Cannot convert .+)$/;

const broken = (): never => {
  throw new Error('broken on purpose');
};

/** One step for each event and action that leads from one value of the machine to another, or changes nothing. */
function everyStep(): readonly (readonly [Reached, SafetyEvent])[] {
  const steps = new Map<string, readonly [Reached, SafetyEvent]>();
  reachable((from, event, to) => {
    const action = 'action' in event ? event.action : '';
    const key = [from.reference.leaf, event.type, action, to.reference.leaf].join(' ');
    if (!steps.has(key)) steps.set(key, [from, event]);
  });
  return [...steps.values()];
}

describe('a throw anywhere in the machine', () => {
  const { guards, actions } = safetyMachine.implementations;
  const guardNames = Object.keys(guards) as readonly (keyof typeof guards)[];
  const actionNames = Object.keys(actions) as readonly (keyof typeof actions)[];
  const steps = everyStep();

  /** Every step in which the broken part is reached latches; every other does what it always does. */
  function expectLatched(machine: typeof safetyMachine, callsSoFar: () => number): number {
    // A snapshot belongs to the machine that made it: the broken one needs one of its own in the same state.
    const next: Transition = ({ value, context }, event) =>
      transition(machine, machine.resolveState({ value, context }), event)[0];
    let sites = 0;
    for (const [{ safety }, event] of steps) {
      const before = callsSoFar();
      const after = stepSafety(safety, event, next);
      if (callsSoFar() === before) {
        expect(after).toMatchObject({ kind: 'running' });
        continue;
      }
      sites += 1;
      expect(after).toEqual({ kind: 'latched', cause: expect.stringContaining('broken on purpose') });
      if (sites === 1) expectHeldForGood(after);
    }
    return sites;
  }

  test('S27: there are guards and actions, and steps that reach them', () => {
    expect(guardNames.length).toBeGreaterThan(15);
    expect(actionNames.length).toBeGreaterThan(10);
    console.log(`${guardNames.length} guards, ${actionNames.length} actions, ${steps.length} steps`);
  });

  test.each(guardNames)('S27: in the guard %s', (name) => {
    let calls = 0;
    const machine = safetyMachine.provide({
      guards: {
        [name]: () => {
          calls += 1;
          return broken();
        },
      },
    });
    expect(expectLatched(machine, () => calls)).toBeGreaterThan(0);
  });

  test.each(actionNames)('S27: in the action %s', (name) => {
    let calls = 0;
    let callsAtStart = 0;
    const machine = safetyMachine.provide({
      actions: {
        [name]: assign(({ event }: { readonly event: { readonly type: string } }) => {
          // XState makes an actor for every transition, and with it the first state, which is not the one that counts.
          if (event.type === 'xstate.init') callsAtStart += 1;
          else calls += 1;
          return broken();
        }),
      },
    });
    const atStart = beginSafety(() => initialTransition(machine)[0]);
    if (callsAtStart > 0) expectHeldForGood(atStart);
    expect(atStart.kind).toBe(callsAtStart > 0 ? 'latched' : 'running');
    expect(expectLatched(machine, () => calls)).toBeGreaterThan(0);
  });
});

describe('a machine that is not what it should be', () => {
  test('S27: a beginning that throws is held', () => {
    expectHeldForGood(beginSafety(broken));
    expect(beginSafety(broken)).toMatchObject({ cause: 'broken on purpose' });
    const thrown: Transition = () => {
      throw 'a word';
    };
    expect(stepSafety(beginSafety(), tick(0), thrown)).toEqual({ kind: 'latched', cause: 'a word' });
  });

  test.each(['done', 'error', 'stopped'])('S27: a machine that is %s is held', (status) => {
    const ended: Transition = (snapshot) => ({ ...snapshot, status }) as Snapshot;
    const held = stepSafety(beginSafety(), tick(0), ended);
    expectHeldForGood(held);
    expect(held).toMatchObject({ cause: `The machine is ${status}.` });
  });

  test.each([
    ['a state that is not in the table', 'nowhere'],
    ['a state of which the rest is missing', 'engaged'],
    ['a part that is not in the table', { engaged: 'nowhere' }],
    ['a name that every object has', 'toString'],
    ['two states at once', { engaged: 'moving', retreating: 'moving' }],
    ['nothing', null],
  ])('S27: a machine with %s for its value is held', (_, value) => {
    const lost: Transition = (snapshot) => ({ ...snapshot, value }) as never;
    const held = stepSafety(beginSafety(), tick(0), lost);
    expectHeldForGood(held);
    expect(held).toMatchObject({ cause: expect.stringMatching(VALUE_PROBLEM) });
  });

  test('S27: a machine that answers with nothing at all is held', () => {
    expectHeldForGood(stepSafety(beginSafety(), tick(0), () => undefined as never));
  });
});

describe('an event that is not what it should be', () => {
  const running = beginSafety();

  test.each([
    ['of an unknown type', { type: 'stopp' }],
    ['of a type that every object has', { type: 'toString' }],
    ['without a type', {}],
    ['that is not there', undefined],
    ['of XState’s own', { type: 'xstate.init' }],
  ])('S78: one %s latches', (_, event) => {
    expectHeldForGood(stepSafety(running, event as never));
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, undefined, null, '7'])(
    'S78: the time %s latches, in every event that has one',
    (nowMs) => {
      for (const event of [tick(0), ask(0), confirm(0), retreat(0)]) {
        expectHeldForGood(stepSafety(running, { ...event, nowMs } as never));
        const { nowMs: _, ...timeless } = event as { nowMs: number };
        expectHeldForGood(stepSafety(running, timeless as never));
      }
    },
  );

  test.each(['stop', '', undefined, 'toString'])(
    'S78: the action %s latches, in every event that has one',
    (action) => {
      for (const event of [tick(0), ask(0), confirm(0), retreat(0), engage()]) {
        expectHeldForGood(stepSafety(running, { ...event, action } as never));
      }
    },
  );

  test.each(['', 'toString', 'ready'])(
    'S78: %s as what the self test waits for, or as a reason, latches',
    (word) => {
      expectHeldForGood(stepSafety(running, { ...tick(0), readiness: word } as never));
      expectHeldForGood(stepSafety(running, { ...tick(0), reason: word } as never));
      expectHeldForGood(stepSafety(running, { type: 'endMove', reason: word } as never));
    },
  );

  test.each([
    [{ type: 'stopp' }, 'The event stopp is not known.'],
    [{ ...tick(0), nowMs: Number.NaN }, 'The time of tick is not a number.'],
    [{ ...ask(0), action: 'stop' }, 'The action of askToArm is not known.'],
    [{ type: 'endMove', reason: 'toString' }, 'The reason of endMove has no words.'],
  ])('S78: the latch says what was wrong: %o', (event, cause) => {
    expect(stepSafety(running, event as never)).toEqual({ kind: 'latched', cause });
  });

  test('S78: what is as it should be does not', () => {
    for (const event of [
      tick(0),
      tick(0, { reason: 'heldForGaze' }),
      ask(0),
      confirm(0),
      retreat(0),
      engage(),
    ]) {
      expect(stepSafety(running, event).kind).toBe('running');
    }
  });
});
