import { describe, expect, it } from 'vitest';
import { createEyes, type EyeHabits, type GazeSample } from '../../../sim/person/eyes.ts';
import { createRandom } from '../../../sim/random.ts';

const CALM: EyeHabits = { noiseDeg: 0, offsetDeg: 0, blinksPerMin: 0 };
const FRAME_MS = 1000 / 60;

/** Samples at 60 Hz of eyes that look at one point. */
function watch(habits: EyeHabits, seed: number, frames: number): readonly GazeSample[] {
  const eyes = createEyes(habits, createRandom(seed));
  return Array.from({ length: frames }, (_, frame) => eyes.sample(frame * FRAME_MS));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('simulated eyes', () => {
  it('reach a new point as fast as a saccade does (13.7 ms + 2.4 ms per degree), without turning back', () => {
    const eyes = createEyes(CALM, createRandom(1));
    eyes.look({ kind: 'point', point: { xDeg: 10, yDeg: 0 } }, 100);
    const samples = Array.from({ length: 60 }, (_, ms) => eyes.sample(100 + ms).xDeg);
    expect(samples[0]).toBe(0);
    expect(samples[37]).toBeLessThan(10);
    expect(samples[38]).toBe(10);
    expect(samples).toEqual([...samples].sort((a, b) => a - b));
  });

  it('peak in a saccade of 10° within a quarter of what people reach (559 (1 − exp(−10/7.3)) = 417°/s)', () => {
    const eyes = createEyes(CALM, createRandom(1));
    eyes.look({ kind: 'point', point: { xDeg: 10, yDeg: 0 } }, 0);
    const samples = Array.from({ length: 60 }, (_, ms) => eyes.sample(ms).xDeg);
    const speeds = samples.slice(1).map((xDeg, index) => (xDeg - (samples[index] ?? 0)) * 1000);
    expect(Math.max(...speeds)).toBeGreaterThan(417 * 0.8);
    expect(Math.max(...speeds)).toBeLessThan(417 * 1.25);
  });

  it('are noisy and off by what they are told', () => {
    const samples = watch({ noiseDeg: 0.3, offsetDeg: 1, blinksPerMin: 0 }, 3, 20_000);
    const offset = [mean(samples.map(({ xDeg }) => xDeg)), mean(samples.map(({ yDeg }) => yDeg))] as const;
    expect(Math.hypot(...offset)).toBeCloseTo(1, 1);
    const variance = mean(samples.map(({ xDeg }) => (xDeg - offset[0]) ** 2));
    expect(Math.sqrt(variance)).toBeCloseTo(0.3, 2);
  });

  it('blink as often and as long as people who watch video (11.4 per min; quartiles 188, 252, 324 ms)', () => {
    const minutes = 200;
    const samples = watch({ ...CALM, blinksPerMin: 11.4 }, 4, minutes * 3600);
    const blinksMs: number[] = [];
    let closedFrames = 0;
    for (const { isSeen } of samples) {
      if (!isSeen) closedFrames += 1;
      else if (closedFrames > 0) {
        blinksMs.push(closedFrames * FRAME_MS);
        closedFrames = 0;
      }
    }
    blinksMs.sort((a, b) => a - b);
    const quartile = (share: number) => blinksMs[Math.floor(share * blinksMs.length)] ?? Number.NaN;
    // The rate counts the time between blinks only, which makes it 5 % lower over all.
    expect(blinksMs.length / minutes).toBeGreaterThan(10);
    expect(blinksMs.length / minutes).toBeLessThan(12);
    expect(Math.abs(quartile(0.25) - 188)).toBeLessThan(20);
    expect(Math.abs(quartile(0.5) - 252)).toBeLessThan(20);
    expect(Math.abs(quartile(0.75) - 324)).toBeLessThan(25);
  });

  it('see nothing while they are closed', () => {
    const eyes = createEyes(CALM, createRandom(1));
    eyes.look({ kind: 'closed' }, 0);
    expect(eyes.sample(10).isSeen).toBe(false);
    eyes.look({ kind: 'point', point: { xDeg: 1, yDeg: 1 } }, 20);
    expect(eyes.sample(30).isSeen).toBe(true);
  });

  it('do the same again with the same seed, and otherwise with another', () => {
    const habits = { noiseDeg: 0.3, offsetDeg: 0.5, blinksPerMin: 20 };
    expect(watch(habits, 5, 500)).toEqual(watch(habits, 5, 500));
    expect(watch(habits, 5, 500)).not.toEqual(watch(habits, 6, 500));
  });
});
