import { fromTransition } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import type { Leaf } from '../../../controller/safety/permission.ts';
import { beginSafety, type SafetyState, stepSafety, viewSafety } from '../../../controller/safety/safety.ts';
import type { SafetyEvent } from '../../../controller/safety/safetyEvents.ts';
import { ask, BOTH_HANDS, confirm, engage, LEAVE_STOP, REST, retreat, STOP, tick } from './moments.ts';

/** One event of a path, and when it happens, ms since the start. */
export interface PathStep {
  readonly atMs: number;
  readonly event: SafetyEvent;
}

/** The shortest way from the start to one value of the machine. */
export interface Path {
  readonly leaf: Leaf;
  readonly steps: readonly PathStep[];
}

interface Walk {
  readonly safety: SafetyState;
  readonly nowMs: number;
}

/** What may happen next, by name: how much later, and what. */
const MOVES = {
  quiet: [10, (nowMs) => tick(nowMs)],
  needsHand: [10, (nowMs) => tick(nowMs, { readiness: 'needsHand' })],
  hands: [250, (nowMs) => tick(nowMs, BOTH_HANDS)],
  announced: [2000, (nowMs) => tick(nowMs)],
  slow: [10, (nowMs) => tick(nowMs, { action: 'slow', reason: 'slowedForGaze' })],
  protect: [10, (nowMs) => tick(nowMs, { action: 'protectiveHold' })],
  ask: [10, (nowMs) => ask(nowMs)],
  confirm: [600, (nowMs) => confirm(nowMs)],
  engage: [10, () => engage()],
  retreat: [10, (nowMs) => retreat(nowMs)],
  rest: [10, () => REST],
  stop: [10, () => STOP],
  leaveStop: [10, () => LEAVE_STOP],
} as const satisfies Readonly<Record<string, readonly [number, (nowMs: number) => SafetyEvent]>>;

type MoveName = keyof typeof MOVES;
const MOVE_NAMES = Object.keys(MOVES) as readonly MoveName[];

function eventOf(name: MoveName, atMs: number): SafetyEvent {
  return MOVES[name][1](atMs);
}

const walking = fromTransition(
  ({ safety, nowMs }: Walk, { type }: { readonly type: MoveName }): Walk => {
    const atMs = nowMs + MOVES[type][0];
    return { safety: stepSafety(safety, eventOf(type, atMs)), nowMs: atMs };
  },
  { safety: beginSafety(), nowMs: 0 },
);

/** What a state is told apart by: its value, and how long the hands have been together. */
function keyOf({ safety }: Walk): string {
  if (safety.kind === 'latched') throw new Error(`A path latches: ${safety.cause}`);
  const { hands } = safety.snapshot.context;
  const togetherMs = hands.kind === 'together' ? hands.seenAtMs - hands.sinceMs : -1;
  return `${safety.leaf} ${hands.kind} ${togetherMs}`;
}

function leafOf({ safety }: Walk): Leaf | undefined {
  return safety.kind === 'running' ? safety.leaf : undefined;
}

/**
 * The shortest path to every value that the machine can have, each as events with their times, from the start. A tick that comes
 * later than the one before stands for all the ticks like it in between.
 */
export function pathsToEveryLeaf(): readonly Path[] {
  const found = new Map<Leaf, Path>();
  const paths = getShortestPaths(walking, {
    events: MOVE_NAMES.map((type) => ({ type })),
    serializeState: ({ context }) => keyOf(context),
  });
  for (const { state, steps } of paths) {
    const leaf = leafOf(state.context);
    if (leaf === undefined) continue;
    const path = { leaf, steps: timed(steps.map(({ event }) => event.type)) };
    const known = found.get(leaf);
    if (!known || path.steps.length < known.steps.length) found.set(leaf, path);
  }
  return [...found.values()];
}

/** XState's graph begins each path with an event of its own. */
function timed(names: readonly string[]): readonly PathStep[] {
  let atMs = 0;
  return names.filter(isMove).map((name) => {
    atMs += MOVES[name][0];
    return { atMs, event: eventOf(name, atMs) };
  });
}

function isMove(name: string): name is MoveName {
  return Object.hasOwn(MOVES, name);
}

/** Where a path ends when it is walked again. */
export function endOf({ steps }: Path): SafetyState {
  return steps.reduce((state, { event }) => stepSafety(state, event), beginSafety());
}

/** What the rest of control sees at the end of a path. */
export const viewAtEndOf = (path: Path) => viewSafety(endOf(path));
