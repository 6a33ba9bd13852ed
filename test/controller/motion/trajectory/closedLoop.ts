import type { AxisLimits, AxisState, AxisTarget } from '../../../../controller/motion/trajectory.ts';
import { planAxes, trajectoryFault } from './planned.ts';

const TICK_S = 0.01;
const AXES = 3;
const MOST_FAULTS = 5;

export interface ClosedLoopReport {
  readonly ticks: number;
  readonly longestDuration: number;
  /** With the tick and the request, so that it can be repeated. */
  readonly faults: readonly string[];
}

/**
 * A controller at 100 Hz for a person who cannot make up their mind: targets jump and drift, limits are lowered and raised on the
 * fly, and every tick plans anew from the state commanded last. Each plan is judged by integration.
 */
export function runClosedLoop(ticks: number, seed: number): ClosedLoopReport {
  const random = mulberry32(seed);
  const faults: string[] = [];
  let longestDuration = 0;
  let limits = Array.from({ length: AXES }, () => randomLimits(random));
  let targets: AxisTarget[] = limits.map((limit) => randomTarget(random, limit));
  let drifts = targets.map(() => 0);
  let states: AxisState[] = targets.map(({ position }) => ({ position, velocity: 0, acceleration: 0 }));
  let tick = 0;
  for (; tick < ticks && faults.length < MOST_FAULTS; tick++) {
    if (random() < 0.02) limits = limits.map((limit) => (random() < 0.5 ? limit : randomLimits(random)));
    if (random() < 0.05) targets = targets.map((target, axis) => newTarget(random, target, limits[axis]));
    if (random() < 0.05) drifts = drifts.map(() => (random() < 0.5 ? 0 : (random() - 0.5) * 40 * TICK_S));
    targets = targets.map((target, axis) => drifted(target, drifts[axis] ?? 0, limits[axis]));
    const axes = states.map((start, axis) => axisOf(start, targets[axis], limits[axis]));
    try {
      const trajectory = planAxes(axes);
      const fault = trajectoryFault(axes, trajectory);
      if (fault !== undefined) faults.push(`tick ${tick}: ${fault}: ${JSON.stringify(axes)}`);
      longestDuration = Math.max(longestDuration, trajectory.duration);
      states = trajectory.at(TICK_S);
    } catch (error) {
      faults.push(`tick ${tick}: ${String(error)}: ${JSON.stringify(axes)}`);
    }
  }
  return { ticks: tick, longestDuration, faults };
}

function axisOf(start: AxisState, target: AxisTarget | undefined, limits: AxisLimits | undefined) {
  if (!target || !limits) throw new RangeError('an axis without target or limits');
  return { start, target, limits };
}

function randomLimits(random: () => number): AxisLimits {
  const log = (from: number, to: number): number => from * (to / from) ** random();
  const velocity = log(5, 120);
  const acceleration = log(20, 600);
  const isSymmetric = random() < 0.7;
  return {
    minVelocity: -velocity,
    maxVelocity: isSymmetric ? velocity : log(5, 120),
    minAcceleration: -acceleration,
    maxAcceleration: isSymmetric ? acceleration : log(20, 600),
    maxJerk: log(100, 6000),
  };
}

/** Most targets are to be stopped at; some are to be passed with a velocity. */
function randomTarget(random: () => number, { minVelocity, maxVelocity }: AxisLimits): AxisTarget {
  const velocity = random() < 0.8 ? 0 : minVelocity + random() * (maxVelocity - minVelocity);
  return { position: (random() - 0.5) * 120, velocity };
}

function newTarget(random: () => number, target: AxisTarget, limits: AxisLimits | undefined): AxisTarget {
  return limits && random() < 0.5 ? randomTarget(random, limits) : target;
}

/** Lowered limits may have made the target velocity impossible. */
function drifted(target: AxisTarget, drift: number, limits: AxisLimits | undefined): AxisTarget {
  const { minVelocity = 0, maxVelocity = 0 } = limits ?? {};
  return {
    position: target.position + drift,
    velocity: Math.min(maxVelocity, Math.max(minVelocity, target.velocity)),
  };
}

/** A small generator of repeatable pseudo-random numbers in [0, 1), after Tommy Ettinger's public-domain mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
