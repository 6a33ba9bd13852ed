import { assertEvent, assign, setup } from 'xstate';
import type { ReasonId } from '../../protocol/states.ts';
import { LONGEST_CONFIRM_MS, permitsNewMotion, refuseConfirm } from './arming.ts';
import { isAtLeast } from './failsafe.ts';
import { REASON_OF_READINESS, type SafetyEvent } from './safetyEvents.ts';
import { followHands, handsAtFirst, haveHeldTogether, interruptHands, type TwoHands } from './twoHands.ts';

export interface SafetyContext {
  readonly reason: ReasonId;
  readonly askedAtMs: number | undefined;
  readonly announcedAtMs: number;
  readonly slowedAtMs: number;
  readonly hasAcknowledged: boolean;
  readonly hands: TwoHands;
  /** A retreat has been begun since a person last decided something: none begins by itself. */
  readonly isRetreatSpent: boolean;
}

export const FIRST_CONTEXT: SafetyContext = {
  reason: 'connecting',
  askedAtMs: undefined,
  announcedAtMs: Number.NaN,
  slowedAtMs: Number.NaN,
  hasAcknowledged: false,
  hands: handsAtFirst(),
  isRetreatSpent: false,
};

/** A retreat is announced this long ahead (DESIGN 'States'). */
export const ANNOUNCE_MS = 2000;

/**
 * A movement that has waited for longer than this does not go on: the person no longer expects it. The table ends it sooner
 * (`gazeDisengageMs`, whose highest absolute bound this is); this stands for the case that it does not.
 */
export const LONGEST_WAIT_MS = 500;

/**
 * Every guard and action by name, so that each can be made to fail in a test. A guard on another event than its own throws, which
 * latches.
 */
export const machineParts = setup({
  types: { context: {} as SafetyContext, events: {} as SafetyEvent },
  guards: {
    mustProtect: ({ event }) => {
      assertEvent(event, 'tick');
      return event.action === 'protectiveHold';
    },
    mustHold: ({ event }) => {
      assertEvent(event, 'tick');
      return event.action === 'hold';
    },
    mustEnd: ({ event }) => {
      assertEvent(event, 'tick');
      return event.action === 'endMove';
    },
    mustSlow: ({ event }) => {
      assertEvent(event, 'tick');
      return event.action === 'slow';
    },
    maySpeedUp: ({ event }) => {
      assertEvent(event, 'tick');
      return !isAtLeast(event.action, 'slow');
    },
    hasWaitedTooLong: ({ context, event }) => {
      assertEvent(event, 'tick');
      const isOver = !(Math.abs(event.nowMs - context.slowedAtMs) <= LONGEST_WAIT_MS);
      return isOver && !isAtLeast(event.action, 'endMove');
    },
    mayClear: ({ context, event }) => {
      assertEvent(event, 'tick');
      return event.action !== 'protectiveHold' && context.hasAcknowledged;
    },
    isFaultOver: ({ context, event }) => {
      assertEvent(event, 'tick');
      return event.action !== 'hold' && context.reason === 'faultHeld';
    },
    hasBrace: ({ event }) => {
      assertEvent(event, 'tick');
      return event.readiness !== 'connecting';
    },
    hasPassed: ({ event }) => {
      assertEvent(event, 'tick');
      return event.readiness === 'passed';
    },
    wasAskedTooLongAgo: ({ context, event }) => {
      assertEvent(event, 'tick');
      return !(event.nowMs - Number(context.askedAtMs) <= LONGEST_CONFIRM_MS);
    },
    permitsAsk: ({ event }) => {
      assertEvent(event, 'askToArm');
      return permitsNewMotion(event.action);
    },
    confirms: ({ context, event }) => {
      assertEvent(event, 'confirmArm');
      return refuseConfirm(context.askedAtMs, event) === undefined;
    },
    permitsEngage: ({ event }) => {
      assertEvent(event, 'engage');
      return permitsNewMotion(event.action);
    },
    // Which faults a retreat is compatible with, each row of the table says for itself; `isRetreatOpen` has asked them.
    permitsRetreat: ({ context, event }) => {
      assertEvent(event, 'retreat');
      const isRepeated = event.isAutomatic && context.isRetreatSpent;
      return event.isRetreatOpen && event.action !== 'protectiveHold' && !isRepeated;
    },
    isRetreatClosed: ({ event }) => {
      assertEvent(event, 'tick');
      return !event.isRetreatOpen;
    },
    wasAnnounced: ({ context, event }) => {
      assertEvent(event, 'tick');
      return event.nowMs - context.announcedAtMs >= ANNOUNCE_MS;
    },
    isReleaseConfirmed: ({ context, event }) => {
      assertEvent(event, 'tick');
      return haveHeldTogether(context.hands, event);
    },
  },
  actions: {
    because: assign((_, params: { readonly reason: ReasonId }) => ({ reason: params.reason })),
    giveReadiness: assign(({ event }) => {
      assertEvent(event, 'tick');
      return { reason: REASON_OF_READINESS[event.readiness] };
    }),
    giveFaultReason: assign(({ event }) => {
      assertEvent(event, 'tick');
      return { reason: event.reason ?? 'faultHeld' };
    }),
    giveEndReason: assign(({ event }) => {
      assertEvent(event, 'endMove');
      return { reason: event.reason };
    }),
    rememberAsk: assign(({ event }) => {
      assertEvent(event, 'askToArm');
      return { askedAtMs: event.nowMs };
    }),
    forgetAsk: assign(() => ({ askedAtMs: undefined })),
    rememberAnnouncement: assign(({ event }) => {
      assertEvent(event, 'retreat');
      return { announcedAtMs: event.nowMs };
    }),
    rememberSlowing: assign(({ event }) => {
      assertEvent(event, 'tick');
      return { slowedAtMs: event.nowMs };
    }),
    rememberAcknowledgement: assign(() => ({ hasAcknowledged: true })),
    forgetAcknowledgement: assign(() => ({ hasAcknowledged: false })),
    spendRetreat: assign(() => ({ isRetreatSpent: true })),
    // A person has decided something: what wants a retreat afterwards may have one.
    allowRetreat: assign(() => ({ isRetreatSpent: false })),
    followHands: assign(({ context, event }) => {
      assertEvent(event, 'tick');
      return { hands: followHands(context.hands, event) };
    }),
    interruptHands: assign(({ context }) => ({ hands: interruptHands(context.hands) })),
    spendHands: assign(() => ({ hands: handsAtFirst() })),
  },
});

export const because = (reason: ReasonId) => ({ type: 'because', params: { reason } }) as const;
