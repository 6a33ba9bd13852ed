import '../../sim/lockstep/virtualTime.ts';

/**
 * How many times real time the whole stack runs in lock-step: firmware, johnny-five, control and physics, standing still and
 * moving. A process of its own, since virtual time cannot be left again. Prints one JSON line.
 */
const { realNowMs } = await import('../../sim/lockstep/clock.ts');
const { createRig } = await import('../../sim/rig/rig.ts');
const { arm, bringToStandby, createMover } = await import('../controller/control/session.ts');

const rig = await createRig({ seed: 1 });
await bringToStandby(rig);
await arm(rig, 'page');
const mover = createMover(rig);
const startedMs = realNowMs();
const simulatedFromMs = rig.lockstep.timeMs;
for (const movement of ['turnLeft', 'turnRight', 'nodDown', 'nodUp', 'turnLeft', 'turnRight'] as const) {
  await mover.move(movement);
  await rig.lockstep.until(() => rig.telemetry?.state === 'ready', 3000, movement);
  await rig.lockstep.advance(1500);
}
const simulatedS = (rig.lockstep.timeMs - simulatedFromMs) / 1000;
console.log(JSON.stringify({ simulatedS, wallS: (realNowMs() - startedMs) / 1000 }));
process.exit(0);
