import { describe, expect, it } from 'vitest';
import {
  beginEyeCheck,
  checkAnswered,
  checkFrame,
  checkSent,
  type EyeCheck,
  isChecked,
  MARK_MS,
  markProgress,
} from '../../../../controller/gaze/dwell/eyeCheck.ts';
import { REFUSAL_IDS, type RefusalId } from '../../../../protocol/refusals.ts';

const FRAME_MS = 1000 / 60;

/** A page at 60 frames per second, and a control that answers after 30 ms. */
class Run {
  check: EyeCheck;
  nowMs = 0;
  obstacle: RefusalId | null;
  /** What speaks against steering once the look ahead was taken. */
  afterAhead: RefusalId | null = 'sidesUnchecked';
  readonly asked: string[] = [];
  answer: (mark: string, count: number) => RefusalId | null | 'silent' = () => null;
  private answersAtMs = Number.POSITIVE_INFINITY;

  constructor(obstacle: RefusalId | null) {
    this.obstacle = obstacle;
    this.check = beginEyeCheck(obstacle, 0);
  }

  last(ms: number): this {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) {
      this.nowMs += FRAME_MS;
      if (this.nowMs >= this.answersAtMs) this.hear();
      const { check, due } = checkFrame(this.check, this.nowMs, this.obstacle);
      this.check = check;
      if (due === undefined) continue;
      this.asked.push(due);
      this.check = checkSent(this.check, `r${this.asked.length}`, this.nowMs);
      this.answersAtMs = this.nowMs + 30;
    }
    return this;
  }

  private hear(): void {
    this.answersAtMs = Number.POSITIVE_INFINITY;
    const mark = this.asked.at(-1) ?? '';
    const answer = this.answer(mark, this.asked.length);
    if (answer === 'silent') return;
    if (answer === null && mark === 'ahead') this.obstacle = this.afterAhead;
    if (answer === null && mark === 'up') this.obstacle = null;
    this.check = checkAnswered(this.check, `r${this.asked.length}`, answer, this.nowMs);
  }
}

describe('the check of the eyes', () => {
  it('shows the middle, left, right and above, asks for one look at each, and passes', () => {
    const run = new Run('straightAheadUnchecked').last(MARK_MS - 20);
    expect(run.asked).toEqual([]);
    run.last(5800);
    expect(run.asked).toEqual(['ahead', 'left', 'right', 'up']);
    expect(run.check).toEqual({ phase: 'passed' });
  });

  it('leaves out the middle where only the sides are to be checked', () => {
    for (const obstacle of ['sidesUnchecked', 'sidesWrong'] as const)
      expect(new Run(obstacle).last(5300).asked).toEqual(['left', 'right', 'up']);
  });

  it('passes after the middle where the sides are known', () => {
    const run = new Run('straightAheadUnchecked');
    run.afterAhead = null;
    expect(run.last(MARK_MS + 100).check).toEqual({ phase: 'passed' });
    expect(run.asked).toEqual(['ahead']);
  });

  it('shows a mark again for eyes that were not seen there, a few times, and then says so', () => {
    const blinking = new Run('sidesUnchecked');
    blinking.answer = (_, count) => (count === 1 ? 'gazeNotSeen' : null);
    expect(blinking.last(6800).asked).toEqual(['left', 'left', 'right', 'up']);
    const unseen = new Run('sidesUnchecked');
    unseen.answer = () => 'gazeNotSeen';
    expect(unseen.last(10_000).asked).toEqual(['left', 'left', 'left', 'left']);
    expect(unseen.check).toEqual({ phase: 'told', id: 'gazeNotSeen' });
  });

  it('tells every other refusal at once, and a control that does not answer', () => {
    for (const id of ['sidesWrong', 'recentreTooFar', 'noPoseKnown', 'steeringUnsuited'] as const) {
      const run = new Run('straightAheadUnchecked');
      run.answer = () => id;
      expect(run.last(MARK_MS + 100).check).toEqual({ phase: 'told', id });
      expect(run.last(5000).asked).toHaveLength(1);
    }
    const silent = new Run('sidesUnchecked');
    silent.answer = () => 'silent';
    expect(silent.last(MARK_MS + 1100).check).toEqual({ phase: 'told', id: 'noAnswer' });
    expect(checkSent(beginEyeCheck(null, 0), null, 10)).toEqual({ phase: 'told', id: 'noAnswer' });
  });

  it('does not pass over what still speaks against steering afterwards, but waits out a blink', () => {
    const run = new Run('sidesUnchecked').last(3 * MARK_MS + 200);
    run.obstacle = 'gazeNotSeen';
    run.check = { phase: 'settling', after: 'up', sinceMs: run.nowMs };
    expect(run.last(1000).check.phase).toBe('settling');
    expect(run.last(700).check).toEqual({ phase: 'told', id: 'gazeNotSeen' });
  });

  it('takes no answer to another look', () => {
    const sent = checkSent(beginEyeCheck('sidesUnchecked', 0), 'r1', 1300);
    for (const requestId of ['r0', null]) expect(checkAnswered(sent, requestId, null, 1400)).toBe(sent);
    const unsent = beginEyeCheck('sidesUnchecked', 0);
    expect(checkAnswered(unsent, null, null, 100)).toBe(unsent);
  });

  it('fills its ring in the time that a mark is looked at', () => {
    const check = beginEyeCheck(null, 0);
    expect([0, MARK_MS / 2, MARK_MS, 9999].map((nowMs) => markProgress(check, nowMs))).toEqual([
      0, 0.5, 1, 1,
    ]);
  });

  it('answers for what looks can mend and for nothing else', () => {
    expect(REFUSAL_IDS.filter(isChecked).toSorted()).toEqual(
      ['sidesUnchecked', 'sidesWrong', 'straightAheadUnchecked'].toSorted(),
    );
    expect(isChecked(null)).toBe(false);
  });
});
