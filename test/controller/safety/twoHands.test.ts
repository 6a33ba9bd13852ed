import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  followHands,
  type HandsTick,
  handsAtFirst,
  haveHeldTogether,
  interruptHands,
  LONGEST_UNSEEN_MS,
  RELEASE_HOLD_MS,
  type TwoHands,
} from '../../../controller/safety/twoHands.ts';

const both = (nowMs: number): HandsTick => ({ nowMs, isReleasePressed: true, isHeadHeld: true });
const neither = (nowMs: number): HandsTick => ({ nowMs, isReleasePressed: false, isHeadHeld: false });
const handsAfter = (...ticks: readonly HandsTick[]): TwoHands => ticks.reduce(followHands, handsAtFirst());
const APART: TwoHands = { kind: 'apart' };

describe('the two hands of a supported release', () => {
  test('S71: a control that is pressed from the start counts only after it was let go', () => {
    expect(handsAfter(both(0), both(100))).toEqual({ kind: 'mustLetGo' });
    expect(handsAfter(both(0), neither(100))).toEqual(APART);
    expect(handsAfter(both(0), neither(100), both(200))).toEqual({
      kind: 'together',
      sinceMs: 200,
      seenAtMs: 200,
    });
  });

  test('S71: one hand alone is none', () => {
    const together = handsAfter(neither(0), both(100));
    expect(followHands(together, { ...both(200), isHeadHeld: false })).toEqual(APART);
    expect(followHands(together, { ...both(200), isReleasePressed: false })).toEqual(APART);
  });

  test('S71: a second tick of the same moment, and one 250 ms later, go on; a later one and one from before begin anew', () => {
    const together = handsAfter(neither(0), both(100), both(300));
    const sinceAt = (nowMs: number) => followHands(together, both(nowMs));
    expect(sinceAt(300)).toEqual({ kind: 'together', sinceMs: 100, seenAtMs: 300 });
    expect(sinceAt(300 + LONGEST_UNSEEN_MS)).toMatchObject({ sinceMs: 100 });
    expect(sinceAt(301 + LONGEST_UNSEEN_MS)).toMatchObject({ sinceMs: 301 + LONGEST_UNSEEN_MS });
    expect(sinceAt(299)).toEqual({ kind: 'together', sinceMs: 299, seenAtMs: 299 });
  });

  test('S71: 2 s are enough, and nothing less is', () => {
    const ticks = Array.from({ length: 20 }, (_, index) => both(100 * index));
    const together = handsAfter(neither(0), ...ticks);
    expect(haveHeldTogether(together, both(RELEASE_HOLD_MS - 1))).toBe(false);
    expect(haveHeldTogether(together, both(RELEASE_HOLD_MS))).toBe(true);
    expect(haveHeldTogether(handsAtFirst(), both(RELEASE_HOLD_MS))).toBe(false);
  });

  test('S71: what happens meanwhile begins the two seconds anew, and frees no control that must be let go', () => {
    expect(interruptHands(handsAfter(neither(0), both(100)))).toEqual(APART);
    expect(interruptHands(handsAtFirst())).toEqual({ kind: 'mustLetGo' });
    expect(interruptHands(APART)).toEqual(APART);
  });

  test('S71: whatever the ticks, they have held for 2 s only after 2 s of ticks with both hands, none backwards and none further apart than 250 ms', () => {
    const tick = fc.record({
      stepMs: fc.oneof(
        { weight: 30, arbitrary: fc.integer({ min: 0, max: LONGEST_UNSEEN_MS }) },
        { weight: 1, arbitrary: fc.constantFrom(-1, LONGEST_UNSEEN_MS + 1) },
      ),
      hands: fc.oneof(
        { weight: 60, arbitrary: fc.constant('both') },
        { weight: 1, arbitrary: fc.constantFrom('release', 'head', 'none') },
      ),
    });
    let heldRuns = 0;
    fc.assert(
      fc.property(fc.array(tick, { minLength: 5, maxLength: 60 }), (steps) => {
        let hands = handsAfter(neither(0));
        let nowMs = 0;
        let heldMs: number | undefined;
        for (const { stepMs, hands: which } of steps) {
          nowMs += stepMs;
          const isReleasePressed = which === 'both' || which === 'release';
          const isHeadHeld = which === 'both' || which === 'head';
          const seen: HandsTick = { nowMs, isReleasePressed, isHeadHeld };
          // A second count: the time between ticks that both had both hands.
          const isUnbroken = heldMs !== undefined && stepMs >= 0 && stepMs <= LONGEST_UNSEEN_MS;
          heldMs = which === 'both' ? (isUnbroken ? (heldMs ?? 0) + stepMs : 0) : undefined;
          const isHeld = haveHeldTogether(hands, seen);
          expect(isHeld).toBe(heldMs !== undefined && heldMs >= RELEASE_HOLD_MS);
          if (isHeld) heldRuns += 1;
          hands = followHands(hands, seen);
        }
      }),
    );
    expect(heldRuns).toBeGreaterThan(0);
  });
});
