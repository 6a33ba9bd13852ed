import type { DwellSettings, DwellState } from './dwellState.ts';
import { DEFAULT_SCAN_SETTINGS, type ScanEffect, type ScanInput, type Switch } from './scan.ts';

/** A press means what was looked at within so long before it: the eyes leave before the hand has moved (reference/gaze.md §8.2). */
export const LOOK_BACK_MS = 250;

/** A target that was looked at, and when last. */
interface Look {
  readonly targetId: string;
  readonly lastMs: number;
}

/** Choosing by looking and confirming with a switch. */
export interface LookPressState {
  readonly layoutVersion: number | undefined;
  readonly looks: readonly Look[];
  readonly down: Switch | undefined;
  readonly releasedMs: number;
  readonly blockedUntilMs: number;
}

export const NO_LOOKS: LookPressState = {
  layoutVersion: undefined,
  looks: [],
  down: undefined,
  releasedMs: Number.NEGATIVE_INFINITY,
  blockedUntilMs: Number.NEGATIVE_INFINITY,
};

/**
 * What the dwell engine saw in its newest sample, at `tMs`. A look counts from the debounce on, so that a glance in passing chooses
 * nothing, and belongs to the layout in which it was made.
 */
export function noteLook(
  state: LookPressState,
  tMs: number,
  { hit, layoutVersion, previous }: DwellState,
  { debounceMs }: DwellSettings,
): LookPressState {
  const known = state.layoutVersion === layoutVersion ? state : { ...state, layoutVersion, looks: [] };
  const recent = known.looks.filter((look) => tMs - look.lastMs <= LOOK_BACK_MS);
  if (!previous?.isValid || hit.targetId === undefined || hit.heldMs < debounceMs) {
    return { ...known, looks: recent };
  }
  const { targetId } = hit;
  return {
    ...known,
    looks: [...recent.filter((look) => look.targetId !== targetId), { targetId, lastMs: tMs }],
  };
}

/** The one target that a press at `tMs` means; undefined if there is none, or more than one, since nobody can say which. */
export function meantBy({ looks }: LookPressState, tMs: number): string | undefined {
  const recent = looks.filter(({ lastMs }) => tMs - lastMs <= LOOK_BACK_MS && lastMs <= tMs);
  return recent.length === 1 ? recent[0]?.targetId : undefined;
}

/** A press takes what was looked at; while the head moves it is STOP and nothing else, never debounced. */
export function lookPress(
  state: LookPressState,
  input: ScanInput,
  isMoving: boolean,
): { readonly state: LookPressState; readonly effects: readonly ScanEffect[] } {
  const { tMs } = input;
  if (!Number.isFinite(tMs)) return { state: { ...state, looks: [] }, effects: [] };
  switch (input.type) {
    case 'tick':
      return { state, effects: [] };
    case 'released':
      return {
        state: state.down === input.which ? { ...state, down: undefined, releasedMs: tMs } : state,
        effects: [],
      };
    case 'interrupted':
      return { state: { ...state, looks: [], down: undefined, releasedMs: tMs }, effects: [] };
    case 'pressed': {
      const down = { ...state, down: input.which };
      if (isMoving) return { state: { ...down, looks: [] }, effects: [{ type: 'stop' }] };
      const isBounce = tMs - state.releasedMs < DEFAULT_SCAN_SETTINGS.debounceMs;
      const targetId = meantBy(state, tMs);
      if (state.down || isBounce || tMs < state.blockedUntilMs || targetId === undefined) {
        return { state: down, effects: [] };
      }
      const blockedUntilMs = tMs + DEFAULT_SCAN_SETTINGS.afterChoiceMs;
      return {
        state: { ...down, looks: [], blockedUntilMs },
        effects: [{ type: 'chosen', targetId }],
      };
    }
  }
}
