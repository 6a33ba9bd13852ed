import type { DwellSettings, Focus } from './dwellState.ts';

/**
 * The focus after a sample on its control. Where a choice leads to motion a dwell is one look: somebody who reads along a wide control
 * rests on it for long and means nothing by it. What lies beside the look for as long as a look away begins another one; less
 * is a twitch, which does not count. `creditedBeforeMs` is what had been credited before the sample.
 */
export function followLook(
  focus: Focus,
  creditedBeforeMs: number | undefined,
  { xPx, yPx }: { readonly xPx: number; readonly yPx: number },
  creditMs: number,
  { lookRadiusPx, debounceMs }: DwellSettings,
): Focus {
  if (focus.phase !== 'gathering' || focus.isRemembered) return focus;
  const { look } = focus;
  if (!look) return { ...focus, look: { xPx, yPx, forMs: 0, besideMs: 0 } };
  if (Math.hypot(xPx - look.xPx, yPx - look.yPx) <= lookRadiusPx) {
    const forMs = look.forMs + creditMs;
    const share = forMs > 0 ? creditMs / forMs : 0;
    const middle = { xPx: look.xPx + share * (xPx - look.xPx), yPx: look.yPx + share * (yPx - look.yPx) };
    return { ...focus, look: { ...middle, forMs, besideMs: 0 } };
  }
  const besideMs = look.besideMs + creditMs;
  return besideMs < debounceMs
    ? { ...focus, creditedMs: creditedBeforeMs ?? 0, look: { ...look, besideMs } }
    : { ...focus, creditedMs: 0, look: { xPx, yPx, forMs: 0, besideMs: 0 } };
}
