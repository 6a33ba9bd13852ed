import type { Rect } from '../../controller/gaze/dwell/layout.ts';
import type { Place as ControlPlace } from '../../controller/gaze/dwell/screens.ts';

/** CSS pixels per degree of visual angle, as the dwell engine's hysteresis assumes (reference/gaze.md §7.1). */
export const PX_PER_DEG = 44;

/** Left, top, width and height in degrees: x to the right and y down from the centre of the page. */
type Box = readonly [leftDeg: number, topDeg: number, widthDeg: number, heightDeg: number];

/** The patient's page in a window of 1280 × 800 CSS px: what is inside its border. */
const INSIDE: Box = [-13.9, -8.45, 27.8, 16.9];

/** The places of the patient's page in that window (hmi/patient/patient.css): three rows of three beside a column for STOP. */
const PLACES = {
  topLeft: [-13.9, -5.9, 6.7, 4.1],
  top: [-6.7, -5.9, 8.7, 4.1],
  topRight: [2.5, -5.9, 6.7, 4.1],
  left: [-13.9, -1.3, 6.7, 5.1],
  centre: [-6.7, -1.3, 8.7, 5.1],
  right: [2.5, -1.3, 6.7, 5.1],
  bottomLeft: [-13.9, 4.3, 6.7, 4.1],
  bottom: [-6.7, 4.3, 8.7, 4.1],
  bottomRight: [2.5, 4.3, 6.7, 4.1],
  wholeBottom: [-13.9, 4.3, 23.1, 4.1],
  wideBottom: [-13.9, 4.3, 15.9, 4.1],
  wholeLeft: [-13.9, -5.9, 6.7, 9.7],
  wholeRight: [2.5, -5.9, 6.7, 9.7],
  stop: [9.7, -8.45, 4.2, 16.9],
} as const satisfies Readonly<Record<ControlPlace | 'centre' | 'stop', Box>>;

export type Place = keyof typeof PLACES;

/** A point on the plane of the page, in degrees from its centre, x to the right, y down. */
export interface PagePoint {
  readonly xDeg: number;
  readonly yDeg: number;
}

const toRect = ([leftDeg, topDeg, widthDeg, heightDeg]: Box): Rect => ({
  leftPx: leftDeg * PX_PER_DEG,
  topPx: topDeg * PX_PER_DEG,
  widthPx: widthDeg * PX_PER_DEG,
  heightPx: heightDeg * PX_PER_DEG,
});

export const INSIDE_RECT: Rect = toRect(INSIDE);

export function rectOf(place: Place): Rect {
  return toRect(PLACES[place]);
}

export function centreOf(place: Place): PagePoint {
  const [leftDeg, topDeg, widthDeg, heightDeg] = PLACES[place];
  return { xDeg: leftDeg + widthDeg / 2, yDeg: topDeg + heightDeg / 2 };
}

/** The window: half of 1280 × 800 CSS px to each side of the centre. */
const HALF_WIDTH_DEG = 640 / PX_PER_DEG;
const HALF_HEIGHT_DEG = 400 / PX_PER_DEG;

export function isOnPage({ xDeg, yDeg }: PagePoint): boolean {
  return Math.abs(xDeg) <= HALF_WIDTH_DEG && Math.abs(yDeg) <= HALF_HEIGHT_DEG;
}

/** Somewhere above the screen: whoever looks there passes no control of the middle column. */
export const AWAY: PagePoint = { xDeg: 0, yDeg: -25 };
