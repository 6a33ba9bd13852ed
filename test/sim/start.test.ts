import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const START = resolve(import.meta.dirname, '../../sim/start.ts');
const start = (...args: readonly string[]) =>
  spawnSync(process.execPath, [START, ...args], { encoding: 'utf8', timeout: 10_000 });

test.each([
  [['--port', 'http'], '--port http is not a port'],
  [['--port', '65536'], '--port 65536 is not a port'],
  [['--seed', 'NaN'], '--seed NaN is not a whole number'],
  [['--colour', 'red'], "Unknown option '--colour'"],
])('wrong arguments %j: a sentence, the usage, exit code 64, and nothing started', (args, words) => {
  const { status, stdout, stderr } = start(...args);
  expect(status).toBe(64);
  expect(stderr).toContain(words);
  expect(stderr).toContain('Usage: npm start --');
  expect(stderr).not.toContain('    at ');
  expect(stdout).toBe('');
});

test('--help prints the usage and exits 0', () => {
  expect(start('--help')).toMatchObject({ status: 0, stderr: '' });
});
