import type { EyePosition, EyePositions } from '../../protocol/trackers.ts';

/** A head box of ±15 cm sideways, ±10 cm in height and in distance (reference/gaze.md §2, PCEye Go), about 60 cm away. */
export const HALF_WIDTH_MM = 150;
export const HALF_HEIGHT_MM = 100;
export const NEAREST_MM = 500;
export const FARTHEST_MM = 700;

/** A place before the camera as the person sees it in a mirror: x + to their right, y + up. */
export interface MirrorSpot {
  readonly xMm: number;
  readonly yMm: number;
}

/** Where the eyes are in the head box, in words and for the picture. */
export interface HeadBox {
  readonly seen: 'untold' | 'neither' | 'left' | 'right' | 'both';
  readonly sideways: 'unknown' | 'inside' | 'tooFarLeft' | 'tooFarRight';
  readonly height: 'unknown' | 'inside' | 'tooLow' | 'tooHigh';
  readonly distance: 'unknown' | 'inside' | 'tooNear' | 'tooFar';
  readonly distanceMm: number | null;
  /** Null where which side is which is not known. */
  readonly spots: { readonly left: MirrorSpot; readonly right: MirrorSpot } | null;
}

const UNTOLD: HeadBox = {
  seen: 'untold',
  sideways: 'unknown',
  height: 'unknown',
  distance: 'unknown',
  distanceMm: null,
  spots: null,
};

/**
 * Which way a tracker's x points is not told: it is read off the two eyes, so with one eye nothing is said of left and right. Its y
 * is taken for + up.
 */
export function headBoxOf(eyes: EyePositions | null): HeadBox {
  if (!eyes) return UNTOLD;
  const { left, right } = eyes;
  const seen = [left, right].filter((eye) => eye !== null);
  if (seen.length === 0) return { ...UNTOLD, seen: 'neither' };
  const mean = (of: (eye: EyePosition) => number) =>
    seen.reduce((sum, eye) => sum + of(eye), 0) / seen.length;
  const distanceMm = mean(({ zMm }) => zMm);
  const yMm = mean((eye) => eye.yMm);
  const spots = left && right && left.xMm !== right.xMm ? mirrored(left, right) : null;
  return {
    seen: left && right ? 'both' : left ? 'left' : 'right',
    sideways: spots ? sidewaysOf((spots.left.xMm + spots.right.xMm) / 2) : 'unknown',
    height: within(yMm, -HALF_HEIGHT_MM, HALF_HEIGHT_MM, 'tooLow', 'tooHigh'),
    distance: within(distanceMm, NEAREST_MM, FARTHEST_MM, 'tooNear', 'tooFar'),
    distanceMm,
    spots,
  };
}

function mirrored(left: EyePosition, right: EyePosition): HeadBox['spots'] {
  const toTheRight = Math.sign(right.xMm - left.xMm);
  const spot = ({ xMm, yMm }: EyePosition): MirrorSpot => ({ xMm: xMm * toTheRight, yMm });
  return { left: spot(left), right: spot(right) };
}

function sidewaysOf(xMm: number): HeadBox['sideways'] {
  return within(xMm, -HALF_WIDTH_MM, HALF_WIDTH_MM, 'tooFarLeft', 'tooFarRight');
}

function within<Low extends string, High extends string>(
  value: number,
  least: number,
  most: number,
  low: Low,
  high: High,
): Low | High | 'inside' {
  if (value < least) return low;
  return value > most ? high : 'inside';
}
