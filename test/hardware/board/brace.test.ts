import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Brace, type BraceFault, openBrace } from '../../../hardware/board/brace.ts';
import { encodeMotion, type Motion } from '../../../hardware/link/hostFrames.ts';
import { encodeStatus, type Status } from '../../../hardware/link/status.ts';
import { makePipePeer, type PipePeer, settle } from './pipePeer.ts';
import { statusFromTheFuture } from './scriptedFirmware.ts';
import { startSocketPeer } from './socketPeer.ts';

const uncaught: unknown[] = [];
process.on('unhandledRejection', (error) => uncaught.push(error));
process.on('uncaughtException', (error) => uncaught.push(error));
afterEach(() => expect(uncaught).toEqual([]));

interface Opened {
  readonly brace: Brace;
  readonly peer: PipePeer;
  readonly clock: { nowMs: number };
  readonly statuses: Status[];
  readonly faults: BraceFault[];
}

async function open(): Promise<Opened> {
  const peer = makePipePeer();
  const clock = { nowMs: 10_000 };
  const brace = await openBrace({ port: peer.pipe, nowMs: () => clock.nowMs });
  onTestFinished(() => brace.close());
  const statuses: Status[] = [];
  const faults: BraceFault[] = [];
  brace.onStatus = (status) => statuses.push(status);
  brace.onFault = (fault) => faults.push(fault);
  await settle();
  peer.firmware.frames.length = 0;
  return { brace, peer, clock, statuses, faults };
}

function motion(seq: number, change: Partial<Motion> = {}): Motion {
  return { kind: 'motion', seq, isMoving: true, leaseMs: 100, pulseUs: [1500 + seq, 1500, 1500], ...change };
}

