import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { poseWords } from '../../../controller/supervisorWords.ts';
import { eventually } from '../gateway/support.ts';
import { controlArgs, isAlive, newRecordPath, pidsOf, startStubs } from './support.ts';

test.concurrent('starts both, prints one address, and Ctrl-C ends in a powered hold', async () => {
  const poise = await startStubs('good', 'good');
  expect(poise.output()).toContain('Open http://127.0.0.1:4242/');
  expect(poise.output().match(/http:/g)).toHaveLength(1);

  poise.pressCtrlC();
  expect(await poise.exitCode()).toBe(0);
  expect(poise.output()).toMatch(
    /keeps holding the head in powered hold at yaw 5\.0°, pitch -2\.0°, roll 0\.0°/,
  );
  expect(poise.output()).not.toMatch(/got SIGINT|ended unexpectedly/);
  const [atRest, gatewayEnds] = [
    poise.output().indexOf('stub control is at rest'),
    poise.output().indexOf('stub gateway ends'),
  ];
  expect(atRest).toBeGreaterThan(0);
  expect(gatewayEnds).toBeGreaterThan(atRest);
});

test.concurrent('a second Ctrl-C does not hurry past the hold', async () => {
  const poise = await startStubs('good', 'good');
  poise.pressCtrlC();
  await poise.says('The head is brought to rest');
  poise.pressCtrlC();
  await poise.says('Already ending');
  poise.pressCtrlC();
  expect(await poise.exitCode()).toBe(0);
  expect(poise.output()).toMatch(/stub control is at rest/);
  expect(poise.output().match(/keeps holding the head/g)).toHaveLength(1);
});

test.concurrent.each([
  ['deaf', 0, 'had hardly started'],
  ['unpowered', 0, 'is not powered and does not carry the head'],
  ['unknown', 1, 'did not say whether it is powered'],
  ['wordless', 1, 'did not confirm that the head is at rest'],
])(
  'control that ends %s: exit code %i, and no more is claimed than is known',
  async (control, code, words) => {
    const poise = await startStubs(control, 'good');
    poise.process.kill('SIGTERM');
    expect(await poise.exitCode()).toBe(code);
    expect(poise.output()).toContain(words);
    expect(poise.output()).not.toMatch(/keeps holding/);
  },
);

test.concurrent('control that hangs is ended after 2 s, and the doubt is said', async () => {
  const poise = await startStubs('hangs', 'good');
  poise.pressCtrlC();
  expect(await poise.exitCode()).toBe(1);
  expect(poise.output()).toMatch(/did not confirm/);
  expect(pidsOf(poise.output(), 'control').map(isAlive)).toEqual([false]);
});

test.concurrent('each process is started again by itself, the gateway at the port it had', async () => {
  const poise = await startStubs('good', 'good');
  const [control] = pidsOf(poise.output(), 'control');
  const [gateway] = pidsOf(poise.output(), 'gateway');
  process.kill(control ?? 0, 'SIGKILL');
  await eventually('a second control', () => pidsOf(poise.output(), 'control').length === 2);
  expect(poise.output()).toMatch(
    /Control +ended unexpectedly \(SIGKILL\)\. A powered brace holds the head by itself/,
  );
  expect(isAlive(gateway ?? 0)).toBe(true);

  process.kill(gateway ?? 0, 'SIGKILL');
  await poise.says('ready again at the same address');
  expect(poise.output()).toMatch(/was given port 4242/);
  expect(pidsOf(poise.output(), 'control')).toHaveLength(2);
});

test.concurrent('no brace is no crash: said once, tried again for ever', async () => {
  const poise = await startStubs('noBrace', 'good');
  await eventually('three starts', () => pidsOf(poise.output(), 'control').length === 3, 8000);
  expect(poise.output().match(/finds no brace/g)).toHaveLength(1);
  poise.pressCtrlC();
  expect(await poise.exitCode()).toBe(0);
  expect(poise.output()).not.toMatch(/keeps holding/);
});

test.concurrent('S137: five deaths within a minute: given up, said, the other one kept, and the next start knows', {
  timeout: 60_000,
}, async () => {
  const path = newRecordPath();
  const poise = await startStubs('dies', 'good', path);
  await poise.says('is not started again', 45_000);
  expect(pidsOf(poise.output(), 'control')).toHaveLength(5);
  const [gateway] = pidsOf(poise.output(), 'gateway');
  expect(isAlive(gateway ?? 0)).toBe(true);
  expect(controlArgs(poise.output())).toEqual(['', ...Array.from({ length: 4 }, () => '--after-crash')]);
  poise.pressCtrlC();
  expect(await poise.exitCode()).toBe(0);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ unseenCrash: true });
});

test.concurrent('children end by themselves when the supervisor is killed', async () => {
  const poise = await startStubs('good', 'good');
  const pids = [...pidsOf(poise.output(), 'control'), ...pidsOf(poise.output(), 'gateway')];
  expect(pids.map(isAlive)).toEqual([true, true]);
  poise.process.kill('SIGKILL');
  await eventually('both gone', () => !pids.some(isAlive));
});

test('a pose in words: what rounds to nothing has no sign', () => {
  expect(poseWords({ yawDeg: -0.04, pitchDeg: -0.06, rollDeg: 0 })).toBe('yaw 0.0°, pitch -0.1°, roll 0.0°');
});
