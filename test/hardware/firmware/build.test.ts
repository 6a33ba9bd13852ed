import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const BUILD = new URL('../../../hardware/firmware/build.ts', import.meta.url).pathname;
const RULES = new URL('../../../hardware/firmware/RULES.md', import.meta.url);
const hasCompiler = spawnSync('avr-gcc', ['--version']).status === 0;

const check = (env: NodeJS.ProcessEnv = process.env) =>
  spawnSync(process.execPath, [BUILD, '--check'], { env, encoding: 'utf8' });

describe('npm run firmware', () => {
  test.skipIf(!hasCompiler)('the committed header and hex are what the sources give, byte for byte', () => {
    const { status, stderr } = check();
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
