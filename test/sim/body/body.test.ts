import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { angleBetweenDeg, rotationFromPose } from '../../../controller/motion/kinematics/rotation.ts';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { type Body, createBody, NoBodyError } from '../../../sim/body/body.ts';
import { StartPoseError } from '../../../sim/body/settle.ts';
import {
  command,
  cutPower,
  hardLimitPoses,
  kinematics,
  moveTo,
  poseAskedFor,
  run,
  STRAIGHT,
} from './brace.ts';

const bodies: Body[] = [];
async function newBody(startPose?: Pose, seed = 1): Promise<Body> {
  const body = await createBody({ build: DEFAULT_BUILD, seed, ...(startPose && { startPose }) });
  bodies.push(body);
  return body;
}
afterEach(() => {
  for (const body of bodies.splice(0)) body.dispose();
});

function angle(a: Pose, b: Pose): number {
  return angleBetweenDeg(rotationFromPose(a), rotationFromPose(b));
}

describe('a mechanism without a model', () => {
  it('is refused with words, not simulated as another', async () => {
    const build = {
      ...DEFAULT_BUILD,
      geometry: { kind: 'serial', order: ['yaw', 'pitch', 'roll'] },
    } as const;
    await expect(createBody({ build, seed: 1 })).rejects.toThrow(NoBodyError);
  });
});

describe('a held head', () => {
  it('starts at rest with its band within 0.1° of where it was asked to', async () => {
    for (const pose of [STRAIGHT, { yawDeg: -30, pitchDeg: 10, rollDeg: 8 }]) {
      const body = await newBody(pose);
      expect(body.timeMs).toBe(0);
      expect(angle(body.bandPose(), pose)).toBeLessThan(0.1);
      const before = body.bandPose();
      body.setHandHolds(true);
      body.step();
      expect(angle(body.bandPose(), before)).toBeLessThan(0.05);
      expect(body.timeMs).toBe(1);
    }
  });

  it('follows commands within 1.8° over the default hard limits, and sags rather than rises', async () => {
    const body = await newBody();
    let from = STRAIGHT;
    command(body, from);
    let [worstGapM, sum, count] = [0, 0, 0];
    for (const pose of hardLimitPoses(20)) {
      moveTo(body, from, pose, 600, () => {
        worstGapM = Math.max(worstGapM, body.loopGapM());
      });
      run(body, 600);
      from = pose;
      const error = angle(body.bandPose(), poseAskedFor(pose));
      expect(error).toBeLessThan(1.8);
      sum += error;
      count += 1;
    }
    // The weight and the dead band must show: a brace that followed exactly would be no model of one.
    expect(sum / count).toBeGreaterThan(0.2);
    expect(sum / count).toBeLessThan(0.9);
    expect(worstGapM).toBeLessThan(50e-6);
    expect(worstGapM).toBeGreaterThan(0);
  });

  it('turns the band to the left by 5 ± 1° when yaw +5° is commanded', async () => {
    const body = await newBody();
    command(body, STRAIGHT);
    run(body, 1000);
    const before = body.bandPose();
    command(body, { ...STRAIGHT, yawDeg: 5 });
    run(body, 1000);
    expect(Math.abs(body.bandPose().yawDeg - before.yawDeg - 5)).toBeLessThan(1);
    expect(Math.abs(body.bandPose().pitchDeg - before.pitchDeg)).toBeLessThan(0.5);
  });

  it('holds 20° of flexion for 10 s without drifting 0.2°', async () => {
    const body = await newBody();
    moveTo(body, STRAIGHT, { ...STRAIGHT, pitchDeg: 20 }, 1500);
    run(body, 1000);
    const before = body.bandPose();
    let drift = 0;
    run(body, 10_000, () => {
      drift = Math.max(drift, angle(body.bandPose(), before));
    });
    expect(drift).toBeLessThan(0.2);
  });

  it('needs less than a quarter of the stall torque to hold, the share a servo can bear for hours', async () => {
    const body = await newBody();
    moveTo(body, STRAIGHT, { ...STRAIGHT, pitchDeg: 25 }, 1500);
    run(body, 1500);
    const worst = Math.max(...body.servoTorquesNm().map(Math.abs));
    expect(worst).toBeGreaterThan(1);
    expect(worst).toBeLessThan(14.7 / 4);
  });

  it('carries its band along the shafts: forward kinematics of the servo angles gives the band', async () => {
    const body = await newBody({ yawDeg: 25, pitchDeg: -10, rollDeg: -6 });
    const seen = kinematics.forward(body.servoAnglesDeg(), body.bandPose());
    expect(seen).toBeDefined();
    expect(seen && angle(seen, body.bandPose())).toBeLessThan(0.05);
  });

  it('lets the skull lag behind the band, since it sits softly', async () => {
    const body = await newBody({ ...STRAIGHT, pitchDeg: 20 });
    const difference = body.skullPose().pitchDeg - body.bandPose().pitchDeg;
    expect(difference).toBeGreaterThan(1);
    expect(difference).toBeLessThan(6);
  });

  it('does not start at a pose out of reach', async () => {
    await expect(newBody({ yawDeg: 90, pitchDeg: 0, rollDeg: 50 })).rejects.toThrow(StartPoseError);
  });
});

