import type { Rate } from '../../controller/gaze/strategies/strategy.ts';
import type { GatePerson } from '../../protocol/gateVerdict.ts';
import type { Direction } from '../../protocol/gazeSample.ts';
import type { Candidate } from './candidate.ts';
import { blindTravelDeg, ownLagS, steadyRate } from './probes.ts';

type Axis = 'yaw' | 'pitch';
const AXES = ['yaw', 'pitch'] as const;

const along = (axis: Axis, deg: number): Direction =>
  axis === 'yaw' ? { yawDeg: deg, pitchDeg: 0 } : { yawDeg: 0, pitchDeg: deg };
const partOf = (rate: Rate, axis: Axis): number => (axis === 'yaw' ? rate.yawDegPerS : rate.pitchDegPerS);
const other = (axis: Axis): Axis => (axis === 'yaw' ? 'pitch' : 'yaw');

/** A figure, and where it was found. */
export interface Found {
  readonly value: number;
  readonly where: string;
}

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
const LARGEST_EYE_DEG = 30;

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

/** The largest; one that is no number is worse than all. */
export function worst(found: readonly Found[]): Found {
  return found.reduce((most, one) => (Number.isNaN(one.value) || one.value > most.value ? one : most), {
    value: Number.NEGATIVE_INFINITY,
    where: 'nowhere: nothing was measured',
  });
}

const TINY_DEG = 1e-6;
const SLOPE_OVER_DEG = 0.25;
const REFINED = 6;
/** A step that is still so much of itself when it is looked at 64 times as closely is a jump. */
const JUMP_SHARE = 0.5;

function slopes(candidate: Candidate, person: GatePerson): Pick<LawFigures, 'loopGain' | 'jumpShare'> {
  const delayS = person.delayBudgetMs / 1000;
  const lagS = ownLagS(candidate, person);
  const { steepest } = candidate;
  // A slope that is steepest at a corner of the curve lies between two looks at it.
  const told: readonly Found[] = steepest
    ? [{ value: steepest.perS * (delayS + steepest.lagS), where: 'as the law says of itself' }]
    : [];
  const [gains, jumps]: [Found[], Found[]] = [[...told], []];
  for (const axis of AXES) {
    for (const side of [1, -1] as const) {
      const rateAt = remembered(
        (deg) => side * partOf(steadyRate(candidate, person, along(axis, side * deg)), axis),
      );
      const behind = (deg: number): number =>
        -side * partOf(steadyRate(candidate, person, along(axis, -side * deg)), axis);
      for (let deg = 0; deg < LARGEST_EYE_DEG; deg += SLOPE_OVER_DEG) {
        const rise = rateAt(deg + SLOPE_OVER_DEG) - rateAt(deg);
        const jump = deg === 0 ? rateAt(TINY_DEG) + behind(TINY_DEG) : jumpWithin(rateAt, deg, rise);
        const where = `${axis}, eyes ${side * deg}° aside`;
        if (Math.abs(jump) > 1e-3) jumps.push({ value: (jump * (delayS + lagS)) / (2 * deg), where });
        gains.push({
          value: ((rise - (deg === 0 ? jump / 2 : jump)) / SLOPE_OVER_DEG) * (delayS + lagS),
          where: `${where}, ${Math.round(1000 * (delayS + lagS))} ms with the law's own lag`,
        });
      }
    }
  }
  const none: Found = { value: 0, where: 'the curve has no jump' };
  return { loopGain: worst(gains), jumpShare: jumps.length > 0 ? worst(jumps) : none };
}

function remembered(figure: (deg: number) => number): (deg: number) => number {
  const seen = new Map<number, number>();
  return (deg) => {
    const value = seen.get(deg) ?? figure(deg);
    seen.set(deg, value);
    return value;
  };
}

function jumpWithin(rateAt: (deg: number) => number, fromDeg: number, rise: number): number {
  if (Math.abs(rise) < 1e-3) return 0;
  let [low, high] = [fromDeg, fromDeg + SLOPE_OVER_DEG];
  for (let round = 0; round < REFINED; round += 1) {
    const middle = (low + high) / 2;
    const first = rateAt(middle) - rateAt(low);
    const second = rateAt(high) - rateAt(middle);
    if (Math.abs(first) >= Math.abs(second)) high = middle;
    else low = middle;
    if (Math.abs(first + second) < JUMP_SHARE * Math.abs(rise)) return 0;
  }
  const left = rateAt(high) - rateAt(low);
  return Math.abs(left) > JUMP_SHARE * Math.abs(rise) ? left : 0;
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

function coupling(candidate: Candidate, person: GatePerson): Found {
  const heads = [0, 30, -30].flatMap((yawDeg) => [0, 15, -15].map((pitchDeg) => ({ yawDeg, pitchDeg })));
  return worst(
    heads.flatMap((head) => {
      const ahead = steadyRate(candidate, person, { yawDeg: 0, pitchDeg: 0 }, head);
      return AXES.flatMap((axis) =>
        [15, -15].map((deg) => {
          const rate = steadyRate(candidate, person, along(axis, deg), head);
          const across = partOf(rate, other(axis)) - partOf(ahead, other(axis));
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
