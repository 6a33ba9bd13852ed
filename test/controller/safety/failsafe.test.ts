import { describe, expect, test } from 'vitest';
import { ACTIONS, FAILSAFE, isAtLeast } from '../../../controller/safety/failsafe.ts';
import {
  acknowledge,
  blocksAcknowledgement,
  graceMs,
  HEALTHY,
  NO_FAULTS,
  worstAction,
} from '../../../controller/safety/faultState.ts';
import { refuseRetreat, wantsRetreat } from '../../../controller/safety/retreat.ts';
import { FAULT_IDS, FAULTS, type FaultId } from '../../../protocol/faults.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import type { ReasonId } from '../../../protocol/states.ts';
import { ACTING_AT_MS, acting, assessed, raised } from './faults.ts';
import { FAULTS_WITH_RULE, ruleGraceMs, ruleRow } from './ruleRows.ts';

/** Everything that a retreat needs besides the faults. */
const OPEN = { hasConsent: true, tubes: 'none', isPoseKnown: true, hasSecondInput: true } as const;

const isLatching = (id: FaultId) => ruleRow(id).clears !== 'self';

describe('the failsafe table', () => {
  test('S62: RULES.md has one row for each fault of the catalogue, and no other', () => {
    expect([...FAULTS_WITH_RULE].sort()).toEqual([...FAULT_IDS].sort());
    expect(Object.keys(FAILSAFE).sort()).toEqual([...FAULT_IDS].sort());
  });

  test.each(FAULT_IDS)('S62, S16: the action of %s comes when its grace is over and not before', (id) => {
    const { action } = ruleRow(id);
    const rowGraceMs = ruleGraceMs(id, DEFAULT_PARAMETERS);
    const begun = assessed(NO_FAULTS, [1000, raised(id)]);
    expect(worstAction(begun)).toBe(rowGraceMs === 0 ? action : 'none');
    if (rowGraceMs > 0) {
      expect(worstAction(assessed(begun, [1000 + rowGraceMs - 1, raised(id)]))).toBe('none');
    }
    expect(worstAction(assessed(begun, [1000 + rowGraceMs, raised(id)]))).toBe(action);
  });

  test.each(FAULT_IDS)('S62: the grace of %s is the parameter that RULES.md names, or none', (id) => {
    const { grace } = ruleRow(id);
    const doubled = { ...DEFAULT_PARAMETERS, gazeSlowMs: 2, gazeDisengageMs: 3 };
    const expected = grace === 'gazeSlowMs' ? 2 : grace === 'gazeDisengageMs' ? 3 : grace;
    expect(graceMs(id, doubled)).toBe(expected);
  });

  test.each(FAULT_IDS)('S62, S17, S64: %s clears as its row says', (id) => {
    const { action, clears } = ruleRow(id);
    const over = assessed(acting(id), [ACTING_AT_MS + 10, HEALTHY]);
    expect(worstAction(over)).toBe(isLatching(id) ? action : 'none');
    expect(worstAction(acknowledge(over))).toBe(clears === 'restart' ? action : 'none');
    expect(worstAction(acknowledge(acting(id)))).toBe(action);
  });

  test.each(FAULT_IDS)('S62, S65: who may take over after %s is who its row says', (id) => {
    const { takeover } = ruleRow(id);
    const over = assessed(acting(id), [ACTING_AT_MS + 10, HEALTHY]);
    const byGaze = { patient: undefined, attendant: 'needsAttendant', nobody: 'needsRestart' } as const;
    const byHand = { patient: undefined, attendant: undefined, nobody: 'needsRestart' } as const;
    if (isLatching(id)) {
      expect(blocksAcknowledgement(over, 'gaze')?.kind).toBe(byGaze[takeover]);
      expect(blocksAcknowledgement(over, 'hand')?.kind).toBe(byHand[takeover]);
    } else expect(takeover).toBe('patient');
    expect(FAILSAFE[id].takeover).toBe(takeover);
  });

  test.each(FAULT_IDS)('S62, S76: %s says of a retreat what its row says', (id) => {
    const { retreat } = ruleRow(id);
    const refusal = retreat === 'forbidden' ? { kind: 'fault', id } : undefined;
    expect(refuseRetreat(acting(id), OPEN)).toEqual(refusal);
    expect(wantsRetreat(acting(id))).toBe(retreat === 'wanted' ? id : undefined);
    expect(FAILSAFE[id].retreat).toBe(retreat);
  });

  test('S69: a row that ends or slows a movement by itself says what the page says of it', () => {
    const reasons: Readonly<Partial<Record<FaultId, ReasonId>>> = {
      pageSilent: 'pageSilent',
      twoCommanders: 'twoCommanders',
      intentLapsed: 'leaseLapsed',
      gazeInterrupted: 'slowedForGaze',
      gazeStale: 'slowedForGaze',
      gazeLost: 'gazeLost',
      eyesShut: 'heldForGaze',
      gazeOffScreen: 'lookedAway',
      faceLost: 'gazeLost',
      secondFace: 'gazeLost',
      gazeFrozen: 'gazeLost',
      trackerLost: 'heldForGaze',
    };
    for (const id of FAULT_IDS) {
      expect([id, FAILSAFE[id].reason]).toEqual([id, reasons[id]]);
      const { action } = FAILSAFE[id];
      if (action === 'slow' || action === 'endMove') expect(FAILSAFE[id].reason).toBeDefined();
    }
  });

  test('S18: no row moves the head or turns torque off', () => {
    const harmless = ['warn', 'noNewMotion', 'slow', 'endMove', 'hold', 'protectiveHold'];
    for (const id of FAULT_IDS) expect(harmless).toContain(FAILSAFE[id].action);
  });

  test('S17: every protective hold needs a person, and forbids a retreat', () => {
    const protective = FAULT_IDS.filter((id) => FAILSAFE[id].action === 'protectiveHold');
    expect(protective.length).toBeGreaterThan(10);
    for (const id of protective) {
      expect(FAILSAFE[id].clears).not.toBe('self');
      expect(FAILSAFE[id].retreat).toBe('forbidden');
    }
  });

  test('S64: nobody may take over from exactly the rows that only a restart ends', () => {
    for (const id of FAULT_IDS) {
      expect(FAILSAFE[id].takeover === 'nobody').toBe(FAILSAFE[id].clears === 'restart');
    }
    expect(FAILSAFE.internalError.clears).toBe('restart');
  });

  test('S60: the actions have one order', () => {
    const order = ['none', 'warn', 'noNewMotion', 'slow', 'endMove', 'hold', 'protectiveHold'];
    expect(ACTIONS).toEqual(order);
    for (const a of ACTIONS) {
      for (const b of ACTIONS) expect(isAtLeast(a, b)).toBe(order.indexOf(a) >= order.indexOf(b));
    }
  });

  test('S55: 8 Nm hold and 5 Nm warn after a moment; flexion warns and forbids no movement', () => {
    const actionAfter = (id: FaultId, ms: number) =>
      worstAction(assessed(NO_FAULTS, [0, raised(id)], [ms, raised(id)]));
    expect(actionAfter('neckMomentExcessive', 20)).toBe('none');
    expect(actionAfter('neckMomentExcessive', 30)).toBe('protectiveHold');
    expect(actionAfter('neckMomentHigh', 190)).toBe('none');
    expect(actionAfter('neckMomentHigh', 200)).toBe('warn');
    expect(actionAfter('flexionOverLimit', 0)).toBe('warn');
    expect(actionAfter('flexionLong', 0)).toBe('warn');
  });

  test('S62: every fault has words, and an alarm priority that fits what it does', () => {
    for (const id of FAULT_IDS) {
      expect(FAULTS[id].sentence).toMatch(/^[A-Z].*\.$/);
      expect(FAULTS[id].advice).toMatch(/^[A-Z].*\.$/);
      if (FAILSAFE[id].action === 'protectiveHold') expect(FAULTS[id].priority).toMatch(/medium|high/);
    }
  });
});
