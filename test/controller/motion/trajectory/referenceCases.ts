import { readFileSync } from 'node:fs';
import type { AxisLimits, AxisState, AxisTarget } from '../../../../controller/motion/trajectory.ts';

/*
 * Reference cases of jerk-limited motion, made with Ruckig community 0.17.3 and checked by an independent solver, by integration
 * and by linear programmes. Units: deg, s and their derivatives; target accelerations are zero.
 */

export interface ReferenceAxis {
  readonly start: AxisState;
  readonly target: AxisTarget;
  readonly limits: AxisLimits;
  /** At the fractions `SAMPLE_FRACTIONS` of the reference duration. */
  readonly samples: readonly AxisState[];
  /** Of this axis on its own; only an upper bound where a start outside the limits leaves a choice. */
  readonly minimumDuration: number;
  readonly isExact: boolean;
  /** 0: do not compare states, 1: compare, 2: compare if slowed by a reduced cruise speed. */
  readonly comparison: number;
}

export interface ReferenceCase {
  readonly id: number;
  /** `v1` goes to a velocity, the others to a position. */
  readonly kind: string;
  readonly stratum: string;
  readonly duration: number;
  readonly isExact: boolean;
  readonly axes: readonly ReferenceAxis[];
}

export const SAMPLE_FRACTIONS = [0.1, 0.3, 0.5, 0.7, 0.9];

/** A line of the files: kind, stratum, axes, duration, durations alone, braking preludes, soft duration, samples, comparison. */
interface CaseLine {
  id: number;
  k: string;
  g: string;
  d: number[][];
  T?: number;
  Ti?: number[];
  b?: number[];
  Ts?: number;
  x?: number[][];
  u?: number[];
}

export function readReferenceCases(fileName: string): ReferenceCase[] {
  return readFileSync(new URL(fileName, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => referenceCase(JSON.parse(line)));
}

function referenceCase({ id, k, g, d, T, Ti, b, Ts, x = [], u }: CaseLine): ReferenceCase {
  const duration = T ?? Ts ?? Number.NaN; // what Ruckig failed at has only Ts
  const axes = d.map((row, index): ReferenceAxis => {
    const isExact = T !== undefined && (b?.[index] ?? 0) === 0;
    return {
      ...axisOf(row),
      samples: x.map((states) => stateOf(states.slice(3 * index))),
      minimumDuration: Ti?.[index] ?? duration,
      isExact,
      comparison: u?.[index] ?? (isExact ? 1 : 0),
    };
  });
  return { id, kind: k, stratum: `${k} ${g}`, duration, isExact: axes.every((axis) => axis.isExact), axes };
}

function axisOf(row: readonly number[]): Pick<ReferenceAxis, 'start' | 'target' | 'limits'> {
  const number = (index: number): number => row[index] ?? Number.NaN;
  return {
    start: stateOf(row),
    target: { position: number(3), velocity: number(4) },
    limits: {
      minVelocity: number(5),
      maxVelocity: number(6),
      minAcceleration: number(7),
      maxAcceleration: number(8),
      maxJerk: number(9),
    },
  };
}

function stateOf(row: readonly number[]): AxisState {
  const [position = Number.NaN, velocity = Number.NaN, acceleration = Number.NaN] = row;
  return { position, velocity, acceleration };
}
