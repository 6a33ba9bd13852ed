import { describe, expect, it } from 'vitest';
import { directionOf } from '../../../controller/gaze/frames.ts';
import { drawHabits } from '../../../sim/midas/habits.ts';
import { isHeld, midas, sumOf } from '../../../sim/midas/main.ts';
import { createNaturalEyes } from '../../../sim/midas/naturalEyes.ts';
import { naturalHours } from '../../../sim/midas/person.ts';
import { createRandom } from '../../../sim/random.ts';

describe('somebody who only looks', () => {
  const minutes = 4;
  const people = [5, 6].map((seed) => naturalHours(seed, minutes / 60));

  it('leaves rest never, engages no clutch and moves nothing with the clutch out', () => {
    for (const { page, strategies } of people) {
      expect([page.resumed, page.falseEngagements, page.movedOutOfClutch]).toEqual([0, 0, 0]);
      expect(strategies.length).toBeGreaterThan(0);
      for (const strategy of strategies)
        expect([strategy.id, strategy.movedOutOfClutch]).toEqual([strategy.id, 0]);
    }
  });

  it('is the same with the same seed and another with another', () => {
    expect(naturalHours(5, 0.01)).toEqual(naturalHours(5, 0.01));
    expect(naturalHours(6, 0.01).eccentricity).not.toEqual(naturalHours(5, 0.01).eccentricity);
  });

  it('has eyes like those of people: fixations, saccades and blinks of many drawn by seed', () => {
    const durationsMs: number[] = [];
    let blinkMs = 0;
    for (let seed = 0; seed < 12; seed += 1) {
      const random = createRandom(seed);
      const eyes = createNaturalEyes(drawHabits(random), random);
      let [sinceMs, before] = [0, directionOf([1, 0, 0])];
      let wasMoving = false;
      for (let tMs = 0; tMs < 60_000; tMs += 10) {
        const { gaze } = eyes.at(tMs, undefined);
        if (!gaze) {
          blinkMs += 10;
          continue;
        }
        const isMoving = Math.hypot(gaze.yawDeg - before.yawDeg, gaze.pitchDeg - before.pitchDeg) > 0.3;
        if (isMoving && !wasMoving) durationsMs.push(tMs - sinceMs);
        if (!isMoving && wasMoving) sinceMs = tMs;
        [before, wasMoving] = [gaze, isMoving];
      }
    }
    durationsMs.sort((a, b) => a - b);
    const at = (share: number): number => durationsMs[Math.floor(share * durationsMs.length)] ?? Number.NaN;
    // reference/people.md §4: medians of 200 to 270 ms, 5 % over 340 to 1300 ms, 11 to 23 blinks a minute of 252 ms.
    expect(at(0.5)).toBeGreaterThan(150);
    expect(at(0.5)).toBeLessThan(350);
    expect(at(0.95)).toBeGreaterThan(400);
    expect(at(0.95)).toBeLessThan(1600);
    expect(blinkMs / (12 * 60_000)).toBeGreaterThan(0.03);
    expect(blinkMs / (12 * 60_000)).toBeLessThan(0.15);
  });

  it('is judged: each of what must not happen fails the campaign, and one engagement in ten hours does not', () => {
    const held = { ...sumOf(people), hours: 10 };
    expect(isHeld(held)).toBe(true);
    expect(isHeld({ ...held, resumed: 1 })).toBe(false);
    expect(isHeld({ ...held, movedOutOfClutch: 1 })).toBe(false);
    expect(isHeld({ ...held, falseEngagements: 1 })).toBe(true);
    expect(isHeld({ ...held, falseEngagements: 2 })).toBe(false);
    expect(isHeld({ ...held, strategies: [] })).toBe(false);
    expect(
      isHeld({ ...held, strategies: held.strategies.map((one) => ({ ...one, movedOutOfClutch: 1 })) }),
    ).toBe(false);
  });

  it('is not run by a wrong command', () => {
    expect(midas(['--hours', '0'])).toBe(2);
    expect(midas(['--people', '1.5'])).toBe(2);
    expect(midas(['--wrong'])).toBe(2);
  });
});
