import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import { anglesFromPots, anglesFromPulses } from '../motion/kinematics/servoMap.ts';
import { observedGaze } from '../safety/gazeLoss.ts';
import { followHead, type HeadReading } from '../safety/headMotion.ts';
import { isLive } from '../safety/lease.ts';
import { loadFlags } from '../safety/loadAssessment.ts';
import type { Sensed } from '../safety/motionSensors/motionSensors.ts';
import type { Observation, ObservedBrace, ObservedHead, ObservedProfile } from '../safety/observation.ts';
import { followOscillation, isOscillating } from '../safety/oscillation.ts';
import { viewSafety } from '../safety/safety.ts';
import { followWear, samePositionForMs } from '../safety/wearTime.ts';
import { firmwareOf } from './boardFitness.ts';
import { isPowered } from './braceView.ts';
import { commandedPose, commandedRateDegPerS } from './movement.ts';
import { pageProvenForMs } from './openPages.ts';
import type { ControlState, TickInputs } from './state.ts';

const BAD_STATUS_WINDOW_MS = 1000;

/** A state that has taken in what this tick knows of the head, and the observation that the checks judge. */
export interface Observed {
  readonly state: ControlState;
  readonly observation: Observation;
}

/** Everything that the checks may know of this tick. Undefined and null stay what they are: unknown. */
export function observe(before: ControlState, inputs: TickInputs, sensed: Sensed): Observed {
  const { nowMs } = inputs;
  const { state: headMotion, head } = followHead(before.headMotion, headReading(before, sensed, nowMs));
  const view = viewSafety(before.safety);
  const isCarried = before.brace.status !== undefined && isPowered(before.brace.status);
  const state: ControlState = {
    ...before,
    headMotion,
    wear: followWear(before.wear, isCarried, head.measured, nowMs),
    oscillation: followOscillation(before.oscillation, view.state === 'engaged', head.commanded, nowMs),
  };
  return { state, observation: observationOf(state, head, sensed, inputs) };
}

function observationOf(
  state: ControlState,
  head: ObservedHead,
  sensed: Sensed,
  inputs: TickInputs,
): Observation {
  const { force, intent } = state;
  const { nowMs } = inputs;
  const parameters = force?.profile.parameters ?? DEFAULT_PARAMETERS;
  const { state: name, reason, permission } = viewSafety(state.safety);
  return {
    nowMs,
    latenessMs: inputs.latenessMs,
    state: name,
    reason,
    permission,
    isMoving: state.motion.kind === 'running',
    isSafetyLatched: state.safety.kind === 'latched',
    parameters,
    envelope: force?.envelope,
    profile: observedProfile(state),
    isProfileUnusable: state.isProfileUnusable,
    isChangePending: state.pending?.stage === 'echo',
    isLineOpen: inputs.isLineOpen,
    isBenchBoard: state.isBenchBoard,
    incidents: state.incidents,
    unechoedForMs: inputs.oldestUnechoedAtMs === undefined ? 0 : nowMs - inputs.oldestUnechoedAtMs,
    badStatusCount: state.badStatusAtMs.filter((atMs) => nowMs - atMs <= BAD_STATUS_WINDOW_MS).length,
    brace: observedBrace(state, nowMs),
    head,
    headImu: sensed.headImu,
    trunkImu: sensed.trunkImu,
    load: loadFlags(state.load),
    supplyVolts: inputs.supplyVolts,
    servoTemperaturesC: inputs.servoTemperaturesC,
    samePositionForMs: samePositionForMs(state.wear, nowMs),
    isOscillating: isOscillating(state.oscillation, nowMs),
    isGatewayConnected: inputs.isGatewayConnected,
    pageProvenForMs: pageProvenForMs(state.pages, nowMs),
    hasForeignPage: state.pages.some(({ isForeign }) => isForeign === true),
    secondCommanderForMs:
      state.secondCommanderAtMs === undefined ? undefined : nowMs - state.secondCommanderAtMs,
    isIntentLive: intent.lease !== undefined && isLive(intent.lease, nowMs, parameters.intentLeaseMs),
    gaze: observedGaze(intent.gaze, nowMs),
    hasUnseenCrash: state.hasUnseenCrash,
  };
}

function headReading(
  { brace, force, motion }: ControlState,
  { headImu }: Sensed,
  nowMs: number,
): HeadReading {
  const { status, receivedAtMs, measured } = brace;
  const isCarried = status !== undefined && receivedAtMs !== undefined && isPowered(status);
  const servos = force?.profile.build.servos;
  return {
    nowMs,
    measured,
    commanded: commandedPose(motion),
    commandedRateDegPerS: commandedRateDegPerS(motion),
    imuPose: headImu.kind === 'known' ? headImu.pose : undefined,
    carried: isCarried
      ? {
          uptimeMs: status.uptimeMs,
          receivedAtMs,
          servosDeg: servos && {
            applied: anglesFromPulses(status.appliedUs, servos),
            measured: anglesFromPots(status.potSum, servos),
          },
        }
      : undefined,
  };
}

function observedProfile({ force, standing }: ControlState): ObservedProfile | undefined {
  return force && { wearer: force.profile.wearer, isSaved: force.hash !== null, ...standing };
}

function observedBrace(state: ControlState, nowMs: number): ObservedBrace | undefined {
  const { brace, force, lastRefusedAtMs } = state;
  const { status } = brace;
  if (!status) return undefined;
  return {
    isPowered: isPowered(status),
    isLatched: status.fault !== 'none',
    isStopPressed: status.inputs.isStopPressed,
    firmware: firmwareOf(state, status),
    hasOurLimits: force && status.limitsCrc === force.limitsCrc,
    refusedForMs: lastRefusedAtMs === undefined ? undefined : nowMs - lastRefusedAtMs,
  };
}
