import { initialTransition, type SnapshotFrom, transition } from 'xstate';
import type { ReasonId, StateName } from '../../protocol/states.ts';
import { stateName } from '../../protocol/states.ts';
import { type SafetyEvent, safetyMachine } from './machine.ts';
import { PERMISSIONS, type Permission } from './permission.ts';

/** The machine's snapshot, or the latch that replaced it: a machine that failed once is not asked again. */
export type SafetyState =
  | { readonly kind: 'running'; readonly snapshot: SnapshotFrom<typeof safetyMachine> }
  | { readonly kind: 'latched'; readonly cause: string };

/** What the rest of control may know of the safety state. */
export interface SafetyView {
  readonly state: StateName;
  readonly reason: ReasonId;
  readonly permission: Permission;
  readonly isArmingAsked: boolean;
  readonly askedAtMs: number | undefined;
  /** Retreat is announced first; it moves only after that. */
  readonly isRetreatMoving: boolean;
}

/** One step of the machine; a parameter so that a test can make it fail. */
export type Transition = (
  snapshot: SnapshotFrom<typeof safetyMachine>,
  event: SafetyEvent,
) => SnapshotFrom<typeof safetyMachine>;

const pureTransition: Transition = (snapshot, event) => transition(safetyMachine, snapshot, event)[0];

/** Nothing is ever restored: every start is `starting`. */
export function beginSafety(): SafetyState {
  return { kind: 'running', snapshot: initialTransition(safetyMachine)[0] };
}

/**
 * The next safety state. Whatever goes wrong inside, a throw, an ended machine or a value it should not have, sets the latch;
 * a latched state answers every event, STOP included, with the powered hold it already is.
 */
export function stepSafety(
  state: SafetyState,
  event: SafetyEvent,
  next: Transition = pureTransition,
): SafetyState {
  if (state.kind === 'latched') return state;
  try {
    const snapshot = next(state.snapshot, event);
    if (snapshot.status !== 'active') return { kind: 'latched', cause: `The machine is ${snapshot.status}.` };
    if (topState(snapshot) === undefined)
      return { kind: 'latched', cause: 'The machine has an unknown state.' };
    return { kind: 'running', snapshot };
  } catch (error) {
    return { kind: 'latched', cause: error instanceof Error ? error.message : String(error) };
  }
}

const LATCHED_VIEW: SafetyView = {
  state: 'protectiveHold',
  reason: 'faultHeld',
  permission: 'still',
  isArmingAsked: false,
  askedAtMs: undefined,
  isRetreatMoving: false,
};

export function viewSafety(safety: SafetyState): SafetyView {
  if (safety.kind === 'latched') return LATCHED_VIEW;
  const { snapshot } = safety;
  const state = topState(snapshot);
  if (state === undefined) return LATCHED_VIEW;
  const isRetreatMoving = snapshot.matches({ retreating: 'moving' });
  return {
    state,
    reason: snapshot.context.reason,
    permission: state === 'retreating' && !isRetreatMoving ? 'still' : PERMISSIONS[state],
    isArmingAsked: snapshot.context.askedAtMs !== undefined,
    askedAtMs: snapshot.context.askedAtMs,
    isRetreatMoving,
  };
}

function topState(snapshot: SnapshotFrom<typeof safetyMachine>): StateName | undefined {
  const { value } = snapshot;
  const name = typeof value === 'string' ? value : Object.keys(value)[0];
  const parsed = stateName.safeParse(name);
  return parsed.success ? parsed.data : undefined;
}
