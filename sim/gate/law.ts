import type { GatePerson } from '../../protocol/gateVerdict.ts';
import type { Candidate } from './candidate.ts';
import { AXES, along, type Found, LARGEST_EYE_DEG, partOf, worst } from './found.ts';
import { blindTravelDeg, steadyRate } from './probes.ts';
import { slopes } from './slopes.ts';

/** What the law answers while nothing moves: no simulation, the curve itself. */
export interface LawFigures {
  /** Largest slope of the rate over the eccentricity, 1/s, times the whole delay; jumps left out. */
  readonly loopGain: Found;
  /** The largest jump of the curve: how far the head goes within the delay, as a share of the zone it has to stop in. */
  readonly jumpShare: Found;
  /** Largest rate against the direction of the eyes; infinite where the law answers to nothing. */
  readonly wrongWayDegPerS: Found;
  /** Largest rate outward, with the eyes straight ahead, that a head wishes because it is turned. */
  readonly outwardDegPerS: Found;
  /** How much of the answer to one direction goes into the other. */
  readonly coupling: Found;
  /** Largest rate within the declared dead zone. */
  readonly deadZoneDegPerS: Found;
  /** How much the rate changes with the tracker's. */
  readonly trackerRateShare: Found;
  readonly blindTravelDeg: Found;
}

/** Of the same trackers as the sweep (reference/strategies.md §4.4). */
const TRACKERS_HZ = [45, 90, 120] as const;

export function lawFigures(candidate: Candidate, person: GatePerson): LawFigures {
  const { loopGain, jumpShare } = slopes(candidate, person);
  return {
    loopGain,
    jumpShare,
    wrongWayDegPerS: wrongWay(candidate, person),
    outwardDegPerS: outward(candidate, person),
    coupling: coupling(candidate, person),
    deadZoneDegPerS: deadZone(candidate, person),
    trackerRateShare: trackerRate(candidate, person),
    blindTravelDeg: worst(
      TRACKERS_HZ.map((hz) => ({
        value: blindTravelDeg(candidate, person, hz),
        where: `eyes shut for 400 ms after a look 30° aside, ${hz} Hz`,
      })),
    ),
  };
}

function wrongWay(candidate: Candidate, person: GatePerson): Found {
  const found = AXES.flatMap((axis) => {
    const sides = ([1, -1] as const).flatMap((side) =>
      [10, 15, 20, 25, LARGEST_EYE_DEG].map((deg) => ({
        value: -side * partOf(steadyRate(candidate, person, along(axis, side * deg)), axis),
        where: `${axis}, eyes ${side * deg}° aside`,
      })),
    );
    // Silent at both ends: whatever it is told, this direction is never followed.
    const isDead = sides.every(({ value }) => value === 0);
    return isDead ? [{ value: Number.POSITIVE_INFINITY, where: `${axis}: nothing is followed` }] : sides;
  });
  return worst(found);
}

/** Beyond the brace's range too: a frame that is rebuilt wrongly shows far out first (reference/strategies.md §2). */
const HEAD_YAWS = [0, 20, 40, 60, 100] as const;
const HEAD_PITCHES = [-30, -15, 0, 15, 30] as const;

function outward(candidate: Candidate, person: GatePerson): Found {
  const ahead = { yawDeg: 0, pitchDeg: 0 };
  // What the law wishes of an upright head as well is its rest pose, which is judged by the error at rest.
  const upright = steadyRate(candidate, person, ahead);
  const heads = HEAD_YAWS.flatMap((yaw) =>
    HEAD_PITCHES.flatMap((pitchDeg) => [
      { yawDeg: yaw, pitchDeg },
      { yawDeg: -yaw, pitchDeg },
    ]),
  );
  return worst(
    heads.map((head) => {
      const rate = steadyRate(candidate, person, ahead, head);
      const away = (atDeg: number, degPerS: number): number =>
        atDeg === 0 ? Math.abs(degPerS) : Math.sign(atDeg) * degPerS;
      return {
        value: Math.max(
          away(head.yawDeg, rate.yawDegPerS - upright.yawDegPerS),
          away(head.pitchDeg, rate.pitchDegPerS - upright.pitchDegPerS),
        ),
        where: `head at ${head.yawDeg}°/${head.pitchDeg}°, eyes straight ahead`,
      };
    }),
  );
}

/** A look that every law follows: some begin at 15° only, and a share of next to nothing says nothing. */
const COUPLING_EYE_DEG = 25;

function coupling(candidate: Candidate, person: GatePerson): Found {
  const heads = [0, 30, -30].flatMap((yawDeg) => [0, 15, -15].map((pitchDeg) => ({ yawDeg, pitchDeg })));
  return worst(
    heads.flatMap((head) => {
      const ahead = steadyRate(candidate, person, { yawDeg: 0, pitchDeg: 0 }, head);
      return AXES.flatMap((axis) =>
        [COUPLING_EYE_DEG, -COUPLING_EYE_DEG].map((deg) => {
          const rate = steadyRate(candidate, person, along(axis, deg), head);
          const across =
            partOf(rate, axis === 'yaw' ? 'pitch' : 'yaw') - partOf(ahead, axis === 'yaw' ? 'pitch' : 'yaw');
          const own = partOf(rate, axis) - partOf(ahead, axis);
          return {
            value: across === 0 ? 0 : Math.abs(across / own),
            where: `${axis}, eyes ${deg}° aside, head at ${head.yawDeg}°/${head.pitchDeg}°`,
          };
        }),
      );
    }),
  );
}

function deadZone(candidate: Candidate, person: GatePerson): Found {
  const { deadZoneDeg } = candidate;
  if (deadZoneDeg === 0) return { value: 0, where: 'no dead zone is declared' };
  const found = [0, 0.3, 0.6, 0.9].flatMap((share) =>
    AXES.flatMap((axis) =>
      [1, -1].map((side) => {
        const rate = steadyRate(candidate, person, along(axis, side * share * deadZoneDeg));
        return {
          value: Math.hypot(rate.yawDegPerS, rate.pitchDegPerS),
          where: `${axis}, eyes ${(side * share * deadZoneDeg).toFixed(1)}° aside`,
        };
      }),
    ),
  );
  return worst(found);
}

function trackerRate(candidate: Candidate, person: GatePerson): Found {
  return worst(
    [10, 20].flatMap((deg) => {
      const rates = TRACKERS_HZ.map(
        (hz) => steadyRate(candidate, person, along('yaw', deg), undefined, hz).yawDegPerS,
      );
      const [low, high] = [Math.min(...rates), Math.max(...rates)];
      return {
        value: high === low ? 0 : (high - low) / Math.abs(high),
        where: `eyes ${deg}° aside, trackers of 45, 90 and 120 Hz`,
      };
    }),
  );
}
