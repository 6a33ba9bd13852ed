import type { ScreenGeometry } from '../../../protocol/screenGeometry.ts';
import type { GazeTarget, Rect } from './layout.ts';

/** Where the side marks are, and the least that tells left from right (protocol `lookToSide`). */
const MARK_DEG = 12;
const LEAST_MARK_DEG = 10;
/** Two degrees at 44 CSS px each: a tracker may be off by so much, and a look at STOP or the border would end the check. */
const CLEAR_PX = 88;
/** A person before a screen that nobody has measured (reference/domain.md §3.1: 65–80 cm), and the CSS inch. */
const USUAL_DISTANCE_MM = 650;
const CSS_PX_PER_MM = 96 / 25.4;

/** The screen that the page is on. */
export interface Display {
  readonly widthPx: number;
  readonly heightPx: number;
  /** The page fills it: a place on the page is the same place on the screen. */
  readonly isFilled: boolean;
}

export type MarkPlan =
  /** Side marks lie `offsetPx` from the middle of the screen; `isEstimated` where nobody has measured it. */
  | { readonly kind: 'marks'; readonly offsetPx: number; readonly isEstimated: boolean }
  /** Where the page lies on the screen is not known. */
  | { readonly kind: 'notFilled' }
  /** No mark 10° aside is clear of STOP and of the border. */
  | { readonly kind: 'tooNarrow' };

/** Where the marks of the check go, in CSS pixels: 12° to either side, or less where STOP would be looked at, but never under 10°. */
export function markPlan(
  screen: ScreenGeometry | null,
  display: Display,
  targets: readonly GazeTarget[],
): MarkPlan {
  if (!display.isFilled) return { kind: 'notFilled' };
  const { widthPx, heightPx } = display;
  const distanceMm = screen?.distanceMm ?? USUAL_DISTANCE_MM;
  const pxPerMm = screen ? widthPx / screen.widthMm : CSS_PX_PER_MM;
  const offsetOf = (deg: number): number => Math.tan((deg * Math.PI) / 180) * distanceMm * pxPerMm;
  const isClear = (offsetPx: number): boolean =>
    [-offsetPx, offsetPx].every((px) =>
      targets.every((target) => isClearOf(target, widthPx / 2 + px, heightPx / 2)),
    );
  for (let deg = MARK_DEG; deg >= LEAST_MARK_DEG; deg -= 0.5) {
    const offsetPx = offsetOf(deg);
    if (isClear(offsetPx)) return { kind: 'marks', offsetPx, isEstimated: screen === null };
  }
  return { kind: 'tooNarrow' };
}

function isClearOf(target: GazeTarget, xPx: number, yPx: number): boolean {
  if (target.kind === 'dwell') return true;
  const isInside = isWithin(target.rect, xPx, yPx, target.side === 'inside' ? CLEAR_PX : -CLEAR_PX);
  return isInside === (target.side === 'outside');
}

function isWithin(rect: Rect, xPx: number, yPx: number, marginPx: number): boolean {
  return (
    xPx >= rect.leftPx - marginPx &&
    xPx <= rect.leftPx + rect.widthPx + marginPx &&
    yPx >= rect.topPx - marginPx &&
    yPx <= rect.topPx + rect.heightPx + marginPx
  );
}
