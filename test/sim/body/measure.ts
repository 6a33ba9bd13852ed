// Measures the simulated body and prints the figures that the documentation quotes: node
// test/sim/body/measure.ts
import { angleBetweenDeg, rotationFromPose } from '../../../controller/motion/kinematics/rotation.ts';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { createBody } from '../../../sim/body/body.ts';
import { SERVO, SERVO_STIFFNESS_NM_PER_DEG } from '../../../sim/body/servo.ts';
import { command, hardLimitPoses, kinematics, moveTo, poseAskedFor, run, STRAIGHT } from './brace.ts';

function angle(a: Pose, b: Pose): number {
  return angleBetweenDeg(rotationFromPose(a), rotationFromPose(b));
}

function summary(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return `mean ${mean.toFixed(2)}, p95 ${at(0.95)}, max ${at(1)} (n ${sorted.length})`;
}

const body = await createBody({ build: DEFAULT_BUILD, seed: 1 });
const found = {
  command: [] as number[],
  shafts: [] as number[],
  skull: [] as number[],
  holding: [] as number[],
};
let [movingPeak, gap, neckPeak, droop] = [0, 0, 0, 0];
const watch = (): void => {
  movingPeak = Math.max(movingPeak, ...body.servoTorquesNm().map(Math.abs));
  gap = Math.max(gap, body.loopGapM());
  neckPeak = Math.max(neckPeak, Math.hypot(...Object.values(body.neckTorqueNm())));
};
let from: Pose = STRAIGHT;
command(body, from);
for (const pose of hardLimitPoses(100)) {
  moveTo(body, from, pose, 1500 * Math.max(1, angle(from, pose) / 30), watch);
  run(body, 1000, watch);
  from = pose;
  const band = body.bandPose();
  const fromShafts = kinematics.forward(body.servoAnglesDeg(), pose);
  found.command.push(angle(band, poseAskedFor(pose)));
  if (fromShafts !== undefined) found.shafts.push(angle(band, fromShafts));
  found.skull.push(angle(body.skullPose(), band));
  found.holding.push(Math.max(...body.servoTorquesNm().map(Math.abs)));
  droop = Math.max(droop, band.pitchDeg - pose.pitchDeg);
}
const share = (torqueNm: number): string =>
  `${((100 * torqueNm) / SERVO.stallTorqueNm).toFixed(0)} % of stall`;
console.log(`band against command, °: ${summary(found.command)}; most droop in pitch ${droop.toFixed(2)}`);
console.log(`band against forward kinematics of the shafts, °: ${summary(found.shafts)}`);
console.log(`skull against band, °: ${summary(found.skull)}`);
console.log(`worst servo while holding, Nm: ${summary(found.holding)}; ${share(Math.max(...found.holding))}`);
console.log(`worst servo while moving at up to 30°/s, Nm: ${movingPeak.toFixed(2)}, ${share(movingPeak)}`);
console.log(`servo stiffness: ${SERVO_STIFFNESS_NM_PER_DEG.toFixed(2)} Nm/°`);
console.log(
  `neck, elastic moment at most: ${neckPeak.toFixed(2)} Nm; loop gap at most ${(gap * 1e6).toFixed(1)} µm`,
);

command(body, { yawDeg: 0, pitchDeg: 20, rollDeg: 0 });
run(body, 3000);
const start = body.bandPose();
let drift = 0;
run(body, 10_000, () => {
  drift = Math.max(drift, angle(body.bandPose(), start));
});
console.log(`10 s at 20° flexion: drift ${drift.toFixed(4)}°`);

command(body, STRAIGHT);
run(body, 3000);
const upright = body.skullPose();
for (const servo of [0, 1, 2] as const) body.setServoPulse(servo, null);
const passed = new Map<number, number>();
const cutAt = body.timeMs;
run(body, 1500, () => {
  for (const limit of [5, 10, 20, 45]) {
    const isPast = angle(body.skullPose(), upright) > limit;
    if (isPast && !passed.has(limit)) passed.set(limit, body.timeMs - cutAt);
  }
});
console.log(
  `fall from straight, power off: ${[...passed].map(([limit, ms]) => `${limit}° after ${ms} ms`).join(', ')}`,
);
body.dispose();

const timed = await createBody({ build: DEFAULT_BUILD, seed: 1 });
command(timed, { yawDeg: 10, pitchDeg: 5, rollDeg: 0 });
run(timed, 5000);
const rounds = Array.from({ length: 20 }, () => {
  const before = performance.now();
  run(timed, 2000);
  return (performance.now() - before) / 2;
});
const median = rounds.toSorted((a, b) => a - b)[10] ?? 0;
console.log(`step: median ${median.toFixed(1)} µs, ${(1000 / median).toFixed(0)} times real time`);
