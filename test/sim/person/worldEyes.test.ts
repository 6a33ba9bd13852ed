import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gazeInTrunk } from '../../../controller/gaze/frames.ts';
import type { Direction } from '../../../protocol/gazeSample.ts';
import type { Pose } from '../../../protocol/pose.ts';
import {
  drawGazePerson,
  GAPPED_GAZE_PERSON,
  QUIET_GAZE_PERSON,
  USUAL_GAZE_PERSON,
} from '../../../sim/person/gazePopulation.ts';
import { createSeenEyes } from '../../../sim/person/seenEyes.ts';
import { createWorldEyes, type WorldEyes, withinEyeRange } from '../../../sim/person/worldEyes.ts';
import { createRandom } from '../../../sim/random.ts';

const UPRIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
const aside = (yawDeg: number): Direction => ({ yawDeg, pitchDeg: 0 });

/** Steps of 1 ms up to a moment; the target and the head as they are then. */
function run(
  eyes: WorldEyes,
  [fromMs, toMs]: readonly [number, number],
  target: (nowMs: number) => Direction,
  head: (nowMs: number) => Pose = () => UPRIGHT,
  each: (nowMs: number) => void = () => {},
): void {
  for (let nowMs = fromMs; nowMs <= toMs; nowMs += 1) {
    eyes.step(nowMs, target(nowMs), head(nowMs));
    each(nowMs);
  }
}

describe('eyes that look at a place while the head turns', () => {
  it('leave for it after the reaction time and are there after a saccade of its own length', () => {
    const eyes = createWorldEyes({ ...QUIET_GAZE_PERSON, saccadeGain: 1 });
    const [left, there]: [number[], number[]] = [[], []];
    run(
      eyes,
      [0, 1000],
      (nowMs) => aside(nowMs < 100 ? 0 : 20),
      undefined,
      (nowMs) => {
        if (eyes.eye.yawDeg > 0.01) left.push(nowMs);
        if (eyes.eye.yawDeg > 19.99) there.push(nowMs);
      },
    );
    expect(left[0]).toBeGreaterThanOrEqual(300);
    expect(left[0]).toBeLessThan(306);
    // 13.7 ms + 2.4 ms/deg (reference/people.md §2).
    expect(Math.abs((there[0] ?? 0) - (300 + 13.7 + 48))).toBeLessThan(8);
  });

  it('fall short by what their first jump leaves, and correct it after another reaction', () => {
    const eyes = createWorldEyes({ ...QUIET_GAZE_PERSON, saccadeGain: 0.9 });
    run(eyes, [0, 420], () => aside(20));
    expect(eyes.eye.yawDeg).toBeCloseTo(18, 1);
    run(eyes, [421, 900], () => aside(20));
    expect(Math.abs(eyes.eye.yawDeg - 20)).toBeLessThan(1);
    expect(eyes.fixation).toBe(2);
  });

  it('hold the gaze in the world by the reflex, and let slip what it does not take back', () => {
    const turning = (nowMs: number): Pose => ({ ...UPRIGHT, yawDeg: nowMs / 50 });
    const gazeWith = (vorGain: number): number => {
      const eyes = createWorldEyes({ ...QUIET_GAZE_PERSON, vorGain, reactionMs: 10_000 });
      run(eyes, [0, 500], () => aside(0), turning);
      return gazeInTrunk(eyes.eye, turning(500)).yawDeg;
    };
    expect(gazeWith(1)).toBeCloseTo(0, 6);
    expect(gazeWith(0.9)).toBeCloseTo(1, 1);
  });

  it('ride along at the edge of their range', () => {
    const eyes = createWorldEyes(QUIET_GAZE_PERSON);
    run(eyes, [0, 1000], () => aside(80));
    expect(eyes.eye.yawDeg).toBeCloseTo(35, 1);
    run(
      eyes,
      [1001, 2500],
      () => aside(80),
      (nowMs) => ({ ...UPRIGHT, yawDeg: (nowMs - 1000) / 50 }),
    );
    expect(eyes.eye.yawDeg).toBeGreaterThan(28);
  });

  it('follow what is slow smoothly', () => {
    const eyes = createWorldEyes(QUIET_GAZE_PERSON);
    run(eyes, [0, 3000], (nowMs) => aside(nowMs / 100));
    expect(Math.abs(eyes.eye.yawDeg - 30)).toBeLessThan(3);
    expect(eyes.fixation).toBeLessThan(8);
  });

  it('never leave their range', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.double({ min: -60, max: 60, noNaN: true }),
        (yawDeg, pitchDeg) => {
          const eye = withinEyeRange({ yawDeg, pitchDeg });
          expect(
            Math.hypot(eye.yawDeg / 35, eye.pitchDeg / (eye.pitchDeg > 0 ? 25 : 20)),
          ).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
    );
  });
});

