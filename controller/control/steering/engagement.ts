import type { ReleaseCause } from '../../../protocol/steering.ts';
import { type ClutchInput, clutchSettingsOf, followClutch, isEngaged } from '../../gaze/clutch.ts';
import { type GainLimit, gainLimit, loopDelayMs } from '../../gaze/loopDelay.ts';
import { stepSafety, viewSafety } from '../../safety/safety.ts';
import type { EndReason } from '../../safety/safetyEvents.ts';
import type { SteeringSituation } from '../../safety/steering/engageCheck.ts';
import { withoutLease } from '../intent.ts';
import type { ControlState } from '../state.ts';
import { healthOf } from './steering.ts';
import { suits } from './suits.ts';

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

/** Whatever took control out of `engaged`, or out of `ready` between the two looks, lets the clutch go: it alone moves nothing. */
export function endSteeringWithState(state: ControlState, nowMs: number): ControlState {
  const { phase } = state.steering.clutch;
  const { state: name } = viewSafety(state.safety);
  const isWanted = phase === 'out' || name === (phase === 'in' ? 'engaged' : 'ready');
  if (isWanted) return state;
  return withClutch(state, { type: 'release', cause: name === 'stopped' ? 'stop' : 'fault' }, nowMs);
}

/** The highest gain that the delay from the eyes to the head admits; an unmeasured one is taken for a long one. */
export function steeringGain({ steering }: ControlState, nowMs: number): GainLimit {
  const { source } = steering.pipeline.stream;
  const latencyMs = healthOf(steering, source, nowMs)?.latencyMs ?? null;
  return gainLimit(loopDelayMs(steering.delay, latencyMs));
}

/** What the checks of `safety/steering` judge. */
export function steeringSituation(state: ControlState, nowMs: number): SteeringSituation {
  const { force, steering } = state;
  const { stream } = steering.pipeline;
  const strategy = force?.profile.gazeStrategy ?? 'none';
  const verdict = steering.verdicts.find(
    (one) => one.strategy === strategy && one.settingsHash === force?.hash,
  );
  return {
    strategy,
    source: stream.source,
    reading: steering.reading,
    screen: force?.profile.screen ?? null,
    suits,
    condition: stream.condition,
    health: healthOf(steering, stream.source, nowMs)?.state,
    verdict: verdict?.verdict,
    sides: steering.sides.verdict,
    isLoopTooSlow: steeringGain(state, nowMs).kind === 'refused',
  };
}
