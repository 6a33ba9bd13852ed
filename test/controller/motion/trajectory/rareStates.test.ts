import { describe, expect, it } from 'vitest';
import type { JudgedAxis } from './limitFaults.ts';
import { planAxes, trajectoryFault } from './planned.ts';

/** States that random tests meet once in ten thousand, or not at all, each found by a search for what it shows. */

function axis(
  [velocity, acceleration]: [number, number],
  [position, targetVelocity]: [number, number],
  [minVelocity, maxVelocity, minAcceleration, maxAcceleration, maxJerk]: [
    number,
    number,
    number,
    number,
    number,
  ],
): JudgedAxis {
  return {
    start: { position: 0, velocity, acceleration },
    target: { position, velocity: targetVelocity },
    limits: { minVelocity, maxVelocity, minAcceleration, maxAcceleration, maxJerk },
  };
}

describe('an axis that must arrive moving', () => {
  // Its travel, seen upwards, rises with the duration, falls and rises again.
  const turningTwice = axis(
    [24.422696282758785, -371.0788035947943],
    [-5.7512606268517175e-6, -12.393190973764817],
    [-46.164489165184925, 25.681103790411413, -371.0788035947943, 141.06570662011688, 2417.306271642501],
  );

  it('does not take a duration that it is blocked from, though it takes shorter and longer ones', () => {
    for (const [asked, isTaken] of [
      [0.2, true],
      [0.2446, false],
      [1, true],
    ] as const) {
      const trajectory = planAxes([turningTwice], { minimumDuration: asked });
      expect(trajectoryFault([turningTwice], trajectory)).toBeUndefined();
      expect(trajectory.duration === asked).toBe(isTaken);
    }
  });

  it('takes the first of three durations that lead to the target', () => {
    // The positions that the same axis passes on the first rise lie between those of the fall and of the last rise.
    const { maxJerk } = turningTwice.limits;
    for (const position of [0.05, 0.1, 0.14]) {
      const reached = { ...turningTwice, target: { ...turningTwice.target, position } };
      const { duration, segments } = planAxes([reached]);
      expect(duration).toBeLessThan(0.1975); // where the rise ends
      expect(segments[0]?.[0]?.jerk).toBe(maxJerk);
    }
  });

  it('does not turn back for a miss by rounding at the end of its way', () => {
    // A state commanded 0.212 s before arrival, with the position rounded by 4e-15 deg.
    const almostThere = axis(
      [49.9528991168768, 61.30784797810503],
      [52.31710832566023 - 40.8177687507306, 56.4467363741899],
      [-56.44675657282728, 56.44675657282728, -65.69100637703929, 65.69100637703929, 289.40147980059993],
    );
    const trajectory = planAxes([almostThere]);
    expect(trajectory.duration).toBeCloseTo(0.2118439, 6);
    expect(trajectoryFault([almostThere], trajectory)).toBeUndefined();
  });
});

describe('an axis that is slowed', () => {
  it('finds the cruise velocity above those for which the time does not suffice', () => {
    const slowed = axis(
      [4.981975732532913, -9.029622423118376],
      [0.8229816536066046, 0],
      [-11.04926584831582, 11.04926584831582, -29.789230378780637, 29.789230378780637, 303.1732729027944],
    );
    const asked = 0.30005159422586397;
    const trajectory = planAxes([slowed], { minimumDuration: asked });
    expect(trajectory.duration).toBe(asked);
    expect(trajectoryFault([slowed], trajectory)).toBeUndefined();
    expect(trajectory.segments[0]?.at(-1)?.jerk).not.toBe(0); // it does not arrive early and wait
  });
});