describe('frames and their echoes', () => {
  it('flow one by one, each answered', async () => {
    const { brace, peer, statuses, faults } = await open();
    for (let seq = 1; seq <= 20; seq++) {
      expect(brace.send(motion(seq))).toBe('sent');
      expect(brace.unechoed).toBe(1);
      await settle();
      expect(brace.unechoed).toBe(0);
      expect(brace.oldestUnechoedSinceMs).toBeNull();
    }
    expect(peer.firmware.motions.map((frame) => frame.seq)).toEqual(statuses.map((status) => status.seq));
    expect(peer.firmware.motions).toHaveLength(20);
    expect(brace.latestStatus.appliedUs).toEqual([1520, 1500, 1500]);
    expect(faults).toEqual([]);
  });

  it('leave as the bytes of the codec', async () => {
    const { brace, peer } = await open();
    brace.send(motion(7));
    await settle();
    expect(peer.firmware.messages.at(-1)).toBe(Buffer.from(encodeMotion(motion(7))).toString('hex'));
  });

  it('are at most two on the wire; the newest waits and leaves when one is answered', async () => {
    const { brace, peer, clock } = await open();
    peer.firmware.isStalled = true;
    const results = [];
    for (let seq = 1; seq <= 6; seq++) {
      clock.nowMs += 10;
      results.push(brace.send(motion(seq)));
    }
    expect(results).toEqual(['sent', 'sent', 'waiting', 'waiting', 'waiting', 'waiting']);
    expect(brace.unechoed).toBe(2);
    expect(brace.oldestUnechoedSinceMs).toBe(10_010);
    await settle();
    peer.firmware.resume();
    await settle();
    expect(peer.firmware.motions.map((frame) => frame.seq)).toEqual([1, 2, 6]);
    expect(brace.unechoed).toBe(0);
  });

  it('to a brace that stalls for 3 s leave it two old frames and the newest, not 300', async () => {
    const { brace, peer, clock, faults } = await open();
    peer.firmware.isStalled = true;
    for (let seq = 1; seq <= 300; seq++) {
      clock.nowMs += 10;
      brace.send(motion(seq));
      await settle();
    }
    peer.firmware.resume();
    await settle();
    expect(peer.firmware.motions.map((frame) => frame.seq)).toEqual([1, 2, 300]);
    expect(faults).toEqual([]);
  });

  it('that waited for more than 100 ms are never written', async () => {
    const { brace, peer, clock } = await open();
    peer.firmware.isStalled = true;
    for (const seq of [1, 2, 3]) brace.send(motion(seq));
    await settle();
    clock.nowMs += 101;
    peer.firmware.resume();
    await settle();
    expect(peer.firmware.motions.map((frame) => frame.seq)).toEqual([1, 2]);
    expect(brace.expiredFrames).toBe(1);
  });

  it('of different kinds keep their order, one of each kind', async () => {
    const { brace, peer } = await open();
    peer.firmware.isStalled = true;
    brace.send(motion(1));
    brace.send(motion(2));
    brace.send(motion(3));
    brace.send({ kind: 'clear', seq: 4, nonce: 4711, fault: 'silence' });
    brace.send(motion(5));
    await settle();
    peer.firmware.resume();
    await settle();
    expect(peer.firmware.frames.map((frame) => [frame.kind, frame.seq])).toEqual([
      ['motion', 1],
      ['motion', 2],
      ['clear', 4],
      ['motion', 5],
    ]);
  });

  it('with a number that is none are refused and replace nothing', async () => {
    const { brace, peer } = await open();
    peer.firmware.isStalled = true;
    for (const seq of [1, 2, 3]) brace.send(motion(seq));
    expect(() => brace.send(motion(4, { pulseUs: [Number.NaN, 1500, 1500] }))).toThrow('fieldInvalid');
    await settle();
    peer.firmware.resume();
    await settle();
    expect(peer.firmware.motions.map((frame) => frame.seq)).toEqual([1, 2, 3]);
  });

  describe('lost to noise on the line', () => {
    /** Sends two frames that never arrive, then one per 10 ms while the brace goes on reporting. */
    async function loseTwo({ brace, peer, clock }: Opened, forMs: number): Promise<string[]> {
      peer.firmware.isStalled = true;
      brace.send(motion(1));
      brace.send(motion(2));
      await settle();
      peer.firmware.forget();
      const results = [];
      for (let elapsedMs = 10; elapsedMs <= forMs; elapsedMs += 10) {
        clock.nowMs += 10;
        peer.firmware.reportAnalog(3, 500);
        await settle();
        results.push(brace.send(motion(2 + elapsedMs / 10)));
      }
      return results;
    }

    it('are given up where nothing can move, once the brace has evidently gone on without them', async () => {
      const opened = await open();
      const results = await loseTwo(opened, 260);
      expect(results.slice(0, -1).every((result) => result === 'waiting')).toBe(true);
      expect(results.at(-1)).toBe('sent');
      expect(opened.faults).toEqual([{ kind: 'framesLost', count: 2 }]);
      await settle();
      expect(opened.brace.unechoed).toBe(0);
    });

    it('are not given up while the brace may move: its lease decides, and its latch is heard', async () => {
      const opened = await open();
      const { brace, peer, faults, clock } = opened;
      peer.firmware.sendStatus({ inReplyTo: 'unasked', state: 'moving' });
      await settle();
      expect((await loseTwo(opened, 1000)).every((result) => result === 'waiting')).toBe(true);
      expect(faults).toEqual([]);
      peer.firmware.sendStatus({ inReplyTo: 'unasked', state: 'hold', fault: 'silence' });
      await settle();
      clock.nowMs += 10;
      expect(brace.send(motion(200))).toBe('sent');
      expect(faults).toEqual([{ kind: 'framesLost', count: 2 }]);
    });
  });

  it('whose answers come damaged make room for others, but stay unanswered', async () => {
    const { brace, peer, clock, faults } = await open();
    peer.firmware.isMute = true;
    brace.send(motion(1));
    clock.nowMs += 10;
    brace.send(motion(2));
    await settle();
    peer.firmware.isMute = false;
    expect(brace.unechoed).toBe(2);
    const damaged = encodeStatus(peer.firmware.status);
    damaged[10] = (damaged[10] ?? 0) ^ 0x01;
    peer.send(damaged);
    await settle();
    expect(brace.unechoed).toBe(1);
    expect(brace.oldestUnechoedSinceMs).toBe(10_000);
    expect(faults.map((fault) => fault.kind)).toEqual(['badStatus']);
    expect(brace.send(motion(3))).toBe('sent');
    await settle();
    expect(brace.unechoed).toBe(0);
    expect(brace.oldestUnechoedSinceMs).toBeNull();
  });

  it('whose answer was replaced by the next one’s are settled by it', async () => {
    const { brace, peer, faults } = await open();
    peer.firmware.isMute = true;
    brace.send(motion(1));
    await settle();
    peer.firmware.isMute = false;
    brace.send(motion(2));
    await settle();
    expect(brace.unechoed).toBe(0);
    expect(faults).toEqual([]);
  });

  it('that arrived damaged and come back without a number are settled', async () => {
    const { brace, peer } = await open();
    peer.firmware.isMute = true;
    brace.send(motion(1));
    await settle();
    peer.firmware.isMute = false;
    peer.firmware.sendStatus({ inReplyTo: 'motion', seq: 0, isRefused: true, lastRefusal: 'crc' });
    await settle();
    expect(brace.unechoed).toBe(0);
  });
});

