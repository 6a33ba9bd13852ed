import { advance, bringToRest, commandedPose, moveTo, pulsesFor } from '../../controller/control/movement.ts';
import { putInForce } from '../../controller/control/profileInForce.ts';
import { planPosition } from '../../controller/motion/trajectory.ts';
import { judgeFrame } from '../../controller/safety/guard.ts';
import { DEFAULT_PROFILE } from '../../protocol/profile.ts';
import { row, spread } from './statistics.ts';

const WARM_UP = 2000;
const SAMPLES = 20_000;

function timesUs(work: (index: number) => void): number[] {
  for (let index = 0; index < WARM_UP; index += 1) work(index);
  return Array.from({ length: SAMPLES }, (_, index) => {
    const startMs = performance.now();
    work(index);
    return (performance.now() - startMs) * 1000;
  });
}

/** Planning and the motion work of a whole tick, in microseconds. */
export function benchMotion(): void {
  const force = putInForce(DEFAULT_PROFILE, 'bench');
  const { parameters } = DEFAULT_PROFILE;
  const straight = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
  const pulsesUs = pulsesFor(straight, force) ?? [1500, 1500, 1500];
  const still = { kind: 'still', pulsesUs, pose: straight } as const;
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
  row(
    'plan, three axes',
    spread(
      timesUs((index) => void planPosition(start, targets[index % 64] ?? [], limits)),
      'µs',
    ),
  );

  const running = moveTo(still, { yawDeg: 20, pitchDeg: 5, rollDeg: 2 }, 'move', parameters);
  row(
    'a tick’s motion work',
    spread(
      timesUs((index) => {
        const moving = index % 10 === 0 ? bringToRest(running, parameters) : running;
        const motion = advance(moving, 10);
        const pose = commandedPose(motion);
        const pulses = pose && pulsesFor(pose, force);
        if (!pose || !pulses) throw new Error('No pulses.');
        judgeFrame(pose, pulses, 10, {
          limits: force.limits,
          referenceUs: force.referenceUs,
          envelope: force.envelope,
          speed: force.speed,
          previousPose: straight,
          history: [{ atMs: 0, pulsesUs }],
        });
      }),
      'µs',
    ),
  );
}
