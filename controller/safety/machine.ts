import { assign, setup } from 'xstate';
import type { ReasonId } from '../../protocol/states.ts';
import { LONGEST_CONFIRM_MS, permitsNewMotion, refuseConfirm } from './arming.ts';
import { type FailsafeAction, isAtLeast } from './failsafe.ts';

/** What the self test still waits for; 'passed' when nothing. */
export type Readiness =
  | 'connecting'
  | 'needsProfile'
  | 'needsLimits'
  | 'needsHand'
  | 'headOutside'
  | 'attaching'
  | 'checking'
  | 'passed';

/** Why a movement ended before its target. */
export type EndReason = 'leaseLapsed' | 'lookedAway' | 'gazeLost';

/** Time comes in events, never from a timer: `after` does not survive, and a tick can be replayed (reference/stack.md H13, H14). */
export type SafetyEvent =
  | {
      readonly type: 'tick';
      readonly nowMs: number;
      readonly action: FailsafeAction;
      /** What the fault behind the action says of a movement that it ends. */
      readonly reason: ReasonId | undefined;
      readonly readiness: Readiness;
      /** A person holds the release control of a page, and the page proves that it is awake. */
      readonly isReleasePressed: boolean;
      /** The firmware's head-held input; unknown counts as not held. */
      readonly isHeadHeld: boolean;
      /** Every precondition of a retreat holds (retreat.ts). */
      readonly isRetreatOpen: boolean;
    }
  | { readonly type: 'stop' }
  | { readonly type: 'leaveStop' }
  | { readonly type: 'askToArm'; readonly nowMs: number; readonly action: FailsafeAction }
  | {
      readonly type: 'confirmArm';
      readonly nowMs: number;
      readonly action: FailsafeAction;
      readonly isAtRest: boolean;
    }
  | { readonly type: 'rest' }
  | { readonly type: 'acknowledge' }
  | { readonly type: 'engage'; readonly action: FailsafeAction }
  | { readonly type: 'arrived' }
  | { readonly type: 'endMove'; readonly reason: EndReason }
  | {
      readonly type: 'retreat';
      readonly nowMs: number;
      readonly action: FailsafeAction;
      readonly isRetreatOpen: boolean;
      /** Wanted by a fault, not asked for by a person. */
      readonly isAutomatic: boolean;
    }
  | { readonly type: 'releaseEnded' };

/** Every event there is: anything else comes from a mistake of ours. */
export const SAFETY_EVENT_TYPES = [
  'tick',
  'stop',
  'leaveStop',
  'askToArm',
  'confirmArm',
  'rest',
  'acknowledge',
  'engage',
  'arrived',
  'endMove',
  'retreat',
  'releaseEnded',
] as const satisfies readonly SafetyEvent['type'][];

export interface SafetyContext {
  readonly reason: ReasonId;
  readonly askedAtMs: number | undefined;
  readonly announcedAtMs: number;
  readonly hasAcknowledged: boolean;
  /** Since when the release control and the head have been held together. */
  readonly releaseSinceMs: number | undefined;
  /** A retreat has been begun since a person last decided something: none begins by itself. */
  readonly isRetreatSpent: boolean;
}

/** A retreat is announced this long ahead (DESIGN 'States'). */
export const ANNOUNCE_MS = 2000;
/** A person holds the release control this long (DESIGN 'States'). */
export const RELEASE_HOLD_MS = 2000;

const because = (reason: ReasonId) =>
  assign<SafetyContext, SafetyEvent, undefined, SafetyEvent, never>({ reason });

