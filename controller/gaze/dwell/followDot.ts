/** Follows of a dot that travels, as a confirmation: where it goes, and how near to it the gaze must go along. */
export interface DotSettings {
  /** The dot goes round a circle … */
  readonly radiusPx: number;
  /** … once in so long. A confirmation is one whole turn. */
  readonly turnMs: number;
  /** How far the gaze may stray from the dot, root mean square, once its delay and its offset are taken away. */
  readonly largestRmsPx: number;
  /** What the tracker may be off by, and the eye's mean error. */
  readonly largestOffsetPx: number;
  readonly longestLagMs: number;
  /** Share of the turn in which the eyes must have been seen. */
  readonly leastSeenShare: number;
  /** The most that one interval between two samples says, however long it was. */
  readonly maxCreditMs: number;
}

/**
 * At 44 CSS px per degree: a circle of 2.5°, at 8°/s, which eyes follow without effort. A gaze that rests anywhere, or jumps about, strays
 * by about the radius or more; one that follows with a delay and a usual tracker's noise (reference/gaze.md §7.2: 0.5°) by half a degree.
 * A blink of 400 ms is a fifth of the turn. The figures are proposals, measured on recordings and simulated eyes (sim/README.md).
 */
export const DEFAULT_DOT: DotSettings = {
  radiusPx: 110,
  turnMs: 2000,
  largestRmsPx: 53,
  largestOffsetPx: 176,
  longestLagMs: 300,
  leastSeenShare: 0.75,
  maxCreditMs: 50,
};

export interface PagePlace {
  readonly xPx: number;
  readonly yPx: number;
}

interface Seen extends PagePlace {
  readonly tMs: number;
  readonly creditMs: number;
}

/** What was seen within the last turn, oldest first. */
export interface DotState {
  readonly startedMs: number;
  readonly newest: { readonly tMs: number; readonly isValid: boolean } | undefined;
  readonly seen: readonly Seen[];
}

/** The dot begins at the top of its circle. */
export function beginDot(nowMs: number): DotState {
  return { startedMs: nowMs, newest: undefined, seen: [] };
}

/** Where the dot is at a moment; the page draws it there. */
export function dotAt(
  centre: PagePlace,
  { startedMs }: DotState,
  tMs: number,
  { radiusPx, turnMs }: DotSettings,
): PagePlace {
  const angle = (2 * Math.PI * (tMs - startedMs)) / turnMs;
  return { xPx: centre.xPx + radiusPx * Math.sin(angle), yPx: centre.yPx - radiusPx * Math.cos(angle) };
}

const LAG_STEP_MS = 50;

/**
 * One more sample, and whether the gaze has followed the dot for a whole turn up to now. Eyes that look at anything else do not go round
 * with it, so that it needs no aim and forgives a constant offset, which a dwell on a small control does not (reference/domain.md §3.2,
 * Midas rule 6). A sample that is late or no number says nothing.
 */
export function followDot(
  state: DotState,
  sample: { readonly tMs: number; readonly xPx: number; readonly yPx: number; readonly isValid: boolean },
  centre: PagePlace,
  settings: DotSettings,
): { readonly state: DotState; readonly isFollowed: boolean } {
  const { tMs, xPx, yPx } = sample;
  const { newest } = state;
  if (!Number.isFinite(tMs) || (newest && !(tMs > newest.tMs))) return { state, isFollowed: false };
  const isValid = sample.isValid && Number.isFinite(xPx) && Number.isFinite(yPx);
  const creditMs = newest?.isValid && isValid ? Math.min(tMs - newest.tMs, settings.maxCreditMs) : 0;
  const kept = state.seen.filter((one) => one.tMs > tMs - settings.turnMs);
  const seen = isValid ? [...kept, { tMs, xPx, yPx, creditMs }] : kept;
  const next: DotState = { ...state, newest: { tMs, isValid }, seen };
  return { state: next, isFollowed: isValid && isFollowed(next, tMs, centre, settings) };
}

function isFollowed(state: DotState, nowMs: number, centre: PagePlace, settings: DotSettings): boolean {
  const { turnMs, leastSeenShare, longestLagMs, largestRmsPx, largestOffsetPx } = settings;
  // Before a whole turn has been shown nobody can have followed one.
  if (nowMs - state.startedMs < turnMs) return false;
  const seenMs = state.seen.reduce((sum, { creditMs }) => sum + creditMs, 0);
  if (seenMs < leastSeenShare * turnMs) return false;
  for (let lagMs = 0; lagMs <= longestLagMs; lagMs += LAG_STEP_MS) {
    const { offsetPx, rmsPx } = strayOf(state, lagMs, centre, settings);
    if (rmsPx <= largestRmsPx && offsetPx <= largestOffsetPx) return true;
  }
  return false;
}

/** How the gaze lies to where the dot was `lagMs` before: the mean of it, and what remains. Weighted by time. */
function strayOf(
  state: DotState,
  lagMs: number,
  centre: PagePlace,
  settings: DotSettings,
): { readonly offsetPx: number; readonly rmsPx: number } {
  let [weight, x, y, square] = [0, 0, 0, 0];
  for (const { tMs, xPx, yPx, creditMs } of state.seen) {
    const dot = dotAt(centre, state, tMs - lagMs, settings);
    const [dx, dy] = [xPx - dot.xPx, yPx - dot.yPx];
    weight += creditMs;
    x += creditMs * dx;
    y += creditMs * dy;
    square += creditMs * (dx * dx + dy * dy);
  }
  const offsetPx = Math.hypot(x, y) / weight;
  return { offsetPx, rmsPx: Math.sqrt(Math.max(0, square / weight - offsetPx ** 2)) };
}
