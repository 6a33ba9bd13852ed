import { initialTransition, type SnapshotFrom, transition } from 'xstate';
import type { ReasonId, StateName } from '../../protocol/states.ts';
import { stateName } from '../../protocol/states.ts';
import { SAFETY_EVENT_TYPES, type SafetyEvent, safetyMachine } from './machine.ts';
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
  /** The movement waits for its reason to slow to be over. */
  readonly isSlowed: boolean;
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
  const problem = eventProblem(event);
  if (problem !== undefined) return { kind: 'latched', cause: problem };
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

/** XState ignores what it does not know, and a time that is not a number is never over: neither may pass for an event. */
function eventProblem(event: SafetyEvent): string | undefined {
  if (!SAFETY_EVENT_TYPES.includes(event.type)) return `The event ${String(event.type)} is not known.`;
  if ('nowMs' in event && !Number.isFinite(event.nowMs)) return `The time of ${event.type} is not a number.`;
  return undefined;
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
  const { snapshot } = safety;
  const state = topState(snapshot);
  if (state === undefined) return LATCHED_VIEW;
  const isRetreatMoving = snapshot.matches({ retreating: 'moving' });
  const isSlowed = snapshot.matches({ engaged: 'slowed' });
  const isWaiting = isSlowed || (state === 'retreating' && !isRetreatMoving);
  return {
    state,
    reason: snapshot.context.reason,
    permission: isWaiting ? 'still' : PERMISSIONS[state],
    isArmingAsked: snapshot.context.askedAtMs !== undefined,
    askedAtMs: snapshot.context.askedAtMs,
    isRetreatMoving,
    isSlowed,
  };
}

function topState(snapshot: SnapshotFrom<typeof safetyMachine>): StateName | undefined {
  const { value } = snapshot;
  const name = typeof value === 'string' ? value : Object.keys(value)[0];
  const parsed = stateName.safeParse(name);
  return parsed.success ? parsed.data : undefined;
}
