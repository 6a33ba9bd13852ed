import type { BraceBuild } from '../../../protocol/brace.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';
import type { Kinematics } from './kinematics.ts';
import { pulsesFromAngles } from './servoMap.ts';

/** Yaw, pitch and roll in 32nds of a degree, as the firmware computes them. */
export type MappedPose = readonly [number, number, number];

/**
 * Forward kinematics for a chip without floating point: each angle of the pose as a polynomial of the three pulses, in the
 * firmware's own integers. Half-spaces over the pulses themselves cannot bound the pose: what they enclose is convex, what the
 * hard range looks like in pulses is not, and a narrow range was left by up to 19° (`npm run fuzz -- guards`).
 */
export interface PoseMap {
  /** For yaw, pitch and roll the factor of each of `POSE_TERMS`: 32nds of a degree where every deviation is 1024 µs. */
  readonly factors: PerServo<readonly number[]>;
}

const DEGREE = 4;
/** Exponents of the three deviations, highest first: the order of Horner's scheme. */
export const POSE_TERMS: readonly PerServo<number>[] = Array.from({ length: 5 ** 3 }, (_, n) => {
  const exponents: PerServo<number> = [4 - Math.floor(n / 25), 4 - (Math.floor(n / 5) % 5), 4 - (n % 5)];
  return exponents;
}).filter(([a, b, c]) => a + b + c <= DEGREE);

const PARTS_PER_DEGREE = 32;
/** Deviations beyond are mapped as this one; no range reaches it. */
export const LARGEST_DEVIATION_US = 767;
const US_PER_UNIT = 1024;
/** Of 1024 µs, in 16 bits. */
const PARTS_PER_UNIT = 2 ** 15;
const LARGEST_PART = 4095;

const FITTED_TERMS = POSE_TERMS.slice(0, -1);

/** Shells of poses that the polynomials are fitted to, in shares of the range: also just outside, where they decide. */
const SHELLS = [0.2, 0.4, 0.6, 0.8, 0.9, 1, 1.08];
const POSES_PER_SHELL = 150;

/** Fits the map to a mechanism over the widest range that it may have. @param semiAxesDeg of that range. */
export function poseMapOf(build: BraceBuild, kinematics: Kinematics, semiAxesDeg: Pose): PoseMap {
  const equations: number[][] = [];
  for (const pose of shellPoses(semiAxesDeg)) {
    const solution = kinematics.inverse(pose);
    if (solution.kind === 'unreachable') continue;
    const pulsesUs = pulsesFromAngles(solution.anglesDeg, build.servos);
    const unit = (servo: 0 | 1 | 2): number =>
      (pulsesUs[servo] - build.servos[servo].referenceUs) / US_PER_UNIT;
    const [x, y, z] = [unit(0), unit(1), unit(2)];
    const terms = FITTED_TERMS.map(([a, b, c]) => x ** a * y ** b * z ** c);
    equations.push([...terms, pose.yawDeg, pose.pitchDeg, pose.rollDeg]);
  }
  const solved = leastSquares(equations, FITTED_TERMS.length);
  // The reference pulses are the reference pose: the term without a deviation, the last, is 0.
  const factorsOf = (axis: 0 | 1 | 2): number[] => [
    ...solved.map((factors) => Math.round(PARTS_PER_DEGREE * Number(factors[axis]))),
    0,
  ];
  return { factors: [factorsOf(0), factorsOf(1), factorsOf(2)] };
}

function shellPoses({ yawDeg, pitchDeg, rollDeg }: Pose): Pose[] {
  return SHELLS.flatMap((share) =>
    Array.from({ length: POSES_PER_SHELL }, (_, index) => {
      const height = 1 - (2 * index + 1) / POSES_PER_SHELL;
      const radius = Math.sqrt(1 - height * height);
      const angle = Math.PI * (3 - Math.sqrt(5)) * index;
      return {
        yawDeg: share * yawDeg * radius * Math.cos(angle),
        pitchDeg: share * pitchDeg * radius * Math.sin(angle),
        rollDeg: share * rollDeg * height,
      };
    }),
  );
}

/**
 * For each of the first `count` columns the factors that give the three others best: the normal equations, by Gauss-Jordan
 * elimination. They are positive definite and need no pivots.
 */
function leastSquares(equations: readonly number[][], count: number): number[][] {
  const columns = Array.from({ length: count }, (_, column) => column);
  const normal = columns.map((column) => {
    const sum = new Array<number>(count + 3).fill(0);
    for (const equation of equations) addScaled(sum, equation, Number(equation[column]));
    return sum;
  });
  for (const [column, lead] of normal.entries()) {
    addScaled(lead, lead, 1 / Number(lead[column]) - 1);
    for (const row of normal) if (row !== lead) addScaled(row, lead, -Number(row[column]));
  }
  return normal.map((row) => row.slice(count));
}

function addScaled(to: number[], from: readonly number[], scale: number): void {
  for (let k = 0; k < to.length; k++) to[k] = Number(to[k]) + Number(from[k]) * scale;
}

/** The pose of pulses, bit for bit as the firmware computes it. NaN for pulses that are not whole numbers. */
export function mapPose(
  { factors }: PoseMap,
  pulsesUs: PerServo<number>,
  referenceUs: PerServo<number>,
): MappedPose {
  const part = (servo: 0 | 1 | 2): number => {
    const deviationUs = pulsesUs[servo] - referenceUs[servo];
    const clamped = Math.max(-LARGEST_DEVIATION_US, Math.min(LARGEST_DEVIATION_US, deviationUs));
    return (clamped * PARTS_PER_UNIT) / US_PER_UNIT;
  };
  const parts: PerServo<number> = [part(0), part(1), part(2)];
  if (!pulsesUs.every(Number.isInteger)) return [Number.NaN, Number.NaN, Number.NaN];
  return [polynomial(factors[0], parts), polynomial(factors[1], parts), polynomial(factors[2], parts)];
}

function polynomial(factors: readonly number[], [first, second, third]: PerServo<number>): number {
  let next = 0;
  let outer = 0;
  for (let a = 0; a <= DEGREE; a++) {
    let middle = 0;
    for (let b = 0; b <= a; b++) {
      let inner = Number(factors[next++]);
      for (let c = 0; c < b; c++) inner = times(inner, third) + Number(factors[next++]);
      middle = times(middle, second) + inner;
    }
    outer = times(outer, first) + middle;
  }
  return Math.max(-LARGEST_PART, Math.min(LARGEST_PART, outer));
}

/** A product over 32768 from three products of bytes, the lowest left out: what the chip does in a fraction of the time. */
function times(a: number, b: number): number {
  const [highA, highB] = [a >> 8, b >> 8];
  return 2 * (highA * highB + ((highA * (b & 0xff)) >> 8) + ((highB * (a & 0xff)) >> 8));
}
