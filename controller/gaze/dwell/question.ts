import { type Act, isRemembered, type Offer, SCREENS, type ScreenId } from './screens.ts';

/** What took the first of two steps: a look that the page has timed, one that the person's own device has, by a click, or no look at all. */
export type Asker = 'look' | 'click' | 'hand';

/** Control answers a first step within a second, or not at all. */
const ANSWERED_WITHIN_MS = 1000;

/** The question that is shown after the first of two steps. */
export interface Question {
  readonly screen: ScreenId;
  /** What has asked it. What nobody has asked on this page may be a hand's on another one, and waits like that. */
  readonly by: Asker;
  /** The newest first step on this page. */
  readonly first: { readonly by: Asker; readonly atMs: number } | undefined;
}

export const NO_QUESTION: Question = { screen: 'unknown', by: 'hand', first: undefined };

/** The question after a choice on the page. */
export function noteFirstStep(before: Question, act: Act, by: Asker, atMs: number): Question {
  return isFirstStep(act) ? { ...before, first: { by, atMs } } : before;
}

/** The question after one frame. What is unknown for a moment is still asked by whom it was. */
export function followQuestion(before: Question, screen: ScreenId, nowMs: number): Question {
  if (screen === before.screen || screen === 'unknown') return before;
  const { first } = before;
  return {
    screen,
    by: first && isAskedWithin(before, nowMs, ANSWERED_WITHIN_MS) ? first.by : 'hand',
    first,
  };
}

/** Whether the newest first step on this page is no older than that. */
export function isAskedWithin({ first }: Question, nowMs: number, withinMs: number): boolean {
  return first !== undefined && nowMs - first.atMs <= withinMs;
}

/** What takes a question back: what its "No" does, and so much of it where a question has none. */
export function withdrawalOf(screen: ScreenId): Act | undefined {
  if (screen === 'steerGoOn') return { kind: 'steer', step: 'decline' };
  const offers: readonly Offer[] = SCREENS[screen];
  return offers.find((one) => one.dwell === 'confirmDwellMs' && isRemembered(one))?.byGaze;
}

function isFirstStep(act: Act): boolean {
  switch (act.kind) {
    case 'ask':
      return act.type === 'askToArm';
    case 'step':
      return act.isSecond;
    case 'clutch':
    case 'steer':
      return act.step === 'ask';
    case 'move':
    case 'check':
      return false;
  }
}
