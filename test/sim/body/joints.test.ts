import { afterEach, describe, expect, it } from 'vitest';
import { length, subtract, type Vector3 } from '../../../controller/motion/kinematics/rotation.ts';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { createEngine, type Engine, valueAt } from '../../../sim/body/engine.ts';
import { createJoints } from '../../../sim/body/joints.ts';
import { mjcf } from '../../../sim/body/mjcf.ts';

const engines: Engine[] = [];
async function newEngine(): Promise<Engine> {
  const engine = await createEngine(mjcf(DEFAULT_BUILD.geometry, 'head'));
  engines.push(engine);
  engine.updateKinematics();
  return engine;
}
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

function point(engine: Engine, view: 'xpos' | 'site_xpos', index: number): Vector3 {
  const part = (offset: number): number => valueAt(engine.view(view), 3 * index + offset);
  return [part(0), part(1), part(2)];
}

describe('the model at the reference pose', () => {
  it('has the dimensions of the build: links of 111 and 124 mm, a ring of 92 mm on the band', async () => {
    const engine = await newEngine();
    const centreX = 0.0075;
    for (const leg of [0, 1, 2]) {
      const servo = point(engine, 'xpos', engine.id('body', `lower${leg}`));
      const elbow = point(engine, 'xpos', engine.id('body', `upper${leg}`));
      const rod = point(engine, 'site_xpos', engine.id('site', `rod${leg}`));
      const band = point(engine, 'site_xpos', engine.id('site', `band${leg}`));
      expect(length(subtract(elbow, servo))).toBeCloseTo(0.111, 3);
      expect(length(subtract(rod, elbow))).toBeCloseTo(0.124, 3);
      expect(length(subtract(rod, band))).toBeLessThan(1e-8);
      expect(Math.hypot(band[0] - centreX, band[1])).toBeCloseTo(0.092, 3);
      expect(Math.hypot(servo[0] - centreX, servo[1])).toBeCloseTo(0.106, 3);
    }
  });

  it('reads 0 everywhere', async () => {
    const joints = createJoints(await newEngine());
    expect(joints.servoAnglesDeg()).toEqual([0, 0, 0]);
    for (const pose of [joints.bandPose(), joints.skullPose()]) {
      expect(Math.hypot(pose.yawDeg, pose.pitchDeg, pose.rollDeg)).toBe(0);
    }
    expect(joints.loopGapM()).toBeLessThan(1e-8);
  });
});

describe('reading and moving joints', () => {
  it('adds the two neck joints to the skull, and the turn of the band on it to the band', async () => {
    const engine = await newEngine();
    const joints = createJoints(engine);
    const positions = engine.view('qpos');
    positions[engine.positionAddress('lower-yaw')] = 0.1;
    positions[engine.positionAddress('upper-yaw')] = 0.2;
    const turn = engine.positionAddress('bandTurn');
    positions[turn] = Math.cos(0.025);
    positions[turn + 3] = Math.sin(0.025);
    expect(joints.neckRad('yaw')).toBeCloseTo(0.3, 12);
    expect(joints.lowerNeckRad('yaw')).toBeCloseTo(0.1, 12);
    expect(joints.skullPose().yawDeg).toBeCloseTo((0.3 * 180) / Math.PI, 9);
    expect(joints.bandPose().yawDeg).toBeCloseTo((0.35 * 180) / Math.PI, 9);
  });

  it('puts the same torque through both neck joints', async () => {
    const engine = await newEngine();
    createJoints(engine).applyToNeck('pitch', 1.5);
    const applied = [...engine.view('qfrc_applied')];
    expect(applied[engine.velocityAddress('lower-pitch')]).toBe(1.5);
    expect(applied[engine.velocityAddress('upper-pitch')]).toBe(1.5);
    expect(applied.filter((torque) => torque !== 0)).toHaveLength(2);
  });

  it('puts the hand where the head is now, not where it was a step ago', async () => {
    const engine = await newEngine();
    const joints = createJoints(engine);
    engine.setDisabledActuatorGroups(7);
    for (let step = 0; step < 300; step += 1) engine.step();
    joints.placeHand();
    const head = engine.id('body', 'head');
    const hand = [...engine.view('mocap_pos')];
    engine.step();
    // A step first works out where the bodies are, then moves the joints: these are the positions before it.
    expect(hand).toEqual([...point(engine, 'xpos', head)]);
  });
});