const machineSetup = setup({
  types: { context: {} as SafetyContext, events: {} as SafetyEvent },
  guards: {
    mustProtect: ({ event }) => event.type === 'tick' && event.action === 'protectiveHold',
    mustHold: ({ event }) => event.type === 'tick' && event.action === 'hold',
    mustEnd: ({ event }) => event.type === 'tick' && event.action === 'endMove',
    mustSlow: ({ event }) => event.type === 'tick' && event.action === 'slow',
    maySpeedUp: ({ event }) => event.type === 'tick' && !isAtLeast(event.action, 'slow'),
    mayClear: ({ context, event }) =>
      event.type === 'tick' && event.action !== 'protectiveHold' && context.hasAcknowledged,
    faultIsOver: ({ context, event }) =>
      event.type === 'tick' && event.action !== 'hold' && context.reason === 'faultHeld',
    hasBrace: ({ event }) => event.type === 'tick' && event.readiness !== 'connecting',
    hasPassed: ({ event }) =>
      event.type === 'tick' && event.readiness === 'passed' && permitsNewMotion(event.action),
    askedTooLongAgo: ({ context, event }) =>
      event.type === 'tick' && !(event.nowMs - (context.askedAtMs ?? Number.NaN) <= LONGEST_CONFIRM_MS),
    announced: ({ context, event }) =>
      event.type === 'tick' && event.nowMs - context.announcedAtMs >= ANNOUNCE_MS,
    permitsAsk: ({ event }) => event.type === 'askToArm' && permitsNewMotion(event.action),
    confirms: ({ context, event }) =>
      event.type === 'confirmArm' && refuseConfirm(context.askedAtMs, event) === undefined,
    permitsEngage: ({ event }) => event.type === 'engage' && permitsNewMotion(event.action),
    permitsRetreat: ({ context, event }) =>
      event.type === 'retreat' &&
      event.isRetreatOpen &&
      !isAtLeast(event.action, 'hold') &&
      !(event.isAutomatic && context.isRetreatSpent),
    isRetreatClosed: ({ event }) => event.type === 'tick' && !event.isRetreatOpen,
    isReleaseConfirmed: ({ context, event }) =>
      event.type === 'tick' &&
      event.isReleasePressed &&
      event.isHeadHeld &&
      event.nowMs - (context.releaseSinceMs ?? Number.NaN) >= RELEASE_HOLD_MS,
  },
  actions: {
    rememberAsk: assign({ askedAtMs: ({ event }) => (event.type === 'askToArm' ? event.nowMs : undefined) }),
    forgetAsk: assign({ askedAtMs: undefined }),
    rememberAnnouncement: assign({
      announcedAtMs: ({ event }) => (event.type === 'retreat' ? event.nowMs : Number.NaN),
    }),
    rememberAcknowledgement: assign({ hasAcknowledged: true }),
    forgetAcknowledgement: assign({ hasAcknowledged: false }),
    giveEndReason: assign({
      reason: ({ context, event }) =>
        event.type === 'endMove'
          ? event.reason
          : event.type === 'tick'
            ? (event.reason ?? 'faultHeld')
            : context.reason,
    }),
    followRelease: assign({
      releaseSinceMs: ({ context, event }) =>
        event.type === 'tick' && event.isReleasePressed && event.isHeadHeld
          ? (context.releaseSinceMs ?? event.nowMs)
          : undefined,
    }),
    forgetRelease: assign({ releaseSinceMs: undefined }),
    spendRetreat: assign({ isRetreatSpent: true }),
    // A person has decided something: what wants a retreat afterwards may have one.
    allowRetreat: assign({ isRetreatSpent: false }),
    giveReadiness: assign({
      reason: ({ context, event }) =>
        event.type === 'tick' && event.readiness !== 'passed' ? event.readiness : context.reason,
    }),
  },
});

const PROTECT = { guard: 'mustProtect', target: '#safety.protectiveHold' } as const;
const HOLD = { guard: 'mustHold', target: '#safety.standby', actions: 'giveEndReason' } as const;
const END = { guard: 'mustEnd', target: '#safety.ready', actions: 'giveEndReason' } as const;
const RETREAT = {
  guard: 'permitsRetreat',
  target: '#safety.retreating',
  actions: [{ type: 'rememberAnnouncement' }, { type: 'spendRetreat' }, because('retreatAnnounced')],
} as const;
const RELEASE = { guard: 'isReleaseConfirmed', target: '#safety.supportedRelease' } as const;
/** The last of a list for `tick`: nothing else happens, and the hands on the release control and the head are followed. */
const FOLLOW_RELEASE = { actions: 'followRelease' } as const;
const REST = { target: '#safety.paused' } as const;

/** Two steps to `ready`, alike in standby and in rest: ask, then confirm not too soon and not too late. */
const arming = (calm: ReasonId) => {
  const withdrawn = ['forgetAsk', because(calm)] as const;
  return {
    initial: 'calm',
    states: {
      calm: {
        on: {
          askToArm: {
            guard: 'permitsAsk',
            target: 'asked',
            actions: ['rememberAsk', 'allowRetreat', because('awaitingConfirm')],
          },
        },
      },
      asked: {
        exit: 'forgetAsk',
        on: {
          tick: [
            PROTECT,
            { guard: 'mustHold', target: 'calm', actions: [...withdrawn] },
            { guard: 'askedTooLongAgo', target: 'calm', actions: [...withdrawn] },
          ],
          confirmArm: { guard: 'confirms', target: '#safety.ready', actions: because('armed') },
        },
      },
    },
  } as const;
};

