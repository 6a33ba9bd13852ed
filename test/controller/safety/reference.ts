import type { FailsafeAction } from '../../../controller/safety/failsafe.ts';
import type { Leaf } from '../../../controller/safety/permission.ts';
import type { SafetyEvent } from '../../../controller/safety/safetyEvents.ts';
import type { EventOf } from './moments.ts';

/**
 * What the machine has to do, written down a second time as tables: nothing here is imported from the code under test but names.
 * The exhaustive test and the property tests hold the machine against it.
 */
export interface Reference {
  readonly leaf: Leaf;
  readonly askedAtMs: number;
  readonly announcedAtMs: number;
  readonly slowedAtMs: number;
  readonly isAcknowledged: boolean;
  readonly isRetreatSpent: boolean;
  readonly mustLetGo: boolean;
  readonly handsSinceMs: number;
  readonly handsSeenAtMs: number;
}

export const REFERENCE_START: Reference = {
  leaf: 'starting',
  askedAtMs: Number.NaN,
  announcedAtMs: Number.NaN,
  slowedAtMs: Number.NaN,
  isAcknowledged: false,
  isRetreatSpent: false,
  mustLetGo: true,
  handsSinceMs: Number.NaN,
  handsSeenAtMs: Number.NaN,
};

type Tick = EventOf<'tick'>;
type Condition = (tick: Tick, before: Reference) => boolean;
type Line = readonly [Condition, Leaf];

const MILD: readonly FailsafeAction[] = ['none', 'warn', 'noNewMotion'];
const NOTHING_FORBIDDEN: readonly FailsafeAction[] = ['none', 'warn'];

const protects: Condition = ({ action }) => action === 'protectiveHold';
const holds: Condition = ({ action }) => action === 'hold';
const ends: Condition = ({ action }) => action === 'endMove';
const slows: Condition = ({ action }) => action === 'slow';
const isMild: Condition = ({ action }) => MILD.includes(action);
const hasWaited500: Condition = ({ nowMs }, { slowedAtMs }) => Math.abs(nowMs - slowedAtMs) > 500;
const isUnanswered: Condition = ({ nowMs }, { askedAtMs }) => nowMs - askedAtMs > 10_000;
const isClosed: Condition = ({ isRetreatOpen }) => !isRetreatOpen;
const isAnnounced2s: Condition = ({ nowMs }, { announcedAtMs }) => nowMs - announcedAtMs >= 2000;
const hasBrace: Condition = ({ readiness }) => readiness !== 'connecting';
const hasPassed: Condition = ({ readiness }) => readiness === 'passed';
const isAcknowledged: Condition = (tick, before) => before.isAcknowledged && !protects(tick, before);
const haveHands2s: Condition = (tick, before) => {
  const { handsSinceMs, handsSeenAtMs } = withHands(before, tick);
  return handsSeenAtMs - handsSinceMs >= 2000;
};

const P: Line = [protects, 'protectiveHold'];
const R: Line = [haveHands2s, 'supportedRelease'];

/** For every value of the machine, what a tick leads to; the first condition that holds decides, none: nothing changes. */
const ON_TICK: Readonly<Record<Leaf, readonly Line[]>> = {
  starting: [P, [hasBrace, 'selfTest']],
  selfTest: [P, R, [hasPassed, 'standby.calm']],
  'standby.calm': [P, R],
  'standby.asked': [P, R, [holds, 'standby.calm'], [isUnanswered, 'standby.calm']],
  'paused.calm': [P, R],
  'paused.asked': [P, R, [holds, 'paused.calm'], [isUnanswered, 'paused.calm']],
  ready: [P, R, [holds, 'standby.calm']],
  'engaged.moving': [P, [holds, 'standby.calm'], [ends, 'ready'], [slows, 'engaged.slowed']],
  'engaged.slowed': [
    P,
    [holds, 'standby.calm'],
    [ends, 'ready'],
    [hasWaited500, 'ready'],
    [isMild, 'engaged.moving'],
  ],
  'retreating.announced': [P, [isClosed, 'standby.calm'], [isAnnounced2s, 'retreating.moving']],
  'retreating.moving': [P, [isClosed, 'standby.calm']],
  protectiveHold: [R, [isAcknowledged, 'selfTest']],
  supportedRelease: [],
  stopped: [P, R],
};

type Ways = Readonly<Partial<Record<Leaf, Leaf>>>;

const STANDING: readonly Leaf[] = ['standby.calm', 'standby.asked', 'paused.calm', 'paused.asked', 'ready'];
const ENGAGED: readonly Leaf[] = ['engaged.moving', 'engaged.slowed'];
const RETREATING: readonly Leaf[] = ['retreating.announced', 'retreating.moving'];
const all = (leaves: readonly Leaf[], to: Leaf): Ways => Object.fromEntries(leaves.map((leaf) => [leaf, to]));

