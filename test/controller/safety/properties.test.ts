import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTIONS, FAILSAFE } from '../../../controller/safety/failsafe.ts';
import {
  assessFlags,
  type FailsafeState,
  NO_FAULTS,
  worstAction,
  worstFault,
} from '../../../controller/safety/faultState.ts';
import { refuseRetreat } from '../../../controller/safety/retreat.ts';
import { beginSafety, type SafetyState, stepSafety, viewSafety } from '../../../controller/safety/safety.ts';
import type { Readiness, SafetyEvent } from '../../../controller/safety/safetyEvents.ts';
import { FAULT_IDS, type FaultId } from '../../../protocol/faults.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { raised } from './faults.ts';
import { ACKNOWLEDGE, ask, BOTH_HANDS, confirm, engage, onward, retreat, STOP, tick } from './moments.ts';
import { REFERENCE_START, type Reference, referenceAfter } from './reference.ts';
import { WAYS } from './ways.ts';

/** What happens next, before its time is known. */
type Happening = (nowMs: number, failsafe: FailsafeState) => SafetyEvent;

/** Later, at the same instant, much later, and backwards. */
const anyStepMs = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(10, 10, 100, 250) },
  { weight: 3, arbitrary: fc.constantFrom(0, 251, 500, 501, 2000, 10_000, 10_001) },
  { weight: 1, arbitrary: fc.integer({ min: -5000, max: 20_000 }) },
);

const OPEN = { hasConsent: true, tubes: 'none', isPoseKnown: true, hasSecondInput: true } as const;
const isOpen = (failsafe: FailsafeState) => refuseRetreat(failsafe, OPEN) === undefined;

const anyTick: fc.Arbitrary<Happening> = fc
  .record({
    readiness: fc.constantFrom<Readiness>('passed', 'passed', 'passed', 'needsHand', 'connecting'),
    isReleasePressed: fc.boolean(),
    isHeadHeld: fc.boolean(),
    hasConsent: fc.constantFrom(true, true, true, false),
  })
  .map(({ hasConsent, ...rest }) => (nowMs, failsafe) => {
    const worst = worstFault(failsafe);
    return tick(nowMs, {
      action: worstAction(failsafe),
      reason: worst && FAILSAFE[worst].reason,
      isRetreatOpen: hasConsent && isOpen(failsafe),
      ...rest,
    });
  });

const anyRequest: fc.Arbitrary<Happening> = fc.constantFrom<Happening>(
  () => STOP,
  () => ({ type: 'leaveStop' }),
  () => ({ type: 'rest' }),
  () => ({ type: 'acknowledge' }),
  () => ({ type: 'arrived' }),
  () => ({ type: 'endMove', reason: 'lookedAway' }),
  () => ({ type: 'releaseEnded' }),
  (_, failsafe) => engage(worstAction(failsafe)),
  (nowMs, failsafe) => ask(nowMs, worstAction(failsafe)),
  (nowMs, failsafe) => confirm(nowMs, true, worstAction(failsafe)),
  (nowMs, failsafe) => confirm(nowMs, false, worstAction(failsafe)),
  ...[true, false].map(
    (isAutomatic): Happening =>
      (nowMs, failsafe) =>
        retreat(nowMs, { action: worstAction(failsafe), isRetreatOpen: isOpen(failsafe), isAutomatic }),
  ),
);

interface Moment {
  readonly stepMs: number;
  readonly flags: readonly FaultId[];
  readonly happening: Happening;
}

const anyMoment: fc.Arbitrary<Moment> = fc.record({
  stepMs: anyStepMs,
  flags: fc.oneof(
    { weight: 12, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...FAULT_IDS), { maxLength: 3 }) },
  ),
  happening: fc.oneof({ weight: 2, arbitrary: anyTick }, { weight: 3, arbitrary: anyRequest }),
});

