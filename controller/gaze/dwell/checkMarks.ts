import type { ScreenGeometry } from '../../../protocol/screenGeometry.ts';
import type { GazeTarget, Rect } from './layout.ts';

/** Where the side marks are, and the least that tells left from right (protocol `lookToSide`). */
const MARK_DEG = 12;
const LEAST_MARK_DEG = 10;
/** How far the upper mark is, and the least that tells up from down: a screen is lower than it is wide. */
const UP_DEG = 10;
const LEAST_UP_DEG = 6;
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
  /** How far from the middle of the screen the marks aside and above lie; `isEstimated` where nobody has measured it. */
  | {
      readonly kind: 'marks';
      readonly offsetPx: number;
      readonly upPx: number;
      readonly isEstimated: boolean;
    }
  /** Where the page lies on the screen is not known. */
  | { readonly kind: 'notFilled' }
  /** No mark 10° aside, or none 6° above, is clear of STOP and of the border. */
  | { readonly kind: 'tooNarrow' };

/**
 * Where the marks of the check go, in CSS pixels: 12° to either side and 10° up, or less where something would be looked at that a look
 * chooses, but never under 10° and 6°.
 */
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
  const isClear = (rightPx: number, upPx: number): boolean =>
    targets.every((target) => isClearOf(target, widthPx / 2 + rightPx, heightPx / 2 + upPx));
  const offsetPx = furthest(MARK_DEG, LEAST_MARK_DEG, offsetOf, (px) => isClear(px, 0) && isClear(-px, 0));
  const upPx = furthest(UP_DEG, LEAST_UP_DEG, offsetOf, (px) => isClear(0, -px));
  if (offsetPx === undefined || upPx === undefined) return { kind: 'tooNarrow' };
  return { kind: 'marks', offsetPx, upPx, isEstimated: screen === null };
}

function furthest(
  fromDeg: number,
  leastDeg: number,
  offsetOf: (deg: number) => number,
  isClear: (px: number) => boolean,
): number | undefined {
  for (let deg = fromDeg; deg >= leastDeg; deg -= 0.5) {
    const px = offsetOf(deg);
    if (isClear(px)) return px;
  }
  return undefined;
}

function isClearOf(target: GazeTarget, xPx: number, yPx: number): boolean {
  // A look at a mark chooses nothing.
  if (target.kind === 'dwell') return !isWithin(target.rect, xPx, yPx, CLEAR_PX);
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
