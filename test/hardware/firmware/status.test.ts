import { describe, expect, test } from 'vitest';
import { sealFrame } from '../../../hardware/link/frame.ts';
import { encodeStatusRequest } from '../../../hardware/link/hostFrames.ts';
import { CYCLES_PER_MS } from '../../../sim/mcu/chip.ts';
import { CENTRE, Rig } from './rig.ts';

const BYTE_MS = 0.04;
const STATUS_BYTES = 50;

describe('status', () => {
  test('F25: each frame has one answer that names it', () => {
    const rig = new Rig().attach();
    const before = rig.statuses.length;
    for (let n = 0; n < 20; n++) rig.motion(CENTRE, false);
    expect(rig.statuses.slice(before).map((status) => status.seq)).toEqual(
      Array.from({ length: 20 }, (_, n) => rig.seq - 19 + n),
    );
  });

  test('F25: an answer waits for the message on the wire and for no queued report', () => {
    const rig = new Rig().attach();
    const before = rig.messages.length;
    // Four replies, 150 bytes, are queued when the answer is ready, and one of them is on the wire.
    rig.sendBytes([0xf9, 0xf0, 0x79, 0xf7, 0xf0, 0x6b, 0xf7, 0xf0, 0x69, 0xf7]);
    rig.motion(CENTRE, false);
    rig.run(20);
    const ids = rig.messages.slice(before).map(({ bytes }) => (bytes[0] === 0xf0 ? bytes[1] : bytes[0]));
    expect(ids.filter((id) => id !== 0x07)).toEqual([0xf9, 0x79, 0x6c, 0x6a]);
    expect(ids.indexOf(0x07)).toBeLessThan(ids.indexOf(0x6a));
  });

  test('F25: with every analog channel reported an answer waits for one report at most', () => {
    const rig = new Rig().attach();
    const alone = answerMs(rig);
    const channels = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((channel) => [0xc0 | channel, 1]);
    rig.sendBytes([0xf0, 0x7a, 10, 0, 0xf7, ...channels]).run(20);
    const waits: number[] = [];
    for (let n = 0; n < 80; n++) waits.push(answerMs(rig.run(0.37 * (n % 20))) - alone);
    // Of three bytes, two more may stand in the transmitter; the rest is the main loop's own millisecond.
    expect(Math.max(...waits)).toBeLessThanOrEqual(0.5 + 5 * BYTE_MS);
  });

  test('F25: an unreadable frame is answered with seq 0 and its id', () => {
    const rig = new Rig().run(30);
    rig.sendBytes([0xf0, 0x02, 1, 2, 3, 0xf7]).run(6);
    expect(rig.latest).toMatchObject({ inReplyTo: 'attach', seq: 0, isRefused: true, lastRefusal: 'length' });
    rig.sendBytes([0xf0, 0x03, ...Array(400).fill(5), 0xf7]).run(40);
    expect(rig.latest).toMatchObject({ inReplyTo: 'limits', seq: 0, isRefused: true, lastRefusal: 'length' });
    rig
      .sendBytes([0xf0, 0x01, 5, 6, 7])
      .sendBytes(sealFrame(6, [9, 0]))
      .run(8);
    expect(rig.statuses.slice(-2).map((status) => [status.inReplyTo, status.lastRefusal])).toEqual([
      ['motion', 'length'],
      ['statusRequest', 'length'],
    ]);
  });

  test('F26: it comes unasked at boot, behind the version', () => {
    const rig = new Rig().run(20);
    const ids = rig.messages.map(({ bytes }) => [bytes[0], bytes[1]]);
    expect(ids[0]).toEqual([0xf9, 2]);
    expect(ids).toContainEqual([0xf0, 0x07]);
    expect(rig.latest).toMatchObject({ inReplyTo: 'unasked', state: 'off' });
    expect(rig.latest.resetCause).toEqual({
      isPowerOn: true,
      isExternal: false,
      isBrownOut: false,
      isWatchdog: false,
    });
  });

  test('F26: it comes unasked when an input changes', () => {
    const rig = new Rig().run(50);
    const before = rig.statuses.length;
    rig.holdHead(true).run(30).holdHead(false).run(30).pressStop(true).run(10).pressStop(false).run(40);
    expect(
      rig.statuses
        .slice(before)
        .map(({ inReplyTo, inputs }) => [inReplyTo, inputs.isHeadHeld, inputs.isStopPressed]),
    ).toEqual([
      ['unasked', true, false],
      ['unasked', false, false],
      ['unasked', false, true],
      ['unasked', false, false],
    ]);
  });

  test('F26: news that come while an answer waits behind another take its place at no moment', () => {
    for (let afterMs = 0.7; afterMs < 3.5; afterMs += 0.1) {
      const rig = new Rig().attach().keepAlive(40);
      const before = rig.statuses.length;
      const request = (seq: number) => encodeStatusRequest({ kind: 'statusRequest', seq });
      rig.sendBytes([...request(901), ...request(902)]);
      rig.run(afterMs).pressStop(true).run(20);
      const heard = rig.statuses.slice(before);
      const answered = heard.filter(({ inReplyTo }) => inReplyTo === 'statusRequest').map(({ seq }) => seq);
      expect(answered).toEqual([901, 902]);
      expect(heard.at(-1)).toMatchObject({ fault: 'stopInput', inputs: { isStopPressed: true } });
    }
  });

  test('F26: the uptime runs in milliseconds', () => {
    const rig = new Rig().run(30);
    const first = rig.status();
    rig.run(5000);
    const second = rig.status();
    const between = ((rig.statuses.at(-1)?.cycle ?? 0) - (rig.statuses.at(-2)?.cycle ?? 0)) / CYCLES_PER_MS;
    expect(Math.abs(second.uptimeMs - first.uptimeMs - between)).toBeLessThanOrEqual(1.5);
  });
});

/** From the last bit of a frame to the last bit of its answer, without the 2 ms that the answer itself takes. */
function answerMs(rig: Rig): number {
  const sentAt = rig.chip.cycles;
  const lengthBytes = 17;
  const answer = rig.motion(CENTRE, false);
  const cycle =
    rig.statuses.find((status) => status.seq === answer.seq && status.inReplyTo === 'motion')?.cycle ?? 0;
  return (cycle - sentAt) / CYCLES_PER_MS - (lengthBytes + STATUS_BYTES) * BYTE_MS;
}
