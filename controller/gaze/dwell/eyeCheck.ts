import type { RefusalId } from '../../../protocol/refusals.ts';

/** The marks of the check: straight ahead, to both sides of it, and above. */
export type Mark = 'ahead' | 'left' | 'right' | 'up';

/** How long a mark is shown before the look at it is judged: the eyes find it in 0.3 s and then rest on it. */
export const MARK_MS = 1200;
/** A request that nobody answers within this time is given up. */
const ANSWER_WITHIN_MS = 1000;
/** What control says against steering after an answer may be a few ticks old, and a blink may lie in it. */
const SETTLE_WITHIN_MS = 1500;
/** A blink, or eyes that are still on their way: the same mark once more, so many times. */
const TRIES = 4;

/** What the check answers for. Everything else against steering is not the eyes' to mend. */
const CHECKED: readonly RefusalId[] = ['straightAheadUnchecked', 'sidesUnchecked', 'sidesWrong'];
/** Of which another moment may know better. */
const PASSING: readonly RefusalId[] = ['gazeNotSeen', 'stillMoving'];

/** What is told of a check that has not passed. The marks may have no place (checkMarks.ts). */
export type CheckTold = RefusalId | 'noAnswer' | 'notFilled' | 'tooNarrow';

/** The check of the eyes while it runs, and what came of it. Nothing moves meanwhile, and nothing is asked of control but to look. */
export type EyeCheck =
  | { readonly phase: 'off' }
  | {
      readonly phase: 'looking';
      readonly mark: Mark;
      readonly sinceMs: number;
      readonly tries: number;
      readonly request: { readonly requestId: string; readonly sentAtMs: number } | undefined;
    }
  /** The look was taken; what control says against steering now decides how it goes on. */
  | { readonly phase: 'settling'; readonly after: 'ahead' | 'up'; readonly sinceMs: number }
  | { readonly phase: 'told'; readonly id: CheckTold }
  | { readonly phase: 'passed' };

export const NO_CHECK: EyeCheck = { phase: 'off' };

/** Whether looking at marks can answer what speaks against steering. */
export function isChecked(obstacle: RefusalId | null): boolean {
  return obstacle !== null && CHECKED.includes(obstacle);
}

/** The check from its beginning, for what speaks against steering. */
export function beginEyeCheck(obstacle: RefusalId | null, nowMs: number): EyeCheck {
  const isAheadKnown = obstacle === 'sidesUnchecked' || obstacle === 'sidesWrong';
  return lookingAt(isAheadKnown ? 'left' : 'ahead', nowMs);
}

const lookingAt = (mark: Mark, sinceMs: number, tries = 1): EyeCheck => ({
  phase: 'looking',
  mark,
  sinceMs,
  tries,
  request: undefined,
});

/** One frame: the check, and the mark at which the look is to be judged now, if any. */
export function checkFrame(
  check: EyeCheck,
  nowMs: number,
  obstacle: RefusalId | null,
): { readonly check: EyeCheck; readonly due: Mark | undefined } {
  const goesOn = (next: EyeCheck): { readonly check: EyeCheck; readonly due: undefined } => ({
    check: next,
    due: undefined,
  });
  switch (check.phase) {
    case 'looking': {
      const { request, sinceMs, mark } = check;
      if (!request) return { check, due: nowMs - sinceMs >= MARK_MS ? mark : undefined };
      return goesOn(nowMs - request.sentAtMs > ANSWER_WITHIN_MS ? { phase: 'told', id: 'noAnswer' } : check);
    }
    case 'settling':
      return goesOn(settled(check, nowMs, obstacle));
    case 'off':
    case 'told':
    case 'passed':
      return goesOn(check);
  }
}

function settled(
  check: Extract<EyeCheck, { phase: 'settling' }>,
  nowMs: number,
  obstacle: RefusalId | null,
): EyeCheck {
  if (obstacle === null) return { phase: 'passed' };
  const wantsSides = obstacle === 'sidesUnchecked' || obstacle === 'sidesWrong';
  if (check.after === 'ahead' && wantsSides) return lookingAt('left', nowMs);
  return nowMs - check.sinceMs > SETTLE_WITHIN_MS ? { phase: 'told', id: obstacle } : check;
}

/** The check after the look that was due has been sent as `requestId`; null: there is no connection. */
export function checkSent(check: EyeCheck, requestId: string | null, nowMs: number): EyeCheck {
  if (check.phase !== 'looking') return check;
  return requestId === null
    ? { phase: 'told', id: 'noAnswer' }
    : { ...check, request: { requestId, sentAtMs: nowMs } };
}

/** The check after control's answer: `id` says why a look was refused, null that it was taken. */
export function checkAnswered(
  check: EyeCheck,
  requestId: string | null,
  id: RefusalId | null,
  nowMs: number,
): EyeCheck {
  if (check.phase !== 'looking' || check.request === undefined || check.request.requestId !== requestId)
    return check;
  const { mark, tries } = check;
  if (id !== null)
    return PASSING.includes(id) && tries < TRIES ? lookingAt(mark, nowMs, tries + 1) : { phase: 'told', id };
  switch (mark) {
    case 'left':
      return lookingAt('right', nowMs);
    case 'right':
      return lookingAt('up', nowMs);
    case 'ahead':
    case 'up':
      return { phase: 'settling', after: mark, sinceMs: nowMs };
  }
}

/** How much of the time at its mark has passed, 0…1. */
export function markProgress(check: EyeCheck, nowMs: number): number {
  if (check.phase !== 'looking') return 0;
  return Math.min(1, Math.max(0, (nowMs - check.sinceMs) / MARK_MS));
}
