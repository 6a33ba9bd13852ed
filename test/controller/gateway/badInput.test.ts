import { expect, test } from 'vitest';
import { MAX_MESSAGE_BYTES } from '../../../protocol/clientMessages.ts';
import { eventually, openClient, pause, startHouse } from './support.ts';

const renewal = { type: 'renew', leaseId: 'a', epoch: 0, sequence: 1, renderedTick: 1, gaze: 'valid' };

const badTexts: readonly (readonly [string, string, string, RegExp | null])[] = [
  ['not JSON', '{"type":', 'notJson', null],
  ['NaN', '{"type":"move","requestId":"1","movement":"home","renderedTick":NaN}', 'notJson', null],
  [
    'Infinity',
    '{"type":"setParameter","requestId":"1","parameter":"stepDeg","value":1e999,"basedOn":"x"}',
    'malformed',
    /^value/,
  ],
  ['nothing', '', 'notJson', null],
  ['an array', '[]', 'malformed', null],
  ['null', 'null', 'malformed', null],
  ['no type', '{}', 'malformed', /^type/],
  ['an unknown type', '{"type":"jump"}', 'unknownType', /^type/],
  ['a type that is no text', '{"type":["stop"]}', 'unknownType', /^type/],
  ['a missing field', '{"type":"move","requestId":"1","movement":"home"}', 'malformed', /^renderedTick/],
  ['an extra field', '{"type":"stop","now":true}', 'malformed', /now/],
  ['a prototype', '{"type":"stop","__proto__":{"a":1}}', 'malformed', /__proto__/],
  ['a fraction', JSON.stringify({ ...renewal, sequence: 1.5 }), 'malformed', /^sequence/],
  ['a negative number', JSON.stringify({ ...renewal, renderedTick: -1 }), 'malformed', /^renderedTick/],
  ['an unsafe integer', JSON.stringify({ ...renewal, epoch: 2 ** 60 }), 'malformed', /^epoch/],
  ['deep nesting', '['.repeat(16_000), 'notJson', null],
  ['deep and closed nesting', `${'['.repeat(8000)}${']'.repeat(8000)}`, 'malformed', null],
];

test.each(badTexts)(
  '%s: an input error to that client, nothing to control',
  async (_name, text, id, detail) => {
    const { gateway, control } = await startHouse();
    const [bad, other] = [await openClient(gateway.port), await openClient(gateway.port)];
    bad.socket.send(text);
    const error = await eventually('an input error', () => bad.heard('inputError')[0]);
    expect(error.id).toBe(id);
    if (detail) expect(error.detail).toMatch(detail);

    bad.say({ type: 'rest', requestId: 'still here' });
    await eventually('the next good message', () => control.commands('rest').length === 1);
    expect(control.commands()).toHaveLength(1);
    expect(other.heard('inputError')).toEqual([]);
  },
);

test('a binary message is an input error, and the connection stays', async () => {
  const { gateway, control } = await startHouse();
  const client = await openClient(gateway.port);
  client.socket.send(Buffer.from('{"type":"stop"}'));
  const error = await eventually('an input error', () => client.heard('inputError')[0]);
  expect(error.id).toBe('binary');
  client.say({ type: 'stop' });
  await eventually('stop', () => control.commands('stop').length === 1);
  expect(control.commands()).toHaveLength(1);
});

test('a large message inside the limit is not repeated in the error', async () => {
  const { gateway } = await startHouse();
  const client = await openClient(gateway.port);
  client.socket.send(JSON.stringify({ type: 'stop', ['x'.repeat(16_000)]: 1 }));
  const error = await eventually('an input error', () => client.heard('inputError')[0]);
  expect(JSON.stringify(error).length).toBeLessThan(600);
});

test('20 KiB close that connection with 1009 and nobody else notices', async () => {
  const { gateway, control } = await startHouse();
  const [bad, other] = [await openClient(gateway.port), await openClient(gateway.port)];
  const { clientId } = await bad.welcome();
  bad.socket.send(JSON.stringify({ type: 'stop', padding: 'x'.repeat(20 * 1024) }));
  await eventually('a close', () => bad.closes.length === 1);
  expect(bad.closes[0]?.code).toBe(1009);
  expect(control.commands()).toEqual([]);
  await eventually('clientGone', () =>
    control.received.some((message) => message.type === 'clientGone' && message.clientId === clientId),
  );
  const before = other.heard('telemetry').length;
  await eventually('telemetry goes on', () => other.heard('telemetry').length > before + 5);
  expect(other.closes).toEqual([]);
});

test('a message of exactly the limit is read', async () => {
  const { gateway } = await startHouse();
  const client = await openClient(gateway.port);
  const shell = JSON.stringify({ type: 'stop', padding: '' }).length;
  client.socket.send(JSON.stringify({ type: 'stop', padding: 'x'.repeat(MAX_MESSAGE_BYTES - shell) }));
  const error = await eventually('an input error', () => client.heard('inputError')[0]);
  expect(error.id).toBe('malformed');
});

test.each([
  [
    'presence',
    {
      type: 'presence',
      sequence: 5,
      renderedTick: 1,
      gaze: 'valid',
      version: '0.1.0',
      secondInput: 'none',
    } as const,
  ],
  ['renew', { ...renewal, type: 'renew', sequence: 5, gaze: 'valid' } as const],
])('a repeated or regressing %s is refused and goes nowhere', async (type, message) => {
  const { gateway, control } = await startHouse();
  const [client, other] = [await openClient(gateway.port), await openClient(gateway.port)];
  client.say(message);
  client.say(message);
  client.say({ ...message, sequence: 4 });
  client.say({ ...message, sequence: 6 });
  await eventually('two refusals', () => client.heard('refused').length === 2);
  expect(client.heard('refused').map(({ id }) => id)).toEqual(['sequenceRegressed', 'sequenceRegressed']);
  await eventually('the newer one', () => control.commands(message.type).length === 2);

  other.say({ ...message, sequence: 1 });
  await eventually('the other client counts for itself', () => control.commands(message.type).length === 3);
  expect(other.heard('refused')).toEqual([]);
  expect(type).toBe(message.type);
});

test('more than 200 messages in a second: closed with 1008, and a STOP among the rest is heard', async () => {
  const { gateway, control } = await startHouse();
  const [flooder, other] = [await openClient(gateway.port), await openClient(gateway.port)];
  for (let sequence = 0; sequence < 1000; sequence++)
    flooder.say({
      type: 'presence',
      sequence,
      renderedTick: 0,
      gaze: 'unknown',
      version: '0.1.0',
      secondInput: 'none',
    });
  flooder.say({ type: 'stop' });
  await eventually('a close', () => flooder.closes.length === 1);
  expect(flooder.closes[0]).toEqual({ code: 1008, reason: 'more than 200 messages in a second' });
  await eventually('the STOP', () => control.commands('stop').length === 1);
  await pause(50);
  expect(control.commands('presence').length).toBeLessThan(400);
  expect(other.closes).toEqual([]);
});
