/** A device clock that goes back further than samples are ever shuffled on the way has been started anew. */
const RESTART_MS = 1000;
/** How much faster than ours a device clock may lose: 0.5 ms in a second, more than any quartz. */
const LARGEST_DRIFT = 0.0005;

/** How the clock of a tracker lies to ours. */
export interface DeviceClock {
  readonly newestDeviceMs: number | undefined;
  /** The smallest difference seen between receipt and the device's time: the delay that every sample has. */
  readonly offsetMs: number;
  readonly newestMs: number;
  readonly newestReceivedMs: number;
}

export const NO_CLOCK: DeviceClock = {
  newestDeviceMs: undefined,
  offsetMs: Number.POSITIVE_INFINITY,
  newestMs: Number.NEGATIVE_INFINITY,
  newestReceivedMs: Number.NEGATIVE_INFINITY,
};

/**
 * When a sample was taken, on our clock, or undefined for one that is late, repeated or has no time. What waited in a stalled
 * socket arrives all at once and is as old as it is: the age of the sample counts, not of the message (reference/domain.md §4.3).
 */
export function sampleTime(
  clock: DeviceClock,
  receivedAtMs: number,
  deviceMs: number | null,
): { readonly clock: DeviceClock; readonly tMs: number } | undefined {
  if (!(receivedAtMs >= clock.newestReceivedMs)) return undefined;
  if (deviceMs === null) {
    const tMs = receivedAtMs;
    return { clock: { ...NO_CLOCK, newestMs: tMs, newestReceivedMs: receivedAtMs }, tMs };
  }
  if (!Number.isFinite(deviceMs)) return undefined;
  const aheadMs = deviceMs - (clock.newestDeviceMs ?? Number.NEGATIVE_INFINITY);
  const isRestarted = aheadMs < -RESTART_MS;
  if (!isRestarted && !(aheadMs > 0)) return undefined;
  const known = isRestarted ? NO_CLOCK : clock;
  const drift = LARGEST_DRIFT * (receivedAtMs - known.newestReceivedMs);
  const offsetMs = Math.min(known.offsetMs + (Number.isFinite(drift) ? drift : 0), receivedAtMs - deviceMs);
  const tMs = Math.max(known.newestMs, deviceMs + offsetMs);
  return {
    clock: { newestDeviceMs: deviceMs, offsetMs, newestMs: tMs, newestReceivedMs: receivedAtMs },
    tMs,
  };
}
