import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { gateVerdict } from '../../../protocol/gateVerdict.ts';
import { worst } from '../../../sim/gate/found.ts';
import { gate } from '../../../sim/gate/main.ts';

let said: string[] = [];
let wrong: string[] = [];

beforeEach(() => {
  [said, wrong] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => wrong.push(line));
});
afterEach(() => vi.restoreAllMocks());

it('a refused strategy ends with 1, and its verdict is one line', () => {
  expect(gate(['gate70-trap', '--smoke', '--json'])).toBe(1);
  expect(said).toHaveLength(1);
  const verdict = gateVerdict.parse(JSON.parse(said[0] ?? ''));
  expect(verdict).toMatchObject({ strategyId: 'gate70-trap', verdict: 'refused', size: 'smoke' });
});

it('a setting that is not the default is the one that is judged', () => {
  expect(gate(['affine', '--set', 'yawGainPerS=2.6', '--delay', '300', '--smoke'])).toBe(1);
  expect(said.join('\n')).toMatch(/REFUSED +loopGain +0\.78/);
});

it.each([
  [['nonsense'], 'There is no strategy called nonsense'],
  [['affine', '--set', 'yawGainPerS'], '--set yawGainPerS'],
  [['affine', '--set', 'yawGainPerS=99'], 'yawGainPerS'],
  [['--delay', '500'], '--delay 500'],
  [['--person', 'no-such-file'], 'there is no such file'],
  [['--model', 'no-such-file'], 'there is no such file'],
  [['--what'], '--what'],
])('%j ends with 2 and runs nothing', (args, sentence) => {
  expect(gate(args)).toBe(2);
  expect(said).toEqual([]);
  expect(wrong.join('\n')).toContain(sentence);
});

it('the worst of nothing is no number, which holds nowhere', () => {
  expect(worst([]).value).toBeNaN();
  expect(
    worst([
      { value: 3, where: 'a' },
      { value: Number.NaN, where: 'b' },
      { value: 9, where: 'c' },
    ]).value,
  ).toBeNaN();
});
