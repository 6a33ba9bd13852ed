import type { Direction } from '../../protocol/gazeSample.ts';

/** In Hz, Hz and Hz per degree per second. */
export interface OneEuroSettings {
  readonly minCutoffHz: number;
  readonly beta: number;
  readonly derivativeCutoffHz: number;
}

/** For gaze in degrees (reference/gaze.md §6.3). */
export const GAZE_FILTER: OneEuroSettings = { minCutoffHz: 0.3, beta: 0.15, derivativeCutoffHz: 1 };

/** What one filtered figure carries on. */
export interface OneEuroState {
  readonly tMs: number;
  readonly value: number;
  readonly perS: number;
}

/**
 * One step of the One Euro filter (Casiez, Roussel, Vogel, CHI 2012): a low pass whose cutoff rises with speed. The speed is that
 * from the last filtered figure, as in the authors' later implementations. Without a state it begins at the figure itself; a time
 * that does not advance changes nothing. `leastWeight` is the least that the new figure counts for, whatever the cutoff says.
 */
export function oneEuro(
  state: OneEuroState | undefined,
  tMs: number,
  value: number,
  settings: OneEuroSettings,
  leastWeight = 0,
): OneEuroState {
  if (!state) return { tMs, value, perS: 0 };
  const dtS = (tMs - state.tMs) / 1000;
  if (!(dtS > 0)) return state;
  const speed = (value - state.value) / dtS;
  const perS = state.perS + weight(settings.derivativeCutoffHz, dtS) * (speed - state.perS);
  const cutoffHz = settings.minCutoffHz + settings.beta * Math.abs(perS);
  const share = Math.max(leastWeight, weight(cutoffHz, dtS));
  return { tMs, value: state.value + share * (value - state.value), perS };
}

export interface DirectionFilter {
  readonly yaw: OneEuroState;
  readonly pitch: OneEuroState;
  /** How many figures it has seen. */
  readonly count: number;
}

/**
 * Both axes of a direction; begins anew without a state, which is how it is reset after a saccade or a gap. It begins as the mean of
 * what came since: at a cutoff of 0.3 Hz the noise of the first sample would otherwise still be half of what is said 300 ms later,
 * and the head would follow it after every blink.
 */
export function filterDirection(
  state: DirectionFilter | undefined,
  tMs: number,
  { yawDeg, pitchDeg }: Direction,
  settings: OneEuroSettings = GAZE_FILTER,
): DirectionFilter {
  if (state && !(tMs > state.yaw.tMs)) return state;
  const count = (state?.count ?? 0) + 1;
  return {
    yaw: oneEuro(state?.yaw, tMs, yawDeg, settings, 1 / count),
    pitch: oneEuro(state?.pitch, tMs, pitchDeg, settings, 1 / count),
    count,
  };
}

/** The share of the new figure in a first-order low pass. */
function weight(cutoffHz: number, dtS: number): number {
  return 1 / (1 + 1 / (2 * Math.PI * cutoffHz * dtS));
}
