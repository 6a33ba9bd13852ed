/** A rectangle of the page, in CSS pixels from the top left corner of the viewport. */
export interface Rect {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Chosen by resting on it for `dwellMs` of valid time. */
export interface DwellTarget {
  readonly kind: 'dwell';
  readonly id: string;
  readonly rect: Rect;
  readonly dwellMs: number;
  /**
   * A look that broke off is remembered for a moment. Never where the choice leads to motion: that takes one look without an
   * exit (reference/gaze.md §3).
   */
  readonly isRemembered: boolean;
}

/** Acts as soon as the gaze is on it. `outside` is everything but a rectangle: the border of the page. */
export interface StopTarget {
  readonly kind: 'stop';
  readonly id: string;
  readonly rect: Rect;
  readonly side: 'inside' | 'outside';
}

export type GazeTarget = DwellTarget | StopTarget;

/**
 * Everything that can be looked at. Any control that is added, removed, moved or given another meaning needs another
 * `version`, so that it never inherits the dwell of what was there before.
 */
export interface DwellLayout {
  readonly version: number;
  readonly targets: readonly GazeTarget[];
}

function contains(rect: Rect, xPx: number, yPx: number, marginPx: number): boolean {
  return (
    xPx >= rect.leftPx - marginPx &&
    xPx <= rect.leftPx + rect.widthPx + marginPx &&
    yPx >= rect.topPx - marginPx &&
    yPx <= rect.topPx + rect.heightPx + marginPx
  );
}

function distanceToCentre({ rect }: DwellTarget, xPx: number, yPx: number): number {
  return Math.hypot(xPx - rect.leftPx - rect.widthPx / 2, yPx - rect.topPx - rect.heightPx / 2);
}

/**
 * What a point lies on. Stop targets come first and are never shadowed nor covered. The target that has the gaze is larger by
 * `hysteresisPx` (reference/gaze.md §3: 0.5°); where two overlap, the nearer centre wins.
 * @param coveredIds dwell targets that something lies over at this point: what is not seen is not looked at
 */
export function hitTest(
  layout: DwellLayout,
  xPx: number,
  yPx: number,
  currentId: string | undefined,
  hysteresisPx: number,
  coveredIds: readonly string[] = [],
): GazeTarget | undefined {
  let nearest: DwellTarget | undefined;
  let nearestPx = Number.POSITIVE_INFINITY;
  for (const target of layout.targets) {
    if (target.kind === 'stop') {
      if (contains(target.rect, xPx, yPx, 0) === (target.side === 'inside')) return target;
      continue;
    }
    if (coveredIds.includes(target.id)) continue;
    if (!contains(target.rect, xPx, yPx, target.id === currentId ? hysteresisPx : 0)) continue;
    const distancePx = distanceToCentre(target, xPx, yPx);
    if (distancePx < nearestPx) {
      nearest = target;
      nearestPx = distancePx;
    }
  }
  return nearest;
}