/**
 * The states of DESIGN. STOP is taken from everywhere at once; only a deliberate act leaves `stopped` and `protectiveHold`,
 * and both lead back through the self test. Nothing here moves anything: see `permission.ts`.
 */
export const safetyMachine = machineSetup.createMachine({
  id: 'safety',
  initial: 'starting',
  context: {
    reason: 'connecting',
    askedAtMs: undefined,
    announcedAtMs: Number.NaN,
    hasAcknowledged: false,
    releaseSinceMs: undefined,
    isRetreatSpent: false,
  },
  on: { stop: '.stopped', tick: [PROTECT] },
  states: {
    starting: {
      entry: because('connecting'),
      on: { tick: [PROTECT, { guard: 'hasBrace', target: 'selfTest' }] },
    },
    selfTest: {
      entry: because('checking'),
      exit: 'forgetRelease',
      on: {
        tick: [
          PROTECT,
          RELEASE,
          { guard: 'hasPassed', target: 'standby', actions: because('holding') },
          { actions: ['giveReadiness', 'followRelease'] },
        ],
      },
    },
    standby: {
      ...arming('holding'),
      exit: 'forgetRelease',
      on: {
        tick: [
          PROTECT,
          RELEASE,
          { guard: 'faultIsOver', actions: [because('holding'), { type: 'followRelease' }] },
          FOLLOW_RELEASE,
        ],
        rest: REST,
        retreat: RETREAT,
      },
    },
    paused: {
      entry: because('resting'),
      ...arming('resting'),
      exit: 'forgetRelease',
      on: {
        tick: [PROTECT, RELEASE, FOLLOW_RELEASE],
        // "No" to the question of arming: it is withdrawn.
        rest: { ...REST, reenter: true },
        retreat: RETREAT,
      },
    },
    ready: {
      on: {
        tick: [PROTECT, HOLD],
        rest: REST,
        engage: { guard: 'permitsEngage', target: 'engaged', actions: because('moving') },
        retreat: RETREAT,
      },
    },
    engaged: {
      initial: 'moving',
      on: {
        tick: [PROTECT, HOLD, END],
        rest: REST,
        arrived: { target: 'ready', actions: because('arrived') },
        endMove: { target: 'ready', actions: 'giveEndReason' },
      },
      states: {
        moving: {
          entry: because('moving'),
          on: { tick: [PROTECT, HOLD, END, { guard: 'mustSlow', target: 'slowed' }] },
        },
        slowed: {
          entry: because('slowedForGaze'),
          on: { tick: [PROTECT, HOLD, END, { guard: 'maySpeedUp', target: 'moving' }] },
        },
      },
    },
    retreating: {
      initial: 'announced',
      on: {
        tick: [
          PROTECT,
          HOLD,
          { guard: 'isRetreatClosed', target: 'standby', actions: because('retreatEnded') },
        ],
        rest: REST,
        arrived: { target: 'standby', actions: because('arrived') },
      },
      states: {
        announced: {
          on: {
            tick: [
              PROTECT,
              HOLD,
              { guard: 'isRetreatClosed', target: '#safety.standby', actions: because('retreatEnded') },
              { guard: 'announced', target: 'moving' },
            ],
          },
        },
        moving: { entry: because('retreating') },
      },
    },
    protectiveHold: {
      entry: [{ type: 'forgetAcknowledgement' }, because('faultHeld')],
      exit: 'forgetRelease',
      on: {
        // A STOP on top of a protective hold must not become a shorter way out of it.
        stop: {},
        tick: [RELEASE, { guard: 'mayClear', target: 'selfTest' }, FOLLOW_RELEASE],
        acknowledge: { actions: ['rememberAcknowledgement', 'allowRetreat'] },
      },
    },
    supportedRelease: {
      entry: because('released'),
      on: {
        // Torque is off and a person carries the head: neither STOP nor a fault may pull at it again.
        stop: {},
        tick: [{}],
        releaseEnded: 'selfTest',
      },
    },
    stopped: {
      entry: because('stopPressed'),
      exit: 'forgetRelease',
      on: {
        stop: {},
        tick: [PROTECT, RELEASE, FOLLOW_RELEASE],
        leaveStop: { target: 'selfTest', actions: 'allowRetreat' },
      },
    },
  },
});
