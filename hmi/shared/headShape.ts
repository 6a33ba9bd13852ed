import {
  type Matrix3,
  multiply,
  rotationFromPose,
  type Vector3,
} from '../../controller/motion/kinematics/rotation.ts';
import type { Pose } from '../../protocol/pose.ts';

/**
 * Where the head is seen from. `mirror`: as the person sees themselves in a mirror, so that their left is on the left.
 * `side`: from their right, so that the nose points to the right and a nod is plain.
 */
export type Camera = 'mirror' | 'side';

/** A point of the drawing: right and down, in units of half a head's height. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One head, seen from one side. Lines that the head hides are left out. */
export interface HeadLines {
  readonly outline: {
    readonly x: number;
    readonly y: number;
    readonly rx: number;
    readonly ry: number;
    readonly tiltDeg: number;
  };
  readonly nose: readonly Point[];
  readonly eyes: readonly (readonly Point[])[];
  readonly mouth: readonly Point[];
  readonly midline: readonly Point[];
  readonly band: readonly Point[];
  readonly ears: readonly (readonly Point[])[];
}

/** Half depth, half width, half height of the skull; the head turns about a point below its centre, in the neck. */
const SEMI_AXES: Vector3 = [0.92, 0.74, 1];
const CENTRE: Vector3 = [0.14, 0, 0.95];

const add = (a: Vector3, b: Vector3): Vector3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

function project([x, y, z]: Vector3, camera: Camera): Point {
  return camera === 'mirror' ? { x: -y, y: -z } : { x, y: -z };
}

function facesViewer(normal: Vector3, camera: Camera): boolean {
  return camera === 'mirror' ? normal[0] > 0 : normal[1] < 0;
}

/** A point of the surface: longitude toward the person's left, latitude up, both in degrees. */
function surface(longitudeDeg: number, latitudeDeg: number): Vector3 {
  const longitude = (longitudeDeg * Math.PI) / 180;
  const latitude = (latitudeDeg * Math.PI) / 180;
  return [
    SEMI_AXES[0] * Math.cos(latitude) * Math.cos(longitude),
    SEMI_AXES[1] * Math.cos(latitude) * Math.sin(longitude),
    SEMI_AXES[2] * Math.sin(latitude),
  ];
}

const normalAt = ([x, y, z]: Vector3): Vector3 => [
  x / SEMI_AXES[0] ** 2,
  y / SEMI_AXES[1] ** 2,
  z / SEMI_AXES[2] ** 2,
];

const range = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1));

/** The longest visible run of a curve on the surface. */
function visible(curve: readonly Vector3[], rotation: Matrix3, camera: Camera): Point[] {
  let longest: Point[] = [];
  let run: Point[] = [];
  for (const point of curve) {
    if (facesViewer(multiply(rotation, normalAt(point)), camera)) {
      run.push(project(multiply(rotation, add(CENTRE, point)), camera));
      if (run.length > longest.length) longest = run;
    } else run = [];
  }
  return longest;
}

/** The outline of the turned ellipsoid: its shadow, an ellipse whose axes are those of the projected covariance. */
function outlineOf(rotation: Matrix3, camera: Camera): HeadLines['outline'] {
  let [xx, xy, yy] = [0, 0, 0];
  for (const axis of [0, 1, 2] as const) {
    const unit: Vector3 = [
      axis === 0 ? SEMI_AXES[0] : 0,
      axis === 1 ? SEMI_AXES[1] : 0,
      axis === 2 ? SEMI_AXES[2] : 0,
    ];
    const { x, y } = project(multiply(rotation, unit), camera);
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const mean = (xx + yy) / 2;
  const spread = Math.hypot((xx - yy) / 2, xy);
  const { x, y } = project(multiply(rotation, CENTRE), camera);
  return {
    x,
    y,
    rx: Math.sqrt(mean + spread),
    ry: Math.sqrt(Math.max(0, mean - spread)),
    tiltDeg: (Math.atan2(2 * xy, xx - yy) * 90) / Math.PI,
  };
}

function ring(longitudeDeg: number, latitudeDeg: number, radiusDeg: number): Vector3[] {
  return range(0, 360, 17).map((angleDeg) => {
    const angle = (angleDeg * Math.PI) / 180;
    return surface(
      longitudeDeg + (radiusDeg * Math.cos(angle)) / Math.cos((latitudeDeg * Math.PI) / 180),
      latitudeDeg + radiusDeg * 0.62 * Math.sin(angle),
    );
  });
}

const CURVES = {
  eyes: [ring(24, 6, 8), ring(-24, 6, 8)],
  ears: [ring(96, -4, 11), ring(-96, -4, 11)],
  mouth: range(-19, 19, 13).map((longitude) =>
    surface(longitude, -36 - 3 * Math.cos((longitude * Math.PI) / 38)),
  ),
  midline: range(84, 28, 15).map((latitude) => surface(0, latitude)),
  band: range(-180, 180, 73).map((longitude) => surface(longitude, 30)),
  nose: [surface(0, 8), add(surface(0, -14), [0.24, 0, 0]), surface(0, -20)],
} as const;

/** The lines of a head in the given pose: the same convention as protocol/pose.ts, nothing measured is added or smoothed. */
export function headLines(pose: Pose, camera: Camera): HeadLines {
  const rotation = rotationFromPose(pose);
  const see = (curve: readonly Vector3[]) => visible(curve, rotation, camera);
  return {
    outline: outlineOf(rotation, camera),
    nose: CURVES.nose.map((point) => project(multiply(rotation, add(CENTRE, point)), camera)),
    eyes: CURVES.eyes.map(see),
    mouth: see(CURVES.mouth),
    midline: see(CURVES.midline),
    band: see(CURVES.band),
    ears: CURVES.ears.map(see),
  };
}

/** SVG path data of a run of points, to a hundredth of a unit. */
export function pathData(points: readonly Point[]): string {
  const numbers = points.map(({ x, y }) => `${x.toFixed(3)} ${y.toFixed(3)}`);
  return numbers.length === 0 ? '' : `M${numbers.join('L')}`;
}