describe('faults', () => {
  it('an accepted motion with other pulses applied is a mismatch', async () => {
    const { brace, peer, faults } = await open();
    peer.firmware.isMute = true;
    brace.send(motion(1));
    await settle();
    peer.firmware.isMute = false;
    peer.firmware.sendStatus({ inReplyTo: 'motion', seq: 1, acceptedSeq: 1, appliedUs: [1502, 1500, 1500] });
    await settle();
    expect(faults).toEqual([
      {
        kind: 'echoMismatch',
        mismatch: { reason: 'pulses', sentUs: [1501, 1500, 1500], appliedUs: [1502, 1500, 1500] },
      },
    ]);
  });

  it('a refused motion is no mismatch: its status says why', async () => {
    const { brace, peer, faults, statuses } = await open();
    peer.firmware.isMute = true;
    brace.send(motion(1));
    await settle();
    peer.firmware.isMute = false;
    peer.firmware.sendStatus({ inReplyTo: 'motion', seq: 1, isRefused: true, lastRefusal: 'slewFrame' });
    await settle();
    expect(faults).toEqual([]);
    expect(statuses.at(-1)).toMatchObject({ isRefused: true, lastRefusal: 'slewFrame' });
    expect(brace.unechoed).toBe(0);
  });

  it('an answer to something never sent is a mismatch, once answers have begun to come', async () => {
    const { brace, peer, faults } = await open();
    // Left over from the controller before this one.
    peer.firmware.sendStatus({ inReplyTo: 'motion', seq: 900 });
    await settle();
    expect(faults).toEqual([]);
    brace.send(motion(1));
    await settle();
    peer.firmware.sendStatus({ inReplyTo: 'motion', seq: 900 });
    await settle();
    expect(faults).toEqual([
      { kind: 'echoMismatch', mismatch: { reason: 'neverSent', inReplyTo: 'motion', seq: 900 } },
    ]);
  });

  it('a new nonce is reported with both', async () => {
    const { peer, faults, brace } = await open();
    peer.firmware.sendStatus({ nonce: 5 });
    await settle();
    expect(faults).toEqual([{ kind: 'nonceChanged', before: 4711, after: 5 }]);
    expect(brace.latestStatus.nonce).toBe(5);
  });

  it('a boot banner is reported, and the new nonce after it', async () => {
    const { peer, faults } = await open();
    peer.firmware.boot(12);
    await settle();
    expect(faults.map((fault) => fault.kind)).toEqual(['rebooted', 'nonceChanged']);
  });

  it('a damaged or unknown status is reported and changes nothing', async () => {
    const { brace, peer, faults, statuses } = await open();
    const damaged = encodeStatus(peer.firmware.status);
    damaged[20] = (damaged[20] ?? 0) ^ 0x01;
    peer.send(damaged);
    peer.send(statusFromTheFuture());
    await settle();
    expect(faults).toMatchObject([
      { kind: 'badStatus', error: { id: 'crc' } },
      { kind: 'badStatus', error: { id: 'unknownCode' } },
    ]);
    expect(statuses).toEqual([]);
    expect(brace.latestStatus.nonce).toBe(4711);
  });

  it('noise between messages is counted and harms nothing', async () => {
    const { brace, peer, faults } = await open();
    const before = brace.noiseBytes;
    const good = encodeStatus({ ...peer.firmware.status, uptimeMs: 77_777 });
    const noise = Uint8Array.of(
      0xf0,
      0x79,
      0xf7,
      0x12,
      0xff,
      0xf0,
      0x6a,
      1,
      2,
      3,
      0xf7,
      0xf0,
      0x6e,
      99,
      0xf7,
      0xf0,
      3,
    );
    peer.send(Uint8Array.of(...noise, ...good));
    await settle();
    expect(brace.latestStatus.uptimeMs).toBe(77_777);
    expect(brace.noiseBytes - before).toBe(noise.length);
    expect(faults).toEqual([]);
  });

  it('a write that the system does not take is reported once', async () => {
    const { brace, peer, clock, faults } = await open();
    // Nothing is awaited: the stream's write is still under way.
    brace.send(motion(1));
    clock.nowMs += 101;
    brace.send(motion(2));
    brace.send(motion(3));
    expect(faults).toEqual([{ kind: 'writeStuck', sinceMs: 10_000 }]);
    await settle();
    expect(peer.firmware.motions).toHaveLength(3);
  });
});