describe('what a tracker says of them', () => {
  const readings = (person: typeof USUAL_GAZE_PERSON, seconds: number) => {
    const see = createSeenEyes(person, createRandom(7));
    return Array.from({ length: seconds * 100 }, (_, index) => see(index * 10, aside(10), 0));
  };
  const share = (of: readonly { kind: string }[], kind: string): number =>
    of.filter((one) => one.kind === kind).length / of.length;

  it('43 % of the time nothing, for the person of whom that is known', () => {
    expect(Math.abs(share(readings(GAPPED_GAZE_PERSON, 600), 'none') - 0.43)).toBeLessThan(0.03);
  });

  it('in between, blinks of 46 to 250 ms', () => {
    const seen = readings(USUAL_GAZE_PERSON, 600)
      .map(({ kind }) => (kind === 'none' ? 'x' : ' '))
      .join('');
    const lengths = [...seen.matchAll(/x+/g)].map(([run]) => run.length * 10);
    expect(Math.abs(lengths.length / 10 - 10)).toBeLessThan(3);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(40);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(260);
  });

  it('the middle of both eyes with the person’s noise and offset, whatever lies between the eyes', () => {
    const person = { ...USUAL_GAZE_PERSON, offset: { yawDeg: 5, pitchDeg: -5 } };
    const both = readings(person, 120).flatMap((one) =>
      one.kind === 'eyes' && one.left && one.right ? [(one.left.yawDeg + one.right.yawDeg) / 2] : [],
    );
    const mean = both.reduce((sum, deg) => sum + deg, 0) / both.length;
    const sd = Math.sqrt(both.reduce((sum, deg) => sum + (deg - mean) ** 2, 0) / both.length);
    expect(mean).toBeCloseTo(15, 1);
    expect(sd).toBeCloseTo(0.6, 1);
  });

  it('now and then one eye only, never neither without saying so', () => {
    const one = readings({ ...USUAL_GAZE_PERSON, oneEyePerMin: 20 }, 120);
    const single = one.filter((reading) => reading.kind === 'eyes' && (!reading.left || !reading.right));
    expect(single.length / one.length).toBeGreaterThan(0.1);
    expect(one.some((reading) => reading.kind === 'eyes' && !reading.left && !reading.right)).toBe(false);
  });
});

it('a drawn person stays within what is known of people, and is the same for the same seed', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const person = drawGazePerson(createRandom(seed));
      expect(person).toEqual(drawGazePerson(createRandom(seed)));
      expect(person.vorGain).toBeGreaterThanOrEqual(0.75);
      expect(person.vorGain).toBeLessThanOrEqual(1);
      expect(Math.abs(person.offset.yawDeg)).toBeLessThanOrEqual(5);
      expect(person.blinksPerMin).toBeGreaterThanOrEqual(1.5);
      expect(person.blinksPerMin).toBeLessThanOrEqual(103);
      expect(person.blinkMs.median).toBeGreaterThanOrEqual(46);
      expect(person.blinkMs.median).toBeLessThanOrEqual(250);
    }),
  );
});
