import {
  type ChoosesBy,
  type ClutchFrame,
  followChoice,
  followFrame,
  letGo,
  lookAway,
  mayMove,
  PAGE_CLUTCH_OUT,
  shownPhase,
} from '../../controller/gaze/dwell/pageClutch.ts';
import type { ClutchPhase } from '../../controller/gaze/dwell/screenFor.ts';
import type { Act } from '../../controller/gaze/dwell/screens.ts';
import { hasSwitch, type Way } from '../../controller/gaze/dwell/switchChoice.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';

export interface ClutchSource {
  /** Undefined while nobody knows whose page this is; then nothing puts the clutch in. */
  parameters(): ParameterValues | undefined;
  way(): Way;
  /** Movements are one of two ways: the eyes may be followed too. */
  isOneOfTwo(): boolean;
}

/** The page's own clutch: whether movements are offered to looks. */
export interface Clutch {
  /** `isHub`: the movements are one of two ways between which a person with a switch chooses, too. */
  phase(isHub: boolean): ClutchPhase;
  mayMove(by: ChoosesBy): boolean;
  chosen(act: Act, by: ChoosesBy, nowMs: number): void;
  /** The gaze is at the border. */
  lookedAway(nowMs: number): void;
  /** The page is not what the person sees any more. */
  interrupted(nowMs: number): void;
  stopped(nowMs: number): void;
  frame(nowMs: number, frame: ClutchFrame & { readonly isSteering: boolean }): void;
}

export function createClutch({ parameters, way, isOneOfTwo }: ClutchSource): Clutch {
  let clutch = PAGE_CLUTCH_OUT;
  let hasChosenMoves = false;
  let newestMs = Number.NEGATIVE_INFINITY;
  /**
   * Without settings nothing is known that could put the clutch in. A frame has the time at which it began, which may lie before a click
   * that was heard meanwhile: that clock does not run backwards.
   */
  const change = (atMs: number, next: (known: ParameterValues, nowMs: number) => typeof clutch): void => {
    newestMs = Math.max(newestMs, atMs);
    const known = parameters();
    clutch = known ? next(known, newestMs) : PAGE_CLUTCH_OUT;
  };
  return {
    phase: (isHub) => (isHub && hasSwitch(way()) && !hasChosenMoves ? 'out' : shownPhase(clutch, way())),
    mayMove: (by) => hasSwitch(way()) || mayMove(clutch, by),
    chosen(act, by, atMs) {
      // What was made ready for has still to be chosen: two looks at "Get ready" say nothing of it.
      if (act.kind === 'ask' && act.type === 'confirmArm' && isOneOfTwo()) return;
      if (act.kind === 'clutch') hasChosenMoves = act.step === 'engage' || act.step === 'confirm';
      change(atMs, (known, nowMs) => followChoice(clutch, act, by, nowMs, known));
    },
    lookedAway: (atMs) => change(atMs, (known, nowMs) => lookAway(clutch, nowMs, known)),
    interrupted: (atMs) => change(atMs, (known, nowMs) => letGo(clutch, 'asked', nowMs, known)),
    stopped: (atMs) => change(atMs, (known, nowMs) => letGo(clutch, 'stop', nowMs, known)),
    frame(atMs, frame) {
      // Whoever has let gaze steer, or has rested, chooses anew.
      if (frame.isSteering || (frame.state !== 'ready' && frame.state !== 'engaged')) hasChosenMoves = false;
      change(atMs, (known, nowMs) => followFrame(clutch, frame, nowMs, known));
    },
  };
}
