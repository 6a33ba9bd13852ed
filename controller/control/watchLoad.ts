import { UPRIGHT_GRAVITY } from '../safety/gravity.ts';
import { assessLoad, type LoadState, NO_LOAD_KNOWN } from '../safety/loadAssessment.ts';
import { isPowered } from './braceView.ts';
import type { ControlState } from './state.ts';

/**
 * What the neck and the airway bear by this tick. Nothing is estimated while no pulses run, or before there is a profile to
 * estimate with. Gravity is where the trunk's sensor last felt it; without one the trunk is taken as upright.
 */
export function watchLoad({ load, brace, force, motionSensors }: ControlState, nowMs: number): LoadState {
  const { status, measured } = brace;
  if (!force || !status) return NO_LOAD_KNOWN;
  const head = isPowered(status)
    ? { uptimeMs: status.uptimeMs, appliedUs: status.appliedUs, potSum: status.potSum, pose: measured }
    : undefined;
  const { kinematics, profile } = force;
  const model = {
    kinematics,
    build: profile.build,
    parameters: profile.parameters,
    gravityMPerS2: motionSensors.gravityMPerS2 ?? UPRIGHT_GRAVITY,
  };
  return assessLoad(load, head, model, nowMs);
}
