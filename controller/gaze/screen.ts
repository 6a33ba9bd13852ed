import type { Direction, ScreenPoint } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';
import type { ScreenGeometry } from '../../protocol/screenGeometry.ts';
import { directionOf, fromHead, toHead, type Vector, vectorOf } from './frames.ts';

/** The eyes sit so far in front of the axis of the neck (reference/gaze.md §6.5: 10–12 cm) and move sideways as the head turns. */
const EYES_FORWARD_MM = 110;
const NEUTRAL: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

/**
 * The direction in which a place on the screen lies: in the head for a screen on the head, else against the trunk, as the eyes see
 * it from where the head has carried them. On a screen at 65 cm that place shifts by 5° in a turn of 30°.
 */
export function directionOnScreen(
  point: ScreenPoint,
  screen: ScreenGeometry,
  head: Pose = NEUTRAL,
): Direction {
  const { widthMm, heightMm, distanceMm } = screen;
  const flat: Vector = [distanceMm, (0.5 - point.x) * widthMm, (0.5 - point.y) * heightMm];
  const [x, y, z] = fromHead(flat, centreOf(screen));
  const [eyeX, eyeY, eyeZ] = eyeShift(screen, head);
  return directionOf([x - eyeX, y - eyeY, z - eyeZ]);
}

/** The place on the screen in that direction, or undefined for one that never meets its plane. */
export function pointOnScreen(
  direction: Direction,
  screen: ScreenGeometry,
  head: Pose = NEUTRAL,
): ScreenPoint | undefined {
  const { widthMm, heightMm, distanceMm } = screen;
  const [rayX, rayY, rayZ] = toHead(vectorOf(direction), centreOf(screen));
  const [eyeX, eyeY, eyeZ] = toHead(eyeShift(screen, head), centreOf(screen));
  const lengthMm = (distanceMm - eyeX) / rayX;
  if (!(lengthMm > 0 && Number.isFinite(lengthMm))) return undefined;
  return {
    x: 0.5 - (eyeY + lengthMm * rayY) / widthMm,
    y: 0.5 - (eyeZ + lengthMm * rayZ) / heightMm,
  };
}

/** Pixels per degree in the middle of the screen; toward its edges there are more of them. */
export function pxPerDegree({ widthMm, distanceMm }: ScreenGeometry, widthPx: number): number {
  return ((Math.tan(Math.PI / 180) * distanceMm) / widthMm) * widthPx;
}

/** How far outside the screen a place lies, in degrees as seen from straight in front of it; 0 on the screen. */
export function degreesOutside(
  point: ScreenPoint,
  { widthMm, heightMm, distanceMm }: ScreenGeometry,
): number {
  const beyond = (fraction: number): number => Math.max(0, -fraction, fraction - 1);
  const outsideMm = Math.hypot(beyond(point.x) * widthMm, beyond(point.y) * heightMm);
  return (Math.atan2(outsideMm, distanceMm) * 180) / Math.PI;
}

function centreOf({ centre }: ScreenGeometry): Pose {
  return { ...centre, rollDeg: 0 };
}

function eyeShift({ mount }: ScreenGeometry, head: Pose): Vector {
  if (mount === 'head') return [0, 0, 0];
  const [x, y, z] = fromHead([EYES_FORWARD_MM, 0, 0], head);
  return [x - EYES_FORWARD_MM, y, z];
}
