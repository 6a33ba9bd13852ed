import type { ToControl } from '../../protocol/channel.ts';

/**
 * What may happen to a message while the channel takes no more text.
 * - `urgent`: kept, and sent before everything else that waits.
 * - `ordered`: kept, and sent in order: it calms, or it is bookkeeping.
 * - `newest`: only the newest of its kind and client is kept.
 * - `immediate`: never kept. What begins something must not begin it later, when nobody is asking any more.
 */
export type Waiting = 'urgent' | 'ordered' | 'newest' | 'immediate';

/** How long a message may wait is decided by what it would do on arrival. */
export function waitingOf(message: ToControl): Waiting {
  if (message.type === 'gazeSamples' || message.type === 'trackers') return 'newest';
  if (message.type !== 'command') return 'ordered';
  const { type } = message.message;
  switch (type) {
    case 'stop':
      return 'urgent';
    case 'rest':
    case 'endMove':
    case 'resumeAudio':
    case 'undid':
      return 'ordered';
    case 'renew':
    case 'presence':
    case 'holdRelease':
      return 'newest';
    case 'move':
    case 'askToSteer':
    case 'confirmSteer':
    case 'lookToSide':
    case 'lookAhead':
    case 'chose':
    case 'askToArm':
    case 'confirmArm':
    case 'leaveStop':
    case 'acknowledge':
    case 'setParameter':
    case 'setSteering':
    case 'retreat':
    case 'endRelease':
    case 'pauseAudio':
      return 'immediate';
  }
}

/** Messages that wait for the channel to take text again. */
export interface Outbox {
  readonly urgent: readonly ToControl[];
  readonly ordered: readonly ToControl[];
  /** By client and kind; what the gateway says by itself, by kind. */
  readonly newest: ReadonlyMap<string, ToControl>;
}

export const EMPTY_OUTBOX: Outbox = { urgent: [], ordered: [], newest: new Map() };

/** The outbox with the message in it, or null where a message of its kind may not wait. */
export function putInOutbox(outbox: Outbox, message: ToControl): Outbox | null {
  switch (waitingOf(message)) {
    case 'urgent':
      return { ...outbox, urgent: [...outbox.urgent, message] };
    case 'ordered': {
      // Of a client that is gone, or has ended its movement, no renewal may follow.
      const isEnd = message.type === 'clientGone' || message.type === 'command';
      const newest = isEnd ? without(outbox.newest, message.clientId) : outbox.newest;
      return { ...outbox, newest, ordered: [...outbox.ordered, message] };
    }
    case 'newest': {
      const key =
        message.type === 'command'
          ? `${message.clientId} ${message.message.type}`
          : `gateway ${message.type}`;
      return { ...outbox, newest: new Map(outbox.newest).set(key, message) };
    }
    case 'immediate':
      return null;
  }
}

/** Everything that waits, in the order in which it is to be sent. */
export function outboxInOrder(outbox: Outbox): readonly ToControl[] {
  return [...outbox.urgent, ...outbox.ordered, ...outbox.newest.values()];
}

function without(newest: Outbox['newest'], clientId: string): Outbox['newest'] {
  return new Map([...newest].filter(([key]) => !key.startsWith(`${clientId} `)));
}
