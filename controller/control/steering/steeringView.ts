import type { SteeringView } from '../../../protocol/steering.ts';
import { clutchSettingsOf, intentLeftMs } from '../../gaze/clutch.ts';
import { engageObstacle, renewalObstacle } from '../../safety/steering/all.ts';
import type { ControlState } from '../state.ts';
import { measuredDelayMs, steeringSituation } from './engagement.ts';
import { healthOf } from './steering.ts';

/** Steering by gaze as pages show it; null where the profile has none. */
export function steeringView(state: ControlState, nowMs: number): SteeringView | null {
  const { force, steering } = state;
  const strategy = force?.profile.gazeStrategy ?? 'none';
  if (strategy === 'none') return null;
  const { clutch, reason } = steering;
  const { source } = steering.pipeline.stream;
  const situation = steeringSituation(state, nowMs);
  return {
    strategy,
    source: source ?? null,
    health: healthOf(steering, source, nowMs) ?? null,
    clutch: clutch.phase,
    released: clutch.phase === 'out' ? (clutch.why ?? null) : null,
    obstacle: (clutch.phase === 'in' ? renewalObstacle(situation) : engageObstacle(situation))?.id ?? null,
    intentLeftMs: force ? intentLeftMs(clutch, nowMs, clutchSettingsOf(force.profile.parameters)) : null,
    reason,
    loopDelayMs: measuredDelayMs(state, nowMs) ?? null,
  };
}
