import type { DwellSettings, DwellState, Focus, Look } from './dwellState.ts';
import type { DwellLayout, DwellTarget, GazeTarget, Rect } from './layout.ts';

interface Gaze {
  readonly xPx: number;
  readonly yPx: number;
}

/**
 * The focus after a sample on its control. Where a choice leads to motion a dwell is one look at the middle of the control, where its
 * label is: somebody who reads along a wide control, or rests on its edge, is on it for long and means nothing by it. What lies beside the
 * look for as long as a look away begins another one; less is a twitch, which does not count. `creditedBeforeMs` is what had
 * been credited before the sample.
 */
export function followLook(
  focus: Focus,
  target: DwellTarget,
  creditedBeforeMs: number | undefined,
  gaze: Gaze,
  creditMs: number,
  settings: DwellSettings,
): Focus {
  if (focus.phase !== 'gathering' || focus.isRemembered) return focus;
  const { look } = focus;
  const { xPx, yPx } = gaze;
  const isOnMiddle = isAimed(target.rect, gaze, settings.aimPx);
  if (!look) {
    return isOnMiddle ? { ...focus, look: { xPx, yPx, forMs: 0, besideMs: 0 } } : { ...focus, creditedMs: 0 };
  }
  if (isOnMiddle && isWithin(look, gaze, settings)) return { ...focus, look: longer(look, gaze, creditMs) };
  const besideMs = look.besideMs + creditMs;
  if (besideMs < settings.debounceMs)
    return { ...focus, creditedMs: creditedBeforeMs ?? 0, look: { ...look, besideMs } };
  return {
    ...focus,
    creditedMs: 0,
    look: isOnMiddle ? { xPx, yPx, forMs: 0, besideMs: 0 } : undefined,
  };
}

/** The second of two steps that looks choose in a layout; none has more than one. */
export function secondStepOf(
  { targets }: DwellLayout,
  { secondSteps }: DwellSettings,
): DwellTarget | undefined {
  return targets.find(
    (target): target is DwellTarget =>
      target.kind === 'dwell' && Number.isFinite(target.dwellMs) && secondSteps.includes(target.id),
  );
}

/**
 * The look outside every control, and whether it has withdrawn the second step of this layout: somebody who means it looks at the answer,
 * not for long at something else. While everything is blocked nobody can have answered yet.
 */
export function followElsewhere(
  { elsewhere, isWithdrawn, blockedUntilMs }: DwellState,
  target: GazeTarget | undefined,
  gaze: Gaze & { readonly tMs: number },
  creditMs: number,
  settings: DwellSettings,
): Pick<DwellState, 'elsewhere' | 'isWithdrawn'> {
  if (target?.kind === 'dwell' || gaze.tMs < blockedUntilMs) return { elsewhere: undefined, isWithdrawn };
  const { xPx, yPx } = gaze;
  const next =
    elsewhere && isWithin(elsewhere, gaze, settings)
      ? longer(elsewhere, gaze, creditMs)
      : { xPx, yPx, forMs: 0, besideMs: 0 };
  return { elsewhere: next, isWithdrawn: isWithdrawn || next.forMs >= settings.restsElsewhereMs };
}

/**
 * The stop target that has acted, until the gaze has left it for as long as a look away: STOP acts on entry, and whoever stays on it
 * while something else is chosen or shown has not entered it anew (reference/gaze.md §3, §6.2).
 */
export function followEntered(
  { entered, hit }: DwellState,
  targetId: string | undefined,
  creditMs: number,
  debounceMs: number,
): DwellState['entered'] {
  if (!entered || targetId === entered.targetId)
    return entered && { ...entered, outsideMs: 0, unseenSinceMs: undefined };
  const outsideMs = entered.outsideMs + (hit.targetId === entered.targetId ? 0 : creditMs);
  return outsideMs >= debounceMs ? undefined : { ...entered, outsideMs, unseenSinceMs: undefined };
}

function isWithin(look: Look, { xPx, yPx }: Gaze, { lookRadiusPx }: DwellSettings): boolean {
  return Math.hypot(xPx - look.xPx, yPx - look.yPx) <= lookRadiusPx;
}

/** The look with so much more of it. */
function longer(look: Look, { xPx, yPx }: Gaze, creditMs: number): Look {
  const forMs = look.forMs + creditMs;
  const share = forMs > 0 ? creditMs / forMs : 0;
  return {
    xPx: look.xPx + share * (xPx - look.xPx),
    yPx: look.yPx + share * (yPx - look.yPx),
    forMs,
    besideMs: 0,
  };
}

/** On the middle of a rectangle: no further from it than `aimPx` to any side, where it is larger than that. */
function isAimed({ leftPx, topPx, widthPx, heightPx }: Rect, { xPx, yPx }: Gaze, aimPx: number): boolean {
  return (
    (Math.abs(xPx - leftPx - widthPx / 2) <= aimPx || widthPx <= 2 * aimPx) &&
    (Math.abs(yPx - topPx - heightPx / 2) <= aimPx || heightPx <= 2 * aimPx)
  );
}
