import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { BoardError } from '../../../hardware/board/boardError.ts';
import { type Brace, openBrace } from '../../../hardware/board/brace.ts';
import { startSocketPeer } from './socketPeer.ts';

const nowMs = () => performance.now();
const opened: Brace[] = [];
const uncaught: unknown[] = [];
process.on('unhandledRejection', (error) => uncaught.push(error));
process.on('uncaughtException', (error) => uncaught.push(error));

afterEach(async () => {
  for (const brace of opened.splice(0)) await brace.close();
  expect(uncaught).toEqual([]);
});

async function open(port: string, answerTimeoutMs = 3_000): Promise<Brace> {
  const brace = await openBrace({ port, nowMs, answerTimeoutMs });
  opened.push(brace);
  return brace;
}

async function refusalOf(port: string, answerTimeoutMs?: number): Promise<BoardError> {
  try {
    await open(port, answerTimeoutMs);
  } catch (error) {
    if (error instanceof BoardError) return error;
    throw error;
  }
  throw new Error('the brace opened');
}

async function startPeer(...options: Parameters<typeof startSocketPeer>) {
  const peer = await startSocketPeer(...options);
  onTestFinished(() => peer.stop());
  return peer;
}

describe('opening a brace', () => {
  it('that sends no banner, because it was running already, takes no waiting', async () => {
    const peer = await startPeer();
    const brace = await open(peer.port);
    expect(brace.isOpen).toBe(true);
    expect(brace.latestStatus).toMatchObject({ nonce: 4711, state: 'off', inReplyTo: 'statusRequest' });
    // Asked at once, not after firmata-io's timeout.
    expect(peer.firmware.messages.slice(0, 2)).toEqual(['f9', 'f079f7']);
    expect(brace.isLowLatency).toBeNull();
  });

  it('that boots when the port opens ignores the banner', async () => {
    const peer = await startPeer({ onConnect: () => peer.firmware.boot(99) });
    const brace = await open(peer.port);
    expect(brace.latestStatus.nonce).toBe(99);
  });

  it('that is deaf while it boots is asked again', async () => {
    const peer = await startPeer();
    peer.firmware.isMute = true;
    const opening = open(peer.port);
    setTimeout(() => {
      peer.firmware.isMute = false;
    }, 300);
    expect((await opening).isOpen).toBe(true);
  });

  it('touches no pin that belongs to the firmware', async () => {
    const peer = await startPeer();
    await open(peer.port);
    const pinModes = () => peer.firmware.messages.filter((message) => message.startsWith('f4')).sort();
    // The stop as an input, the LED as an output; analog pins are only reported.
    await vi.waitFor(() => expect(pinModes()).toEqual(['f40200', 'f40d01']));
    const levels = peer.firmware.messages.filter((message) => message.startsWith('9'));
    expect(levels).toEqual([]);
  });

  it('twice in one process works: the handler of our frames is shared', async () => {
    const peers = [await startPeer(), await startPeer()];
    const braces = [];
    for (const [index, peer] of peers.entries()) {
      peer.firmware.status = { ...peer.firmware.status, nonce: 100 + index };
      braces.push(await open(peer.port));
    }
    expect(braces.map((brace) => brace.latestStatus.nonce)).toEqual([100, 101]);
  });
});

describe('a brace is refused', () => {
  it('that has plain StandardFirmata: for the bench only, and before any pin is touched', async () => {
    const peer = await startPeer({ speaksFrames: false, name: 'StandardFirmata.ino' });
    const error = await refusalOf(peer.port);
    expect(error).toMatchObject({ id: 'benchOnly', message: expect.stringContaining('StandardFirmata') });
    expect(error.sentence).toContain('must not be used with a person');
    expect(peer.firmware.messages.filter((message) => /^(f4|9|c|d)/.test(message))).toEqual([]);
  });

  it('that is not there', async () => {
    expect(await refusalOf('unix:/nowhere/brace.sock')).toMatchObject({ id: 'portMissing' });
    expect(await refusalOf('/dev/does-not-exist')).toMatchObject({ id: 'portMissing' });
  });

  it('whose port has no known form', async () => {
    expect(await refusalOf('COM3')).toMatchObject({ id: 'unknownPort' });
    expect(await refusalOf('unix:')).toMatchObject({ id: 'unknownPort' });
  });

  it('that stays silent, once the time is over', async () => {
    const peer = await startPeer();
    peer.firmware.isMute = true;
    const error = await refusalOf(peer.port, 200);
    expect(error).toMatchObject({ id: 'noAnswer', message: expect.stringContaining('0 messages') });
    expect(error.advice).not.toBe('');
  });

  it('that sends rubbish', async () => {
    const rubbish = Uint8Array.from({ length: 3000 }, (_, index) => (index * 89 + 13) & 0xff);
    const unreadable = rubbish.filter((byte) => byte < 0xe0 && (byte & 0xf0) !== 0x90);
    const peer = await startPeer({ onConnect: (socket) => socket.write(unreadable) });
    peer.firmware.isMute = true;
    expect(await refusalOf(peer.port, 200)).toMatchObject({ id: 'unreadable' });
  });

  it('that vanishes before it is ready, at any point of the handshake', async () => {
    for (const lastWords of ['f9', 'f079f7', 'f06bf7', 'f069f7']) {
      const peer = await startPeer();
      const received = peer.firmware.receive.bind(peer.firmware);
      peer.firmware.receive = (bytes) => {
        received(bytes);
        if (peer.firmware.messages.includes(lastWords)) peer.vanish();
      };
      expect(await refusalOf(peer.port), lastWords).toMatchObject({ id: 'lostWhileOpening' });
    }
  });

  it('that lacks the pins of a Nano', async () => {
    const peer = await startPeer({ analogPins: 6 });
    expect(await refusalOf(peer.port)).toMatchObject({ id: 'wrongPins' });
  });

  it('and leaves nothing behind: the same process opens it a moment later', async () => {
    const peer = await startPeer();
    peer.firmware.isMute = true;
    await refusalOf(peer.port, 100);
    peer.firmware.isMute = false;
    expect((await open(peer.port)).isOpen).toBe(true);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});

describe('noise while the brace opens', () => {
  it.each([
    ['an empty firmware report', [0xf0, 0x79, 0xf7]],
    ['pins that do not exist', [0xf0, 0x6a, 0, 1, 2, 3, 0xf7]],
    ['a pin state of no pin', [0xf0, 0x6e, 99, 1, 0, 0xf7]],
    ['an endless sysex', [0xf0, ...Array.from({ length: 5000 }, () => 0x01)]],
    ['a status of another length', [0xf0, 0x07, 1, 2, 3, 0xf7]],
  ])('does not end the process: %s', async (_, noise) => {
    const peer = await startPeer({
      onConnect: (socket) => socket.write(Uint8Array.of(0xf9, 2, 6, ...noise)),
    });
    expect((await open(peer.port)).isOpen).toBe(true);
  });
});
