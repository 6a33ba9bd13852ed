import '../../../sim/lockstep/virtualTime.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { angleBetweenDeg, rotationFromPose } from '../../../controller/motion/kinematics/rotation.ts';
import {
  NO_MOTION_KNOWN,
  type Sensed,
  senseMotion,
} from '../../../controller/safety/motionSensors/motionSensors.ts';
import { type Brace, openBrace } from '../../../hardware/board/brace.ts';
import { NOMINAL_MOTION_SENSORS } from '../../../protocol/brace.ts';
import { type MotionSamples, NO_MOTION_SAMPLES } from '../../../protocol/motionSample.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { createBrace } from '../../../sim/brace/brace.ts';
import { createLockstep, type Lockstep } from '../../../sim/lockstep/lockstep.ts';
import { PuppetBody } from './motionBody.ts';

const HEX = readFileSync(new URL('../../../hardware/firmware/interlock.hex', import.meta.url), 'utf8');
const TICK_MS = 10;
/** Boot, configuration, and 2 s at rest for the gyroscope. */
const START_MS = 3300;

/** A host that reads the sensors in every tick, the potentiometers telling it `potsPose`. */
class Host {
  readonly simulated: ReturnType<typeof createBrace>;
  readonly lockstep: Lockstep;
  readonly body: PuppetBody;
  board: Brace | undefined;
  samples: MotionSamples = NO_MOTION_SAMPLES;
  sensed: Sensed | undefined;
  potsPose: Pose | undefined;

  constructor(seed = 7, motionErrorShare = 1) {
    this.body = new PuppetBody();
    this.simulated = createBrace({ hexText: HEX, body: this.body, seed, motionErrorShare });
    this.lockstep = createLockstep(this.simulated);
  }

  async open(): Promise<Brace> {
    let opened: Brace | undefined;
    void openBrace({ port: this.lockstep.connect(), nowMs: () => this.lockstep.timeMs }).then((brace) => {
      opened = brace;
    });
    await this.lockstep.until(() => opened !== undefined, 6000, 'the brace answers');
    if (!opened) throw new Error('never');
    const board = opened;
    onTestFinished(() => board.close());
    this.board = board;
    return board;
  }

  async run(ms: number, each: () => void = () => {}): Promise<this> {
    for (let passed = 0; passed < ms; passed += TICK_MS) {
      await this.lockstep.advance(TICK_MS);
      if (this.board) this.samples = this.board.readMotion();
      this.sensed = senseMotion(this.sensed?.state ?? NO_MOTION_KNOWN, {
        nowMs: this.lockstep.timeMs,
        fitted: NOMINAL_MOTION_SENSORS,
        samples: this.samples,
        potsPose: this.potsPose,
      });
      each();
    }
    return this;
  }

  get errorDeg(): number {
    const { headImu } = this.sensed ?? {};
    if (headImu?.kind !== 'known') return Number.NaN;
    return angleBetweenDeg(rotationFromPose(headImu.pose), rotationFromPose(this.body.head));
  }
}

async function started(seed = 7, motionErrorShare = 1): Promise<Host> {
  const host = new Host(seed, motionErrorShare);
  await host.open();
  host.potsPose = host.body.head;
  await host.run(START_MS);
  expect(host.samples.head).not.toBeNull();
  expect(host.samples.trunk).not.toBeNull();
  return host;
}