describe('a head that loses its support', () => {
  it('falls forward from straight by 20° within 0.3–0.6 s: later than without gears, far too soon for anyone', async () => {
    const body = await newBody();
    command(body, STRAIGHT);
    run(body, 1500);
    const upright = body.skullPose();
    cutPower(body);
    let past20AfterMs = 0;
    run(body, 1500, () => {
      past20AfterMs += body.skullPose().pitchDeg - upright.pitchDeg < 20 ? 1 : 0;
    });
    expect(past20AfterMs).toBeGreaterThan(300);
    expect(past20AfterMs).toBeLessThan(600);
    expect(body.skullPose().pitchDeg).toBeGreaterThan(40);
    for (const torque of body.servoTorquesNm()) expect(torque).toBe(0);
  });

  it('ends at the stop of the neck, not beyond', async () => {
    const body = await newBody({ ...STRAIGHT, pitchDeg: 10 });
    let furthest = 0;
    run(body, 3000, () => {
      furthest = Math.max(furthest, body.skullPose().pitchDeg);
    });
    // Without the stiffening of its tissue near the end of its range it would swing past 52°.
    expect(furthest).toBeGreaterThan(44);
    expect(furthest).toBeLessThan(50);
    expect(body.neckTorqueNm().pitch).toBeLessThan(-3);
  });

  it('rests on the friction of the unpowered gears where it is nearly balanced, leaning back', async () => {
    const body = await newBody({ ...STRAIGHT, pitchDeg: -18 });
    const before = body.skullPose();
    run(body, 500);
    expect(angle(body.skullPose(), before)).toBeLessThan(1);
  });

  it('stays up while a hand holds it, wherever it was when the hand came', async () => {
    for (const pose of [STRAIGHT, { yawDeg: 20, pitchDeg: 15, rollDeg: -5 }]) {
      const body = await newBody(pose);
      const before = body.skullPose();
      body.setHandHolds(true);
      run(body, 2000);
      expect(angle(body.skullPose(), before)).toBeLessThan(3);
    }
  });

  it('is caught in the middle of its fall, and falls on when the hand lets go', async () => {
    const body = await newBody();
    run(body, 400);
    const caughtAt = body.skullPose();
    expect(caughtAt.pitchDeg).toBeGreaterThan(8);
    body.setHandHolds(true);
    run(body, 300);
    // A second call, while the person pulls the head away, must not make the hand follow the head.
    body.setMuscleTorque({ yaw: 0, pitch: 15, roll: 0 });
    run(body, 300);
    expect(body.skullPose().pitchDeg - caughtAt.pitchDeg).toBeGreaterThan(4);
    body.setHandHolds(true);
    body.setMuscleTorque({ yaw: 0, pitch: 0, roll: 0 });
    run(body, 1000);
    expect(Math.abs(body.skullPose().pitchDeg - caughtAt.pitchDeg)).toBeLessThan(4);
    body.setHandHolds(false);
    run(body, 600);
    expect(body.skullPose().pitchDeg - caughtAt.pitchDeg).toBeGreaterThan(15);
  });

  it('keeps two servos working when the third loses its power', async () => {
    const body = await newBody();
    command(body, STRAIGHT);
    run(body, 500);
    body.setServoPulse(1, null);
    run(body, 1000);
    const [rear, left, right] = body.servoTorquesNm();
    expect(left).toBe(0);
    expect(Math.max(Math.abs(rear), Math.abs(right))).toBeGreaterThan(0.3);
    expect(angle(body.bandPose(), STRAIGHT)).toBeGreaterThan(5);
  });

  it('is pulled up again by its servos when the power returns', async () => {
    const body = await newBody();
    run(body, 350);
    expect(angle(body.bandPose(), STRAIGHT)).toBeGreaterThan(5);
    command(body, STRAIGHT);
    run(body, 2000);
    expect(angle(body.bandPose(), STRAIGHT)).toBeLessThan(1.8);
  });
});

