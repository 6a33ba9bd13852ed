import { eyeInHead, gazeInTrunk } from '../../controller/gaze/frames.ts';
import type { Direction } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';
import type { GazePerson } from './gazePopulation.ts';

/** How far eyes turn in the head (reference/domain.md §3.1); an ellipse of these half axes. */
const EYE_RANGE = { yawDeg: 35, upDeg: 20, downDeg: 25 } as const;
/** The fovea: a target nearer than this is being looked at. */
const ON_TARGET_DEG = 1;
/** Faster than this a target has jumped, and nothing follows it smoothly. */
const FASTEST_PURSUIT_DEG_PER_S = 30;
/** Below this share of the range the difference of the angles tells, without turning vectors, that its edge is not reached. */
const SURELY_WITHIN = 0.7;
/** Smooth pursuit: its gain, and how soon it gets up to speed. General knowledge, not measured here. */
const PURSUIT_GAIN = 0.9;
const PURSUIT_OVER_MS = 100;

/** Eyes that look at a place in the world while the head under them turns. */
export interface WorldEyes {
  /** Advances to `nowMs`, which may not run backwards. */
  step(nowMs: number, target: Direction, head: Pose): void;
  /** Eye in head. */
  readonly eye: Direction;
  /** Grows with every saccade. */
  readonly fixation: number;
}

/** How far that is out, as a share of the range in its direction. */
function reachOf({ yawDeg, pitchDeg }: Direction): number {
  return Math.hypot(
    yawDeg / EYE_RANGE.yawDeg,
    pitchDeg / (pitchDeg > 0 ? EYE_RANGE.downDeg : EYE_RANGE.upDeg),
  );
}

/** The nearest the eyes can turn to that. */
export function withinEyeRange({ yawDeg, pitchDeg }: Direction): Direction {
  const reach = reachOf({ yawDeg, pitchDeg });
  return reach <= 1 ? { yawDeg, pitchDeg } : { yawDeg: yawDeg / reach, pitchDeg: pitchDeg / reach };
}

/** Eyes that are on the target always and at once, as in the published simulations (reference/strategies.md §2). */
export function createIdealEyes(): WorldEyes {
  let [at, under]: [Direction, Pose] = [
    { yawDeg: 0, pitchDeg: 0 },
    { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
  ];
  return {
    step(_nowMs, target, head) {
      at = target;
      under = head;
    },
    get eye() {
      return withinEyeRange(eyeInHead(at, under));
    },
    fixation: 0,
  };
}

/** Of a saccade; duration = 13.7 ms + 2.4 ms/deg (reference/people.md §2, 608 saccades). */
interface Saccade {
  readonly from: Direction;
  readonly to: Direction;
  readonly startMs: number;
  readonly durationMs: number;
}

/**
 * Eyes with a reaction time: saccades to what they are not on, the reflex that holds the gaze in the world while the head turns
 * (its latency of 7–15 ms left out), pursuit of slow targets, and a range at whose edge they ride along with the head.
 */
export function createWorldEyes(person: GazePerson): WorldEyes {
  let gaze: Direction = { yawDeg: 0, pitchDeg: 0 };
  let fixation = 0;
  let newest: { readonly atMs: number; readonly target: Direction; readonly head: Pose } | undefined;
  let saccade: Saccade | undefined;
  let missedSinceMs: number | undefined;
  let pursuit: Direction = { yawDeg: 0, pitchDeg: 0 };

  function follow(nowMs: number, target: Direction, head: Pose): void {
    if (!newest) return;
    const dtMs = nowMs - newest.atMs;
    if (dtMs <= 0) return;
    const speedDegPerS = (apartDeg(newest.target, target) / dtMs) * 1000;
    const share = 1 - Math.exp(-dtMs / PURSUIT_OVER_MS);
    const slip = 1 - person.vorGain;
    const next = (axis: 'yawDeg' | 'pitchDeg', seen: Direction, was: Pose): number => {
      const wanted =
        speedDegPerS > FASTEST_PURSUIT_DEG_PER_S ? 0 : (PURSUIT_GAIN * (target[axis] - seen[axis])) / dtMs;
      pursuit = { ...pursuit, [axis]: pursuit[axis] + share * (wanted - pursuit[axis]) };
      return gaze[axis] + pursuit[axis] * dtMs + slip * (head[axis] - was[axis]);
    };
    gaze = {
      yawDeg: next('yawDeg', newest.target, newest.head),
      pitchDeg: next('pitchDeg', newest.target, newest.head),
    };
  }

  function jump(nowMs: number, target: Direction): void {
    if (saccade) {
      const share = Math.min(1, (nowMs - saccade.startMs) / saccade.durationMs);
      gaze = along(saccade, share * share * share * (10 + share * (6 * share - 15)));
      if (share < 1) return;
      saccade = undefined;
      missedSinceMs = undefined;
    }
    const missedDeg = apartDeg(gaze, target);
    if (missedDeg <= ON_TARGET_DEG) missedSinceMs = undefined;
    else missedSinceMs ??= nowMs;
    if (missedSinceMs === undefined || nowMs - missedSinceMs < person.reactionMs) return;
    const to = along({ from: gaze, to: target }, person.saccadeGain);
    saccade = { from: gaze, to, startMs: nowMs, durationMs: 13.7 + 2.4 * missedDeg };
    fixation += 1;
  }

  return {
    step(nowMs, target, head) {
      if (!saccade) follow(nowMs, target, head);
      jump(nowMs, target);
      newest = { atMs: nowMs, target, head };
      const roughly = { yawDeg: gaze.yawDeg - head.yawDeg, pitchDeg: gaze.pitchDeg - head.pitchDeg };
      if (reachOf(roughly) < SURELY_WITHIN) return;
      gaze = gazeInTrunk(withinEyeRange(eyeInHead(gaze, head)), head);
    },
    get eye() {
      return newest ? withinEyeRange(eyeInHead(gaze, newest.head)) : gaze;
    },
    get fixation() {
      return fixation;
    },
  };
}

/** Good enough for a threshold of a degree and the length of a saccade. */
function apartDeg(a: Direction, b: Direction): number {
  return Math.hypot(a.yawDeg - b.yawDeg, a.pitchDeg - b.pitchDeg);
}

function along({ from, to }: Pick<Saccade, 'from' | 'to'>, share: number): Direction {
  return {
    yawDeg: from.yawDeg + share * (to.yawDeg - from.yawDeg),
    pitchDeg: from.pitchDeg + share * (to.pitchDeg - from.pitchDeg),
  };
}
