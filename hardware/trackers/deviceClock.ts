/** What the device's own clock says of a sample against the one before. */
type ClockVerdict = 'newer' | 'repeated' | 'older' | 'restarted';

/** A datagram overtaken by another is late by less than this; a larger step back is another clock. */
const RESTART_MS = 1000;
/** Nothing is overtaken by what came so long before: then the clock was set back. */
const SET_BACK_AFTER_MS = 250;

/**
 * Judges the device time of one sample. `older` exists only where the network may reorder; a stream cannot, so there every step
 * back is a device that started again (Gazepoint's TIME begins anew with a calibration, reference/gaze.md §5.2).
 */
function judgeDeviceTime(
  previousMs: number | null,
  deviceMs: number | null,
  canReorder: boolean,
): ClockVerdict {
  if (previousMs === null || deviceMs === null || deviceMs > previousMs) return 'newer';
  if (deviceMs === previousMs) return 'repeated';
  return canReorder && previousMs - deviceMs < RESTART_MS ? 'older' : 'restarted';
}

/** Follows the device time of one connection. */
interface DeviceClock {
  judge(deviceMs: number | null, receivedAtMs: number): ClockVerdict;
  /** The device repeats itself, and nothing new has come meanwhile. */
  isFrozen(nowMs: number): boolean;
  readonly repeated: number;
}

/** A device that has said nothing new for this long while it repeats itself stands still. */
const FROZEN_AFTER_MS = 250;

export function createDeviceClock({ canReorder }: { readonly canReorder: boolean }): DeviceClock {
  let lastMs: number | null = null;
  let newAtMs = Number.NEGATIVE_INFINITY;
  let repeatedAtMs = Number.NEGATIVE_INFINITY;
  let repeated = 0;
  return {
    judge(deviceMs, receivedAtMs) {
      const judged = judgeDeviceTime(lastMs, deviceMs, canReorder);
      const isSetBack = judged === 'older' && receivedAtMs - newAtMs >= SET_BACK_AFTER_MS;
      const verdict = isSetBack ? 'restarted' : judged;
      if (verdict === 'repeated') {
        repeated += 1;
        repeatedAtMs = receivedAtMs;
      } else if (verdict !== 'older') {
        lastMs = deviceMs;
        newAtMs = receivedAtMs;
      }
      return verdict;
    },
    isFrozen: (nowMs) => nowMs - repeatedAtMs <= FROZEN_AFTER_MS && nowMs - newAtMs > FROZEN_AFTER_MS,
    get repeated() {
      return repeated;
    },
  };
}