const POSES: readonly [head: Pose, trunk: Pose][] = [
  [
    { yawDeg: 30, pitchDeg: 0, rollDeg: 0 },
    { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
  ],
  [
    { yawDeg: -25, pitchDeg: 15, rollDeg: 10 },
    { yawDeg: 40, pitchDeg: -30, rollDeg: 0 },
  ],
  [
    { yawDeg: 5, pitchDeg: -15, rollDeg: -12 },
    { yawDeg: 90, pitchDeg: -10, rollDeg: 15 },
  ],
  [
    { yawDeg: 0, pitchDeg: 25, rollDeg: 0 },
    { yawDeg: -60, pitchDeg: 0, rollDeg: 0 },
  ],
];

describe('the motion sensors on the real firmware', () => {
  it('leaves the bus alone as long as nobody asks for them', async () => {
    const host = new Host();
    await host.open();
    await host.lockstep.advance(1000);
    expect(host.simulated.chip.i2c.counts.starts).toBe(0);
  });

  it.each([
    { errorShare: 0, seed: 1, mostDeg: 0.25 },
    // Two sensors and two mountings off by 0.2° about each axis, and 0.01°/s of heading that nobody corrects.
    { errorShare: 1, seed: 7, mostDeg: 2 },
  ])(
    'finds, configures and reads both; the head against the trunk is off by less than $mostDeg° with $errorShare of the sensors’ errors',
    async ({ errorShare, seed, mostDeg }) => {
      const host = await started(seed, errorShare);
      expect(host.simulated.motionSensors.head.mode).toBe(8);
      host.potsPose = undefined;
      const errorsDeg: number[] = [];
      for (const [head, trunk] of POSES) {
        const [fromHead, fromTrunk] = [host.body.head, host.body.trunkPose];
        let share = 0;
        await host.run(500, () => {
          share = Math.min(1, share + TICK_MS / 500);
          host.body.head = between(fromHead, head, share);
          host.body.trunkPose = between(fromTrunk, trunk, share);
        });
        await host.run(40);
        await host.run(100, () => errorsDeg.push(host.errorDeg));
      }
      expect(errorsDeg).toHaveLength(40);
      expect(Math.max(...errorsDeg)).toBeLessThan(mostDeg);
      expect(errorsDeg.reduce((sum, deg) => sum + deg) / 40).toBeLessThan(mostDeg / 2);
      host.body.accelerationMPerS2 = [0, -4, 0];
      await host.run(60);
      expect(host.sensed?.trunkImu).toMatchObject({ accelerationG: expect.closeTo(0.41, 1) });
      expect(host.board?.noiseBytes).toBe(0);
      expect(host.simulated.chip.receiveErrors).toMatchObject({ lost: 0 });
    },
  );

  it('S149: no longer gives a sample 350 ms after a plug was pulled, and takes the sensor up again when it is back', async () => {
    const host = await started();
    host.simulated.motionSensors.unplug('head');
    await host.run(350);
    expect(host.samples.head).toBeNull();
    expect(host.samples.trunk).not.toBeNull();
    host.simulated.motionSensors.plugIn('head');
    // Switched on, it knows nothing of its mode; until it is told, it says nothing that is believed.
    await host.run(600);
    expect(host.samples.head).toBeNull();
    await host.run(START_MS);
    expect(host.samples.head).not.toBeNull();
    expect(host.simulated.motionSensors.head.mode).toBe(8);
    expect(host.errorDeg).toBeLessThan(2);
  });

  it('configures a sensor anew that lost its power for a moment, and takes sensors that run already as they are', async () => {
    const host = await started();
    host.simulated.motionSensors.trunk.powerOn();
    await host.run(350);
    expect(host.samples.trunk).toBeNull();
    await host.run(START_MS);
    expect(host.samples.trunk).not.toBeNull();
    await host.board?.close();
    host.board = undefined;
    await host.run(300);
    await host.open();
    // Far less than a start: nothing was reset, no heading was lost.
    await host.run(800);
    expect(host.samples.head).not.toBeNull();
    expect(host.samples.trunk).not.toBeNull();
  });

  it('believes nothing of a chip that answers in another mode or in other units', async () => {
    const host = await started();
    const { head } = host.simulated.motionSensors;
    for (const [register, value] of [
      [0x3d, 0x00],
      [0x3d, 0x0c],
    ] as const) {
      head.begin(false);
      head.write(register);
      head.write(value);
      let nones = 0;
      await host.run(1100, () => {
        if (!host.samples.head) nones++;
      });
      // Longer than the fusion keeps the heading, which the chip has lost.
      await host.run(600, () => {
        if (!host.samples.head) nones++;
      });
      expect(nones * TICK_MS).toBeGreaterThan(400);
      await host.run(400);
      expect(host.samples.head).not.toBeNull();
      expect(head.mode).toBe(8);
    }
  });

  it('has none while the bus is shorted, answers frames meanwhile, and has them again afterwards, as after a boot of the chip', async () => {
    const host = await started();
    const statuses: number[] = [];
    if (host.board) host.board.onStatus = (status) => statuses.push(status.uptimeMs);
    host.simulated.chip.i2c.fault = 'sdaShorted';
    let seq = host.board?.latestStatus.acceptedSeq ?? 0;
    await host.run(1000, () => {
      seq += 1;
      host.board?.send({ kind: 'statusRequest', seq });
    });
    expect(host.samples).toEqual(NO_MOTION_SAMPLES);
    expect(statuses.length).toBeGreaterThanOrEqual(98);
    host.simulated.chip.i2c.fault = 'none';
    await host.run(1500);
    expect(host.samples.head).not.toBeNull();
    expect(host.samples.trunk).not.toBeNull();
    host.simulated.resetChip('external');
    await host.run(300);
    // Nothing tells of the boot but the next status with another nonce.
    host.board?.send({ kind: 'statusRequest', seq: 1 });
    await host.run(1500);
    expect(host.samples.head).not.toBeNull();
    expect(host.samples.trunk).not.toBeNull();
  });
});

function between(from: Pose, to: Pose, share: number): Pose {
  const part = (axis: keyof Pose): number => from[axis] + share * (to[axis] - from[axis]);
  return { yawDeg: part('yawDeg'), pitchDeg: part('pitchDeg'), rollDeg: part('rollDeg') };
}
