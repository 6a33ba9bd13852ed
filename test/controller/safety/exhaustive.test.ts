import { describe, expect, test } from 'vitest';
import { ACTIONS, FAILSAFE } from '../../../controller/safety/failsafe.ts';
import { type FailsafeState, worstAction, worstFault } from '../../../controller/safety/faultState.ts';
import { OUTPUTS } from '../../../controller/safety/permission.ts';
import { refuseRetreat } from '../../../controller/safety/retreat.ts';
import { stepSafety, viewSafety } from '../../../controller/safety/safety.ts';
import { FAULT_IDS, type FaultId } from '../../../protocol/faults.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { type GraceClass, pairAt } from './faults.ts';
import { STOP, tick } from './moments.ts';
import { type Reached, reachable, requestsAt, stepped } from './reachable.ts';
import { ruleGraceMs, ruleRow } from './ruleRows.ts';

const leafOf = ({ safety }: Reached): string => (safety.kind === 'running' ? safety.leaf : safety.cause);

/** Throws with what was done if machine and reference have parted; `expect` for every step would take minutes. */
function agree(from: Reached, event: unknown, to: Reached): void {
  if (leafOf(to) === to.reference.leaf) return;
  expect({ from: leafOf(from), event, to: leafOf(to) }).toEqual({
    from: leafOf(from),
    event,
    to: to.reference.leaf,
  });
}

/** Two faults, each before or after the end of its grace, and what RULES.md makes of them. */
interface Pair {
  readonly failsafe: FailsafeState;
  readonly acting: readonly FaultId[];
}

const CLASSES: readonly GraceClass[] = ['before', 'after'];
const hasGrace = (id: FaultId) => ruleGraceMs(id, DEFAULT_PARAMETERS) > 0;

/** Every flag by itself (paired with itself) and every pair, in every class of their times; a row without a grace has no 'before'. */
function everyPair(): readonly Pair[] {
  const classesOf = (id: FaultId) => (hasGrace(id) ? CLASSES : CLASSES.slice(1));
  return FAULT_IDS.flatMap((a, index) =>
    FAULT_IDS.slice(index).flatMap((b) =>
      classesOf(a).flatMap((classOfA) =>
        (a === b ? [classOfA] : classesOf(b)).map((classOfB) => ({
          failsafe: pairAt([a, classOfA], [b, classOfB]),
          acting: [...(classOfA === 'after' ? [a] : []), ...(classOfB === 'after' ? [b] : [])],
        })),
      ),
    ),
  );
}

const OPEN = { hasConsent: true, tubes: 'none', isPoseKnown: true, hasSecondInput: true } as const;

describe('every reachable state', () => {
  const search = () => reachable(agree);
  let found: ReturnType<typeof search> | undefined;
  const foundStates = () => {
    found ??= search();
    return found;
  };

  test('S22, S66, S67, S68, S69, S70, S71, S73, S74, S75: every event in every state at every class of time does what the table says', () => {
    const { states, stepCount } = foundStates();
    console.log(`${states.length} states, ${stepCount} steps`);
    expect(stepCount).toBeGreaterThan(100_000);
    expect(new Set(states.map(leafOf))).toEqual(new Set(Object.keys(OUTPUTS)));
  });

  test('S19: from every state STOP leads within the step to one without motion', () => {
    const { states } = foundStates();
    expect(states.length).toBeGreaterThan(100);
    for (const { safety } of states) {
      const { state, permission } = viewSafety(stepSafety(safety, STOP));
      expect(['stopped/still', 'protectiveHold/still', 'supportedRelease/release']).toContain(
        `${state}/${permission}`,
      );
    }
  });

  test('S60, S62, S67, S68: every fault and every pair, before and after their graces, in every state does what the table says', () => {
    // What carries no fault is the same whatever stands, and is in the test before.
    const byLeaf = new Map(foundStates().states.map((state) => [leafOf(state), state]));
    const pairs = everyPair();
    let checked = 0;
    for (const { failsafe, acting } of pairs) {
      const rank = Math.max(0, ...acting.map((id) => ACTIONS.indexOf(ruleRow(id).action)));
      const action = ACTIONS[rank] ?? 'none';
      const isRetreatOpen = acting.every((id) => ruleRow(id).retreat !== 'forbidden');
      if (worstAction(failsafe) !== action) expect([acting, worstAction(failsafe)]).toEqual([acting, action]);
      expect(refuseRetreat(failsafe, OPEN) === undefined).toBe(isRetreatOpen);
      const worst = worstFault(failsafe);
      const reason = worst && FAILSAFE[worst].reason;
      for (const from of byLeaf.values()) {
        const nowMs = from.nowMs + 10;
        const events = [tick(nowMs, { action, reason, isRetreatOpen }), ...requestsAt(nowMs, action)];
        for (const event of events) {
          const to = stepped(from, event);
          agree(from, event, to);
          checked += 1;
        }
        const ticked = stepSafety(from.safety, events[0] ?? STOP);
        const { permission } = viewSafety(stepSafety(ticked, STOP));
        if (permission === 'move') expect([acting, leafOf(from), permission]).toBe('no motion after STOP');
      }
    }
    console.log(`${pairs.length} pairs in ${byLeaf.size} states: ${checked} steps`);
    expect(pairs.length).toBeGreaterThan(FAULT_IDS.length ** 2 / 2);
    expect(checked).toBeGreaterThan(100_000);
  });
});
