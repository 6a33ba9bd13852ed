import { createDeviceClock } from '../deviceClock.ts';
import type { PupilEyes, SurfaceGaze } from './surface.ts';

/**
 * The eye that was seen last is waited for this long: Pupil holds the data of a good eye back for ten of its pictures when the other
 * one closes, 83 ms at 120 Hz (pupil-labs/pupil, gaze_mapping/matching.py). Shorter than the silence after which a tracker is lost.
 */
const SEEN_LASTS_MS = 200;

/**
 * Puts in order what Pupil says of both eyes. It tells of a closed eye at once and of the other one only later, so each kind of datum has
 * a clock of its own, and what an eye does not see is kept back while the other one is told of, also where that one blinks: passed on,
 * it would be newer than all that comes of that one, which control leaves out (controller/gaze/deviceClock.ts).
 */
export interface EyeOrder {
  /** Whether the datum is to be passed on. What is, goes forward in time, except where Pupil's clock begins anew. */
  take(gaze: SurfaceGaze, receivedAtMs: number): boolean;
  /** Data that said a moment before again, or one older than was passed on. */
  readonly leftOut: number;
  /** Something repeats itself. */
  isFrozen(nowMs: number): boolean;
}

export function createEyeOrder(): EyeOrder {
  let clockOf = begunClocks();
  let passedOnMs = Number.NEGATIVE_INFINITY;
  const heardAtMs: Record<'left' | 'right', number> = {
    left: Number.NEGATIVE_INFINITY,
    right: Number.NEGATIVE_INFINITY,
  };
  /** Which was seen last, and goes for both until it is the other one. */
  let seeing: PupilEyes = 'unknown';
  let leftOut = 0;

  /** Whether an eye that sees nothing is to be left out, since the other one is what is looked with. */
  const isOtherSeeing = (eyes: PupilEyes, receivedAtMs: number): boolean => {
    if (eyes !== 'left' && eyes !== 'right') return false;
    const other = eyes === 'left' ? 'right' : 'left';
    if (seeing === 'both') seeing = other;
    return seeing === other && receivedAtMs - heardAtMs[other] <= SEEN_LASTS_MS;
  };

  return {
    take({ deviceMs, eyes, reading }, receivedAtMs) {
      const verdict = clockOf[eyes].judge(deviceMs, receivedAtMs);
      if (verdict === 'older' || verdict === 'repeated') {
        leftOut += 1;
        return false;
      }
      // One device, one clock: what the other data said last was said by the old one.
      if (verdict === 'restarted') {
        clockOf = begunClocks();
        passedOnMs = Number.NEGATIVE_INFINITY;
        clockOf[eyes].judge(deviceMs, receivedAtMs);
      }
      const isSeen = reading.kind !== 'none';
      for (const eye of ['left', 'right'] as const)
        if (eyes === eye || eyes === 'both') heardAtMs[eye] = receivedAtMs;
      if (isSeen) seeing = eyes;
      else if (isOtherSeeing(eyes, receivedAtMs)) return false;
      if (deviceMs <= passedOnMs) {
        leftOut += 1;
        return false;
      }
      passedOnMs = deviceMs;
      return true;
    },
    get leftOut() {
      return leftOut;
    },
    isFrozen: (nowMs) => Object.values(clockOf).some((clock) => clock.isFrozen(nowMs)),
  };
}

function begunClocks(): Record<PupilEyes, ReturnType<typeof createDeviceClock>> {
  const begun = () => createDeviceClock({ canReorder: true });
  return { left: begun(), right: begun(), both: begun(), unknown: begun() };
}