describe('a lost line', () => {
  it('is reported once, with its reason, and closes the brace for ever', async () => {
    const { brace, peer, faults } = await open();
    peer.vanish('cable pulled');
    await settle();
    expect(brace.isOpen).toBe(false);
    expect(faults).toEqual([{ kind: 'closed', reason: 'cable pulled' }]);
    expect(brace.send(motion(1))).toBe('closed');
    brace.setStatusLed(true);
    await settle();
    expect(peer.firmware.frames).toEqual([]);
    expect(brace.unechoed).toBe(0);
    expect(brace.sensors).toEqual({
      supplyVolts: null,
      servoTemperaturesC: [null, null],
      isStopPressed: null,
    });
    await brace.close();
  });

  it('in the middle of a write delivers nothing later and harms nothing', async () => {
    const { brace, peer, faults } = await open();
    brace.send(motion(1));
    brace.send(motion(2));
    peer.vanish();
    brace.send(motion(3));
    await settle();
    expect(faults.filter((fault) => fault.kind === 'closed')).toHaveLength(1);
    expect(brace.send(motion(4))).toBe('closed');
    expect(peer.firmware.motions.map((frame) => frame.seq)).not.toContain(3);
  });

  it('that was asked for is no fault', async () => {
    const { brace, peer, faults } = await open();
    brace.send(motion(1));
    await brace.close();
    await brace.close();
    await settle();
    expect(faults).toEqual([]);
    expect(peer.isClosed).toBe(true);
    expect(brace.send(motion(2))).toBe('closed');
  });

  it('over a real socket is reported too', async () => {
    const peer = await startSocketPeer();
    onTestFinished(() => peer.stop());
    const brace = await openBrace({ port: peer.port, nowMs: () => performance.now() });
    const faults: BraceFault[] = [];
    brace.onFault = (fault) => faults.push(fault);
    brace.send(motion(1));
    brace.send(motion(2));
    peer.vanish();
    await vi.waitFor(() => expect(brace.isOpen).toBe(false));
    await settle();
    expect(faults.map((fault) => fault.kind)).toEqual(['closed']);
    expect(brace.send(motion(3))).toBe('closed');
    await brace.close();
  });
});

describe('the status LED', () => {
  it('is written when it changes, and only then', async () => {
    const { brace, peer } = await open();
    peer.firmware.messages.length = 0;
    for (const isOn of [true, true, false, false, true]) brace.setStatusLed(isOn);
    await settle();
    // Port 1, D13 = bit 5.
    expect(peer.firmware.messages).toEqual(['912000', '910000', '912000']);
  });
});
