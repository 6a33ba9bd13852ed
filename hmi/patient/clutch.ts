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
import type { Act, ClutchPhase } from '../../controller/gaze/dwell/screens.ts';
import type { Way } from '../../controller/gaze/dwell/switchChoice.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';

export interface ClutchSource {
  /** Undefined while nobody knows whose page this is; then nothing puts the clutch in. */
  parameters(): ParameterValues | undefined;
  way(): Way;
}

/** The page's own clutch: whether movements are offered to looks. */
export interface Clutch {
  phase(): ClutchPhase;
  mayMove(by: ChoosesBy): boolean;
  chosen(act: Act, by: ChoosesBy, nowMs: number): void;
  /** The gaze is at the border, or the page is not what the person sees any more. */
  lookedAway(nowMs: number): void;
  stopped(nowMs: number): void;
  frame(nowMs: number, frame: ClutchFrame): void;
}

export function createClutch({ parameters, way }: ClutchSource): Clutch {
  let clutch = PAGE_CLUTCH_OUT;
  /** Without settings nothing is known that could put the clutch in. */
  const change = (next: (known: ParameterValues) => typeof clutch): void => {
    const known = parameters();
    clutch = known ? next(known) : PAGE_CLUTCH_OUT;
  };
  return {
    phase: () => shownPhase(clutch, way()),
    mayMove: (by) => mayMove(clutch, by),
    chosen: (act, by, nowMs) => change((known) => followChoice(clutch, act, by, nowMs, known)),
    lookedAway: (nowMs) => change((known) => lookAway(clutch, nowMs, known)),
    stopped: (nowMs) => change((known) => letGo(clutch, 'stop', nowMs, known)),
    frame: (nowMs, frame) => change((known) => followFrame(clutch, frame, nowMs, known)),
  };
}
