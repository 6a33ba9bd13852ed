import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { beginRunRecord } from '../../../controller/runRecord.ts';
import { eventually } from '../gateway/support.ts';
import {
  controlArgs,
  isAlive,
  newRecordPath,
  pidsOf,
  type RunningSupervisor,
  startStubs,
} from './support.ts';

const AFTER_CRASH = '--after-crash';
/** Many processes side by side take their time. */
const soon: typeof eventually = (what, find) => eventually(what, find, 60_000);
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** What a power cut does to the processes: none of them gets to say a word. */
async function cutPower(poise: RunningSupervisor): Promise<void> {
  const pids = [...pidsOf(poise.output(), 'control'), ...pidsOf(poise.output(), 'gateway')];
  poise.process.kill('SIGKILL');
  for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await poise.exitCode();
  await soon('all gone', () => !pids.some(isAlive));
}

async function endWell(poise: RunningSupervisor): Promise<void> {
  poise.pressCtrlC();
  expect(await poise.exitCode()).toBe(0);
}

test.concurrent('S136: a run that ends in a confirmed hold leaves no record, and the next one knows of no crash', async () => {
  const path = newRecordPath();
  for (const _ of [1, 2]) {
    const poise = await startStubs('good', 'good', path);
    expect(read(path)).toEqual({ unseenCrash: false });
    await endWell(poise);
    expect(readdirSync(dirname(path))).toEqual([]);
    expect(controlArgs(poise.output())).toEqual(['']);
    expect(poise.output()).not.toMatch(/unexpectedly/);
  }
});

test.concurrent('S136, S137: after a power cut control is told, in this run and the next, until a person has looked', async () => {
  const path = newRecordPath();
  await cutPower(await startStubs('good', 'good', path));
  expect(read(path)).toEqual({ unseenCrash: false });

  for (const _ of [1, 2]) {
    const unseen = await startStubs('good', 'good', path);
    expect(controlArgs(unseen.output())).toEqual([AFTER_CRASH]);
    expect(unseen.output()).toMatch(/ended unexpectedly before, and nobody has said that they looked/);
    await endWell(unseen);
    expect(read(path)).toEqual({ unseenCrash: true });
  }

  const seen = await startStubs('seen', 'good', path);
  expect(controlArgs(seen.output())).toEqual([AFTER_CRASH]);
  await soon('the record without it', () => !(read(path) as { unseenCrash: boolean }).unseenCrash);
  await endWell(seen);
  expect(existsSync(path)).toBe(false);

  const after = await startStubs('good', 'good', path);
  expect(controlArgs(after.output())).toEqual(['']);
  await endWell(after);
});

test.concurrent('S136: what was seen does not outlast the next power cut', async () => {
  const path = newRecordPath();
  await cutPower(await startStubs('good', 'good', path));
  const seen = await startStubs('seen', 'good', path);
  await soon('the record without it', () => !(read(path) as { unseenCrash: boolean }).unseenCrash);
  await cutPower(seen);
  const again = await startStubs('good', 'good', path);
  expect(controlArgs(again.output())).toEqual([AFTER_CRASH]);
  await endWell(again);
});

test.concurrent('S137: control that dies unasked is started as after a crash, and the disk knows it over a clean end', async () => {
  const path = newRecordPath();
  const poise = await startStubs('good', 'good', path);
  process.kill(pidsOf(poise.output(), 'control')[0] ?? 0, 'SIGKILL');
  await soon('a second control', () => pidsOf(poise.output(), 'control').length === 2);
  expect(controlArgs(poise.output())).toEqual(['', AFTER_CRASH]);
  expect(read(path)).toEqual({ unseenCrash: true });
  await endWell(poise);
  expect(read(path)).toEqual({ unseenCrash: true });
  const next = await startStubs('good', 'good', path);
  expect(controlArgs(next.output())).toEqual([AFTER_CRASH]);
  await endWell(next);
});

test.concurrent('S137: once seen, a later start of control knows of no crash, until it dies again', async () => {
  const path = newRecordPath();
  const poise = await startStubs('seen', 'good', path);
  for (const starts of [2, 3]) {
    process.kill(pidsOf(poise.output(), 'control').at(-1) ?? 0, 'SIGKILL');
    await soon(`control number ${starts}`, () => pidsOf(poise.output(), 'control').length === starts);
    expect(controlArgs(poise.output()).at(-1)).toBe(AFTER_CRASH);
    await soon('seen', () => !(read(path) as { unseenCrash: boolean }).unseenCrash);
  }
  await endWell(poise);
  expect(existsSync(path)).toBe(false);
});

