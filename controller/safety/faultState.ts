import { FAULT_IDS, type FaultId } from '../../protocol/faults.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';
import { FAILSAFE, type FailsafeAction, isAtLeast } from './failsafe.ts';

/** false = healthy. */
export type Flags = Readonly<Record<FaultId, boolean>>;

export const HEALTHY: Flags = Object.fromEntries(FAULT_IDS.map((id) => [id, false])) as Record<
  FaultId,
  boolean
>;

/** One fault that is counted or acts, or whose grace has not grown back yet. */
export interface TrackedFault {
  readonly id: FaultId;
  readonly isFlagged: boolean;
  /** Since when the flag has stood, or stood last. */
  readonly sinceMs: number;
  /** How much of the grace is used up. */
  readonly spentMs: number;
  /** Its grace is over: it acts. */
  readonly isActing: boolean;
  /** A person has looked, and the cause is being cleared: it is over when its flag is. */
  readonly isAcknowledged: boolean;
}

export interface FailsafeState {
  readonly faults: readonly TrackedFault[];
  /** When the flags were last assessed; undefined before that. */
  readonly assessedAtMs: number | undefined;
}

export const NO_FAULTS: FailsafeState = { faults: [], assessedAtMs: undefined };

/** The grace of a row, ms. */
export function graceMs(id: FaultId, parameters: ParameterValues): number {
  const { grace } = FAILSAFE[id];
  return typeof grace === 'number' ? grace : parameters[grace];
}

/**
 * The faults after this tick: a standing flag uses up its row's grace, a latching row outlives its flag. A flag stands from the
 * tick that saw it to the next; one that was not judged at all stands too. A clock that runs backwards or reads nothing, and a
 * grace that is not a number, prolong no grace.
 */
export function assessFlags(
  state: FailsafeState,
  flags: Flags,
  parameters: ParameterValues,
  nowMs: number,
): FailsafeState {
  const elapsedMs = nowMs - (state.assessedAtMs ?? nowMs);
  const faults: TrackedFault[] = [];
  for (const id of FAULT_IDS) {
    const before = state.faults.find((fault) => fault.id === id);
    const rowGraceMs = graceMs(id, parameters);
    const spentMs = spent(before, elapsedMs, rowGraceMs, FAILSAFE[id].regrowth);
    const isFlagged = flags[id] !== false;
    const after = isFlagged ? flagged(id, before, spentMs, rowGraceMs, nowMs) : unflagged(before, spentMs);
    if (after) faults.push(after);
  }
  return { faults, assessedAtMs: nowMs };
}

/** How much of the grace is used up now. Without a clock, all of it. */
function spent(
  before: TrackedFault | undefined,
  elapsedMs: number,
  rowGraceMs: number,
  regrowth: number,
): number {
  if (!Number.isFinite(elapsedMs)) return rowGraceMs;
  if (!before) return 0;
  const changeMs = before.isFlagged ? Math.abs(elapsedMs) : -Math.max(0, elapsedMs) * regrowth;
  return Math.max(0, Math.min(before.spentMs + changeMs, rowGraceMs));
}

function flagged(
  id: FaultId,
  before: TrackedFault | undefined,
  spentMs: number,
  rowGraceMs: number,
  nowMs: number,
): TrackedFault {
  const isContinued = before?.isFlagged === true || before?.isActing === true;
  return {
    id,
    isFlagged: true,
    sinceMs: isContinued ? before.sinceMs : nowMs,
    spentMs,
    isActing: before?.isActing === true || !(spentMs < rowGraceMs),
    isAcknowledged: before?.isAcknowledged === true,
  };
}

function unflagged(before: TrackedFault | undefined, spentMs: number): TrackedFault | undefined {
  if (!before) return undefined;
  const isLatched = before.isActing && FAILSAFE[before.id].clears !== 'self' && !before.isAcknowledged;
  if (isLatched) return { ...before, isFlagged: false, spentMs };
  return spentMs > 0
    ? { ...before, isFlagged: false, spentMs, isActing: false, isAcknowledged: false }
    : undefined;
}

/** The faults that act. */
export function actingFaults(state: FailsafeState): readonly TrackedFault[] {
  return state.faults.filter(({ isActing }) => isActing);
}

/** The acting fault with the worst action, the first in the catalogue's order among equals; undefined if none acts. */
export function worstFault(state: FailsafeState): FaultId | undefined {
  return actingFaults(state).reduce<FaultId | undefined>(
    (worst, { id }) => (worst && isAtLeast(FAILSAFE[worst].action, FAILSAFE[id].action) ? worst : id),
    undefined,
  );
}

/** The worst action of all acting faults. */
export function worstAction(state: FailsafeState): FailsafeAction {
  const worst = worstFault(state);
  return worst ? FAILSAFE[worst].action : 'none';
}

/** What stands for as long as nobody has looked, and is over because someone has; every other cause must be over first. */
const CLEARED_BY_ACKNOWLEDGEMENT: readonly FaultId[] = ['firmwareLatched', 'previousCrash'];

/** Clears what a person acknowledged: faults that are over. A fault that is still flagged stays until its flag is gone. */
export function acknowledge(state: FailsafeState): FailsafeState {
  return {
    ...state,
    faults: state.faults
      .filter(
        ({ id, isFlagged, isActing }) => isFlagged || !isActing || FAILSAFE[id].clears !== 'acknowledge',
      )
      .map((fault) => ({
        ...fault,
        isAcknowledged: fault.isFlagged && CLEARED_BY_ACKNOWLEDGEMENT.includes(fault.id),
      })),
  };
}

/** Whether anything that acts waits for a person to have looked. */
export function needsAcknowledgement(state: FailsafeState): boolean {
  return actingFaults(state).some(({ id }) => FAILSAFE[id].clears === 'acknowledge');
}

/** Why an acknowledgement would be in vain. */
export type AcknowledgementProblem =
  | { readonly kind: 'causeStands'; readonly id: FaultId }
  | { readonly kind: 'needsAttendant'; readonly id: FaultId }
  | { readonly kind: 'needsRestart'; readonly id: FaultId };

/**
 * The first reason why a person cannot leave the present faults behind, or undefined: a protective cause that still stands, one
 * that only a restart ends, or one that somebody beside the person must have looked at.
 */
export function blocksAcknowledgement(
  state: FailsafeState,
  by: 'gaze' | 'hand',
): AcknowledgementProblem | undefined {
  const acting = actingFaults(state);
  const final = acting.find(({ id }) => FAILSAFE[id].takeover === 'nobody');
  if (final) return { kind: 'needsRestart', id: final.id };
  const standing = acting.find(
    ({ id, isFlagged }) =>
      isFlagged && FAILSAFE[id].action === 'protectiveHold' && !CLEARED_BY_ACKNOWLEDGEMENT.includes(id),
  );
  if (standing) return { kind: 'causeStands', id: standing.id };
  const unseen = acting.find(({ id }) => FAILSAFE[id].takeover === 'attendant');
  return unseen && by === 'gaze' ? { kind: 'needsAttendant', id: unseen.id } : undefined;
}