/** Deliberate stretches, without which chance seldom gets anywhere. */
const healthy = (stepMs: number, happening: Happening): Moment => ({ stepMs, flags: [], happening });
const quiet: Happening = (nowMs, failsafe) => tick(nowMs, { action: worstAction(failsafe) });
const BEGIN: readonly Moment[] = [healthy(10, quiet), healthy(10, quiet), healthy(10, quiet)];
const ARM: readonly Moment[] = [
  healthy(10, (nowMs, failsafe) => ask(nowMs, worstAction(failsafe))),
  healthy(600, (nowMs, failsafe) => confirm(nowMs, true, worstAction(failsafe))),
  healthy(10, (_, failsafe) => engage(worstAction(failsafe))),
];
const HOLD_BOTH: readonly Moment[] = [
  healthy(250, quiet),
  ...Array.from({ length: 9 }, () =>
    healthy(250, (nowMs, failsafe) => tick(nowMs, { ...BOTH_HANDS, action: worstAction(failsafe) })),
  ),
];
const CLEAR: readonly Moment[] = [
  healthy(20_000, quiet),
  healthy(10, () => ACKNOWLEDGE),
  healthy(10, (nowMs) => tick(nowMs)),
];
const RETREAT: readonly Moment[] = [true, false].map((isAutomatic) =>
  healthy(10, (nowMs, failsafe) =>
    retreat(nowMs, { action: worstAction(failsafe), isRetreatOpen: isOpen(failsafe), isAutomatic }),
  ),
);
const RETREAT_LATER: readonly Moment[] = [...RETREAT, healthy(2000, quiet)];

const anyMoments: fc.Arbitrary<readonly Moment[]> = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: anyMoment.map((moment) => [moment]) },
      { weight: 4, arbitrary: fc.constantFrom(BEGIN, ARM, HOLD_BOTH, CLEAR, RETREAT, RETREAT_LATER) },
    ),
    { minLength: 10, maxLength: 60 },
  )
  .map((stretches) => stretches.flat());

interface Seen {
  readonly event: SafetyEvent;
  readonly from: SafetyState;
  readonly to: SafetyState;
  readonly fromReference: Reference;
  readonly toReference: Reference;
}

/** Runs moments through the failsafe table and the machine, and the reference beside them. */
function run(moments: readonly Moment[], onStep: (seen: Seen) => void): void {
  let [from, fromReference, failsafe, nowMs] = [beginSafety(), REFERENCE_START, NO_FAULTS, 1_000_000];
  for (const { stepMs, flags, happening } of moments) {
    nowMs += stepMs;
    failsafe = assessFlags(failsafe, raised(...flags), DEFAULT_PARAMETERS, nowMs);
    const event = happening(nowMs, failsafe);
    const [to, toReference] = [stepSafety(from, event), referenceAfter(fromReference, event)];
    onStep({ event, from, to, fromReference, toReference });
    [from, fromReference] = [to, toReference];
  }
}

const RUNS = { numRuns: 300 };
const leafOf = (state: SafetyState) => (state.kind === 'running' ? state.leaf : `latched: ${state.cause}`);

/** How often a property met what it is about: a property that never did proves nothing. */
function counted(onRuns: (count: (what: string) => void) => void): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  onRuns((what) => {
    counts[what] = (counts[what] ?? 0) + 1;
  });
  console.log(counts);
  return counts;
}

