import type { ScreenPoint } from '../../protocol/gazeSample.ts';

/** Corners and middle as working clients place them, and for nine the middles of the edges (reference/gaze.md §5.2). */
const FIVE: readonly ScreenPoint[] = [
  { x: 0.5, y: 0.5 },
  { x: 0.85, y: 0.15 },
  { x: 0.85, y: 0.85 },
  { x: 0.15, y: 0.85 },
  { x: 0.15, y: 0.15 },
];
const NINE: readonly ScreenPoint[] = [
  ...FIVE,
  { x: 0.5, y: 0.15 },
  { x: 0.85, y: 0.5 },
  { x: 0.5, y: 0.85 },
  { x: 0.15, y: 0.5 },
];

export type PointCount = 5 | 9;
export const targetsOf = (count: PointCount): readonly ScreenPoint[] => (count === 5 ? FIVE : NINE);

/** In which third of the screen a point lies. */
export function placeOf({ x, y }: ScreenPoint): {
  readonly row: 'top' | 'middle' | 'bottom';
  readonly column: 'left' | 'middle' | 'right';
} {
  const third = (share: number) => Math.min(2, Math.max(0, Math.floor(share * 3)));
  const rows = ['top', 'middle', 'bottom'] as const;
  const columns = ['left', 'middle', 'right'] as const;
  return { row: rows[third(y)] ?? 'middle', column: columns[third(x)] ?? 'middle' };
}