test.concurrent('S137: no brace is no crash; after a crash, each try is told', async () => {
  const path = newRecordPath();
  const poise = await startStubs('noBrace', 'good', path);
  await soon('two tries', () => pidsOf(poise.output(), 'control').length === 2);
  expect(controlArgs(poise.output())).toEqual(['', '']);
  await cutPower(poise);
  const after = await startStubs('noBrace', 'good', path);
  await soon('two tries', () => pidsOf(after.output(), 'control').length === 2);
  expect(controlArgs(after.output())).toEqual([AFTER_CRASH, AFTER_CRASH]);
  await endWell(after);
  expect(read(path)).toEqual({ unseenCrash: true });
});

test.concurrent('S137: the gateway’s death is no crash of control, and what it says of one is not heard', async () => {
  const path = newRecordPath();
  const poise = await startStubs('good', 'good', path);
  process.kill(pidsOf(poise.output(), 'gateway')[0] ?? 0, 'SIGKILL');
  await poise.says('ready again');
  await endWell(poise);
  expect(existsSync(path)).toBe(false);

  writeFileSync(path, '');
  const told = await startStubs('good', 'seen', path);
  await endWell(told);
  expect(read(path)).toEqual({ unseenCrash: true });
});

test.concurrent.each(['hangs', 'unknown', 'wordless'])(
  'S136: a run whose control ends %s is no clean end: its record stays',
  async (control) => {
    const path = newRecordPath();
    const poise = await startStubs(control, 'good', path);
    poise.process.kill('SIGTERM');
    expect(await poise.exitCode()).toBe(1);
    expect(existsSync(path)).toBe(true);
  },
);

test.each(['', '{"unseenCr', '{"unseenCrash":false}', 'null'])(
  'S138: a record that reads %j is one of a crash',
  async (text) => {
    const path = newRecordPath();
    writeFileSync(path, text);
    const record = await beginRunRecord(path, () => undefined);
    expect(record.hasUnseenCrash()).toBe(true);
    expect(read(path)).toEqual({ unseenCrash: true });
  },
);

test.concurrent('S138: a record that can neither be read nor written: said, started all the same, as after a crash', async () => {
  const path = newRecordPath();
  mkdirSync(join(path, 'in-the-way'), { recursive: true });
  const poise = await startStubs('good', 'good', path);
  expect(controlArgs(poise.output())).toEqual([AFTER_CRASH]);
  expect(poise.output()).toMatch(/cannot keep its record .*run\.json \(E\w+\)\.\n.*next start may not know/);
  await endWell(poise);
  expect(readdirSync(path)).toEqual(['in-the-way']);
});

test('S138: a record that cannot be removed is said, and the next start is one after a crash', async () => {
  const path = newRecordPath();
  const said: string[] = [];
  const record = await beginRunRecord(path, (line) => said.push(line));
  expect(said).toEqual([]);
  rmSync(path);
  mkdirSync(path);
  await record.endedWell();
  expect(said.join('\n')).toMatch(/The next start will say that this run ended unexpectedly/);
  expect((await beginRunRecord(path, () => undefined)).hasUnseenCrash()).toBe(true);
});

test('S138: a disk that was full when control crashed is asked once more at the end', async () => {
  const path = newRecordPath();
  const directory = dirname(path);
  const said: string[] = [];
  const record = await beginRunRecord(path, (line) => said.push(line));
  rmSync(directory, { recursive: true });
  record.crashed();
  await soon('it is said', () => said.length > 0);
  mkdirSync(directory);
  await record.endedWell();
  expect(read(path)).toEqual({ unseenCrash: true });
  expect(readdirSync(directory)).toEqual(['run.json']);
});

test('S138: a directory that is not there keeps nothing, and nothing is known of a crash that left no trace', async () => {
  const said: string[] = [];
  const record = await beginRunRecord(join(newRecordPath(), 'nowhere', 'run.json'), (line) =>
    said.push(line),
  );
  expect(record.hasUnseenCrash()).toBe(false);
  record.crashed();
  expect(record.hasUnseenCrash()).toBe(true);
  await record.endedWell();
  expect(said.filter((line) => /cannot keep its record/.test(line)).length).toBeGreaterThan(1);
});

test('S138: whether there is a record cannot be found out: as after a crash', async () => {
  const file = newRecordPath();
  writeFileSync(file, '');
  const record = await beginRunRecord(join(file, 'run.json'), () => undefined);
  expect(record.hasUnseenCrash()).toBe(true);
});

test('what a write that was cut short left beside the record is removed', async () => {
  const path = newRecordPath();
  writeFileSync(`${path}.00000000-0000-0000-0000-000000000000.tmp`, '{');
  const record = await beginRunRecord(path, () => undefined);
  expect(record.hasUnseenCrash()).toBe(false);
  expect(readdirSync(dirname(path))).toEqual(['run.json']);
});