describe('any sequence of events, flags and times', () => {
  test('S77: motion is permitted only in engaged.moving and retreating.moving, torque-off only in a release', () => {
    const met = counted((count) => {
      fc.assert(
        fc.property(anyMoments, (moments) => {
          run(moments, ({ to, toReference }) => {
            const { permission } = viewSafety(to);
            if (permission === 'move') {
              expect(['engaged.moving', 'retreating.moving']).toContain(leafOf(to));
              count(leafOf(to));
            }
            if (permission === 'release') {
              expect(leafOf(to)).toBe('supportedRelease');
              count('supportedRelease');
            }
            expect(leafOf(to)).toBe(toReference.leaf);
          });
        }),
        RUNS,
      );
    });
    for (const leaf of ['engaged.moving', 'retreating.moving', 'supportedRelease']) {
      expect(met[leaf]).toBeGreaterThan(0);
    }
  });

  test('S71: a release begins only after both hands were seen together for 2 s, never more than 250 ms apart', () => {
    const met = counted((count) => {
      fc.assert(
        fc.property(anyMoments, (moments) => {
          let sinceMs = Number.NaN;
          let seenAtMs = Number.NaN;
          run(moments, ({ event, from, to }) => {
            if (event.type === 'tick') {
              const areTogether = event.isReleasePressed && event.isHeadHeld;
              const goesOn = event.nowMs >= seenAtMs && event.nowMs - seenAtMs <= 250;
              if (!areTogether) sinceMs = Number.NaN;
              else if (!(goesOn && !Number.isNaN(sinceMs))) sinceMs = event.nowMs;
              seenAtMs = event.nowMs;
            }
            const isReleased = leafOf(to) === 'supportedRelease';
            if (!isReleased || leafOf(from) === 'supportedRelease') return;
            expect(event.type).toBe('tick');
            expect(seenAtMs - sinceMs).toBeGreaterThanOrEqual(2000);
            count('released');
          });
        }),
        RUNS,
      );
    });
    expect(met['released']).toBeGreaterThan(0);
  });

  test('S19: STOP always wins: after it nothing moves until it was left and armed again', () => {
    fc.assert(
      fc.property(anyMoments, anyMoments, (before, later) => {
        let state: SafetyState = beginSafety();
        run(before, ({ to }) => {
          state = to;
        });
        expect(['still', 'release']).toContain(viewSafety(onward(state, STOP)).permission);
        const stop: Moment = { stepMs: 0, flags: [], happening: () => STOP };
        let acts: string[] | undefined;
        let steps = 0;
        run([...before, stop, ...later], ({ event, from, to }) => {
          steps += 1;
          if (steps === before.length + 1) acts = [];
          if (!acts) return;
          if (leafOf(from) !== leafOf(to)) acts.push(event.type);
          if (viewSafety(to).permission !== 'move') return;
          const isArmed = acts.includes('askToArm') && acts.includes('confirmArm') && acts.includes('engage');
          expect(isArmed || acts.includes('retreat')).toBe(true);
        });
      }),
      RUNS,
    );
  });

  test('S66: nothing leaves stopped or protectiveHold but its deliberate act', () => {
    const met = counted((count) => {
      fc.assert(
        fc.property(anyMoments, (moments) => {
          let hasAcknowledged = false;
          run(moments, ({ event, from, to }) => {
            const [was, is] = [leafOf(from), leafOf(to)];
            if (was !== 'protectiveHold' && is === 'protectiveHold') hasAcknowledged = false;
            if (was === 'protectiveHold' && event.type === 'acknowledge') hasAcknowledged = true;
            if (was === is || (was !== 'stopped' && was !== 'protectiveHold')) return;
            count(`${was} to ${is}`);
            if (is === 'supportedRelease') return;
            if (was === 'protectiveHold') expect([hasAcknowledged, is]).toEqual([true, 'selfTest']);
            else if (event.type === 'tick') expect(is).toBe('protectiveHold');
            else expect([event.type, is]).toEqual(['leaveStop', 'selfTest']);
          });
        }),
        RUNS,
      );
    });
    for (const way of ['protectiveHold to selfTest', 'stopped to selfTest', 'stopped to protectiveHold']) {
      expect(met[way]).toBeGreaterThan(0);
    }
  });

  test('S75: a retreat that ended never begins again without a person’s act', () => {
    const met = counted((count) => {
      fc.assert(
        fc.property(anyMoments, (moments) => {
          let hasPersonActed = true;
          run(moments, ({ event, from, to }) => {
            const [was, is] = [viewSafety(from).state, viewSafety(to).state];
            if (event.type === 'askToArm' || event.type === 'leaveStop' || event.type === 'acknowledge')
              hasPersonActed = true;
            if (was === 'retreating' || is !== 'retreating') return;
            const isAsked = event.type === 'retreat' && !event.isAutomatic;
            count(isAsked ? 'asked for' : 'by itself');
            expect(isAsked || hasPersonActed).toBe(true);
            hasPersonActed = false;
          });
        }),
        RUNS,
      );
    });
    for (const way of ['asked for', 'by itself']) expect(met[way]).toBeGreaterThan(0);
  });

  test('S60, S67: whatever flags act, the next tick does what the worst of them says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(WAYS)),
        fc.uniqueArray(fc.constantFrom(...FAULT_IDS), { minLength: 1, maxLength: 6 }),
        (way, ids) => {
          const state = onward(beginSafety(), ...way);
          const begun = assessFlags(NO_FAULTS, raised(...ids), DEFAULT_PARAMETERS, 900_000);
          const failsafe = assessFlags(begun, raised(...ids), DEFAULT_PARAMETERS, 1_000_000);
          const worst = Math.max(...ids.map((id) => ACTIONS.indexOf(FAILSAFE[id].action)));
          const action = ACTIONS[worst] ?? 'none';
          const next = onward(
            state,
            tick(1_000_000, { action: worstAction(failsafe), isRetreatOpen: isOpen(failsafe) }),
          );
          const from = viewSafety(state).state;
          const { permission } = viewSafety(next);
          if (action === 'protectiveHold' && from !== 'supportedRelease') {
            expect(viewSafety(next).state).toBe('protectiveHold');
          }
          const endsMoves = ['slow', 'endMove', 'hold', 'protectiveHold'].includes(action);
          if (endsMoves && from === 'engaged') expect(permission).toBe('still');
          const forbids = ids.some((id) => FAILSAFE[id].retreat === 'forbidden');
          if (forbids && from === 'retreating') expect(permission).toBe('still');
        },
      ),
      RUNS,
    );
  });
});
