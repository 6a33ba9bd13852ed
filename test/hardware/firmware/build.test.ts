import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const BUILD = new URL('../../../hardware/firmware/build.ts', import.meta.url).pathname;
const RULES = new URL('../../../hardware/firmware/RULES.md', import.meta.url);

const FIRMWARE = new URL('../../../hardware/firmware/', import.meta.url);
const sources = readdirSync(FIRMWARE).filter((name) => /\.[ch]$/.test(name));

/** The functions defined in C and those of them that each mentions; functions of the same name in two files count as one. */
function callsOf(text: string): Map<string, Set<string>> {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  const bodies = [...code.matchAll(/^[^\s#}][^;{}=]*?\b(\w+)\([^;{}]*\)\s*\{(.*\}$|[\s\S]*?^\})/gm)];
  const names = new Set(bodies.map(([, name]) => name ?? ''));
  return new Map(
    bodies.map(([, name, body]) => {
      const mentioned = [...(body ?? '').matchAll(/\b(\w+)\s*\(/g)].map(([, called]) => called ?? '');
      return [name ?? '', new Set(mentioned.filter((called) => names.has(called)))];
    }),
  );
}

const check = (env: NodeJS.ProcessEnv = process.env) =>
  spawnSync(process.execPath, [BUILD, '--check'], { env, encoding: 'utf8' });

describe('npm run firmware', () => {
  test('F43: the committed headers and hex are what the sources give, without a warning or a finding', ({
    skip,
  }) => {
    const { status, stdout, stderr } = check();
    skip(stderr.includes('avr-gcc is not installed'), 'needs avr-gcc');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/cppcheck (finds nothing|is not installed and read nothing)/);
  });

  test('F43: every warning is an error, and none is silenced', () => {
    const build = readFileSync(BUILD, 'utf8');
    for (const flag of ['-Wall', '-Wextra', '-Werror', '-Wconversion']) expect(build).toContain(`'${flag}'`);
    for (const name of sources)
      expect(readFileSync(new URL(name, FIRMWARE), 'utf8')).not.toMatch(
        /#pragma GCC|cppcheck-suppress|__attribute__\(\(unused/,
      );
  });

  test('F43: nothing is allocated, and no function calls itself', () => {
    const texts = sources.map((name) => readFileSync(new URL(name, FIRMWARE), 'utf8'));
    expect(texts.join('')).not.toMatch(/\b(?:malloc|calloc|realloc|alloca|free)\s*\(/);
    const calls = callsOf(texts.join('\n'));
    expect(calls.size).toBeGreaterThan(80);
    const reaches = (from: string, seen: Set<string>): Set<string> => {
      for (const to of calls.get(from) ?? []) {
        if (seen.has(to)) continue;
        seen.add(to);
        reaches(to, seen);
      }
      return seen;
    };
    expect([...calls.keys()].filter((name) => reaches(name, new Set()).has(name))).toEqual([]);
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
