import {
  advance,
  commandedPose,
  commandedSpeedDegPerS,
  type Motion,
  moveTo,
  pulsesFor,
} from '../../controller/control/movement.ts';
import { putInForce } from '../../controller/control/profileInForce.ts';
import { planPosition } from '../../controller/motion/trajectory.ts';
import { permittedVelocity } from '../../controller/safety/approach.ts';
import { UPRIGHT_GRAVITY } from '../../controller/safety/gravity.ts';
import { judgeFrame, remember, type SentPulses } from '../../controller/safety/guard.ts';
import { assessLoad, NO_LOAD_KNOWN } from '../../controller/safety/loadAssessment.ts';
import { stoppingRampOf } from '../../controller/safety/stoppingRamp.ts';
import { projectWish } from '../../controller/safety/wish.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import { DEFAULT_PROFILE } from '../../protocol/profile.ts';
import { percentile, row, spread } from './statistics.ts';

const WARM_UP = 2000;
const SAMPLES = 20_000;
const TICK_MS = 10;
/** Ruckig 0.17.3, -O3, three axes, on this class of machine (reference/trajectory/README.md). */
const RUCKIG_MEDIAN_US = [2.0, 2.3] as const;
const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

function timesUs(work: (index: number) => void): number[] {
  for (let index = 0; index < WARM_UP; index += 1) work(index);
  return Array.from({ length: SAMPLES }, (_, index) => {
    const startMs = performance.now();
    work(WARM_UP + index);
    return (performance.now() - startMs) * 1000;
  });
}

/** Planning and the motion work of a whole tick, in microseconds. */
export function benchMotion(): void {
  benchPlan();
  row('a tick’s motion work', spread(timesUs(tickOfMotion()), 'µs'));
  row('', 'wish, plan, at, envelope, inverse and guard in every tick of a head on the move');
  row('soft approach', spread(timesUs(approach()), 'µs'));
  row('load on neck and airway', spread(timesUs(load()), 'µs'));
}

function benchPlan(): void {
  const limits = [30, 20, 10].map((speed) => ({
    minVelocity: -speed,
    maxVelocity: speed,
    minAcceleration: -120,
    maxAcceleration: 120,
    maxJerk: 600,
  }));
  const start = [0, 0, 0].map((position) => ({ position, velocity: 0, acceleration: 0 }));
  const targets = Array.from({ length: 64 }, (_, index) =>
    [20, 10, 5].map((reach, axis) => ({ position: reach * Math.sin(index * (axis + 1)), velocity: 0 })),
  );
  const times = timesUs((index) => void planPosition(start, targets[index % 64] ?? [], limits));
  row('plan, three axes', spread(times, 'µs'));
  const [fast, slow] = RUCKIG_MEDIAN_US.map((us) => (percentile(times, 0.5) / us).toFixed(1));
  row('', `${slow}–${fast} times Ruckig’s ${RUCKIG_MEDIAN_US.join('–')} µs (measured elsewhere); goal: 3`);
}

/** Every call is one tick: a new wish now and then, a new plan from the middle of the motion, and all that judges its frame. */
function tickOfMotion(): (index: number) => void {
  const force = putInForce(DEFAULT_PROFILE, 'bench');
  const { parameters } = DEFAULT_PROFILE;
  const atRest = pulsesFor(STRAIGHT, force);
  if (!atRest) throw new Error('The default build cannot stand straight.');
  let motion: Exclude<Motion, { kind: 'none' }> = { kind: 'still', pulsesUs: atRest, pose: STRAIGHT };
  let history: readonly SentPulses[] = [{ atMs: 0, pulsesUs: atRest }];
  let pose: Pose = STRAIGHT;
  let fastestDegPerS = 0;
  return (index) => {
    const nowMs = (index + 1) * TICK_MS;
    const turn = Math.floor(index / 80);
    const wish = {
      yawDeg: 40 * Math.sin(turn),
      pitchDeg: 15 * Math.cos(2 * turn),
      rollDeg: 8 * Math.sin(3 * turn),
    };
    const projected = projectWish(pose, wish, force.envelope.soft);
    const isGranted = projected.kind === 'target' || projected.kind === 'shortened';
    const target = isGranted ? projected.target : pose;
    const next = advance(moveTo(motion, target, 'move', parameters), TICK_MS);
    const commanded = commandedPose(next);
    const pulsesUs = commanded && pulsesFor(commanded, force);
    if (next.kind === 'none' || !commanded || !pulsesUs) throw new Error('No pulses.');
    const verdict = judgeFrame(commanded, pulsesUs, nowMs, {
      limits: force.limits,
      referenceUs: force.referenceUs,
      envelope: force.envelope,
      speed: force.speed,
      previousPose: pose,
      history,
      readingsUs: [pulsesUs],
    });
    if (verdict.kind === 'refuse') throw new Error(`Tick ${index}: ${verdict.rule} ${verdict.detail}`);
    history = remember(history, { atMs: nowMs, pulsesUs });
    [motion, pose] = [next, commanded];
    fastestDegPerS = Math.max(fastestDegPerS, commandedSpeedDegPerS(next));
    if (index === SAMPLES && fastestDegPerS < 20) throw new Error('The head of the bench hardly moved.');
  };
}

function approach(): (index: number) => void {
  const { envelope } = putInForce(DEFAULT_PROFILE, 'bench');
  const ramp = stoppingRampOf(DEFAULT_PROFILE.parameters);
  return (index) => {
    const pose = { yawDeg: 29 * Math.sin(index), pitchDeg: 3, rollDeg: 1 };
    permittedVelocity(pose, { yawDeg: 30, pitchDeg: -5, rollDeg: 2 }, envelope.soft, ramp, TICK_MS / 1000);
  };
}

function load(): (index: number) => void {
  const { kinematics, profile } = putInForce(DEFAULT_PROFILE, 'bench');
  const { build, parameters } = profile;
  const model = { kinematics, build, parameters, gravityMPerS2: UPRIGHT_GRAVITY };
  const sums = build.servos.map((servo) => servo.potReferenceSum);
  const [a = 0, b = 0, c = 0] = sums;
  const appliedUs: PerServo<number> = [1501, 1499, 1502];
  let state = NO_LOAD_KNOWN;
  return (index) => {
    const uptimeMs = index * TICK_MS;
    state = assessLoad(state, { uptimeMs, appliedUs, potSum: [a, b, c], pose: STRAIGHT }, model, uptimeMs);
  };
}
