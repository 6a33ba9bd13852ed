import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  EMPTY_OUTBOX,
  type Outbox,
  outboxInOrder,
  putInOutbox,
  waitingOf,
} from '../../../controller/gateway/outbox.ts';
import type { ToControl } from '../../../protocol/channel.ts';

const clientId = fc.constantFrom('a', 'ab');
const sequence = fc.nat();
const message: fc.Arbitrary<ToControl> = fc.oneof(
  fc.record({ type: fc.constant('clientGone' as const), clientId }),
  fc.record({
    type: fc.constant('command' as const),
    clientId,
    message: fc.oneof(
      fc.constant({ type: 'stop' as const }),
      fc.constant({ type: 'endMove' as const, leaseId: 'l' }),
      fc.constant({ type: 'rest' as const, requestId: 'r' }),
      fc.constant({ type: 'confirmArm' as const, requestId: 'r' }),
      fc.constant({ type: 'move' as const, requestId: 'r', movement: 'home' as const, renderedTick: 0 }),
      sequence.map((number) => ({
        type: 'renew' as const,
        leaseId: 'l',
        epoch: 0,
        sequence: number,
        renderedTick: 0,
        gaze: 'valid' as const,
      })),
      sequence.map((number) => ({
        type: 'presence' as const,
        sequence: number,
        renderedTick: 0,
        gaze: 'valid' as const,
        version: '0.1.0',
        secondInput: 'none' as const,
      })),
    ),
  }),
);

const putAll = (messages: readonly ToControl[]): Outbox =>
  messages.reduce<Outbox>((outbox, next) => putInOutbox(outbox, next) ?? outbox, EMPTY_OUTBOX);

test('STOP comes first; nothing that begins motion waits; one renewal and one presence per client at most', () => {
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      const waiting = outboxInOrder(putAll(messages));
      const kinds = waiting.map(waitingOf);
      expect(kinds).toEqual([...kinds].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
      expect(kinds).not.toContain('immediate');
      const newest = waiting.filter((one) => waitingOf(one) === 'newest');
      const keys = newest.map((one) => one.type === 'command' && `${one.clientId} ${one.message.type}`);
      expect(new Set(keys).size).toBe(keys.length);
      const [stops, ordered] = (['urgent', 'ordered'] as const).map((kind) =>
        messages.filter((one) => waitingOf(one) === kind),
      );
      expect(waiting.slice(0, stops?.length)).toEqual(stops);
      expect(waiting.filter((one) => waitingOf(one) === 'ordered')).toEqual(ordered);
    }),
  );
});
const ORDER = ['urgent', 'ordered', 'newest', 'immediate'];

test('no renewal of a client waits behind its end', () => {
  fc.assert(
    fc.property(fc.array(message), clientId, (messages, gone) => {
      const waiting = outboxInOrder(putAll([...messages, { type: 'clientGone', clientId: gone }]));
      const renewals = waiting.filter((one) => waitingOf(one) === 'newest');
      expect(renewals.some((one) => one.type === 'command' && one.clientId === gone)).toBe(false);
      const others = messages.filter((one) => !('clientId' in one) || one.clientId !== gone);
      expect(renewals).toEqual(outboxInOrder(putAll(others)).filter((one) => waitingOf(one) === 'newest'));
    }),
  );
});