describe('the person', () => {
  it('moves the head with its own muscles, against the brace', async () => {
    const body = await newBody();
    command(body, STRAIGHT);
    run(body, 1000);
    const before = body.skullPose();
    body.setMuscleTorque({ yaw: 2, pitch: 0, roll: 0 });
    run(body, 500);
    const turned = body.skullPose().yawDeg - before.yawDeg;
    expect(turned).toBeGreaterThan(1);
    expect(turned).toBeLessThan(10);
    body.setMuscleTorque({ yaw: 0, pitch: 0, roll: 0 });
    run(body, 1000);
    expect(Math.abs(body.skullPose().yawDeg - before.yawDeg)).toBeLessThan(0.3);
  });

  it('feels little moment in the neck where the brace holds it near straight', async () => {
    const body = await newBody();
    command(body, STRAIGHT);
    run(body, 1000);
    const { yaw, pitch, roll } = body.neckTorqueNm();
    expect(Math.hypot(yaw, pitch, roll)).toBeLessThan(0.5);
  });
});

describe('determinism', () => {
  async function trace(seed: number, disturb: () => Promise<void> = async () => {}): Promise<string> {
    const body = await newBody({ yawDeg: 10, pitchDeg: 5, rollDeg: 0 }, seed);
    const hash = createHash('sha256');
    const record = (): void => {
      const numbers = [
        ...body.potVolts,
        body.supplyVolts,
        ...body.servoTemperatureVolts,
        ...body.servoAnglesDeg(),
        ...body.servoTorquesNm(),
        ...Object.values(body.bandPose()),
        ...Object.values(body.skullPose()),
        ...Object.values(body.neckTorqueNm()),
        body.loopGapM(),
      ];
      hash.update(new Float64Array(numbers));
    };
    moveTo(
      body,
      { yawDeg: 10, pitchDeg: 5, rollDeg: 0 },
      { yawDeg: -20, pitchDeg: 15, rollDeg: 6 },
      800,
      record,
    );
    await disturb();
    cutPower(body);
    run(body, 250, record);
    body.setHandHolds(true);
    run(body, 250, record);
    body.setMuscleTorque({ yaw: 0.5, pitch: -1, roll: 0.2 });
    command(body, STRAIGHT);
    body.setHandHolds(false);
    run(body, 500, record);
    return hash.digest('hex');
  }

  it('gives the same bits for the same seed and inputs', async () => {
    expect(await trace(7)).toBe(await trace(7));
  });

  it('gives other readings for another seed', async () => {
    expect(await trace(7)).not.toBe(await trace(8));
  });

  it('does not depend on other bodies living, moving and dying beside it', async () => {
    const crowded = await trace(7, async () => {
      const others = await Promise.all([1, 2, 3, 4].map((seed) => newBody(STRAIGHT, seed)));
      for (const other of others) run(other, 50);
      for (const other of others.slice(0, 2)) other.dispose();
    });
    expect(crowded).toBe(await trace(7));
  });

  it('does not depend on how often it is looked at', async () => {
    const [watched, left] = [await newBody(STRAIGHT, 3), await newBody(STRAIGHT, 3)];
    command(watched, { ...STRAIGHT, yawDeg: 8 });
    command(left, { ...STRAIGHT, yawDeg: 8 });
    run(watched, 300, () => {
      expect(watched.potVolts).toEqual(watched.potVolts);
      watched.bandPose();
      watched.loopGapM();
    });
    run(left, 300);
    expect(watched.potVolts).toEqual(left.potVolts);
    expect(watched.bandPose()).toEqual(left.bandPose());
  });
});

describe('refusals', () => {
  it('refuses a pulse that is not a positive number, and keeps the last one', async () => {
    const body = await newBody();
    command(body, STRAIGHT);
    run(body, 500);
    const before = body.bandPose();
    for (const pulse of [Number.NaN, Number.POSITIVE_INFINITY, 0, -1500]) {
      expect(() => body.setServoPulse(0, pulse)).toThrow(
        expect.objectContaining({ id: 'simulatedPulseNotFinite' }),
      );
    }
    run(body, 500);
    expect(angle(body.bandPose(), before)).toBeLessThan(0.05);
  });

  it('refuses everything after dispose, which may be called twice', async () => {
    const body = await newBody();
    body.dispose();
    body.dispose();
    const gone = expect.objectContaining({ id: 'simulationEngine' });
    expect(() => body.step()).toThrow(gone);
    expect(() => body.bandPose()).toThrow(gone);
    expect(() => body.setHandHolds(true)).toThrow(gone);
    expect(() => body.setServoPulse(0, 1500)).toThrow(gone);
  });
});
