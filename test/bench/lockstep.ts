import '../../sim/lockstep/virtualTime.ts';

/**
 * How many times real time the whole stack runs in lock-step: firmware, johnny-five, control and physics, standing still and
 * then moving. A process of its own, since virtual time cannot be left again. Prints one JSON line.
 */
const { createRig } = await import('../../sim/rig/rig.ts');
const { arm, bringToStandby, createMover } = await import('../controller/control/session.ts');

const rig = await createRig({ seed: 1 });
await bringToStandby(rig);
await arm(rig, 'page');
const mover = createMover(rig);
const wall = process.cpuUsage();
const startMs = rig.lockstep.timeMs;
for (const movement of ['turnLeft', 'turnRight', 'nodDown', 'nodUp', 'turnLeft', 'turnRight'] as const) {
  await mover.move(movement);
  await rig.lockstep.until(() => rig.telemetry?.state === 'ready', 3000, movement);
  await rig.lockstep.advance(1500);
}
const { user, system } = process.cpuUsage(wall);
console.log(
  JSON.stringify({ simulatedS: (rig.lockstep.timeMs - startMs) / 1000, cpuS: (user + system) / 1e6 }),
);
process.exit(0);
