import { type Limits, limitsCrc } from '../../hardware/link/hostFrames.ts';
import type { BraceBuild } from '../../protocol/brace.ts';
import type { PerServo } from '../../protocol/pose.ts';
import type { Profile } from '../../protocol/profile.ts';
import type { Kinematics } from '../motion/kinematics/kinematics.ts';
import { kinematicsOf } from '../motion/kinematics/kinematicsOf.ts';
import { type CalibrationProblem, checkCalibration } from '../motion/kinematics/servoMap.ts';
import { neededTravel } from '../motion/kinematics/workspace.ts';
import { type Envelope, envelopeOf } from '../safety/envelope.ts';
import {
  limitsOfProfile,
  type PulseLimits,
  PulseLimitsError,
  referencePulsesUs,
  type SpeedDegPerS,
  speedOf,
} from '../safety/pulseLimits.ts';
import { type SteeringInForce, steeringInForce } from './steering/inForce.ts';

/** A profile with everything that follows from it, computed once when it comes into force. */
export interface ProfileInForce {
  readonly profile: Profile;
  /** Of the file it was saved to; null while it is only applied. */
  readonly hash: string | null;
  readonly envelope: Envelope;
  readonly speed: SpeedDegPerS;
  readonly limits: PulseLimits;
  readonly limitsFrame: Omit<Limits, 'seq'>;
  /** What the firmware's status says while it works with these limits. */
  readonly limitsCrc: number;
  readonly referenceUs: PerServo<number>;
  readonly kinematics: Kinematics;
  /** Undefined where gaze steers nothing. */
  readonly steering: SteeringInForce | undefined;
}

/** A build whose calibration must not drive a servo. */
export class CalibrationError extends Error {
  readonly id: CalibrationProblem['id'];
  readonly advice: string;

  constructor({ id, sentence, advice }: CalibrationProblem) {
    super(sentence);
    this.id = id;
    this.advice = advice;
  }
}

/**
 * Throws GeometryError, SerialOrderError, CalibrationError or PulseLimitsError for a profile that no brace can serve, and
 * StrategySettingsError for one whose strategy may not be used with its settings. A build that `before` has in force already is not examined again: a changed limit must not make a tick late.
 */
export function putInForce(profile: Profile, hash: string | null, before?: ProfileInForce): ProfileInForce {
  const known = before && isSameBuild(before, profile) ? before : undefined;
  const kinematics = known?.kinematics ?? examineBuild(profile.build);
  const envelope = envelopeOf(profile.parameters);
  const limits = limitsOfProfile(
    profile.build,
    envelope.hard,
    profile.parameters,
    kinematics,
    known?.limits.poseMap,
  );
  const { rangeUs } = limits;
  const limitsFrame = {
    kind: 'limits',
    speedUsPerS: limits.speedUsPerS,
    minUs: [rangeUs[0].minUs, rangeUs[1].minUs, rangeUs[2].minUs],
    maxUs: [rangeUs[0].maxUs, rangeUs[1].maxUs, rangeUs[2].maxUs],
    offsetDeg32: limits.offsetsDeg32,
  } as const;
  return {
    profile,
    hash,
    envelope,
    speed: speedOf(profile.parameters),
    limits,
    limitsFrame,
    limitsCrc: limitsCrc(limitsFrame),
    referenceUs: referencePulsesUs(profile.build),
    kinematics,
    steering: steeringInForce(profile),
  };
}

function isSameBuild(before: ProfileInForce, { build }: Profile): boolean {
  return JSON.stringify(before.profile.build) === JSON.stringify(build);
}

/** The kinematics of a build whose servos may be driven. */
function examineBuild({ geometry, servos }: BraceBuild): Kinematics {
  const kinematics = kinematicsOf(geometry);
  const travel = neededTravel(kinematics);
  if ('reason' in travel) throw new PulseLimitsError(travel.reason);
  const [problem] = checkCalibration(servos, travel);
  if (problem) throw new CalibrationError(problem);
  return kinematics;
}

/** A changed profile on its way into force: its limits are with the firmware, or it is being saved. */
export interface PendingProfile {
  readonly clientId: string;
  readonly requestId: string;
  readonly candidate: ProfileInForce;
  /** What goes back into force if the brace does not confirm or the disk does not keep it. */
  readonly previous: ProfileInForce;
  readonly stage: 'echo' | 'save';
  readonly sinceMs: number;
}
