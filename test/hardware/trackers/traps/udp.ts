import assert from 'node:assert/strict';
import { openUdp, type UdpOptions } from '../../../../hardware/trackers/plain/udp.ts';
import { type SenderOptions, startUdpSender } from '../../../../sim/trackers/plainSender.ts';
import { listener, until, validOf } from '../bench.ts';
import { type Trap, trapOf } from './trap.ts';

const SCREEN = { widthPx: 1920, heightPx: 1080 };

async function setUp(
  room: AsyncDisposableStack,
  sending: SenderOptions = { hz: 0, form: 'text' },
  options: Partial<UdpOptions> = {},
) {
  const { samples, surroundings, more } = listener();
  const tracker = openUdp({ port: 0, screen: SCREEN, ...surroundings, ...options });
  room.defer(() => tracker.close());
  await until('a port', () => tracker.port() !== null);
  const join = (how: SenderOptions) => {
    const sender = startUdpSender(tracker.port() ?? 0, how);
    room.defer(() => sender.close());
    return sender;
  };
  return { tracker, samples, sender: join(sending), join, more };
}

const trap = trapOf('UDP');

export const UDP_TRAPS: readonly Trap[] = [
  trap(
    '(0, 0) in OptiKey’s form',
    'invalid; state uncalibrated; another calibration once a point comes',
    async (room) => {
      const { tracker, samples, sender, more } = await setUp(room);
      const wait = more(6);
      for (let n = 0; n < 6; n += 1) sender.send(`STREAM_DATA ${1000 + n} 0 0`);
      await wait;
      assert.equal(validOf(samples).length, 0);
      assert.equal(tracker.health().state, 'uncalibrated');
      assert.equal(tracker.health().calibrations, 0);
      const next = more(1);
      sender.send('STREAM_DATA 1006 960 540');
      await next;
      assert.equal(tracker.health().calibrations, 1);
    },
  ),
  trap('the same point again in OptiKey’s form', 'invalid with reason noEyes', async (room) => {
    const { samples, sender, more } = await setUp(room, { hz: 120, form: 'text' });
    await more(20);
    sender.isFrozen = true;
    await more(5);
    assert.deepEqual(samples.at(-1)?.reading, { kind: 'none', why: 'noEyes' });
  }),
  trap('valid: false in JSON', 'invalid', async (room) => {
    const { samples, sender, more } = await setUp(room);
    const wait = more(1);
    sender.send('{"t":1,"x":0.5,"y":0.5,"valid":false}');
    await wait;
    assert.deepEqual(samples.at(-1)?.reading, { kind: 'none', why: 'unknown' });
  }),
  trap(
    'vectors of the eyes, to whichever side x counts',
    'each eye in the head; null is not seen',
    async (room) => {
      for (const [eyeX, x] of [
        ['left', 0.1763],
        ['right', -0.1763],
      ] as const) {
        const { tracker, samples, sender, more } = await setUp(room, undefined, { eyeX });
        const wait = more(3);
        sender.send(`{"t":1,"left":{"x":${x},"y":0,"z":1},"right":null,"conf":0.9}`);
        sender.send('{"t":2,"left":null,"right":{"x":0,"y":-0.1763,"z":1}}');
        sender.send('{"t":3,"left":null,"right":{"x":0,"y":0,"z":-1}}');
        await wait;
        const [first, second, third] = samples.map(({ reading }) => reading);
        assert.ok(first?.kind === 'eyes' && first.left && first.right === null);
        assert.ok(Math.abs(first.left.yawDeg - 10) < 0.01 && Math.abs(first.left.pitchDeg) < 0.01);
        assert.ok(second?.kind === 'eyes' && second.left === null && second.right);
        assert.ok(Math.abs(second.right.pitchDeg - 10) < 0.01);
        assert.deepEqual(third, { kind: 'none', why: 'noEyes' });
        assert.equal(samples[0]?.confidence, 0.9);
        assert.equal(tracker.health().state, 'streaming');
      }
    },
  ),
  trap(
    'vectors of the eyes, and nobody has said to which side x counts',
    'not used; state refused',
    async (room) => {
      const { tracker, samples, sender, more } = await setUp(room);
      const wait = more(1);
      sender.send('{"t":1,"left":{"x":0.2,"y":0,"z":1},"right":{"x":0.2,"y":0,"z":1}}');
      await wait;
      assert.deepEqual(samples.at(-1)?.reading, { kind: 'none', why: 'unknown' });
      assert.equal(tracker.health().state, 'refused');
      assert.match(tracker.health().advice, /eyeX/);
    },
  ),
  trap('datagrams that overtake each other', 'the older one is left out', async (room) => {
    const { tracker, samples, sender } = await setUp(room);
    for (const t of [100, 120, 110, 130]) sender.send(`{"t":${t},"x":0.5,"y":0.5,"valid":true}`);
    await until('four read', () => samples.length === 4);
    assert.equal(tracker.counts().repeated, 1);
    assert.deepEqual(
      validOf(samples).map(({ deviceMs }) => deviceMs),
      [100, 120, 130],
    );
  }),
  trap('rubbish of every kind', 'counted, nothing thrown, gaze goes on', async (room) => {
    const { tracker, sender, more } = await setUp(room, { hz: 120, form: 'json' });
    await more(5);
    const rubbish = [
      'STREAM_DATA',
      'STREAM_DATA 1 2',
      'STREAM_DATA a b c',
      '{"x":1e999,"y":0,"valid":true}',
      '{"x":"0.5","y":0.5,"valid":true}',
      '{"left":{"x":0,"y":0},"right":null}',
      '{"left":{"x":0,"y":0,"z":1}}',
      '[]',
      'null',
      new Uint8Array([0, 255, 254]),
      'x'.repeat(2000),
    ];
    for (const piece of rubbish) sender.send(piece);
    await until('all counted', () => tracker.counts().rubbish === rubbish.length);
    await more(5);
  }),
  trap('more than 500 messages in a second', 'the rest is counted and left out', async (room) => {
    const { tracker, samples, sender } = await setUp(room);
    for (let t = 0; t < 900; t += 1) {
      sender.send(`{"t":${t},"x":0.5,"y":0.5,"valid":true}`);
      // The kernel's own buffer would lose what is sent in one go.
      if (t % 50 === 49) await new Promise<void>((resolve) => setTimeout(resolve, 1));
    }
    await until('some refused', () => tracker.counts().rubbish > 50);
    assert.ok(samples.length < 900);
  }),
  trap('a second sender', 'not heard while the first one sends', async (room) => {
    const { tracker, samples, join, more } = await setUp(room, { hz: 120, form: 'json' });
    await more(5);
    const second = join({ hz: 0, form: 'json' });
    second.send('{"t":1,"x":77,"y":77,"valid":true}');
    await until('refused', () => tracker.counts().rubbish === 1);
    assert.ok(samples.every(({ reading }) => reading.kind !== 'screen' || reading.point.x !== 77));
  }),
  trap(
    'the sender stops',
    'state lost after 250 ms; another sender is heard after 1 s, with another calibration',
    async (room) => {
      const { tracker, sender, join, more } = await setUp(room, { hz: 120, form: 'json' });
      await more(5);
      await sender.close();
      await until('lost', () => tracker.health().state === 'lost');
      assert.equal(tracker.health().calibrations, 0);
      join({ hz: 120, form: 'text' });
      await more(5);
      assert.equal(tracker.health().calibrations, 1);
    },
  ),
  trap('the port is taken', 'state refused, with advice; tried again', async (room) => {
    const { tracker } = await setUp(room);
    const { surroundings } = listener();
    const second = openUdp({ port: tracker.port() ?? 0, screen: SCREEN, ...surroundings });
    room.defer(() => second.close());
    await until('refused', () => second.health().state === 'refused');
    assert.notEqual(second.health().advice, '');
    assert.match(second.health().advice, /Another program/);
    await tracker.close();
    await until('a port', () => second.port() !== null);
  }),
  trap('the address to listen at is none of this computer', 'state refused, with advice', async (room) => {
    // Kept for documents: nobody has it.
    const tracker = openUdp({ host: '192.0.2.1', port: 0, screen: SCREEN, ...listener().surroundings });
    room.defer(() => tracker.close());
    await until('refused', () => tracker.health().state === 'refused');
    assert.match(tracker.health().advice, /listenAt/);
  }),
];
