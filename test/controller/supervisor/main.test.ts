import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { eventually, openClient, temporaryDirectory } from '../gateway/support.ts';
import { startSupervisor } from './support.ts';

const MAIN = resolve(import.meta.dirname, '../../../controller/main.ts');

const startPoise = async (...more: readonly string[]) => startPoiseIn(await temporaryDirectory(), ...more);

async function startPoiseIn(directory: string, ...more: readonly string[]) {
  const pages = join(directory, 'pages');
  await mkdir(pages, { recursive: true });
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>Poise</title>');
  const runDirectory = join(directory, 'run');
  const poise = startSupervisor(MAIN, [
    ...['--device', `unix:${join(directory, 'no-brace.sock')}`, '--port', '0', '--simulated'],
    ...['--run-dir', runDirectory, '--pages', pages, ...more],
  ]);
  await poise.says(/Open http:\/\/127\.0\.0\.1:\d+\//);
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(poise.output())?.[1]);
  return { poise, port, runDirectory };
}

test('the printed address serves the page and its WebSocket, and a simulated brace is called one', async () => {
  const { port, runDirectory } = await startPoise();
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect(await answer.text()).toContain('<title>Poise</title>');
  const client = await openClient(port);
  expect(await client.welcome()).toMatchObject({ isSimulated: true, version: '0.1.0' });
  expect(await eventually('a profile', () => client.heard('profile')[0])).toMatchObject({
    profile: { id: 'simulated-person' },
  });
  expect((await stat(runDirectory)).mode & 0o777).toBe(0o700);
  expect((await stat(join(runDirectory, 'profiles', 'profile.json'))).mode & 0o777).toBe(0o600);
});

test('Ctrl-C ends the gateway too', async () => {
  const { poise, port, runDirectory } = await startPoise();
  const client = await openClient(port);
  poise.pressCtrlC();
  expect(await poise.exitCode()).toBe(0);
  expect(await readdir(runDirectory)).not.toContain('run.json');
  await eventually('the page is told', () => client.closes.length === 1);
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test('S136: killed with all it keeps for the next start, which says so; its clean end keeps that until a person has looked', async () => {
  const directory = await temporaryDirectory();
  const first = await startPoiseIn(directory);
  const path = join(first.runDirectory, 'run.json');
  expect(first.poise.output()).not.toMatch(/ended unexpectedly/);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ unseenCrash: false });
  first.poise.process.kill('SIGKILL');
  await first.poise.exitCode();
  const second = await startPoiseIn(directory);
  await second.poise.says('ended unexpectedly before');
  second.poise.pressCtrlC();
  expect(await second.poise.exitCode()).toBe(0);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ unseenCrash: true });
});

test('ends with its standard input when told to', async () => {
  const { poise } = await startPoise('--end-with-stdin');
  poise.process.stdin?.end();
  await poise.says('Standard input ended.');
  await poise.exitCode();
});

test.each([
  [[], /device/],
  [['--device', 'x', '--port', 'http'], /port/],
  [['--device', 'x', '--colour', 'red'], /colour/],
  [['--device', 'x', '--run-dir', `/tmp/${'long'.repeat(30)}`], /too long for a socket/],
])('wrong arguments %j: exit code 64 and the usage', async (args, words) => {
  const poise = startSupervisor(MAIN, args);
  expect(await poise.exitCode()).toBe(64);
  expect(poise.output()).toMatch(words);
  expect(poise.output()).toMatch(/Usage: /);
});

test('a port in use: says so and ends before the brace is touched', async () => {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const { port } = other.address() as AddressInfo;
  const directory = await temporaryDirectory();
  const poise = startSupervisor(MAIN, [
    ...['--device', `unix:${join(directory, 'no-brace.sock')}`, '--port', String(port)],
    ...['--run-dir', join(directory, 'run')],
  ]);
  expect(await poise.exitCode()).toBe(1);
  expect(poise.output()).toContain(`port ${port} is in use`);
  expect(poise.output()).not.toContain('started\n');
  other.close();
});
