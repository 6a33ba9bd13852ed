import { MOVEMENTS, type Movement } from '../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import type { Pose } from '../../protocol/pose.ts';
import { DEFAULT_PROFILE, type Profile } from '../../protocol/profile.ts';
import { createRandom, type Random, randomInteger } from '../random.ts';
import { rotationBetweenDeg } from '../scenarios/rotation.ts';
import type { Cell } from './cells.ts';

/** Everything that chance decides about one run. The same cell and seed give the same plan. */
export interface Plan {
  readonly cell: Cell;
  readonly seed: number;
  readonly profile: Profile;
  readonly startPose: Pose;
  readonly movement: Movement;
  /** From the moment at which the situation is reached to the fault. */
  readonly phaseMs: number;
  /** Of two forms that a fault may take, the second. */
  readonly isSecondForm: boolean;
  /** How long it lasts, as a share from 0 to 1 of what this fault may last. */
  readonly share: number;
  /** From the start of a process to its first word, beside the wait of the supervisor. */
  readonly bootMs: number;
  /** Opening the port resets the chip through DTR, as on a board with that capacitor. */
  readonly resetsOnOpen: boolean;
  /** A stopped process that goes on reads before it sees to its timers. */
  readonly isInputFirst: boolean;
  /** STOP is pressed while the head moves. */
  readonly isStoppedMidMove: boolean;
}

/**
 * The default speeds are the widest recommended ones. The soft limit of flexion is widened so that 20° are within it; the hard
 * one stays.
 */
const PARAMETERS = { ...DEFAULT_PARAMETERS, flexionSoftDeg: 22 } as const;
const HOLDING_FLEXION_DEG = 20;
/** So much further a head sinks into the hand that holds it, before the servos take it over there. */
const SINKS_BY_DEG = 1.5;
/** A soft ellipsoid's share that start poses keep to, so that a movement outward still has a way to go. */
const START_SHARE = 0.85;
/** A retreat or a way home shorter than this has no cruise. */
const SHORTEST_WAY_DEG = 8;

const between = (random: Random, low: number, high: number): number => low + random() * (high - low);

function anyPose(random: Random): Pose {
  for (;;) {
    const pose = {
      yawDeg: between(random, -PARAMETERS.gazeYawDeg, PARAMETERS.gazeYawDeg),
      pitchDeg: between(random, -PARAMETERS.extensionSoftDeg, PARAMETERS.flexionSoftDeg),
      rollDeg: between(random, -PARAMETERS.rollSoftDeg, PARAMETERS.rollSoftDeg),
    };
    const pitchLimitDeg = pose.pitchDeg < 0 ? PARAMETERS.extensionSoftDeg : PARAMETERS.flexionSoftDeg;
    const norm = Math.hypot(
      pose.yawDeg / PARAMETERS.gazeYawDeg,
      pose.pitchDeg / pitchLimitDeg,
      pose.rollDeg / PARAMETERS.rollSoftDeg,
    );
    if (norm <= START_SHARE) return pose;
  }
}

function startPoseOf({ situation }: Cell, isFar: boolean, restPose: Pose, random: Random): Pose {
  if (situation === 'holding') {
    return {
      yawDeg: between(random, -8, 8),
      pitchDeg: HOLDING_FLEXION_DEG - SINKS_BY_DEG,
      rollDeg: between(random, -3, 3),
    };
  }
  for (;;) {
    const pose = anyPose(random);
    if (!isFar || rotationBetweenDeg(pose, restPose) >= SHORTEST_WAY_DEG) return pose;
  }
}

/** Late enough to be under way, early enough not to have arrived. */
function longestPhaseMs(situation: Cell['situation'], movement: Movement, wayDeg: number): number {
  switch (situation) {
    case 'standby':
    case 'holding':
      return 300;
    case 'moving':
    case 'stopped':
      return movement === 'home' ? 300 + (wayDeg / PARAMETERS.yawSpeedDegPerS) * 1000 : 450;
    case 'retreating':
      // Two seconds of announcement come first.
      return 2000 + ((wayDeg * 0.8) / PARAMETERS.retreatSpeedDegPerS) * 1000;
  }
}

export function drawPlan(cell: Cell, seed: number): Plan {
  const random = createRandom(seed ^ 0x3a7216);
  const headMassKg = Math.round(between(random, 36, 58)) / 10;
  const restPose = {
    yawDeg: between(random, -6, 6),
    pitchDeg: between(random, -3, 6),
    rollDeg: between(random, -3, 3),
  };
  const isHome = random() < 0.5;
  const isFar = cell.situation === 'retreating' || isHome;
  const startPose = startPoseOf(cell, isFar, restPose, random);
  const movement = isHome ? 'home' : (MOVEMENTS[randomInteger(random, MOVEMENTS.length - 1)] ?? 'turnLeft');
  const wayDeg = rotationBetweenDeg(startPose, restPose);
  const profile: Profile = {
    ...DEFAULT_PROFILE,
    parameters: { ...PARAMETERS, headMassKg },
    restPose,
    // Consent only where a retreat is asked for: elsewhere none may begin by itself.
    hasRetreatConsent: cell.situation === 'retreating',
    tubes: cell.situation === 'retreating' ? 'none' : 'unknown',
  };
  const phaseMs = Math.round(between(random, 20, longestPhaseMs(cell.situation, movement, wayDeg)));
  return {
    cell,
    seed,
    profile,
    startPose,
    movement,
    phaseMs,
    isSecondForm: random() < 0.5,
    share: random(),
    bootMs: Math.round(between(random, 300, 1500)),
    resetsOnOpen: random() < 0.5,
    isInputFirst: random() < 0.5,
    isStoppedMidMove: random() < 0.5,
  };
}

/** Whole ms between the two, evenly on a logarithmic scale: the short ones are the delicate ones. */
export function lengthMs(share: number, shortestMs: number, longestMs: number): number {
  return Math.round(shortestMs * (longestMs / shortestMs) ** share);
}
