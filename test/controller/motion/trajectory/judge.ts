import {
  type AxisState,
  planPosition,
  planVelocity,
  type Trajectory,
} from '../../../../controller/motion/trajectory.ts';
import { type IntegratedMotion, integrate, integratedStateAt } from './integration.ts';
import { dipFault, type Fault, isFullJerk, isNear, limitFault, NOISE_S, TOLERANCE } from './limitFaults.ts';
import { type ReferenceAxis, type ReferenceCase, SAMPLE_FRACTIONS } from './referenceCases.ts';

const EXACT: AxisState = { position: TOLERANCE, velocity: TOLERANCE, acceleration: TOLERANCE };
/** Acceleration: what a jerk switch displaced by the permitted 1e-6 s makes at 1e4 deg/s³; not compared next to a switch. */
const SAMPLE: AxisState = { position: 1e-5, velocity: 1e-4, acceleration: 1e-2 };
const ANYWHERE = Number.POSITIVE_INFINITY;
const SWITCH_MARGIN_S = 1e-5;
const SPREAD_FRACTIONS = Array.from({ length: 16 }, (_, index) => ((index + 1) * 0.6180339887498949) % 1);

export function planReference(kind: string, axes: readonly ReferenceAxis[]): Trajectory {
  const own = structuredClone(axes); // the planner must not be able to alter what it is judged by
  const start = own.map((axis) => axis.start);
  const limits = own.map((axis) => axis.limits);
  if (kind === 'v1') {
    return planVelocity(
      start,
      own.map(({ target }) => target.velocity),
      limits,
    );
  }
  return planPosition(
    start,
    own.map((axis) => axis.target),
    limits,
  );
}

/** What is wrong with a trajectory planned for a reference case. */
export function judgeReference(reference: ReferenceCase, trajectory: Trajectory): Fault {
  const fault = durationFault(reference, trajectory);
  if (fault !== undefined) return fault;
  const motions: IntegratedMotion[] = [];
  for (const [index, axis] of reference.axes.entries()) {
    const motion = integrate(axis.start, trajectory.segments[index] ?? []);
    motions.push(motion);
    const found = axisFault(reference, axis, motion, trajectory.duration);
    if (found !== undefined) return `axis ${index}: ${found}`;
  }
  return evaluationFault(reference.axes, trajectory, motions);
}

function durationFault(
  reference: ReferenceCase,
  { duration, minimumDurations, segments }: Trajectory,
): Fault {
  const count = reference.axes.length;
  if (minimumDurations.length !== count || segments.length !== count) {
    return 'not one minimum duration and one segment list per axis';
  }
  if (!(Number.isFinite(duration) && duration >= 0)) return `duration ${duration}`;
  const isTooShort = reference.isExact && duration < reference.duration - TOLERANCE;
  if (isTooShort || duration > reference.duration + TOLERANCE) {
    return `duration ${duration}, reference ${reference.duration}`;
  }
  for (const [index, axis] of reference.axes.entries()) {
    const minimum = minimumDurations[index] ?? Number.NaN;
    const alone = axis.isExact ? axis.minimumDuration : planReference(reference.kind, [axis]).duration;
    if (!isNear(minimum, alone) || minimum > axis.minimumDuration + TOLERANCE) {
      return `axis ${index}: minimum duration ${minimum}, alone it takes ${alone}, reference ${axis.minimumDuration}`;
    }
  }
  return undefined;
}

function axisFault(
  reference: ReferenceCase,
  axis: ReferenceAxis,
  motion: IntegratedMotion,
  duration: number,
): Fault {
  const isPosition = reference.kind !== 'v1';
  const isComparable =
    axis.comparison === 1 || (axis.comparison === 2 && isSlowedByCruiseSpeed(motion, axis));
  return (
    pieceFault(motion, duration) ??
    endFault(axis, motion, isPosition ? EXACT : { ...EXACT, position: ANYWHERE }) ??
    limitFault(axis, motion, isPosition) ??
    (isPosition ? dipFault(axis, motion) : undefined) ??
    (isComparable && isNear(duration, reference.duration)
      ? sampleFault(axis, motion, reference.duration)
      : undefined)
  );
}

