import { FAULT_IDS, type FaultId } from '../../protocol/faults.ts';

/** What a fault makes control do, from mild to severe; the worst wins. None of them moves the head or turns torque off. */
export const ACTIONS = ['none', 'warn', 'noNewMotion', 'hold', 'protectiveHold'] as const;
export type FailsafeAction = (typeof ACTIONS)[number];

/** 'self': gone when its flag is. 'acknowledge': stays until the flag is gone and a person has said that they looked. */
export type ClearPolicy = 'self' | 'acknowledge';

interface FailsafeRow {
  readonly action: Exclude<FailsafeAction, 'none'>;
  /** How long the flag must stand before the row acts; 0 acts within the tick. */
  readonly graceMs: number;
  readonly clears: ClearPolicy;
}

const row = (action: FailsafeRow['action'], graceMs: number, clears: ClearPolicy): FailsafeRow => ({
  action,
  graceMs,
  clears,
});

/**
 * One row per flag. Words and alarm priority stand in `protocol/faults.ts` under the same id. Times: DESIGN 'Numbers to
 * hold' and reference/domain.md §4.2–4.3 (stall: error for 100 ms; a single lost echo is not a fault).
 */
export const FAILSAFE = {
  linkClosed: row('protectiveHold', 0, 'acknowledge'),
  linkLate: row('protectiveHold', 0, 'acknowledge'),
  echoMismatch: row('protectiveHold', 0, 'acknowledge'),
  badStatus: row('hold', 0, 'self'),
  firmwareRebooted: row('protectiveHold', 0, 'acknowledge'),
  firmwareLatched: row('protectiveHold', 0, 'acknowledge'),
  firmwareRefused: row('warn', 0, 'self'),
  guardRefused: row('protectiveHold', 0, 'acknowledge'),
  stopInput: row('protectiveHold', 0, 'acknowledge'),
  tickLate: row('warn', 0, 'self'),
  tickStalled: row('protectiveHold', 0, 'acknowledge'),
  clockAnomaly: row('protectiveHold', 0, 'acknowledge'),
  poseUnknown: row('protectiveHold', 100, 'acknowledge'),
  followingError: row('protectiveHold', 100, 'acknowledge'),
  outsideHardLimit: row('protectiveHold', 0, 'acknowledge'),
  // Three readings in a row for the hold: at 30°/s against a hand every 100 ms add another newton metre.
  neckMomentHigh: row('warn', 200, 'self'),
  neckMomentExcessive: row('protectiveHold', 30, 'acknowledge'),
  // The times are in airway.ts. No hold: every movement that is still accepted leads back out of the flexion.
  flexionOverLimit: row('warn', 0, 'self'),
  flexionLong: row('warn', 0, 'self'),
  supplyLow: row('protectiveHold', 100, 'acknowledge'),
  sensorsSilent: row('noNewMotion', 2000, 'self'),
  servoHot: row('noNewMotion', 1000, 'self'),
  profileUnusable: row('noNewMotion', 0, 'self'),
  profileMissing: row('noNewMotion', 0, 'self'),
  limitsNotEchoed: row('noNewMotion', 0, 'self'),
  gatewayLost: row('hold', 0, 'self'),
  internalError: row('protectiveHold', 0, 'acknowledge'),
} as const satisfies Readonly<Record<FaultId, FailsafeRow>>;

/** false = healthy. */
export type Flags = Readonly<Record<FaultId, boolean>>;

export const HEALTHY: Flags = Object.fromEntries(FAULT_IDS.map((id) => [id, false])) as Record<
  FaultId,
  boolean
>;

/** One fault that is counted or acts. */
export interface ActiveFault {
  readonly id: FaultId;
  readonly isFlagged: boolean;
  readonly sinceMs: number;
  /** Its grace is over: it acts. */
  readonly isActing: boolean;
  /** A person has looked, and the cause is being cleared: it is over when its flag is. */
  readonly isAcknowledged: boolean;
}

export interface FailsafeState {
  readonly faults: readonly ActiveFault[];
}

export const NO_FAULTS: FailsafeState = { faults: [] };

/** The faults after this tick: a flag starts its row's grace, a latching row outlives its flag. */
export function assessFlags(state: FailsafeState, flags: Flags, nowMs: number): FailsafeState {
  const faults: ActiveFault[] = [];
  for (const id of FAULT_IDS) {
    const before = state.faults.find((fault) => fault.id === id);
    const { graceMs, clears } = FAILSAFE[id];
    if (flags[id]) {
      const sinceMs = before?.sinceMs ?? nowMs;
      // A clock that runs backwards must not prolong a grace.
      const isActing = before?.isActing === true || graceMs === 0 || Math.abs(nowMs - sinceMs) >= graceMs;
      faults.push({
        id,
        isFlagged: true,
        sinceMs,
        isActing,
        isAcknowledged: before?.isAcknowledged === true,
      });
    } else if (before?.isActing && clears === 'acknowledge' && !before.isAcknowledged) {
      faults.push({ ...before, isFlagged: false });
    }
  }
  return { faults };
}

/** The worst action of all acting faults. */
export function worstAction(state: FailsafeState): FailsafeAction {
  return state.faults.reduce<FailsafeAction>((worst, fault) => {
    const { action } = FAILSAFE[fault.id];
    return fault.isActing && ACTIONS.indexOf(action) > ACTIONS.indexOf(worst) ? action : worst;
  }, 'none');
}

/** The firmware's own latch is cleared because a person acknowledged it; every other cause must be over first. */
const CLEARED_BY_ACKNOWLEDGEMENT: readonly FaultId[] = ['firmwareLatched'];

/** Clears what a person acknowledged: faults that are over. A fault that is still flagged stays until its flag is gone. */
export function acknowledge(state: FailsafeState): FailsafeState {
  return {
    faults: state.faults
      .filter((fault) => fault.isFlagged)
      .map((fault) => ({ ...fault, isAcknowledged: CLEARED_BY_ACKNOWLEDGEMENT.includes(fault.id) })),
  };
}

/** A protective cause that still stands, so that acknowledging would be in vain; undefined if there is none. */
export function blocksAcknowledgement(state: FailsafeState): FaultId | undefined {
  return state.faults.find(
    ({ id, isFlagged }) =>
      isFlagged && !CLEARED_BY_ACKNOWLEDGEMENT.includes(id) && FAILSAFE[id].action === 'protectiveHold',
  )?.id;
}
