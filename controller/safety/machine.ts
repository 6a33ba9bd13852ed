import type { ReasonId } from '../../protocol/states.ts';
import { because, FIRST_CONTEXT, machineParts } from './machineParts.ts';

const PROTECT = { guard: 'mustProtect', target: '#safety.protectiveHold' } as const;
const HOLD = { guard: 'mustHold', target: '#safety.standby', actions: 'giveFaultReason' } as const;
const END = { guard: 'mustEnd', target: '#safety.ready', actions: 'giveFaultReason' } as const;
const RETREAT = {
  guard: 'permitsRetreat',
  target: '#safety.retreating',
  actions: ['rememberAnnouncement', 'spendRetreat', because('retreatAnnounced')],
} as const;
/** Wherever the head stands still it can be given into a person's hands. */
const RELEASE = { guard: 'isReleaseConfirmed', target: '#safety.supportedRelease' } as const;
/** The last of a list for `tick`: nothing else happens. */
const FOLLOW_HANDS = { actions: 'followHands' } as const;
const REST = { target: '#safety.paused' } as const;

/** Two steps to `ready`, alike in standby and in rest: ask, then confirm not too soon and not too late. */
const arming = (calm: ReasonId) => {
  const withdrawn = { target: 'calm', actions: [because(calm), 'followHands'] } as const;
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
            RELEASE,
            { guard: 'mustHold', ...withdrawn },
            { guard: 'wasAskedTooLongAgo', ...withdrawn },
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
 *
 * Each list for `tick` begins with the protective hold, except where nothing may follow it.
 */
export const safetyMachine = machineParts.createMachine({
  id: 'safety',
  initial: 'starting',
  context: FIRST_CONTEXT,
  on: { stop: '.stopped' },
  states: {
    starting: {
      entry: because('connecting'),
      on: { tick: [PROTECT, { guard: 'hasBrace', target: 'selfTest' }] },
    },
    selfTest: {
      entry: because('checking'),
      exit: 'interruptHands',
      on: {
        tick: [
          PROTECT,
          RELEASE,
          { guard: 'hasPassed', target: 'standby', actions: 'giveReadiness' },
          { actions: ['giveReadiness', 'followHands'] },
        ],
      },
    },
    standby: {
      ...arming('holding'),
      exit: 'interruptHands',
      on: {
        tick: [
          PROTECT,
          RELEASE,
          { guard: 'isFaultOver', actions: [because('holding'), 'followHands'] },
          FOLLOW_HANDS,
        ],
        rest: REST,
        retreat: RETREAT,
      },
    },
    paused: {
      entry: because('resting'),
      ...arming('resting'),
      exit: 'interruptHands',
      on: {
        tick: [PROTECT, RELEASE, FOLLOW_HANDS],
        // "No" to the question of arming: it is withdrawn.
        rest: { ...REST, reenter: true },
        retreat: RETREAT,
      },
    },
    ready: {
      exit: 'interruptHands',
      on: {
        tick: [PROTECT, RELEASE, HOLD, FOLLOW_HANDS],
        rest: REST,
        engage: { guard: 'permitsEngage', target: 'engaged' },
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
          on: { tick: { guard: 'mustSlow', target: 'slowed', actions: 'rememberSlowing' } },
        },
        slowed: {
          entry: because('slowedForGaze'),
          on: {
            tick: [
              { guard: 'hasWaitedTooLong', target: '#safety.ready', actions: because('gazeLost') },
              { guard: 'maySpeedUp', target: 'moving' },
            ],
          },
        },
      },
    },
    retreating: {
      initial: 'announced',
      on: {
        tick: [PROTECT, { guard: 'isRetreatClosed', target: 'standby', actions: because('retreatEnded') }],
        rest: REST,
        arrived: { target: 'standby', actions: because('arrived') },
      },
      states: {
        announced: {
          on: {
            tick: [
              PROTECT,
              { guard: 'isRetreatClosed', target: '#safety.standby', actions: because('retreatEnded') },
              { guard: 'wasAnnounced', target: 'moving' },
            ],
          },
        },
        moving: { entry: because('retreating') },
      },
    },
    protectiveHold: {
      entry: ['forgetAcknowledgement', because('faultHeld')],
      exit: 'interruptHands',
      on: {
        // A STOP on top of a protective hold must not become a shorter way out of it.
        stop: { actions: 'interruptHands' },
        tick: [RELEASE, { guard: 'mayClear', target: 'selfTest' }, FOLLOW_HANDS],
        acknowledge: { actions: ['rememberAcknowledgement', 'allowRetreat'] },
      },
    },
    supportedRelease: {
      entry: ['spendHands', because('released')],
      on: {
        // Torque is off and a person carries the head: neither STOP nor a fault may pull at it again.
        stop: {},
        releaseEnded: 'selfTest',
      },
    },
    stopped: {
      entry: because('stopPressed'),
      exit: 'interruptHands',
      on: {
        stop: { actions: 'interruptHands' },
        tick: [PROTECT, RELEASE, FOLLOW_HANDS],
        leaveStop: { target: 'selfTest', actions: 'allowRetreat' },
      },
    },
  },
});
