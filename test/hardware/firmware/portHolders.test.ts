import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FlashError } from '../../../hardware/firmware/flashError.ts';
import { refuseIfInUse } from '../../../hardware/firmware/portHolders.ts';
import { processes } from './fakeProcesses.ts';

function refusalOf(
  port: string,
  proc?: string,
): { readonly id: string; readonly detail: string } | undefined {
  try {
    refuseIfInUse(port, proc);
    return undefined;
  } catch (error) {
    if (error instanceof FlashError) return { id: error.id, detail: error.detail };
    throw error;
  }
}

const poise = (...args: string[]) => [{ words: ['node', '/opt/poise/controller/control/main.ts', ...args] }];
const supervisor = (...args: string[]) => [{ words: ['node', 'controller/main.ts', ...args] }];

describe('who uses the port', () => {
  test('F62: nobody does', () => {
    expect(refusalOf('/dev/null', processes())).toBeUndefined();
    expect(refusalOf('usb', processes())).toBeUndefined();
  });

  test.each([
    ['the control process', poise('--device', '/dev/null', '--channel', 'c')],
    ['the control process on another port', poise('--device', '/dev/ttyACM7')],
    ['the process that starts it again', supervisor('--device=/dev/ttyACM7')],
    ['a Poise that does not name its device', poise()],
  ])('F62: %s forbids it at any port', (_, running) => {
    for (const port of ['/dev/null', 'usb', 'net:127.0.0.1:9']) {
      expect(refusalOf(port, processes(running)), port).toMatchObject({ id: 'poiseRuns' });
    }
  });

  test('F62: a Poise on a simulated brace, and a program of a like name, forbid nothing', () => {
    const running = [
      ...poise('--device', 'unix:/run/brace.sock'),
      { words: ['vi', 'mycontroller/main.tsx'] },
    ];
    expect(refusalOf('/dev/null', processes(running))).toBeUndefined();
  });

  test('F62: any program that has the port open forbids it there, and is named', () => {
    const minicom = [{ words: ['minicom', '-D', '/dev/null'], files: ['/dev/null'] }];
    expect(refusalOf('/dev/null', processes(minicom))).toMatchObject({
      id: 'portBusy',
      detail: expect.stringContaining('minicom -D /dev/null'),
    });
    expect(refusalOf('/dev/zero', processes(minicom))).toBeUndefined();
  });

  test('F62: a lock on the port tells of a program whose files cannot be seen', () => {
    const hidden = [{ words: ['/usr/bin/other'], files: null }];
    const lock = `7: FLOCK  ADVISORY  WRITE 90000001 00:06:${statSync('/dev/null').ino} 0 EOF\n`;
    expect(refusalOf('/dev/null', processes(hidden, lock))).toMatchObject({
      id: 'portBusy',
      detail: expect.stringContaining('/usr/bin/other'),
    });
    expect(refusalOf('/dev/null', processes(hidden, lock.replace('FLOCK', 'POSIX')))).toBeUndefined();
  });

  test('F62: what cannot be known forbids it', () => {
    expect(refusalOf('usb', '/nowhere')).toMatchObject({ id: 'holderUnknown' });
  });

  test('F63: a port that does not exist', () => {
    expect(refusalOf('/dev/ttyNOWHERE', processes())).toMatchObject({ id: 'portMissing' });
  });

  test.skipIf(process.platform !== 'linux')('F62: a living process that has it open is found', async () => {
    const script =
      "require('node:fs').openSync('/dev/full', 'r'); console.log('open'); setInterval(() => {}, 1e6)";
    const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    const refusal = refusalOf('/dev/full');
    // Another test on this machine may run a control process meanwhile; that refuses, too.
    expect(['portBusy', 'poiseRuns']).toContain(refusal?.id);
    if (refusal?.id === 'portBusy') expect(refusal.detail).toContain(`process ${holder.pid}`);
  });
});
