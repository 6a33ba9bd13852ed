import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type SocketPeer, startSocketPeer } from './socketPeer.ts';

const SCRIPT = fileURLToPath(new URL('./openAndClose.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs the script with stdin closed, as under systemd; `onOutput` sees everything printed so far. */
async function run(port: string, ending: string, onOutput?: (output: string) => void): Promise<Ended> {
  const child = spawn(process.execPath, [SCRIPT, port, ending], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
      onOutput?.(output);
    });
  }
  const [code, signal] = await once(child, 'close');
  return { code, signal, output };
}

async function startPeer(): Promise<SocketPeer> {
  const peer = await startSocketPeer();
  onTestFinished(() => peer.stop());
  return peer;
}

describe('a process that opened a brace', () => {
  it('ends by itself after closing it: nothing is left running', async () => {
    const peer = await startPeer();
    expect(await run(peer.port, 'close')).toEqual({ code: 0, signal: null, output: 'open\n' });
  });

  it('ends by itself, told and unharmed, when the cable is pulled', async () => {
    const peer = await startPeer();
    const ended = await run(peer.port, 'wait', (output) => {
      if (output === 'open\n') peer.vanish();
    });
    expect(ended).toEqual({ code: 0, signal: null, output: 'open\nclosed\n' });
  });

  it('ends by itself when the brace never answered', async () => {
    const peer = await startPeer();
    peer.firmware.isMute = true;
    const ended = await run(peer.port, 'wait');
    expect(ended).toEqual({ code: 0, signal: null, output: expect.stringMatching(/^noAnswer: .*\n$/) });
  });
});
