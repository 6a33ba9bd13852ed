import { DEFAULT_PARAMETERS, type ParameterValues } from '../../protocol/parameters.ts';
import { assess } from '../safety/checks/all.ts';
import { FAILSAFE } from '../safety/failsafe.ts';
import { assessFlags, worstAction, worstFault } from '../safety/faultState.ts';
import { senseMotion } from '../safety/motionSensors/motionSensors.ts';
import { stepSafety, viewSafety } from '../safety/safety.ts';
import type { Readiness } from '../safety/safetyEvents.ts';
import { followAlarms, handOverLog } from './alarmLog.ts';
import { mayTakeOver } from './boardFitness.ts';
import { frameTick } from './frames.ts';
import { readiness } from './handshake.ts';
import { ingestBrace, ingestMessages, type Step } from './ingest.ts';
import { withTickSent } from './intent.ts';
import { advance, advanceSteering } from './movement.ts';
import { observe } from './observe.ts';
import { followProfileChange } from './profileChange.ts';
import { endLeaseWithState, isEchoLate, pursue } from './pursue.ts';
import { followRelease, isReleasePressed } from './release.ts';
import { refusal } from './reply.ts';
import { followWantedRetreat, retreatRefusal } from './retreat.ts';
import { type ControlState, NO_INCIDENTS, type TickInputs, type TickOutputs } from './state.ts';
import { endSteeringWithState } from './steering/engagement.ts';
import { followSteering, proposeSteering } from './steering/steeringTick.ts';
import { telemetryOf } from './telemetryOf.ts';
import { TICK_MS } from './tickPeriod.ts';
import { watchLoad } from './watchLoad.ts';

/**
 * One tick: read, assess, decide, plan, guard, write. A pure function of what control remembers, what it now hears and the
 * time, so that it runs alike on the Pi, in a campaign and in a replay.
 */
export function controlTick(
  before: ControlState,
  inputs: TickInputs,
): { readonly state: ControlState; readonly outputs: TickOutputs } {
  const { nowMs } = inputs;
  const read = followChange(ingestMessages(ingestBrace(before, inputs), inputs), nowMs);
  const sensed = senseMotion(read.state.motionSensors, {
    nowMs,
    fitted: read.state.force?.profile.build.motionSensors,
    samples: inputs.motionSamples,
    potsPose: read.state.brace.measured,
  });
  const felt: ControlState = { ...read.state, motionSensors: sensed.state };
  const loaded: ControlState = { ...felt, load: watchLoad(felt, nowMs) };
  const { state: seen, observation } = observe(followSteering(loaded, nowMs), inputs, sensed);
  const judged: ControlState = {
    ...seen,
    failsafe: assessFlags(seen.failsafe, assess(observation), parametersOf(seen), nowMs),
    incidents: NO_INCIDENTS,
  };
  const { state: assessed, messages: log } = handOverLog(
    followAlarms(judged, nowMs),
    inputs.isGatewayConnected,
  );
  const waitingFor = waitsFor(assessed, inputs);
  const decided = endLeaseWithState(endSteeringWithState(decide(assessed, waitingFor, nowMs), nowMs));
  const planned = plan(proposeSteering(decided, nowMs), inputs, before.lastTickAtMs);
  const { state: framed, frames } = frameTick(planned, inputs);
  const sent: ControlState = {
    ...framed,
    lastTickAtMs: nowMs,
    intent: withTickSent(framed.intent, before.tick, nowMs),
  };
  return {
    state: { ...sent, tick: before.tick + 1 },
    outputs: {
      frames,
      messages: [...read.messages, ...log, telemetryOf(sent, inputs, waitingFor)],
      isLedOn: viewSafety(sent.safety).permission === 'move',
      isCrashSeen: before.hasUnseenCrash && !sent.hasUnseenCrash,
      isDone: inputs.isEnding && sent.motion.kind !== 'running',
      notes: read.notes,
    },
  };
}

/** The parameters in force; before a profile is, the defaults, which are within every bound. */
function parametersOf({ force }: Pick<ControlState, 'force'>): ParameterValues {
  return force?.profile.parameters ?? DEFAULT_PARAMETERS;
}

function followChange(step: Step, nowMs: number): Step {
  const { pending } = step.state;
  const { state, outcome } = followProfileChange(step.state, nowMs);
  if (!pending) return { ...step, state };
  const { clientId, requestId, candidate } = pending;
  switch (outcome) {
    case undefined:
      return { ...step, state };
    case 'applied': {
      const applied = { type: 'profileApplied', clientId, requestId, profile: candidate.profile } as const;
      return { ...step, state, messages: [...step.messages, applied] };
    }
    case 'notConfirmed': {
      const reply = { type: 'reply', clientId, message: refusal(requestId, 'notConfirmed') } as const;
      return { ...step, state, messages: [...step.messages, reply] };
    }
  }
}

function waitsFor(state: ControlState, inputs: TickInputs): Readiness {
  const { handshake, brace, force } = state;
  const { echoLateMs, echoLostMs } = parametersOf({ force });
  const link = isEchoLate(inputs, echoLostMs) ? 'lost' : isEchoLate(inputs, echoLateMs) ? 'late' : 'prompt';
  const isBoardFit = brace.status !== undefined && mayTakeOver(state, brace.status);
  return readiness(handshake, brace.status, force, brace.measured, link, isBoardFit, inputs.nowMs);
}

function decide(state: ControlState, waitingFor: Readiness, nowMs: number): ControlState {
  const worst = worstFault(state.failsafe);
  const event = {
    type: 'tick',
    nowMs,
    action: worstAction(state.failsafe),
    reason: worst && FAILSAFE[worst].reason,
    readiness: waitingFor,
    isReleasePressed: isReleasePressed(state, nowMs),
    isHeadHeld: state.brace.status?.inputs.isHeadHeld === true,
    isRetreatOpen: retreatRefusal(state, nowMs) === undefined,
  } as const;
  const wasReleased = viewSafety(state.safety).state === 'supportedRelease';
  const decided: ControlState = { ...state, safety: stepSafety(state.safety, event) };
  return followWantedRetreat(followRelease(decided, wasReleased), nowMs);
}

/** An echo comes within the tick of its frame. One that is longer under way says that the frames wait somewhere. */
const ECHO_DUE_MS = 15;

function plan(state: ControlState, inputs: TickInputs, lastTickAtMs: number | undefined): ControlState {
  const wasRunning = state.motion.kind === 'running';
  const pursued = pursue(state, inputs);
  // A trajectory begun from rest in this tick starts at its own zero: its first frame repeats the applied pulses.
  const isContinued = wasRunning && pursued.motion.kind === 'running';
  if (!isContinued) return pursued;
  // The trajectory waits with its frames: what it went on by meanwhile, the head would make up for in one jump.
  if (isEchoLate(inputs, ECHO_DUE_MS)) return pursued;
  const elapsedMs = lastTickAtMs === undefined ? TICK_MS : inputs.nowMs - lastTickAtMs;
  const { motion, steering, force } = pursued;
  const advanced = advance(motion, elapsedMs);
  return {
    ...pursued,
    motion: force ? advanceSteering(advanced, elapsedMs, steering.wish, force) : advanced,
  };
}
