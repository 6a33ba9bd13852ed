import type { GazeValidity } from '../../protocol/clientMessages.ts';
import type { Pose } from '../../protocol/pose.ts';
import type { Lease, TickTimes } from '../safety/lease.ts';

/** Who wants what: the lease, what it is for, and what the page says of the gaze. */
export interface Intent {
  readonly lease: Lease | undefined;
  /** Where the leased movement ends. */
  readonly target: Pose | undefined;
  readonly leaseCount: number;
  /** Raised whenever a lease ends, so that nothing of the past can be renewed. */
  readonly epoch: number;
  /** When control sent the telemetry of each recent tick. */
  readonly tickTimes: TickTimes;
  readonly gaze: GazeValidity;
  readonly gazeInvalidSinceMs: number | undefined;
  /** The movement waits for the gaze to come back. */
  readonly isSlowed: boolean;
}

export const NO_INTENT: Intent = {
  lease: undefined,
  target: undefined,
  leaseCount: 0,
  epoch: 0,
  tickTimes: { firstTick: 0, sentAtMs: [] },
  gaze: 'unknown',
  gazeInvalidSinceMs: undefined,
  isSlowed: false,
};

/** Ticks older than any lease prove nothing. */
const REMEMBERED_TICKS = 64;

export function withTickSent(intent: Intent, tick: number, sentAtMs: number): Intent {
  const times = [...intent.tickTimes.sentAtMs.slice(1 - REMEMBERED_TICKS), sentAtMs];
  return { ...intent, tickTimes: { firstTick: tick + 1 - times.length, sentAtMs: times } };
}

/** A lost gaze is back only when it is valid: "unknown" after "invalid" is still lost. */
export function withGaze(intent: Intent, gaze: GazeValidity, nowMs: number): Intent {
  switch (gaze) {
    case 'valid':
      return { ...intent, gaze, gazeInvalidSinceMs: undefined };
    case 'unknown':
      return { ...intent, gaze };
    case 'invalid':
      return { ...intent, gaze, gazeInvalidSinceMs: intent.gazeInvalidSinceMs ?? nowMs };
  }
}

export function withLease(intent: Intent, lease: Omit<Lease, 'leaseId' | 'epoch'>, target: Pose): Intent {
  const leaseCount = intent.leaseCount + 1;
  return {
    ...intent,
    leaseCount,
    target,
    lease: { ...lease, leaseId: `lease-${leaseCount}`, epoch: intent.epoch },
    gazeInvalidSinceMs: undefined,
    isSlowed: false,
  };
}

export function withoutLease(intent: Intent): Intent {
  if (!intent.lease) return intent;
  return { ...intent, lease: undefined, target: undefined, epoch: intent.epoch + 1, isSlowed: false };
}
