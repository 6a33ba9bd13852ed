/** A device clock that goes back further than samples are ever shuffled on the way has been started anew. */
const RESTART_MS = 1000;
/**
 * How much a device clock may lose against ours: 2 ms in a second. A quartz loses less by far; a program that counts pictures as 60 a
 * second where there are 59.94 loses 1 ms.
 */
const LARGEST_DRIFT = 0.002;
/** Samples that come one after another behind the newest, for longer than any shuffle on the way, are of a clock that was set back. */
const SET_BACK_AFTER_MS = 250;
/** No shuffle on the way makes so long a row of samples in their order. */
const SHORTEST_ROW_MS = 60;
/** Samples further apart belong to no such row. */
const ROW_GAP_MS = 100;

/** How the clock of a tracker lies to ours. */
export interface DeviceClock {
  readonly newestDeviceMs: number | undefined;
  /** The smallest difference seen between receipt and the device's time: the delay that every sample has. */
  readonly offsetMs: number;
  readonly newestMs: number;
  readonly newestReceivedMs: number;
  /** The row of samples behind the newest, if there is one. */
  readonly behind:
    | { readonly sinceMs: number; readonly newestReceivedMs: number; readonly newestDeviceMs: number }
    | undefined;
}

export const NO_CLOCK: DeviceClock = {
  newestDeviceMs: undefined,
  offsetMs: Number.POSITIVE_INFINITY,
  newestMs: Number.NEGATIVE_INFINITY,
  newestReceivedMs: Number.NEGATIVE_INFINITY,
  behind: undefined,
};

/**
 * When a sample was taken, on our clock; no time for one that is late, repeated or has none. What waited in a stalled socket arrives
 * all at once and is as old as it is: the age of the sample counts, not of the message (reference/domain.md §4.3). A clock that was set
 * back, or forth by a single sample, is followed anew once it goes on by itself for 250 ms; until then the tracker counts as silent.
 */
export function sampleTime(
  clock: DeviceClock,
  receivedAtMs: number,
  deviceMs: number | null,
): { readonly clock: DeviceClock; readonly tMs: number | undefined } {
  const late = { clock, tMs: undefined };
  if (!(receivedAtMs >= clock.newestReceivedMs)) return late;
  if (deviceMs === null) {
    const tMs = receivedAtMs;
    return { clock: { ...NO_CLOCK, newestMs: tMs, newestReceivedMs: receivedAtMs }, tMs };
  }
  if (!Number.isFinite(deviceMs)) return late;
  const aheadMs = deviceMs - (clock.newestDeviceMs ?? Number.NEGATIVE_INFINITY);
  const behind = aheadMs > 0 ? undefined : rowAfter(clock.behind, receivedAtMs, deviceMs);
  const isSetBack = behind !== undefined && behind.newestReceivedMs - behind.sinceMs >= SET_BACK_AFTER_MS;
  // One that was set back by less is told when it has caught up.
  const row = clock.behind;
  const hasCaughtUp =
    aheadMs > 0 && row !== undefined && row.newestReceivedMs - row.sinceMs >= SHORTEST_ROW_MS;
  const isRestarted = isSetBack || hasCaughtUp || aheadMs < -RESTART_MS;
  if (!isRestarted && !(aheadMs > 0)) return { clock: { ...clock, behind }, tMs: undefined };
  const known = isRestarted ? NO_CLOCK : clock;
  const drift = LARGEST_DRIFT * (receivedAtMs - known.newestReceivedMs);
  const offsetMs = Math.min(known.offsetMs + (Number.isFinite(drift) ? drift : 0), receivedAtMs - deviceMs);
  const tMs = Math.max(known.newestMs, deviceMs + offsetMs);
  return {
    clock: {
      newestDeviceMs: deviceMs,
      offsetMs,
      newestMs: tMs,
      newestReceivedMs: receivedAtMs,
      behind: undefined,
    },
    tMs,
  };
}

/** The row with one more sample behind the newest; one that does not go on begins another row, and a repeated one is none. */
function rowAfter(
  row: DeviceClock['behind'],
  receivedAtMs: number,
  deviceMs: number,
): NonNullable<DeviceClock['behind']> | undefined {
  if (row && deviceMs === row.newestDeviceMs) return row;
  const goesOn =
    row !== undefined && deviceMs > row.newestDeviceMs && receivedAtMs - row.newestReceivedMs <= ROW_GAP_MS;
  return {
    sinceMs: goesOn ? row.sinceMs : receivedAtMs,
    newestReceivedMs: receivedAtMs,
    newestDeviceMs: deviceMs,
  };
}
