import { describe, expect, it } from 'vitest';
import { createEyeOrder } from '../../../hardware/trackers/pupilCore/eyeOrder.ts';
import type { PupilEyes } from '../../../hardware/trackers/pupilCore/surface.ts';
import type { GazeReading } from '../../../protocol/gazeSample.ts';

const SEEN: GazeReading = { kind: 'screen', point: { x: 0.5, y: 0.5 }, eyesSeen: 'unknown' };
const UNSEEN: GazeReading = { kind: 'none', why: 'lowConfidence' };

function bench() {
  const order = createEyeOrder();
  const take = (eyes: PupilEyes, reading: GazeReading, deviceMs: number, receivedAtMs = deviceMs): boolean =>
    order.take({ eyes, reading, deviceMs, confidence: null }, receivedAtMs);
  return { order, take };
}

describe('what Pupil says of both eyes', () => {
  it('of one closed eye nothing is passed on while the other one is seen, whose data are older', () => {
    const { take } = bench();
    expect(take('both', SEEN, 0)).toBe(true);
    const ofGoodEye: boolean[] = [];
    for (let atMs = 8; atMs < 2000; atMs += 8) {
      expect(take('left', UNSEEN, atMs)).toBe(false);
      if (atMs > 83) ofGoodEye.push(take('right', SEEN, atMs - 83, atMs));
    }
    expect(new Set(ofGoodEye)).toEqual(new Set([true]));
  });

  it('two closed eyes are told of with the first datum of the second one', () => {
    const { take } = bench();
    take('both', SEEN, 0);
    expect(take('left', UNSEEN, 8)).toBe(false);
    expect(take('right', UNSEEN, 9)).toBe(true);
    // That eye alone goes on telling of both.
    expect(take('left', UNSEEN, 16)).toBe(false);
    expect(take('right', UNSEEN, 17)).toBe(true);
  });

  it('a blink of the one open eye lasts as long as it does: what the shut one says meanwhile makes it no longer', () => {
    const { take } = bench();
    take('both', SEEN, 0);
    const isShut = (deviceMs: number) => deviceMs >= 1000 && deviceMs < 1200;
    const unseen: number[] = [];
    const seen: number[] = [];
    for (let atMs = 8; atMs < 2000; atMs += 8) {
      const deviceMs = atMs - 83;
      expect(take('left', UNSEEN, atMs)).toBe(false);
      if (deviceMs <= 0) continue;
      expect(take('right', isShut(deviceMs) ? UNSEEN : SEEN, deviceMs, atMs)).toBe(true);
      (isShut(deviceMs) ? unseen : seen).push(atMs);
    }
    expect(unseen.length).toBe(25);
    expect(Math.min(...seen.filter((atMs) => atMs > 1200))).toBeLessThan(1300);
  });

  it('one closed eye is told of once nothing has come of the other one for 200 ms', () => {
    const { take } = bench();
    take('both', SEEN, 0);
    expect(take('left', UNSEEN, 200)).toBe(false);
    expect(take('left', UNSEEN, 201)).toBe(true);
  });

  it('both eyes unseen in one datum, and a datum that does not say of which, are told at once', () => {
    const { take } = bench();
    take('both', SEEN, 0);
    expect(take('both', UNSEEN, 8)).toBe(true);
    take('right', SEEN, 16);
    expect(take('unknown', UNSEEN, 17)).toBe(true);
  });

  it('what is passed on goes forward in time, unless Pupil’s clock begins anew', () => {
    const { order, take } = bench();
    expect(take('right', SEEN, 100)).toBe(true);
    expect(take('left', SEEN, 90)).toBe(false);
    expect(take('both', SEEN, 100)).toBe(false);
    expect(take('left', SEEN, 110)).toBe(true);
    expect(order.leftOut).toBe(2);
    take('right', SEEN, 5000);
    expect(take('right', SEEN, 7)).toBe(true);
    expect(take('left', SEEN, 8)).toBe(true);
  });

  it('what repeats itself is left out, and told', () => {
    const { order, take } = bench();
    take('right', SEEN, 100, 0);
    expect(take('right', SEEN, 100, 260)).toBe(false);
    expect(order.isFrozen(261)).toBe(true);
    expect(order.leftOut).toBe(1);
  });
});
