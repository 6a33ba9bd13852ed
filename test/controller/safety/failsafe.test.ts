import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ACTIONS,
  acknowledge,
  assessFlags,
  blocksAcknowledgement,
  FAILSAFE,
  HEALTHY,
  NO_FAULTS,
  worstAction,
} from '../../../controller/safety/failsafe.ts';
import { FAULT_IDS, FAULTS, type FaultId } from '../../../protocol/faults.ts';

const flagged = (...ids: readonly FaultId[]) =>
  ({ ...HEALTHY, ...Object.fromEntries(ids.map((id) => [id, true])) }) as typeof HEALTHY;
const anyFault = fc.constantFrom(...FAULT_IDS);

describe('failsafe', () => {
  test('S15: the worst action of every pair of faults wins', () => {
    for (const a of FAULT_IDS) {
      for (const b of FAULT_IDS) {
        const first = assessFlags(NO_FAULTS, flagged(a, b), 0);
        const state = assessFlags(first, flagged(a, b), 60_000);
        const worst = Math.max(ACTIONS.indexOf(FAILSAFE[a].action), ACTIONS.indexOf(FAILSAFE[b].action));
        expect(worstAction(state)).toBe(ACTIONS[worst]);
      }
    }
  });

  test.each(FAULT_IDS)('S16: %s acts when its grace is over and not before', (id) => {
    const { graceMs, action } = FAILSAFE[id];
    const begun = assessFlags(NO_FAULTS, flagged(id), 1000);
    if (graceMs === 0) expect(worstAction(begun)).toBe(action);
    else {
      expect(worstAction(begun)).toBe('none');
      expect(worstAction(assessFlags(begun, flagged(id), 1000 + graceMs - 1))).toBe('none');
    }
    expect(worstAction(assessFlags(begun, flagged(id), 1000 + graceMs))).toBe(action);
  });

  test('S16: a flag that goes away within its grace starts it anew', () => {
    const begun = assessFlags(NO_FAULTS, flagged('followingError'), 0);
    const gone = assessFlags(begun, HEALTHY, 90);
    const again = assessFlags(gone, flagged('followingError'), 95);
    expect(worstAction(assessFlags(again, flagged('followingError'), 190))).toBe('none');
    expect(worstAction(assessFlags(again, flagged('followingError'), 195))).toBe('protectiveHold');
  });

  test('S16: a clock that jumps back by an hour does not prolong a grace', () => {
    const begun = assessFlags(NO_FAULTS, flagged('supplyLow'), 5_000_000);
    expect(worstAction(assessFlags(begun, flagged('supplyLow'), 1_400_000))).toBe('protectiveHold');
  });

  test.each(FAULT_IDS)('S17: %s clears as its row says', (id) => {
    const acting = assessFlags(assessFlags(NO_FAULTS, flagged(id), 0), flagged(id), 60_000);
    const over = assessFlags(acting, HEALTHY, 60_010);
    if (FAILSAFE[id].clears === 'self') expect(over.faults).toEqual([]);
    else {
      expect(worstAction(over)).toBe(FAILSAFE[id].action);
      expect(acknowledge(over).faults).toEqual([]);
    }
    expect(worstAction(acknowledge(acting))).toBe(FAILSAFE[id].action);
  });

  test('S17: the firmware’s latch ends with its flag once a person has acknowledged it, and not before', () => {
    const acting = assessFlags(NO_FAULTS, flagged('firmwareLatched'), 0);
    expect(worstAction(assessFlags(acting, HEALTHY, 10))).toBe('protectiveHold');
    const acknowledged = acknowledge(acting);
    expect(worstAction(assessFlags(acknowledged, flagged('firmwareLatched'), 10))).toBe('protectiveHold');
    expect(assessFlags(acknowledged, HEALTHY, 10).faults).toEqual([]);
  });

  test('S17: every protective hold needs a person', () => {
    for (const id of FAULT_IDS) {
      if (FAILSAFE[id].action === 'protectiveHold') expect(FAILSAFE[id].clears).toBe('acknowledge');
    }
  });

  test('S17: a standing cause blocks acknowledgement, except the firmware’s latch that is cleared by it', () => {
    expect(blocksAcknowledgement(assessFlags(NO_FAULTS, flagged('stopInput', 'firmwareLatched'), 0))).toBe(
      'stopInput',
    );
    expect(blocksAcknowledgement(assessFlags(NO_FAULTS, flagged('firmwareLatched'), 0))).toBeUndefined();
  });

  test('S18: the only actions there are keep the head where it is', () => {
    fc.assert(
      fc.property(anyFault, (id) => {
        expect(['warn', 'noNewMotion', 'hold', 'protectiveHold']).toContain(FAILSAFE[id].action);
      }),
    );
  });

  test('S55: 8 Nm hold and 5 Nm warn after a moment; flexion warns and forbids no movement', () => {
    const actionAfter = (id: FaultId, ms: number) =>
      worstAction(assessFlags(assessFlags(NO_FAULTS, flagged(id), 0), flagged(id), ms));
    expect(actionAfter('neckMomentExcessive', 20)).toBe('none');
    expect(actionAfter('neckMomentExcessive', 30)).toBe('protectiveHold');
    expect(actionAfter('neckMomentHigh', 190)).toBe('none');
    expect(actionAfter('neckMomentHigh', 200)).toBe('warn');
    expect(actionAfter('flexionOverLimit', 0)).toBe('warn');
    expect(actionAfter('flexionLong', 0)).toBe('warn');
  });

  test('S15: every fault has words, and an alarm priority that fits what it does', () => {
    for (const id of FAULT_IDS) {
      expect(FAULTS[id].sentence).toMatch(/^[A-Z].*\.$/);
      expect(FAULTS[id].advice).toMatch(/^[A-Z].*\.$/);
      if (FAILSAFE[id].action === 'protectiveHold') expect(FAULTS[id].priority).toMatch(/medium|high/);
    }
  });
});
