import type { Act, ControlId } from './screens.ts';

/** What the person took back within this time was not what they had looked at (reference/gaze.md §6.4). */
const WITHIN_MS = 3000;

/** What a look has chosen last. */
export interface Chosen {
  readonly id: string;
  readonly act: Act | undefined;
  readonly atMs: number;
}

/** What the person does after it. */
export type After =
  | { readonly kind: 'chose'; readonly id: string }
  | { readonly kind: 'stop' }
  /** A movement that was under way has ended by it. */
  | { readonly kind: 'lookedAway' };

/** The controls that take a choice back, by the control that was chosen. */
const BACK: Readonly<Partial<Record<ControlId, readonly ControlId[]>>> = {
  turnLeft: ['turnRight'],
  turnRight: ['turnLeft'],
  nodUp: ['nodDown'],
  nodDown: ['nodUp'],
  tiltLeft: ['tiltRight'],
  tiltRight: ['tiltLeft'],
  getReady: ['no'],
  moveHead: ['no'],
  continue: ['notYet'],
  haveLooked: ['lookAgain'],
  followEyes: ['no', 'endCheck'],
  yes: ['stopFollowing'],
  yesGoOn: ['stopFollowing'],
  goOn: ['stopFollowing'],
};

/** Whether the person takes their last choice by a look back: nothing is learned from where they looked then. */
export function takesBack(last: Chosen | undefined, after: After, nowMs: number): boolean {
  if (!last || !(nowMs - last.atMs >= 0 && nowMs - last.atMs <= WITHIN_MS)) return false;
  switch (after.kind) {
    case 'stop':
      return true;
    case 'lookedAway':
      return last.act?.kind === 'move' || (last.act?.kind === 'steer' && last.act.step === 'confirm');
    case 'chose': {
      const back: readonly string[] = BACK[last.id as ControlId] ?? [];
      return back.includes(after.id);
    }
  }
}
