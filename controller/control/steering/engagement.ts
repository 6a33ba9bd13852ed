import type { ReasonId, StateName } from '../../../protocol/states.ts';
import type { ReleaseCause } from '../../../protocol/steering.ts';
import { type ClutchInput, clutchSettingsOf, followClutch, isEngaged } from '../../gaze/clutch.ts';
import { isRecentreWanted } from '../../gaze/drift.ts';
import { countedDelayMs, type GainLimit, gainLimit, loopDelayMs } from '../../gaze/loopDelay.ts';
import { UNPROVEN } from '../../gaze/strategies/handedness.ts';
import { gazeKindOf, suitability } from '../../gaze/strategies/suitability.ts';
import { stepSafety, viewSafety } from '../../safety/safety.ts';
import type { EndReason } from '../../safety/safetyEvents.ts';
import type { GateSituation, SteeringSituation, Suits } from '../../safety/steering/engageCheck.ts';
import { withoutLease } from '../intent.ts';
import type { ControlState } from '../state.ts';
import { undid } from './eyeCheck.ts';
import { healthOf, type Steering } from './steering.ts';

/** One more input to the clutch. When it lets go, the lease and the movement end with it. */
export function withClutch(state: ControlState, input: ClutchInput, nowMs: number): ControlState {
  const { force, steering, intent, safety } = state;
  if (!force) return state;
  const clutch = followClutch(steering.clutch, input, nowMs, clutchSettingsOf(force.profile.parameters));
  const next = { ...state, steering: { ...steering, clutch } };
  if (!isEngaged(steering.clutch) || clutch.phase !== 'out') return next;
  const reason = reasonOf(clutch.why);
  return {
    ...next,
    intent: withoutLease(intent),
    safety: stepSafety(safety, { type: 'endMove', reason }),
    steering: { ...next.steering, law: undefined, wish: { kind: 'none' }, reason: '' },
  };
}

/** What the page says of a movement that the clutch has ended. */
function reasonOf(cause: ReleaseCause | undefined): EndReason {
  switch (cause) {
    case 'asked':
    case 'lookedAway':
      return 'lookedAway';
    case 'noIntent':
      return 'steeringIdle';
    case 'longBlink':
    case 'gazeLost':
    case 'gazeFrozen':
      return 'gazeLost';
    case 'stop':
    case 'fault':
    case 'clock':
    case undefined:
      return 'leaseLapsed';
  }
}

/**
 * Whatever took control out of `engaged`, also for less than a tick, or out of `ready` between the two looks, lets the clutch go: it
 * alone moves nothing, and under no other lease than its own.
 */
export function endSteeringWithState(before: ControlState, nowMs: number): ControlState {
  const { clutch, leaseId } = before.steering;
  const { state: name, reason } = viewSafety(before.safety);
  const isUndone = name === 'stopped' || name === 'protectiveHold';
  const state = isUndone ? undid(before, nowMs) : before;
  const isWanted =
    clutch.phase === 'out' ||
    (clutch.phase === 'asked'
      ? name === 'ready'
      : name === 'engaged' && leaseId !== undefined && state.intent.lease?.leaseId === leaseId);
  if (isWanted) return state;
  return withClutch(state, { type: 'release', cause: causeOf(state, name, reason) }, nowMs);
}

/** In the same words as where the clutch itself lets go: the failsafe table and it count the same 400 ms. */
function causeOf(
  { steering }: ControlState,
  name: StateName,
  reason: ReasonId,
): Extract<ClutchInput, { type: 'release' }>['cause'] {
  if (name === 'stopped') return 'stop';
  if (reason !== 'gazeLost') return 'fault';
  const { condition } = steering.pipeline.stream;
  return condition === 'eyesClosed' || condition === 'invalid' ? 'longBlink' : 'gazeLost';
}

/** The delay from the eyes to the head; undefined while it is not measured. */
export function measuredDelayMs({ steering }: ControlState, nowMs: number): number | undefined {
  const { source } = steering.pipeline.stream;
  const latencyMs = healthOf(steering, source, nowMs)?.latencyMs ?? null;
  return loopDelayMs(steering.delay, latencyMs);
}

/** The highest gain that the delay from the eyes to the head admits; an unmeasured one is taken for a long one. */
export function steeringGain(state: ControlState, nowMs: number): GainLimit {
  return gainLimit(measuredDelayMs(state, nowMs));
}

/** What the checks of `safety/steering` judge. */
export function steeringSituation(state: ControlState, nowMs: number): SteeringSituation {
  const { force, steering } = state;
  const { stream } = steering.pipeline;
  return {
    strategy: force?.profile.gazeStrategy ?? 'none',
    source: stream.source,
    reading: steering.reading,
    screen: force?.profile.screen ?? null,
    isHeadKnown: state.brace.measured !== undefined,
    suits,
    condition: stream.condition,
    health: healthOf(steering, stream.source, nowMs)?.state,
    gate: gateSituation(state, nowMs),
    follows: followsOf(steering),
    sides: steering.sides.verdict,
    isStraightAheadKnown: isStraightAheadKnown(state),
    isLoopTooSlow: steeringGain(state, nowMs).kind === 'refused',
  };
}

/** A tracker that is worn moves with the head; before one on the chair the eyes are elsewhere after a large turn (reference/gaze.md D7). */
function isStraightAheadKnown({ steering: { drift, reading }, brace }: ControlState): boolean {
  return reading === 'eyes' ? drift.rightAt !== undefined : !isRecentreWanted(drift, brace.measured);
}

function followsOf({ selfTest }: Steering): SteeringSituation['follows'] {
  switch (selfTest?.test.kind) {
    case undefined:
    case 'running':
      return 'unknown';
    case 'passed':
      return 'right';
    case 'refused':
      return {
        is: selfTest.test.id === UNPROVEN ? 'unproven' : 'wrong',
        why: selfTest.test.sentence,
      };
  }
}

/** Where no strategy is in force, no check comes as far as this. */
function gateSituation(state: ControlState, nowMs: number): GateSituation {
  const chosen = state.force?.steering;
  if (!chosen?.needsGate) return 'notNeeded';
  const measuredMs = measuredDelayMs(state, nowMs);
  return {
    verdicts: state.steering.verdicts,
    toEngage: { ...chosen.engages, delayMs: countedDelayMs(measuredMs) },
    isDelayMeasured: measuredMs !== undefined,
  };
}

/** What is not known suits nothing. */
const suits: Suits = ({ strategy, ...origin }) => {
  if (strategy === 'none') return { why: 'No strategy is chosen.' };
  const kind = gazeKindOf(origin);
  if (kind === undefined) return { why: 'The eye tracker has not said anything yet.' };
  const verdict = suitability(origin.screen?.mount ?? 'unknown', kind, strategy);
  return verdict.kind === 'suits' ? 'suits' : { why: verdict.sentence };
};
