import type { FailsafeAction } from '../../../controller/safety/failsafe.ts';
import { ACTIONS } from '../../../controller/safety/failsafe.ts';
import { beginSafety, type SafetyState, stepSafety } from '../../../controller/safety/safety.ts';
import type { Readiness, SafetyEvent } from '../../../controller/safety/safetyEvents.ts';
import {
  ACKNOWLEDGE,
  ARRIVED,
  ask,
  BOTH_HANDS,
  confirm,
  engage,
  LEAVE_STOP,
  RELEASE_ENDED,
  REST,
  retreat,
  STOP,
  tick,
} from './moments.ts';
import { REFERENCE_START, type Reference, referenceAfter } from './reference.ts';

/** A state that can be reached, with what the reference says of it, at a time. */
export interface Reached {
  readonly safety: SafetyState;
  readonly reference: Reference;
  readonly nowMs: number;
}

/** Both sides of every deadline (250, 500, 2000 and 10,000 ms), the same instant, and a clock that ran backwards. */
export const STEPS_MS = [0, 250, 251, 500, 501, 2000, 10_001, -10] as const;

const READINESS: readonly Readiness[] = ['connecting', 'needsHand', 'passed'];
const BOTH = [false, true] as const;

/** Every tick that the machine can tell apart. */
function ticksAt(nowMs: number, allReadiness: readonly Readiness[]): readonly SafetyEvent[] {
  return ACTIONS.flatMap((action) =>
    allReadiness.flatMap((readiness) =>
      BOTH.flatMap((isReleasePressed) =>
        BOTH.flatMap((isHeadHeld) =>
          BOTH.map((isRetreatOpen) =>
            tick(nowMs, { action, readiness, isReleasePressed, isHeadHeld, isRetreatOpen }),
          ),
        ),
      ),
    ),
  );
}

/** Every event that carries an action, under this one. */
export function requestsAt(nowMs: number, action: FailsafeAction): readonly SafetyEvent[] {
  return [
    ask(nowMs, action),
    confirm(nowMs, true, action),
    confirm(nowMs, false, action),
    engage(action),
    ...BOTH.flatMap((isRetreatOpen) =>
      BOTH.map((isAutomatic) => retreat(nowMs, { action, isRetreatOpen, isAutomatic })),
    ),
  ];
}

/** Every event without a time or an action. */
export const PLAIN_EVENTS: readonly SafetyEvent[] = [
  STOP,
  LEAVE_STOP,
  REST,
  ACKNOWLEDGE,
  ARRIVED,
  RELEASE_ENDED,
  { type: 'endMove', reason: 'leaseLapsed' },
  { type: 'endMove', reason: 'lookedAway' },
  { type: 'endMove', reason: 'gazeLost' },
];

/**
 * One event of every class, that much later. What carries no time happens once; what the self test waits for is varied at one time
 * of each state, since it is no deadline's business.
 */
function eventsAfter(nowMs: number, stepMs: number): readonly SafetyEvent[] {
  const atMs = nowMs + stepMs;
  const requests = ACTIONS.flatMap((action) => requestsAt(atMs, action));
  if (stepMs === 0) return [...ticksAt(atMs, READINESS), ...requests, ...PLAIN_EVENTS];
  return [...ticksAt(atMs, ['passed']), ...requests.filter((request) => 'nowMs' in request)];
}

/** On which side of its deadlines a time lies. */
function ageClass(nowMs: number, sinceMs: number, deadlinesMs: readonly number[]): string {
  return deadlinesMs.map((deadlineMs) => (nowMs - sinceMs >= deadlineMs ? 1 : 0)).join('');
}

/** States with the same key behave alike: the same value and memory, and every time on the same side of each deadline. */
function keyOf({ safety, reference, nowMs }: Reached): string {
  const { leaf, askedAtMs, announcedAtMs, slowedAtMs, handsSinceMs, handsSeenAtMs } = reference;
  return [
    safety.kind === 'running' ? safety.snapshot.context.reason === 'faultHeld' : 'latched',
    leaf,
    reference.isAcknowledged,
    reference.isRetreatSpent,
    reference.mustLetGo,
    leaf.endsWith('.asked') ? ageClass(nowMs, askedAtMs, [0, 500, 10_001]) : '',
    leaf === 'retreating.announced' ? ageClass(nowMs, announcedAtMs, [0, 2000]) : '',
    leaf === 'engaged.slowed' ? ageClass(nowMs, slowedAtMs, [0, 501]) : '',
    Number.isNaN(handsSinceMs) ? '' : ageClass(handsSeenAtMs, handsSinceMs, [RIPE_MS]),
    Number.isNaN(handsSeenAtMs) ? '' : ageClass(nowMs, handsSeenAtMs, [0, 251]),
  ].join('|');
}

/** What one event makes of a state, as the machine has it and as the reference has it. */
export function stepped({ safety, reference, nowMs }: Reached, event: SafetyEvent): Reached {
  return {
    safety: stepSafety(safety, event),
    reference: referenceAfter(reference, event),
    nowMs: 'nowMs' in event ? event.nowMs : nowMs,
  };
}

/** Hands that have been together for this long can confirm with the next tick, 250 ms later. */
const RIPE_MS = 1750;

type OnStep = (from: Reached, event: SafetyEvent, to: Reached) => void;

/** Both hands stay until the next tick can confirm: seven ticks that no single event stands for. */
function ripened(from: Reached, onStep: OnStep): Reached {
  let reached = from;
  while (reached.reference.handsSeenAtMs - reached.reference.handsSinceMs < RIPE_MS) {
    const event = tick(reached.nowMs + 250, {
      ...BOTH_HANDS,
      action: reached.reference.leaf === 'protectiveHold' ? 'protectiveHold' : 'none',
      readiness: reached.reference.leaf === 'selfTest' ? 'needsHand' : 'passed',
    });
    const to = stepped(reached, event);
    onStep(reached, event, to);
    reached = to;
  }
  return reached;
}

/** Every reachable state, breadth first; `onStep` sees every step on the way, and ends the search by throwing. */
export function reachable(onStep: OnStep): {
  readonly states: readonly Reached[];
  readonly stepCount: number;
} {
  const start: Reached = { safety: beginSafety(), reference: REFERENCE_START, nowMs: 100_000 };
  const found = new Map([[keyOf(start), start]]);
  let stepCount = 0;
  const remember = (state: Reached): void => {
    const key = keyOf(state);
    if (!found.has(key)) found.set(key, state);
  };
  const counted: OnStep = (from, event, to) => {
    stepCount += 1;
    onStep(from, event, to);
  };
  // A Map is iterated in the order of insertion and includes what is added meanwhile.
  for (const from of found.values()) {
    remember(ripened(from, counted));
    for (const stepMs of STEPS_MS) {
      for (const event of eventsAfter(from.nowMs, stepMs)) {
        const to = stepped(from, event);
        counted(from, event, to);
        remember(to);
      }
    }
  }
  return { states: [...found.values()], stepCount };
}
