import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTIONS, FAILSAFE, GRACE_REGROWTH } from '../../../controller/safety/failsafe.ts';
import {
  acknowledge,
  actingFaults,
  assessFlags,
  blocksAcknowledgement,
  type Flags,
  HEALTHY,
  NO_FAULTS,
  needsAcknowledgement,
  worstAction,
  worstFault,
} from '../../../controller/safety/faultState.ts';
import { FAULT_IDS, type FaultId } from '../../../protocol/faults.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { ACTING_AT_MS, acting, assessed, raised } from './faults.ts';
import { ruleRow } from './ruleRows.ts';

const anyFaults = fc.uniqueArray(fc.constantFrom(...FAULT_IDS), { maxLength: 8 });
const rank = (id: FaultId) => ACTIONS.indexOf(ruleRow(id).action);

describe('which faults act', () => {
  test('S60: of any set of acting faults the worst action wins, and the first of its rank is named', () => {
    fc.assert(
      fc.property(anyFaults, (ids) => {
        const worst = Math.max(0, ...ids.map(rank));
        expect(worstAction(acting(...ids))).toBe(ACTIONS[worst]);
        const named = FAULT_IDS.find((id) => ids.includes(id) && rank(id) === worst);
        expect(worstFault(acting(...ids))).toBe(named);
      }),
    );
  });

  test('S16: a flag whose grace is not over yet does not act, and one whose clock jumped back an hour does', () => {
    const begun = assessed(NO_FAULTS, [5_000_000, raised('supplyLow')]);
    expect(actingFaults(begun)).toEqual([]);
    expect(begun.faults).toMatchObject([{ id: 'supplyLow', isActing: false, spentMs: 0 }]);
    expect(worstAction(assessed(begun, [1_400_000, raised('supplyLow')]))).toBe('protectiveHold');
  });

  test('S16: at first nothing is wrong and no time has been counted', () => {
    expect(NO_FAULTS).toEqual({ faults: [], assessedAtMs: undefined });
  });

  test('S16: since when a fault stands is told, through its acting and a latch', () => {
    const flag = raised('followingError');
    const since = (...moments: readonly (readonly [number, Flags])[]) =>
      assessed(NO_FAULTS, ...moments).faults[0]?.sinceMs;
    expect(since([1000, flag], [1050, flag], [1100, flag])).toBe(1000);
    expect(since([1000, flag], [1100, flag], [1110, HEALTHY], [1500, flag])).toBe(1000);
    // Nor does what is latched stop acting because its flag comes back before its grace is used up again.
    const latched = assessed(NO_FAULTS, [1000, flag], [1100, flag], [1110, HEALTHY], [1500, flag]);
    expect(worstAction(latched)).toBe('protectiveHold');
    expect(since([1000, flag], [1050, HEALTHY], [1060, flag])).toBe(1060);
    // One that has run out completely is a new one.
    expect(since([1000, flag], [1010, HEALTHY], [2000, HEALTHY], [2010, flag])).toBe(2010);
  });

  test('S61: a grace that was used up by half is whole again after twice its length', () => {
    expect(GRACE_REGROWTH).toBe(0.25);
    const flag = raised('followingError');
    const half = assessed(NO_FAULTS, [0, flag], [50, HEALTHY]);
    expect(half.faults).toMatchObject([{ spentMs: 50, isFlagged: false }]);
    expect(assessed(half, [150, HEALTHY]).faults).toMatchObject([{ spentMs: 25 }]);
    expect(assessed(half, [249, HEALTHY]).faults).toHaveLength(1);
    expect(assessed(half, [250, HEALTHY]).faults).toEqual([]);
    // 50 ms used up, 40 ms healthy give back 10 ms: 60 ms are left.
    const again = assessed(half, [90, flag]);
    expect(worstAction(assessed(again, [149, flag]))).toBe('none');
    expect(worstAction(assessed(again, [150, flag]))).toBe('protectiveHold');
  });

  test.each(['gazeLost', 'eyesShut'] as const)(
    'S61: the grace of %s grows back at half of its speed',
    (id) => {
      const flag = raised(id);
      const spent = assessed(NO_FAULTS, [0, flag], [200, HEALTHY]);
      expect(assessed(spent, [300, HEALTHY]).faults).toMatchObject([{ id, spentMs: 150 }]);
      expect(assessed(spent, [600, HEALTHY]).faults).toEqual([]);
    },
  );

  test.each([
    [20, 250, 'none'],
    [52, 250, 'none'],
    [75, 250, 'none'],
    [100, 250, 'endMove'],
  ] as const)('S61: %i blinks a minute of %i ms: %s', (blinksPerMin, blinkMs, expected) => {
    const everyMs = 60_000 / blinksPerMin;
    let state = NO_FAULTS;
    let worst = worstAction(state);
    for (let atMs = 0; atMs < 120_000 && worst === 'none'; atMs += 10) {
      const shut = { ...raised('gazeLost'), eyesShut: true };
      state = assessFlags(state, atMs % everyMs < blinkMs ? shut : HEALTHY, DEFAULT_PARAMETERS, atMs);
      worst = worstAction(state);
    }
    expect(worst).toBe(expected);
  });

  test.each(FAULT_IDS)('S61: %s that comes and goes five times a second acts in the end', (id) => {
    let state = NO_FAULTS;
    let atMs = 0;
    while (worstAction(state) === 'none' && atMs < 60_000) {
      state = assessFlags(state, atMs % 200 < 100 ? raised(id) : HEALTHY, DEFAULT_PARAMETERS, atMs);
      atMs += 10;
    }
    expect(worstAction(state)).toBe(ruleRow(id).action);
  });

  test('S61: a grace does not grow back while the clock runs backwards, and never beyond its length', () => {
    const flag = raised('followingError');
    const half = assessed(NO_FAULTS, [0, flag], [50, HEALTHY]);
    expect(assessed(half, [-5000, HEALTHY]).faults).toMatchObject([{ spentMs: 50 }]);
    const long = assessed(NO_FAULTS, [0, flag], [90_000, flag]);
    expect(long.faults).toMatchObject([{ spentMs: 100 }]);
  });

  test('S61: a row that clears by itself and acts again soon needs only the rest of its grace', () => {
    const flag = raised('trunkMoved');
    const acted = assessed(NO_FAULTS, [0, flag], [50, flag], [60, HEALTHY]);
    expect(worstAction(acted)).toBe('none');
    const back = assessed(acted, [80, HEALTHY], [80, flag]);
    expect(worstAction(back)).toBe('none');
    expect(worstAction(assessed(back, [84, flag]))).toBe('none');
    expect(worstAction(assessed(back, [85, flag]))).toBe('hold');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'S63: at the time %s every raised flag acts at once, before and after it too',
    (nowMs) => {
      expect(worstAction(assessed(NO_FAULTS, [nowMs, raised('supplyLow')]))).toBe('protectiveHold');
      const begun = assessed(NO_FAULTS, [0, raised('supplyLow')]);
      expect(worstAction(assessed(begun, [nowMs, raised('supplyLow')]))).toBe('protectiveHold');
      const unclear = assessed(NO_FAULTS, [nowMs, HEALTHY]);
      expect(worstAction(assessed(unclear, [10, raised('supplyLow')]))).toBe('protectiveHold');
    },
  );

  test('S63: a grace that is not a number is over', () => {
    const parameters = { ...DEFAULT_PARAMETERS, gazeDisengageMs: Number.NaN };
    expect(worstAction(assessFlags(NO_FAULTS, raised('gazeLost'), parameters, 0))).toBe('endMove');
  });

  test.each(FAULT_IDS)('S63: %s counts as raised if nobody judged it', (id) => {
    const { [id]: _, ...others } = HEALTHY;
    const unjudged = others as Flags;
    expect(worstAction(assessed(NO_FAULTS, [0, unjudged], [60_000, unjudged]))).toBe(ruleRow(id).action);
  });
});

describe('what an acknowledgement clears', () => {
  test('S17: the firmware’s latch ends with its flag once a person has acknowledged it, and not before', () => {
    const flag = raised('firmwareLatched');
    const begun = assessed(NO_FAULTS, [0, flag]);
    expect(worstAction(assessed(begun, [10, HEALTHY]))).toBe('protectiveHold');
    const acknowledged = acknowledge(begun);
    const stillLatched = assessed(acknowledged, [10, flag], [20, flag]);
    expect(worstAction(stillLatched)).toBe('protectiveHold');
    expect(assessed(stillLatched, [30, HEALTHY]).faults).toEqual([]);
    // The next latch is a new one.
    const next = assessed(stillLatched, [30, HEALTHY], [40, flag], [50, HEALTHY]);
    expect(worstAction(next)).toBe('protectiveHold');
  });

  test('S17: an acknowledgement of one fault does not prepare the end of another', () => {
    const both = acting('stopInput', 'firmwareLatched');
    const acknowledged = acknowledge(both);
    const over = assessed(acknowledged, [ACTING_AT_MS + 10, HEALTHY]);
    expect(actingFaults(over).map(({ id }) => id)).toEqual(['stopInput']);
  });

  test('S17: an acknowledgement leaves alone what does not act yet and what clears by itself', () => {
    const begun = assessed(acting('trunkMoved'), [ACTING_AT_MS + 10, raised('trunkMoved', 'supplyLow')]);
    const acknowledged = acknowledge(begun);
    expect(acknowledged.faults.map(({ id }) => id)).toEqual(begun.faults.map(({ id }) => id));
    const unflagged = assessed(begun, [ACTING_AT_MS + 20, HEALTHY]);
    expect(acknowledge(unflagged)).toEqual(unflagged);
  });

  test('S17: only a row that clears by acknowledgement waits for one', () => {
    for (const id of FAULT_IDS) {
      expect(needsAcknowledgement(acting(id))).toBe(ruleRow(id).clears === 'acknowledge');
    }
    expect(needsAcknowledgement(assessed(NO_FAULTS, [0, raised('supplyLow')]))).toBe(false);
  });

  test('S65: a protective cause that stands blocks it, by gaze and by hand, but for the firmware’s latch', () => {
    const exceptions: readonly FaultId[] = ['firmwareLatched'];
    for (const id of FAULT_IDS.filter((each) => FAILSAFE[each].clears === 'acknowledge')) {
      const isBlocking = FAILSAFE[id].action === 'protectiveHold' && !exceptions.includes(id);
      expect(blocksAcknowledgement(acting(id), 'hand')).toEqual(
        isBlocking ? { kind: 'causeStands', id } : undefined,
      );
    }
    expect(blocksAcknowledgement(acting('stopInput', 'firmwareLatched'), 'gaze')).toEqual({
      kind: 'causeStands',
      id: 'stopInput',
    });
    expect(blocksAcknowledgement(acting('trunkMoved'), 'gaze')).toBeUndefined();
    expect(blocksAcknowledgement(NO_FAULTS, 'gaze')).toBeUndefined();
  });

  test('S65: what needs an attendant is acknowledged by hand and not by gaze, a crash before this start too', () => {
    const over = assessed(acting('firmwareRebooted'), [ACTING_AT_MS + 10, HEALTHY]);
    expect(blocksAcknowledgement(over, 'gaze')).toEqual({ kind: 'needsAttendant', id: 'firmwareRebooted' });
    expect(blocksAcknowledgement(over, 'hand')).toBeUndefined();
    const crashed = acting('previousCrash');
    expect(blocksAcknowledgement(crashed, 'gaze')).toEqual({ kind: 'needsAttendant', id: 'previousCrash' });
    expect(blocksAcknowledgement(crashed, 'hand')).toBeUndefined();
    expect(assessed(acknowledge(crashed), [ACTING_AT_MS + 10, HEALTHY]).faults).toEqual([]);
  });

  test('S64: beside a fault that only a restart ends, everything else waits too', () => {
    const both = assessed(acting('internalError', 'linkClosed'), [ACTING_AT_MS + 10, HEALTHY]);
    expect(blocksAcknowledgement(both, 'hand')).toEqual({ kind: 'needsRestart', id: 'internalError' });
    expect(actingFaults(acknowledge(acknowledge(both))).map(({ id }) => id)).toEqual(['internalError']);
  });
});
