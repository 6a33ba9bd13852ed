import type { GazeCondition } from '../../protocol/clientMessages.ts';
import type { Pose } from '../../protocol/pose.ts';
import { followGaze, GAZE_UNHEARD, type GazeState } from '../safety/gazeLoss.ts';
import type { Lease, TickTimes } from '../safety/lease.ts';

/** Who wants what: the lease, what it is for, and what the page says of the gaze. */
export interface Intent {
  readonly lease: Lease | undefined;
  /** Where the leased movement ends; undefined without a lease, and where gaze steers. */
  readonly target: Pose | undefined;
  readonly leaseCount: number;
  /** Raised whenever a lease ends, so that nothing of the past can be renewed. */
  readonly epoch: number;
  /** When control sent the telemetry of each recent tick. */
  readonly tickTimes: TickTimes;
  readonly gaze: GazeState;
}

export const NO_INTENT: Intent = {
  lease: undefined,
  target: undefined,
  leaseCount: 0,
  epoch: 0,
  tickTimes: { firstTick: 0, sentAtMs: [] },
  gaze: GAZE_UNHEARD,
};

/** Ticks older than any lease prove nothing. */
const REMEMBERED_TICKS = 64;

export function withTickSent(intent: Intent, tick: number, sentAtMs: number): Intent {
  const times = [...intent.tickTimes.sentAtMs.slice(1 - REMEMBERED_TICKS), sentAtMs];
  return { ...intent, tickTimes: { firstTick: tick + 1 - times.length, sentAtMs: times } };
}

export function withGaze(intent: Intent, source: string, condition: GazeCondition, nowMs: number): Intent {
  return { ...intent, gaze: followGaze(intent.gaze, { source, condition }, nowMs) };
}

/** A source that is gone says nothing any more, and is not missed. */
export function withoutSource(intent: Intent, source: string): Intent {
  return intent.gaze.source === source ? { ...intent, gaze: GAZE_UNHEARD } : intent;
}

export function withLease(
  intent: Intent,
  lease: Omit<Lease, 'leaseId' | 'epoch'>,
  target: Pose | undefined,
): Intent {
  const leaseCount = intent.leaseCount + 1;
  return {
    ...intent,
    leaseCount,
    target,
    lease: { ...lease, leaseId: `lease-${leaseCount}`, epoch: intent.epoch },
    gaze: GAZE_UNHEARD,
  };
}

export function withoutLease(intent: Intent): Intent {
  if (!intent.lease) return intent;
  return { ...intent, lease: undefined, target: undefined, epoch: intent.epoch + 1 };
}
