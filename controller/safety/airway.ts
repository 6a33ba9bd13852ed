/** Flexion over 15° went with 12.9 more apnoeas and hypopnoeas per hour (reference/domain.md §0 fact 10). */
export const LONG_FLEXION_DEG = 15;
/** Reminder after so long over `LONG_FLEXION_DEG` (reference/domain.md §4.2 row 9). */
export const LONG_FLEXION_MS = 60_000;
/** Alarm after so long over the flexion limit of the profile (reference/domain.md §4.2 row 9). */
export const OVER_LIMIT_MS = 1000;

/**
 * When the head was last known to be no further down than each of the two angles; undefined before it was ever measured. Time
 * without a measurement therefore counts as flexed if the head is found flexed afterwards.
 */
export interface AirwayState {
  readonly belowLongAtMs: number | undefined;
  readonly belowLimitAtMs: number | undefined;
  /** The verdict of the newest measured flexion. */
  readonly isLong: boolean;
  readonly isOverLimit: boolean;
}

export const AIRWAY_UNSEEN: AirwayState = {
  belowLongAtMs: undefined,
  belowLimitAtMs: undefined,
  isLong: false,
  isOverLimit: false,
};

/** What the flexion-time rule says now. */
export type AirwayVerdict =
  /** `wasLong` and `wasOverLimit`: what stood when the head was last measured; not known to be over. */
  | { readonly kind: 'unknown'; readonly wasLong: boolean; readonly wasOverLimit: boolean }
  | { readonly kind: 'known'; readonly isLong: boolean; readonly isOverLimit: boolean };

export interface AirwayStep {
  readonly state: AirwayState;
  readonly verdict: AirwayVerdict;
}

/**
 * One more look at the flexion of the head (degrees, extension negative), which narrows the airway: over the profile's limit for
 * 1 s, over 15° for 60 s. `flexionDeg` undefined or not a number: unknown, which neither ends nor begins anything.
 */
export function watchAirway(
  state: AirwayState,
  flexionDeg: number | undefined,
  limitDeg: number,
  nowMs: number,
): AirwayStep {
  if (flexionDeg === undefined || !Number.isFinite(flexionDeg)) {
    return { state, verdict: { kind: 'unknown', wasLong: state.isLong, wasOverLimit: state.isOverLimit } };
  }
  // Written so that a limit that is not a number counts as exceeded.
  const belowLongAtMs = flexionDeg <= LONG_FLEXION_DEG ? nowMs : (state.belowLongAtMs ?? nowMs);
  const belowLimitAtMs = flexionDeg <= limitDeg ? nowMs : (state.belowLimitAtMs ?? nowMs);
  const isLong = lasted(state.isLong, belowLongAtMs, nowMs, LONG_FLEXION_MS, flexionDeg <= LONG_FLEXION_DEG);
  const isOverLimit = lasted(state.isOverLimit, belowLimitAtMs, nowMs, OVER_LIMIT_MS, flexionDeg <= limitDeg);
  return {
    state: { belowLongAtMs, belowLimitAtMs, isLong, isOverLimit },
    verdict: { kind: 'known', isLong, isOverLimit },
  };
}

/** Once raised it stands until the head is known to be below; a clock that runs backwards does not prolong the wait. */
function lasted(was: boolean, belowAtMs: number, nowMs: number, waitMs: number, isBelow: boolean): boolean {
  return !isBelow && (was || Math.abs(nowMs - belowAtMs) >= waitMs);
}
