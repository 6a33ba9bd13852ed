import { initialTransition, type SnapshotFrom, transition } from 'xstate';
import type { ReasonId, StateName } from '../../protocol/states.ts';
import { safetyMachine } from './machine.ts';
import { isLeaf, type Leaf, OUTPUTS, type Permission } from './permission.ts';
import { eventProblem, type SafetyEvent } from './safetyEvents.ts';

export type Snapshot = SnapshotFrom<typeof safetyMachine>;

/** The machine's snapshot, or the latch that replaced it: a machine that failed once is not asked again. */
export type SafetyState =
  | { readonly kind: 'running'; readonly snapshot: Snapshot; readonly leaf: Leaf }
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
  /** The movement waits for its reason to slow to be over. */
  readonly isSlowed: boolean;
}

/** The machine's first snapshot, and one step of it; parameters so that a test can make them fail. */
export type Beginning = () => Snapshot;
export type Transition = (snapshot: Snapshot, event: SafetyEvent) => Snapshot;

const pureBeginning: Beginning = () => initialTransition(safetyMachine)[0];
const pureTransition: Transition = (snapshot, event) => transition(safetyMachine, snapshot, event)[0];

/** Nothing is ever restored: every start is `starting`. */
export function beginSafety(begin: Beginning = pureBeginning): SafetyState {
  return judged(begin);
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
  const { snapshot } = state;
  return judged(() => {
    const problem = eventProblem(event);
    if (problem !== undefined) throw new Error(problem);
    return next(snapshot, event);
  });
}

function judged(ask: () => Snapshot): SafetyState {
  try {
    const snapshot = ask();
    if (snapshot.status !== 'active') return { kind: 'latched', cause: `The machine is ${snapshot.status}.` };
    const name = nameOf(snapshot.value);
    return isLeaf(name)
      ? { kind: 'running', snapshot, leaf: name }
      : { kind: 'latched', cause: `The machine has the unknown value ${name}.` };
  } catch (error) {
    return { kind: 'latched', cause: error instanceof Error ? error.message : String(error) };
  }
}

/** 'ready' is 'ready', and {engaged: 'moving'} is 'engaged.moving'. */
function nameOf(value: Snapshot['value']): string {
  return typeof value === 'string' ? value : Object.entries(value).flat().join('.');
}

const LATCHED_VIEW: SafetyView = {
  state: 'protectiveHold',
  reason: 'faultHeld',
  permission: 'still',
  isArmingAsked: false,
  askedAtMs: undefined,
  isRetreatMoving: false,
  isSlowed: false,
};

export function viewSafety(safety: SafetyState): SafetyView {
  if (safety.kind === 'latched') return LATCHED_VIEW;
  const { snapshot, leaf } = safety;
  return {
    ...OUTPUTS[leaf],
    reason: snapshot.context.reason,
    isArmingAsked: snapshot.context.askedAtMs !== undefined,
    askedAtMs: snapshot.context.askedAtMs,
    isRetreatMoving: leaf === 'retreating.moving',
    isSlowed: leaf === 'engaged.slowed',
  };
}
