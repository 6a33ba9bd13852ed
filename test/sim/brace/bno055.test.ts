import { describe, expect, it } from 'vitest';
import { rotationFromPose, type Vector3 } from '../../../controller/motion/kinematics/rotation.ts';
import { type Bno055, createBno055 } from '../../../sim/brace/bno055.ts';
import { createRandom } from '../../../sim/random.ts';

const UPRIGHT = rotationFromPose({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 });
const MODE = 0x3d;
const CALIBRATION = 0x35;
const LINEAR_ACCELERATION = 0x28;
const GRAVITY = 0x2e;

class Bench {
  rotation = UPRIGHT;
  acceleration: Vector3 = [0, 0, 0];
  readonly chip: Bno055 = createBno055({
    address: 0x28,
    random: createRandom(4),
    mounting: UPRIGHT,
    errorShare: 0,
    sense: () => ({ rotation: this.rotation, accelerationMPerS2: this.acceleration }),
  });
  timeMs = 0;

  run(ms: number): this {
    for (const end = this.timeMs + ms; this.timeMs < end; ) this.chip.step(++this.timeMs);
    return this;
  }

  write(register: number, value: number): boolean {
    return this.chip.begin(false) && this.chip.write(register) && this.chip.write(value);
  }

  read(register: number, count = 1): number[] {
    this.chip.begin(false);
    this.chip.write(register);
    this.chip.begin(true);
    return Array.from({ length: count }, () => this.chip.read());
  }

  word(register: number): number {
    const [low = 0, high = 0] = this.read(register, 2);
    return ((low | (high << 8)) << 16) >> 16;
  }
}

describe('the simulated BNO055', () => {
  it('answers nothing for 400 ms after power-on and 650 ms after a reset, and then knows no settings', () => {
    const bench = new Bench().run(399);
    expect(bench.chip.begin(true)).toBe(false);
    bench.run(1);
    expect(bench.chip.begin(true)).toBe(true);
    expect(bench.read(0, 4)).toEqual([0xa0, 0xfb, 0x32, 0x0f]);
    bench.write(0x3b, 0x01);
    bench.write(MODE, 8);
    bench.run(8);
    expect(bench.chip.mode).toBe(8);
    bench.write(0x3f, 0x20);
    bench.run(649);
    expect(bench.chip.mode).toBeNull();
    expect(bench.chip.begin(true)).toBe(false);
    bench.run(1);
    expect(bench.chip.mode).toBe(0);
    expect(bench.read(0x3b)).toEqual([0x80]);
  });

  it('takes settings in configuration mode alone, gives zeros there, and changes its mode in 7 and 19 ms', () => {
    const bench = new Bench().run(500);
    expect(bench.read(0x20, 14)).toEqual(Array(14).fill(0));
    bench.write(MODE, 8);
    bench.run(6);
    expect(bench.chip.mode).toBe(0);
    bench.run(20);
    expect(bench.read(0x39)).toEqual([5]);
    bench.write(0x3b, 0x01);
    expect(bench.read(0x3b)).toEqual([0x80]);
    expect(bench.word(0x20)).toBeGreaterThan(16_380);
    bench.write(MODE, 0);
    bench.run(18);
    expect(bench.chip.mode).toBe(8);
    bench.run(1);
    expect(bench.read(0x20, 14)).toEqual(Array(14).fill(0));
  });

  it('calibrates its gyroscope by 2 s at rest, and not while it is turned', () => {
    const bench = new Bench().run(500);
    bench.write(MODE, 8);
    for (let n = 0; n < 300; n++) {
      bench.rotation = rotationFromPose({ yawDeg: n, pitchDeg: 0, rollDeg: 0 });
      bench.run(10);
    }
    expect(bench.read(CALIBRATION)).toEqual([0]);
    bench.run(2100);
    expect(bench.read(CALIBRATION)).toEqual([0x3c]);
  });

  it('feels gravity and what the part does along its own axes, in m/s²', () => {
    const bench = new Bench().run(500);
    bench.rotation = rotationFromPose({ yawDeg: 90, pitchDeg: 0, rollDeg: 0 });
    bench.acceleration = [0, 3, 0];
    bench.write(MODE, 8);
    bench.run(100);
    expect([0, 2, 4].map((offset) => Math.round(bench.word(GRAVITY + offset) / 10))).toEqual([0, 0, 98]);
    expect(bench.word(LINEAR_ACCELERATION) / 100).toBeCloseTo(3, 0);
    expect(Math.abs(bench.word(LINEAR_ACCELERATION + 2))).toBeLessThan(20);
  });

  it('shows all bytes of one read as they were at its beginning', () => {
    const bench = new Bench().run(500);
    bench.write(MODE, 8);
    bench.run(100);
    const whole = bench.read(0x20, 14);
    bench.chip.begin(false);
    bench.chip.write(0x20);
    bench.chip.begin(true);
    const first = bench.chip.read();
    bench.rotation = rotationFromPose({ yawDeg: 0, pitchDeg: 90, rollDeg: 0 });
    bench.run(30);
    expect([first, ...Array.from({ length: 13 }, () => bench.chip.read())]).toEqual(whole);
    expect(bench.read(0x20, 14)).not.toEqual(whole);
  });

  it('frozen repeats itself, spinning turns by 200°/s', () => {
    const bench = new Bench().run(500);
    bench.write(MODE, 8);
    bench.run(100);
    bench.chip.fault = 'frozen';
    const frozen = bench.read(0x20, 14);
    bench.rotation = rotationFromPose({ yawDeg: 0, pitchDeg: 30, rollDeg: 0 });
    bench.run(500);
    expect(bench.read(0x20, 14)).toEqual(frozen);
    bench.rotation = UPRIGHT;
    bench.chip.fault = 'spinning';
    bench.run(450);
    // A quarter turn: w = z = cos 45°.
    expect(bench.word(0x26) / 16_384).toBeCloseTo(Math.SQRT1_2, 1);
  });
});
