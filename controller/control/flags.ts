import { FAULT_IDS, type FaultId } from '../../protocol/faults.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import { exceedance, type RangeDeg } from '../safety/envelope.ts';
import { type Flags, HEALTHY } from '../safety/faultState.ts';
import { isLive } from '../safety/lease.ts';
import { loadFlags } from '../safety/loadAssessment.ts';
import { viewSafety } from '../safety/safety.ts';
import { isPowered, poseDistanceDeg } from './braceView.ts';
import { commandedPose } from './movement.ts';
import type { ControlState, TickInputs } from './state.ts';

/** Stall: error over 4° (reference/domain.md §6 `stall`); how long is the failsafe row's grace. */
const FOLLOWING_ERROR_DEG = 4;
/** Droop and sensor noise at the hard limit are not a crossing of it. */
const HARD_LIMIT_TOLERANCE_DEG = 3;
/** Servo temperature: 60 °C warns, 70 °C ends use (reference/domain.md §4.2 row 15). */
const HOT_SERVO_C = 70;
/** A 12 V servo below this has lost a sixth of its torque, and a 3-cell battery is empty. */
const LOWEST_SUPPLY_VOLTS = 10;
const BAD_STATUS_COUNT = 3;
const BAD_STATUS_WINDOW_MS = 1000;
const REFUSAL_SHOWN_MS = 1000;

/** What is wrong now, each flag judged on its own; false = healthy. Unknown is never healthy. */
export function assess(state: ControlState, inputs: TickInputs): Flags {
  const { brace, force, incidents, motion } = state;
  const { status, measured } = brace;
  const parameters = force?.profile.parameters ?? DEFAULT_PARAMETERS;
  const { nowMs } = inputs;
  const powered = status !== undefined && isPowered(status);
  const commanded = commandedPose(motion);
  const unechoedForMs = inputs.oldestUnechoedAtMs === undefined ? 0 : nowMs - inputs.oldestUnechoedAtMs;
  const view = viewSafety(state.safety);
  const isTesting = view.state === 'starting' || view.state === 'selfTest';
  const couldMove = view.permission === 'move' || view.state === 'ready' || motion.kind === 'running';
  const isEngaged = view.state === 'engaged';
  const { intent } = state;
  const isGazeLost = intent.gaze !== 'valid' && intent.gaze !== 'unknown';
  const raised: Flags = {
    ...HEALTHY,
    linkClosed: !inputs.isLineOpen || incidents.has('closed') || incidents.has('writeStuck'),
    // Before the brace carries a head, a late link only keeps the self test waiting.
    linkLate: (powered || !isTesting) && unechoedForMs > parameters.echoLostMs,
    echoMismatch: incidents.has('echoMismatch'),
    badStatus:
      state.badStatusAtMs.filter((atMs) => nowMs - atMs <= BAD_STATUS_WINDOW_MS).length >= BAD_STATUS_COUNT,
    firmwareRebooted: incidents.has('rebooted') || incidents.has('nonceChanged'),
    firmwareLatched: status !== undefined && status.fault !== 'none',
    firmwareRefused: state.lastRefusedAtMs !== undefined && nowMs - state.lastRefusedAtMs <= REFUSAL_SHOWN_MS,
    guardRefused: incidents.has('guardRefused'),
    stopInput: status?.inputs.isStopPressed === true,
    tickLate: inputs.latenessMs > parameters.tickLateWarnMs,
    tickStalled: couldMove && inputs.latenessMs > parameters.tickLateHoldMs,
    clockAnomaly: incidents.has('clockAnomaly'),
    poseUnknown: powered && force !== undefined && (!measured || !commanded),
    followingError:
      powered &&
      measured !== undefined &&
      commanded !== undefined &&
      poseDistanceDeg(measured, commanded) > FOLLOWING_ERROR_DEG,
    outsideHardLimit:
      powered &&
      measured !== undefined &&
      force !== undefined &&
      !(exceedance(measured, widened(force.envelope.hard)) <= 1),
    supplyLow: powered && inputs.supplyVolts !== null && inputs.supplyVolts < LOWEST_SUPPLY_VOLTS,
    sensorsSilent: inputs.supplyVolts === null || inputs.servoTemperaturesC.includes(null),
    servoHot: inputs.servoTemperaturesC.some((celsius) => celsius !== null && celsius >= HOT_SERVO_C),
    profileMissing: !force || force.hash === null,
    profileUnusable: state.isProfileUnusable,
    limitsNotEchoed:
      state.pending?.stage === 'echo' ||
      (status !== undefined && force !== undefined && status.limitsCrc !== force.limitsCrc),
    gatewayLost: !inputs.isGatewayConnected,
    ...loadFlags(state.load),
    intentLapsed: isEngaged && !(intent.lease && isLive(intent.lease, nowMs, parameters.intentLeaseMs)),
    gazeInterrupted: isEngaged && isGazeLost,
    gazeLost: isEngaged && isGazeLost,
    twoCommanders:
      state.secondCommanderAtMs !== undefined && nowMs - state.secondCommanderAtMs <= REFUSAL_SHOWN_MS,
    versionsDiffer: state.pages.some(({ isForeign }) => isForeign === true),
    previousCrash: state.hasUnseenCrash,
    internalError: state.safety.kind === 'latched',
  };
  return Object.fromEntries(FAULT_IDS.map((id) => [id, raised[id]])) as Record<FaultId, boolean>;
}

function widened(range: RangeDeg): RangeDeg {
  return {
    yawDeg: range.yawDeg + HARD_LIMIT_TOLERANCE_DEG,
    flexionDeg: range.flexionDeg + HARD_LIMIT_TOLERANCE_DEG,
    extensionDeg: range.extensionDeg + HARD_LIMIT_TOLERANCE_DEG,
    rollDeg: range.rollDeg + HARD_LIMIT_TOLERANCE_DEG,
  };
}