function pieceFault(motion: IntegratedMotion, duration: number): Fault {
  const broken = motion.pieces.find(
    (piece) => !(Number.isFinite(piece.duration) && piece.duration >= 0 && Number.isFinite(piece.jerk)),
  );
  if (broken !== undefined) return `segment of ${broken.duration} s with jerk ${broken.jerk}`;
  if (isNear(motion.duration, duration, NOISE_S)) return undefined;
  return `segments add up to ${motion.duration} s, duration is ${duration} s`;
}

function endFault({ target }: ReferenceAxis, motion: IntegratedMotion, tolerance: AxisState): Fault {
  const found = difference(motion.end, { ...target, acceleration: 0 }, tolerance);
  return found && `ends with ${found}`;
}

/** Full jerk, full acceleration and one cruise speed other than zero: the profile that the states of comparison 2 belong to. */
function isSlowedByCruiseSpeed({ pieces }: IntegratedMotion, { limits }: ReferenceAxis): boolean {
  const { minAcceleration, maxAcceleration, maxJerk } = limits;
  const shape = pieces.filter(({ duration }) => duration > NOISE_S);
  const plateaus = shape.filter(({ jerk }) => isNear(jerk, 0));
  const ramps = shape.filter(({ jerk }) => !isNear(jerk, 0));
  const cruises = plateaus
    .filter(({ from }) => isNear(from.acceleration, 0))
    .map(({ from }) => from.velocity);
  return (
    cruises.some((speed) => !isNear(speed, 0) && cruises.every((other) => isNear(other, speed))) &&
    plateaus.every(({ from }) =>
      [0, minAcceleration, maxAcceleration].some((level) => isNear(from.acceleration, level)),
    ) &&
    ramps.every(({ jerk }) => isFullJerk(Math.abs(jerk), maxJerk))
  );
}

function sampleFault(axis: ReferenceAxis, motion: IntegratedMotion, referenceDuration: number): Fault {
  for (const [index, sample] of axis.samples.entries()) {
    const time = (SAMPLE_FRACTIONS[index] ?? Number.NaN) * referenceDuration;
    const isNextToSwitch = motion.pieces.some(({ startTime }) => isNear(startTime, time, SWITCH_MARGIN_S));
    const tolerance = isNextToSwitch ? { ...SAMPLE, acceleration: ANYWHERE } : SAMPLE;
    const fault = difference(integratedStateAt(motion, time), sample, tolerance);
    if (fault !== undefined) return `reference sample at ${time} s: ${fault}`;
  }
  return undefined;
}

/** `at` agrees with the integrated segments; before the start it is the start, after the end it moves on at target velocity. */
function evaluationFault(
  axes: readonly ReferenceAxis[],
  trajectory: Trajectory,
  motions: readonly IntegratedMotion[],
): Fault {
  const { duration } = trajectory;
  const inside = [...SAMPLE_FRACTIONS, ...SPREAD_FRACTIONS].map((fraction) => fraction * duration);
  for (const time of [-0.25, 0, ...inside, duration, duration + 0.75]) {
    const states = trajectory.at(time);
    if (states.length !== motions.length) return `at(${time}) returns ${states.length} states`;
    for (const [index, motion] of motions.entries()) {
      const velocity = axes[index]?.target.velocity ?? Number.NaN;
      const beyond = velocity * (time - duration);
      const final = { position: motion.end.position + beyond, velocity, acceleration: 0 };
      const expected = time < duration ? integratedStateAt(motion, Math.max(0, time)) : final;
      const fault = difference(states[index], expected, EXACT);
      if (fault !== undefined) return `axis ${index}: at(${time}) returns ${fault}`;
    }
  }
  return undefined;
}

function difference(actual: AxisState | undefined, expected: AxisState, tolerance: AxisState): Fault {
  for (const quantity of ['position', 'velocity', 'acceleration'] as const) {
    const value = actual?.[quantity] ?? Number.NaN;
    if (!isNear(value, expected[quantity], tolerance[quantity])) {
      return `${quantity} ${value} instead of ${expected[quantity]}`;
    }
  }
  return undefined;
}