/** For every other event that is accepted, what it leads to; elsewhere it changes nothing. */
const ON_EVENT: Readonly<Record<Exclude<SafetyEvent['type'], 'tick'>, Ways>> = {
  stop: all(['starting', 'selfTest', ...STANDING, ...ENGAGED, ...RETREATING], 'stopped'),
  leaveStop: { stopped: 'selfTest' },
  askToArm: { 'standby.calm': 'standby.asked', 'paused.calm': 'paused.asked' },
  confirmArm: { 'standby.asked': 'ready', 'paused.asked': 'ready' },
  rest: all([...STANDING, ...ENGAGED, ...RETREATING], 'paused.calm'),
  acknowledge: { protectiveHold: 'protectiveHold' },
  engage: { ready: 'engaged.moving' },
  arrived: { ...all(ENGAGED, 'ready'), ...all(RETREATING, 'standby.calm') },
  endMove: all(ENGAGED, 'ready'),
  retreat: all(STANDING, 'retreating.announced'),
  releaseEnded: { supportedRelease: 'selfTest' },
};

/** Where the head stands still and a person may take it over. */
const WATCHES_HANDS: readonly Leaf[] = ['selfTest', ...STANDING, 'protectiveHold', 'stopped'];

function isAccepted(before: Reference, event: Exclude<SafetyEvent, Tick>): boolean {
  switch (event.type) {
    case 'askToArm':
    case 'engage':
      return NOTHING_FORBIDDEN.includes(event.action);
    case 'confirmArm': {
      const waitedMs = event.nowMs - before.askedAtMs;
      const isInTime = waitedMs >= 500 && waitedMs <= 10_000;
      return isInTime && event.isAtRest && NOTHING_FORBIDDEN.includes(event.action);
    }
    case 'retreat':
      return (
        event.isRetreatOpen &&
        event.action !== 'protectiveHold' &&
        (!event.isAutomatic || !before.isRetreatSpent)
      );
    default:
      return true;
  }
}

function withHands(before: Reference, { nowMs, isReleasePressed, isHeadHeld }: Tick): Reference {
  if (!isReleasePressed) return apart({ ...before, mustLetGo: false });
  if (before.mustLetGo || !isHeadHeld) return apart(before);
  const unseenMs = nowMs - before.handsSeenAtMs;
  const goesOn = unseenMs >= 0 && unseenMs <= 250;
  return { ...before, handsSinceMs: goesOn ? before.handsSinceMs : nowMs, handsSeenAtMs: nowMs };
}

const apart = (before: Reference): Reference => ({
  ...before,
  handsSinceMs: Number.NaN,
  handsSeenAtMs: Number.NaN,
});

const topOf = (leaf: Leaf): string => leaf.replace(/\..*/, '');

function entered(before: Reference, leaf: Leaf): Reference {
  const isSameState = topOf(before.leaf) === topOf(leaf);
  const kept = isSameState ? before : apart(before);
  return {
    ...kept,
    leaf,
    isAcknowledged: leaf === 'protectiveHold' && !isSameState ? false : kept.isAcknowledged,
    mustLetGo: leaf === 'supportedRelease' || kept.mustLetGo,
  };
}

function afterTick(before: Reference, tick: Tick): Reference {
  const line = ON_TICK[before.leaf].find(([isTrue]) => isTrue(tick, before));
  const leaf = line?.[1] ?? before.leaf;
  const isSameState = topOf(leaf) === topOf(before.leaf);
  const watched = isSameState && WATCHES_HANDS.includes(leaf) ? withHands(before, tick) : before;
  const next = entered(watched, leaf);
  return leaf === 'engaged.slowed' && before.leaf !== leaf ? { ...next, slowedAtMs: tick.nowMs } : next;
}

/** What has to be the case after this event. */
export function referenceAfter(before: Reference, event: SafetyEvent): Reference {
  if (event.type === 'tick') return afterTick(before, event);
  const leaf = ON_EVENT[event.type][before.leaf];
  if (event.type === 'stop' && leaf === undefined) return apart(before);
  if (leaf === undefined || !isAccepted(before, event)) return before;
  const next = entered(event.type === 'rest' ? apart(before) : before, leaf);
  switch (event.type) {
    case 'askToArm':
      return { ...next, askedAtMs: event.nowMs, isRetreatSpent: false };
    case 'retreat':
      return { ...next, announcedAtMs: event.nowMs, isRetreatSpent: true };
    case 'acknowledge':
      return { ...next, isAcknowledged: true, isRetreatSpent: false };
    case 'leaveStop':
      return { ...next, isRetreatSpent: false };
    default:
      return next;
  }
}
