import type { GazePoint } from './fixation.ts';

/** A shorter loss is a lost sample, not a lid (reference/people.md §4: 5 % of blinks are shorter than 45 ms). */
export const SHORTEST_BLINK_MS = 45;
/** The lid covers the pupil on its way, and the gaze seems to dip (reference/domain.md §3.2, Midas rule 4). */
export const AROUND_BLINK_MS = 100;

/** A recording without the 100 ms on both sides of every blink or longer loss: what is seen there is the lid. */
export function withoutBlinkEdges(points: readonly GazePoint[]): readonly GazePoint[] {
  const blinks: { readonly fromMs: number; readonly toMs: number }[] = [];
  let fromMs: number | undefined;
  for (const { tMs, direction } of points) {
    if (direction && fromMs !== undefined && tMs - fromMs >= SHORTEST_BLINK_MS)
      blinks.push({ fromMs, toMs: tMs });
    fromMs = direction ? undefined : (fromMs ?? tMs);
  }
  if (fromMs !== undefined) blinks.push({ fromMs, toMs: Number.POSITIVE_INFINITY });
  return points.map((point) => {
    const isEdge = blinks.some(
      (blink) => point.tMs > blink.fromMs - AROUND_BLINK_MS && point.tMs < blink.toMs + AROUND_BLINK_MS,
    );
    return isEdge ? { tMs: point.tMs, direction: undefined } : point;
  });
}
