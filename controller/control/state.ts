import type { HostFrame } from '../../hardware/link/hostFrames.ts';
import type { Status } from '../../hardware/link/status.ts';
import type { AlarmLogEntry } from '../../protocol/alarms.ts';
import type { FromControl, ProfileStanding, ToControl } from '../../protocol/channel.ts';
import type { MotionSamples } from '../../protocol/motionSample.ts';
import type { Pose } from '../../protocol/pose.ts';
import { type AlarmState, NO_ALARMS } from '../safety/alarms.ts';
import { type FailsafeState, NO_FAULTS } from '../safety/faultState.ts';
import type { SentPulses } from '../safety/guard.ts';
import { HEAD_UNSEEN, type HeadMotion } from '../safety/headMotion.ts';
import { type LoadState, NO_LOAD_KNOWN } from '../safety/loadAssessment.ts';
import { type MotionState, NO_MOTION_KNOWN } from '../safety/motionSensors/motionSensors.ts';
import type { Incident } from '../safety/observation.ts';
import { NO_OSCILLATION, type OscillationState } from '../safety/oscillation.ts';
import { beginSafety, type SafetyState } from '../safety/safety.ts';
import { NOT_WORN, type WearState } from '../safety/wearTime.ts';
import { type BraceView, NOTHING_KNOWN } from './braceView.ts';
import { BEFORE_HANDSHAKE, type Handshake } from './handshake.ts';
import { type Intent, NO_INTENT } from './intent.ts';
import { type Motion, NO_MOTION } from './movement.ts';
import type { OpenPage } from './openPages.ts';
import type { PendingProfile, ProfileInForce } from './profileInForce.ts';
import type { ReleaseHold } from './release.ts';
import { NO_STEERING, type Steering } from './steering/steering.ts';

/** What the board reports as having happened. */
export type BoardFaultKind =
  | 'closed'
  | 'nonceChanged'
  | 'echoMismatch'
  | 'badStatus'
  | 'rebooted'
  | 'writeStuck';

/** Everything one tick may know. */
export interface TickInputs {
  /** Monotonic. */
  readonly nowMs: number;
  /** How late this tick began. */
  readonly latenessMs: number;
  readonly statuses: readonly { readonly status: Status; readonly receivedAtMs: number }[];
  readonly boardFaults: readonly BoardFaultKind[];
  readonly isLineOpen: boolean;
  /** When the oldest frame without an echo was written; undefined if every frame is echoed. */
  readonly oldestUnechoedAtMs: number | undefined;
  /** Of a build with motion sensors. */
  readonly motionSamples: MotionSamples;
  readonly supplyVolts: number | null;
  readonly servoTemperaturesC: readonly [number | null, number | null];
  readonly messages: readonly ToControl[];
  readonly isGatewayConnected: boolean;
  /** The supervisor wants control to end: come to rest, then say so. */
  readonly isEnding: boolean;
}

export interface TickOutputs {
  readonly frames: readonly HostFrame[];
  readonly messages: readonly FromControl[];
  readonly isLedOn: boolean;
  /** With `isEnding`: nothing moves any more. */
  readonly isDone: boolean;
  /** A person has said that they looked after the previous run's unexpected end. */
  readonly isCrashSeen: boolean;
  /** For the log: what happened, in words. */
  readonly notes: readonly string[];
}

/** What control is told once, at its start. */
export interface Beginning {
  /** Version of Poise that this process was started from. */
  readonly version: string;
  /** The run before ended unexpectedly, and nobody has said that they looked. */
  readonly isAfterCrash: boolean;
  /** The board that was opened has no safety firmware. */
  readonly isBenchBoard: boolean;
}

/** The whole memory of control between two ticks. */
export interface ControlState {
  readonly tick: number;
  readonly lastTickAtMs: number | undefined;
  readonly safety: SafetyState;
  readonly failsafe: FailsafeState;
  readonly alarms: AlarmState;
  /** What happened to alarms and has not been handed to a gateway yet, oldest first. */
  readonly alarmLog: readonly AlarmLogEntry[];
  /** Since the last assessment. */
  readonly incidents: ReadonlySet<Incident>;
  readonly badStatusAtMs: readonly number[];
  readonly force: ProfileInForce | undefined;
  /** Of the saved profile, as the gateway judges it. */
  readonly standing: ProfileStanding;
  /** The saved profile was offered, and no brace can serve it. */
  readonly isProfileUnusable: boolean;
  readonly pending: PendingProfile | undefined;
  readonly brace: BraceView;
  readonly handshake: Handshake;
  readonly motion: Motion;
  /** What went out lately, for the guard. */
  readonly history: readonly SentPulses[];
  /** The pose of the newest pulses. */
  readonly lastPose: Pose | undefined;
  readonly intent: Intent;
  readonly steering: Steering;
  readonly lastRefusedAtMs: number | undefined;
  readonly load: LoadState;
  readonly headMotion: HeadMotion;
  readonly motionSensors: MotionState;
  readonly wear: WearState;
  readonly oscillation: OscillationState;
  readonly version: string;
  readonly isBenchBoard: boolean;
  readonly hasUnseenCrash: boolean;
  readonly pages: readonly OpenPage[];
  readonly release: ReleaseHold | undefined;
  /** When somebody else last tried to move a head that was being moved. */
  readonly secondCommanderAtMs: number | undefined;
}

export const NO_INCIDENTS: ReadonlySet<Incident> = new Set();

/** Nothing is known of an approval before the gateway has spoken. */
const UNKNOWN_STANDING: ProfileStanding = { isApproved: null, isExpired: null, fitsBrace: null };

export function beginControl({ version, isAfterCrash, isBenchBoard }: Beginning): ControlState {
  return {
    tick: 0,
    lastTickAtMs: undefined,
    safety: beginSafety(),
    failsafe: NO_FAULTS,
    alarms: NO_ALARMS,
    alarmLog: [],
    incidents: NO_INCIDENTS,
    badStatusAtMs: [],
    force: undefined,
    standing: UNKNOWN_STANDING,
    isProfileUnusable: false,
    pending: undefined,
    brace: NOTHING_KNOWN,
    handshake: BEFORE_HANDSHAKE,
    motion: NO_MOTION,
    history: [],
    lastPose: undefined,
    intent: NO_INTENT,
    steering: NO_STEERING,
    lastRefusedAtMs: undefined,
    load: NO_LOAD_KNOWN,
    headMotion: HEAD_UNSEEN,
    motionSensors: NO_MOTION_KNOWN,
    wear: NOT_WORN,
    oscillation: NO_OSCILLATION,
    version,
    isBenchBoard,
    hasUnseenCrash: isAfterCrash,
    pages: [],
    release: undefined,
    secondCommanderAtMs: undefined,
  };
}
