import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const BUILD = new URL('../../../hardware/firmware/build.ts', import.meta.url).pathname;
const RULES = new URL('../../../hardware/firmware/RULES.md', import.meta.url);

const check = (env: NodeJS.ProcessEnv = process.env) =>
  spawnSync(process.execPath, [BUILD, '--check'], { env, encoding: 'utf8' });

describe('npm run firmware', () => {
  test('the committed header and hex are what the sources give, byte for byte', ({ skip }) => {
    const { status, stderr } = check();
    skip(stderr.includes('avr-gcc is not installed'), 'needs avr-gcc');
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test('says what to install if there is no compiler, and fails', () => {
    const { status, stderr } = check({ ...process.env, PATH: '/nowhere' });
    expect(status).toBe(1);
    expect(stderr).toContain('avr-gcc is not installed');
    expect(stderr).toContain('apt-get install');
  });
});

test('every rule has a test that names it, and every test names a rule that exists', () => {
  const rules = new Set(readFileSync(RULES, 'utf8').match(/(?<=\*\*)F\d+(?=\*\*)/g));
  const named = new Set<string>();
  for (const file of readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'))) {
    for (const rule of readFileSync(`${import.meta.dirname}/${file}`, 'utf8').match(/(?<=')F\d+(?=: )/g) ??
      [])
      named.add(rule);
  }
  expect(rules.size).toBeGreaterThanOrEqual(30);
  expect([...named].sort()).toEqual([...rules].sort());
});
