import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { type Journal, openJournal } from '../../../controller/store/journal.ts';
import type { AlarmLogEntry } from '../../../protocol/alarms.ts';

const AT_MS = 1_790_000_000_123;

async function journalPath(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'poise-journal-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return join(directory, 'alarms.sqlite');
}

function open(path: string, keptEntries?: number): { readonly journal: Journal; readonly log: string[] } {
  const log: string[] = [];
  const journal = openJournal(path, {
    wallClockMs: () => AT_MS,
    log: (line) => log.push(line),
    ...(keptEntries === undefined ? {} : { keptEntries }),
  });
  onTestFinished(() => journal.close());
  return { journal, log };
}

const raised = (tick: number): AlarmLogEntry => ({
  tick,
  event: 'raised',
  alarm: { id: 'servoHot', occurrence: tick, priority: 'medium' },
  by: null,
  clientId: null,
});
const PAUSED: AlarmLogEntry = {
  tick: 9,
  event: 'audioPaused',
  alarm: null,
  by: 'hand',
  clientId: 'page-1',
};
const ticksOf = (journal: Journal, count: number) => journal.newest(count).map(({ tick }) => tick);

test('S91: keeps every field with the wall clock and the session, the newest first, over a reopening', async () => {
  const path = await journalPath();
  const first = open(path);
  expect(first.journal.append([raised(7), PAUSED], 'session-1')).toBe(true);
  expect(first.journal.append([raised(1)], 'session-2')).toBe(true);
  first.journal.close();
  const { journal, log } = open(path);
  expect(journal.newest(10)).toEqual([
    { ...raised(1), atMs: AT_MS, sessionId: 'session-2' },
    { ...PAUSED, atMs: AT_MS, sessionId: 'session-1' },
    { ...raised(7), atMs: AT_MS, sessionId: 'session-1' },
  ]);
  expect(ticksOf(journal, 2)).toEqual([1, 9]);
  expect(journal.standing()).toEqual({ kind: 'kept' });
  expect([...first.log, ...log]).toEqual([]);
});

test('S91: keeps the newest entries and forgets the oldest, over a reopening too', async () => {
  const path = await journalPath();
  const first = open(path, 5).journal;
  for (let tick = 1; tick <= 8; tick++) first.append([raised(tick)], 's');
  first.append([raised(9), raised(10)], 's');
  expect(ticksOf(first, 100)).toEqual([10, 9, 8, 7, 6]);
  first.close();
  const { journal } = open(path, 5);
  journal.append([raised(11)], 's');
  expect(ticksOf(journal, 100)).toEqual([11, 10, 9, 8, 7]);
});

test('S91: what was confirmed is there after a kill, whenever the process is killed', async () => {
  const path = await journalPath();
  let start = 0;
  for (let round = 0; round < 10; round++) {
    const writer = fork(new URL('./appendForEver.ts', import.meta.url), [path, String(start)]);
    onTestFinished(() => void writer.kill('SIGKILL'));
    let confirmed = start;
    writer.on('message', (tick: number) => {
      confirmed = tick;
    });
    await new Promise((resolve) => writer.once('message', resolve));
    await new Promise((resolve) => setTimeout(resolve, (round * 7) % 23));
    writer.kill('SIGKILL');
    await new Promise((resolve) => writer.once('close', resolve));

    const { journal, log } = open(path);
    const ticks = ticksOf(journal, 100_000);
    journal.close();
    expect(log).toEqual([]);
    const newest = ticks[0] ?? Number.NaN;
    // What was confirmed is there; one that was under way may be.
    expect(newest).toBeGreaterThanOrEqual(confirmed);
    expect(newest).toBeLessThanOrEqual(confirmed + 1);
    expect(ticks).toEqual(Array.from({ length: newest }, (_, index) => newest - index));
    start = newest;
  }
  expect(start).toBeGreaterThan(10);
});

