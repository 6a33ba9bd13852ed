import type { Telemetry } from '../../protocol/telemetry.ts';

/** Pages get every second tick: 50 Hz, as much as a 60 Hz display can show. */
const TICKS_PER_MESSAGE = 2;

/**
 * Whether telemetry goes to the pages: every second tick, and at once when anything but a figure has changed.
 * `previous` is the telemetry that was sent last; a tick that ran backwards is a new control process.
 */
export function isDue(previous: Telemetry | null, next: Telemetry): boolean {
  if (!previous || next.tick < previous.tick) return true;
  return next.tick - previous.tick >= TICKS_PER_MESSAGE || standing(previous) !== standing(next);
}

function standing({ epoch, state, reason, faults, lease, gaze, brace, profileHash }: Telemetry): string {
  const { isPowered, isHeadHeld, isStopPressed } = brace;
  return JSON.stringify([
    epoch,
    state,
    reason,
    faults,
    lease?.leaseId,
    gaze,
    isPowered,
    isHeadHeld,
    isStopPressed,
    profileHash,
  ]);
}
