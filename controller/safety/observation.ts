import type { GazeCondition } from '../../protocol/clientMessages.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import type { Profile } from '../../protocol/profile.ts';
import type { ReasonId, StateName } from '../../protocol/states.ts';
import type { RateRange } from './commandedRates.ts';
import type { Envelope } from './envelope.ts';
import type { LoadFlags } from './loadAssessment.ts';
import type { Permission } from './permission.ts';

/** What happens in one moment; its flag is raised for one tick, and its row of the failsafe table outlives that. */
export type Incident =
  | 'closed'
  | 'writeStuck'
  | 'nonceChanged'
  | 'rebooted'
  | 'echoMismatch'
  | 'guardRefused'
  | 'clockAnomaly';

/** The firmware's newest status, as far as checks need it. */
export interface ObservedBrace {
  readonly isPowered: boolean;
  readonly isLatched: boolean;
  readonly isStopPressed: boolean;
  /** Whether the limits that it works with are those of the profile in force; undefined without one. */
  readonly hasOurLimits: boolean | undefined;
  /** Whose program it runs, by its hash. A bench board has none that could be compared. */
  readonly firmware: 'ours' | 'other' | 'benchBoard';
  /** Since it refused a frame; undefined if never. */
  readonly refusedForMs: number | undefined;
}

/** Where the head is and how it moves, as far as that is known. */
export interface ObservedHead {
  /** From the potentiometers. */
  readonly measured: Pose | undefined;
  /** Where the applied or planned pulses put it. */
  readonly commanded: Pose | undefined;
  /** Of `measured`, °/s per axis, over about 50 ms; undefined while too little is known. */
  readonly measuredRateDegPerS: Pose | undefined;
  /** Of `commanded`, over the last moments that a measured rate can still come from (`commandedRates.ts`). */
  readonly commandedRates: RateRange | undefined;
  /** For how long the head has been tipped another way than commanded (`headDropping.ts`); undefined while it is not. */
  readonly tiltOffForMs: number | undefined;
  /** For each servo, how far pulse and potentiometer are apart, degrees of servo angle; undefined while unknown. */
  readonly servoErrorDeg: PerServo<number> | undefined;
  /** For each servo, how fast its potentiometer and its pulses turn, °/s of servo angle. */
  readonly servoRateDegPerS:
    | { readonly measured: PerServo<number>; readonly commanded: PerServo<number> }
    | undefined;
}

/** A motion sensor that the build may have. 'silent': it is fitted and says nothing. */
export type ObservedImu<Reading> =
  | { readonly kind: 'notFitted' }
  | { readonly kind: 'silent' }
  | ({ readonly kind: 'known' } & Reading);

/** Whose settings are in force, and what the gateway could find out about their approval. Null: it could not tell. */
export interface ObservedProfile {
  readonly wearer: Profile['wearer'];
  readonly isSaved: boolean;
  readonly isApproved: boolean | null;
  readonly isExpired: boolean | null;
  /** Whether the profile is for the kind of brace that is connected. */
  readonly fitsBrace: boolean | null;
}

/** What is known of the gaze, from the page or the tracker that commands (`gazeLoss.ts`). */
export interface ObservedGaze {
  readonly condition: GazeCondition;
  /** Since the newest report; undefined if there has been none. */
  readonly reportedForMs: number | undefined;
}

/**
 * Everything one tick knows, in the terms that the checks judge: plain data, no clock, no device. Undefined and null are
 * unknown, which no check takes for healthy where it matters.
 */
export interface Observation {
  readonly nowMs: number;
  /** How late this tick began. */
  readonly latenessMs: number;
  readonly state: StateName;
  readonly reason: ReasonId;
  readonly permission: Permission;
  /** Pulses are planned to change in this tick, a stopping ramp included. */
  readonly isMoving: boolean;
  readonly isSafetyLatched: boolean;
  readonly parameters: ParameterValues;
  readonly envelope: Envelope | undefined;
  readonly profile: ObservedProfile | undefined;
  readonly isProfileUnusable: boolean;
  /** New limits are with the firmware and not echoed yet. */
  readonly isChangePending: boolean;
  readonly isLineOpen: boolean;
  /** The board has no safety firmware: it was opened as one for the bench. */
  readonly isBenchBoard: boolean;
  readonly incidents: ReadonlySet<Incident>;
  /** Since the oldest frame without an echo; 0 if every frame is echoed. */
  readonly unechoedForMs: number;
  /** Damaged messages of the brace within the last second. */
  readonly badStatusCount: number;
  readonly brace: ObservedBrace | undefined;
  readonly head: ObservedHead;
  /** Of the head band: pose and angular speed against the trunk, so that a turn of the chair is no motion of the head. */
  readonly headImu: ObservedImu<{ readonly pose: Pose; readonly rateDegPerS: number }>;
  /** Acceleration beyond gravity, and tilt against the one in which the trunk last rested. */
  readonly trunkImu: ObservedImu<{ readonly accelerationG: number; readonly tiltChangeDeg: number }>;
  readonly load: LoadFlags;
  readonly supplyVolts: number | null;
  readonly servoTemperaturesC: readonly (number | null)[];
  /** How long the head has been carried in one position; undefined while it is not carried. */
  readonly samePositionForMs: number | undefined;
  /** `oscillation.ts` has found the commanded pose swinging to and fro. */
  readonly isOscillating: boolean;
  readonly isGatewayConnected: boolean;
  /** Since any page proved that it paints what happens now; undefined if none ever did. */
  readonly pageProvenForMs: number | undefined;
  readonly hasForeignPage: boolean;
  /** Since a client asked for what another one holds; undefined if none ever did. */
  readonly secondCommanderForMs: number | undefined;
  /** A lease is held and live. */
  readonly isIntentLive: boolean;
  readonly gaze: ObservedGaze;
  /** The controller's previous run ended unexpectedly, and nobody has said that they looked. Null: not known. */
  readonly hasUnseenCrash: boolean | null;
}
