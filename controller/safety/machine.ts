import { assign, setup } from 'xstate';
import type { ReasonId } from '../../protocol/states.ts';
import { LONGEST_CONFIRM_MS, permitsNewMotion, refuseConfirm } from './arming.ts';
import type { FailsafeAction } from './failsafe.ts';

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
      readonly readiness: Readiness;
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
  | { readonly type: 'gazeSlow' }
  | { readonly type: 'gazeBack' }
  | { readonly type: 'arrived' }
  | { readonly type: 'endMove'; readonly reason: EndReason }
  | {
      readonly type: 'retreat';
      readonly nowMs: number;
      readonly action: FailsafeAction;
      readonly hasConsent: boolean;
      readonly isPoseKnown: boolean;
    }
  | { readonly type: 'release'; readonly heldForMs: number; readonly isHeadHeld: boolean }
  | { readonly type: 'releaseEnded' };

export interface SafetyContext {
  readonly reason: ReasonId;
  readonly askedAtMs: number | undefined;
  readonly announcedAtMs: number;
  readonly hasAcknowledged: boolean;
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
    permitsRetreat: ({ event }) =>
      event.type === 'retreat' && event.hasConsent && event.isPoseKnown && permitsNewMotion(event.action),
    isReleaseConfirmed: ({ event }) =>
      event.type === 'release' && event.isHeadHeld && event.heldForMs >= RELEASE_HOLD_MS,
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
      reason: ({ context, event }) => (event.type === 'endMove' ? event.reason : context.reason),
    }),
    giveReadiness: assign({
      reason: ({ context, event }) =>
        event.type === 'tick' && event.readiness !== 'passed' ? event.readiness : context.reason,
    }),
  },
});

const PROTECT = { guard: 'mustProtect', target: '#safety.protectiveHold' } as const;
const HOLD = { guard: 'mustHold', target: '#safety.standby', actions: because('faultHeld') } as const;
const RETREAT = {
  guard: 'permitsRetreat',
  target: '#safety.retreating',
  actions: [{ type: 'rememberAnnouncement' }, because('retreatAnnounced')],
} as const;
const RELEASE = { guard: 'isReleaseConfirmed', target: '#safety.supportedRelease' } as const;
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
            actions: ['rememberAsk', because('awaitingConfirm')],
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
  context: { reason: 'connecting', askedAtMs: undefined, announcedAtMs: Number.NaN, hasAcknowledged: false },
  on: { stop: '.stopped', tick: [PROTECT] },
  states: {
    starting: {
      entry: because('connecting'),
      on: { tick: [PROTECT, { guard: 'hasBrace', target: 'selfTest' }] },
    },
    selfTest: {
      entry: because('checking'),
      on: {
        tick: [
          PROTECT,
          { guard: 'hasPassed', target: 'standby', actions: because('holding') },
          { actions: 'giveReadiness' },
        ],
        release: RELEASE,
      },
    },
    standby: {
      ...arming('holding'),
      on: {
        tick: [PROTECT, { guard: 'faultIsOver', actions: because('holding') }],
        rest: REST,
        retreat: RETREAT,
        release: RELEASE,
      },
    },
    paused: {
      entry: because('resting'),
      ...arming('resting'),
      // "No" to the question of arming: it is withdrawn.
      on: { rest: { ...REST, reenter: true }, retreat: RETREAT, release: RELEASE },
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
      on: {
        tick: [PROTECT, HOLD],
        rest: REST,
        gazeSlow: { actions: because('slowedForGaze') },
        gazeBack: { actions: because('moving') },
        arrived: { target: 'ready', actions: because('arrived') },
        endMove: { target: 'ready', actions: 'giveEndReason' },
      },
    },
    retreating: {
      initial: 'announced',
      on: { tick: [PROTECT, HOLD], rest: REST, arrived: { target: 'standby', actions: because('arrived') } },
      states: {
        announced: { on: { tick: [PROTECT, HOLD, { guard: 'announced', target: 'moving' }] } },
        moving: { entry: because('moving') },
      },
    },
    protectiveHold: {
      entry: [{ type: 'forgetAcknowledgement' }, because('faultHeld')],
      on: {
        // A STOP on top of a protective hold must not become a shorter way out of it.
        stop: {},
        tick: [{ guard: 'mayClear', target: 'selfTest' }, {}],
        acknowledge: { actions: 'rememberAcknowledgement' },
        release: RELEASE,
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
      on: { stop: {}, tick: [PROTECT], leaveStop: 'selfTest', release: RELEASE },
    },
  },
});
