import type { Telemetry } from '../../../protocol/telemetry.ts';
import type { EyeCheck } from './eyeCheck.ts';
import type { MoveSession } from './moveSession.ts';
import type { SteeringStep } from './screenFor.ts';
import type { SteerSession } from './steerSession.ts';

/** What decides where steering by gaze stands for a page. */
export interface SteeringKnown {
  /** Undefined unless it is current. */
  readonly telemetry: Pick<Telemetry, 'state' | 'steering' | 'lease'> | undefined;
  /** Whose lease is this page's; undefined while it is nobody. */
  readonly clientId: string | undefined;
  readonly session: SteerSession;
  readonly lease: MoveSession;
  readonly check: EyeCheck['phase'];
}

/** Where steering by gaze stands for this page: as control shows it, and in `ready` by what the page has asked. */
export function steeringStepOf({ telemetry, clientId, session, lease, check }: SteeringKnown): SteeringStep {
  if (!telemetry?.steering) return 'none';
  const isConfirming = session.phase === 'asked' || (session.phase === 'confirming' && session.by === 'gaze');
  if (telemetry.state === 'engaged' && telemetry.steering.clutch === 'in') {
    if (!holdsLease(telemetry, clientId)) return 'elsewhere';
    return isConfirming ? 'goingOn' : 'in';
  }
  if (check === 'looking' || check === 'settling') return 'checking';
  if (check === 'told') return 'told';
  // Until control shows that it is in, what was looked at stays.
  return isConfirming || steersBy(lease) === 'gaze' ? 'asked' : 'offered';
}

/** Whether the lease that control shows is this page's. */
export function holdsLease({ lease }: Pick<Telemetry, 'lease'>, clientId: string | undefined): boolean {
  return lease !== null && lease.holder === clientId;
}

/** By what this page steers or is about to; undefined if it does not. */
export function steersBy(lease: MoveSession): 'gaze' | 'hand' | undefined {
  return lease.phase !== 'idle' && lease.movement === 'steer' ? lease.origin : undefined;
}