test('S91: several entries are kept together or not at all', async () => {
  const path = await journalPath();
  const { journal, log } = open(path);
  journal.append([raised(1)], 's');
  const wrong = { ...raised(3), tick: null } as unknown as AlarmLogEntry;
  expect(journal.append([raised(2), wrong, raised(4)], 's')).toBe(false);
  expect(ticksOf(journal, 10)).toEqual([1]);
  expect(journal.standing()).toMatchObject({ kind: 'notKept', missing: 3 });
  expect(journal.append([raised(5)], 's')).toBe(true);
  expect(ticksOf(journal, 10)).toEqual([5, 1]);
  expect(journal.standing()).toEqual({ kind: 'kept' });
  expect(log).toHaveLength(2);
  expect(log[0]).toMatch(/cannot be written: .*NOT NULL.*shown all the same/);
  expect(log[1]).toMatch(/written again; 3 entries are missing/);
});

test('S91: a log that cannot be written any more says so once, counts what is missing, and goes on when it can', async () => {
  const path = await journalPath();
  const { journal, log } = open(path);
  const other = new DatabaseSync(path);
  onTestFinished(() => other.close());
  other.exec('BEGIN EXCLUSIVE');
  for (let tick = 1; tick <= 3; tick++) expect(journal.append([raised(tick)], 's')).toBe(false);
  expect(journal.standing()).toMatchObject({
    kind: 'notKept',
    why: expect.stringMatching(/lock/),
    missing: 3,
  });
  expect(log).toHaveLength(1);
  other.exec('ROLLBACK');
  expect(journal.append([raised(4)], 's')).toBe(true);
  expect(ticksOf(journal, 10)).toEqual([4]);
  expect(log).toHaveLength(2);
});

const DAMAGED: readonly (readonly [string, (path: string) => Promise<void>, RegExp])[] = [
  [
    'is no database',
    (path) => writeFile(path, 'no database, whatever its name says. '.repeat(200)),
    /not a database/,
  ],
  [
    'is damaged inside',
    async (path) => {
      const { journal } = open(path);
      for (let tick = 1; tick < 400; tick++) journal.append([raised(tick)], 's');
      journal.close();
      const bytes = await readFile(path);
      bytes.fill(0xa5, 4096, bytes.length - 4096);
      await writeFile(path, bytes);
    },
    /damaged|malformed/,
  ],
  [
    'is of a newer version',
    async (path) => {
      const database = new DatabaseSync(path);
      database.exec('PRAGMA user_version = 2; CREATE TABLE other (id INTEGER)');
      database.close();
    },
    /newer version of Poise/,
  ],
  ['is a directory', (path) => mkdir(path).then(() => undefined), /unable to open/],
];

test.each(DAMAGED)(
  'S91: a file that %s is left as it is, and the journal says that it is not kept',
  async (_, make, why) => {
    const path = await journalPath();
    await make(path);
    const isFile = (await stat(path)).isFile();
    const before = isFile ? await readFile(path) : undefined;
    const { journal, log } = open(path);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(/cannot be kept: .*shown all the same/);
    expect(journal.append([raised(1), raised(2)], 's')).toBe(false);
    expect(journal.newest(5)).toEqual([]);
    expect(journal.standing()).toMatchObject({
      kind: 'notKept',
      why: expect.stringMatching(why),
      missing: 2,
    });
    journal.close();
    if (before) expect(await readFile(path)).toEqual(before);
  },
);

test('S91: a directory that cannot be made is said in words', () => {
  const { journal, log } = open('/dev/null/alarms.sqlite');
  expect(journal.standing()).toMatchObject({ kind: 'notKept', missing: 0 });
  expect(log[0]).toMatch(/cannot be kept: .*mkdir/);
});

test('a closed journal confirms nothing and reads nothing, without a throw', async () => {
  const { journal, log } = open(await journalPath());
  journal.append([raised(1)], 's');
  journal.close();
  expect(journal.append([raised(2)], 's')).toBe(false);
  expect(journal.newest(2)).toEqual([]);
  expect(journal.standing()).toMatchObject({ kind: 'notKept', missing: 1 });
  journal.close();
  expect(log).toHaveLength(1);
});
