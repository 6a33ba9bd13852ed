import { type Dirent, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FlashError } from './flashError.ts';

/** Programs of Poise that talk to a brace, or start the one that does. */
const POISE = /(^|\/)controller\/(control\/)?main\.ts$/;

/**
 * Makes sure that nobody uses the port, and that no Poise of this computer runs on a brace at whichever port: a programmer's
 * port is another than the brace's. `procDirectory`: for tests. @throws FlashError `poiseRuns`, `portBusy`, `holderUnknown`
 */
export function refuseIfInUse(port: string, procDirectory = '/proc'): void {
  const processes = numberedFolders(procDirectory);
  if (processes.length === 0) throw new FlashError('holderUnknown', `${procDirectory} cannot be read`);
  const device = port.startsWith('/dev/') ? realPath(port) : undefined;
  const others = processes.filter((pid) => pid !== String(process.pid));
  for (const pid of others) {
    const words = commandLine(join(procDirectory, pid));
    const brace = deviceOfPoise(words);
    if (brace !== undefined) throw new FlashError('poiseRuns', `process ${pid} runs on ${brace}`);
  }
  if (device === undefined) return;
  const locked = lockHolder(procDirectory, device);
  const holder = others.find((pid) => holds(join(procDirectory, pid), device)) ?? locked;
  if (holder === undefined) return;
  throw new FlashError(
    'portBusy',
    `${port} is open in process ${holder}: ${commandLine(join(procDirectory, holder)).join(' ')}`,
  );
}

/** The device of a Poise on a real brace; undefined for any other program, and for one on a simulated brace. */
function deviceOfPoise(words: readonly string[]): string | undefined {
  if (!words.some((word) => POISE.test(word))) return undefined;
  const at = words.findIndex((word) => word === '--device' || word.startsWith('--device='));
  const device = words[at]?.startsWith('--device=') ? words[at].slice('--device='.length) : words[at + 1];
  if (at < 0 || device === undefined) return 'a device that it does not name';
  return device.startsWith('unix:') ? undefined : device;
}

function numberedFolders(directory: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.filter(({ name }) => /^\d+$/.test(name)).map(({ name }) => name);
}

/** Empty for a process that has ended meanwhile. */
function commandLine(processDirectory: string): string[] {
  try {
    return readFileSync(join(processDirectory, 'cmdline'), 'utf8')
      .split('\0')
      .filter((word) => word !== '');
  } catch {
    return [];
  }
}

/** Files of another user's process cannot be seen; serialport's lock of them can (`lockHolder`). */
function holds(processDirectory: string, device: string): boolean {
  let names: string[];
  try {
    names = readdirSync(join(processDirectory, 'fd'));
  } catch {
    return false;
  }
  return names.some((name) => {
    try {
      return readlinkSync(join(processDirectory, 'fd', name)) === device;
    } catch {
      return false;
    }
  });
}

/** serialport locks the ports that it opens (reference/stack.md §1.5); `/proc/locks` tells every user of every lock. */
function lockHolder(procDirectory: string, device: string): string | undefined {
  let locks: string;
  let inode: number;
  try {
    locks = readFileSync(join(procDirectory, 'locks'), 'utf8');
    inode = statSync(device).ino;
  } catch {
    return undefined;
  }
  return locks
    .split('\n')
    .map((line) => /FLOCK\s+\S+\s+\S+\s+(\d+)\s+[0-9a-f]+:[0-9a-f]+:(\d+)\s/i.exec(line))
    .find((match) => match !== null && Number(match[2]) === inode)?.[1];
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new FlashError('portMissing', `${path} does not exist`);
  }
}
