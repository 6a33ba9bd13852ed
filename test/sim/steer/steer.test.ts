import '../../../sim/lockstep/virtualTime.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const { steer } = await import('../../../sim/steer/main.ts');
const { foretelling, STEERING_IDS } = await import('../../../sim/steer/steps.ts');

let said: string[] = [];
let wrong: string[] = [];

beforeEach(() => {
  [said, wrong] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => wrong.push(line));
});
afterEach(() => vi.restoreAllMocks());

it('one step on the whole brace is one line: the head has turned after the eyes, and what missed ends with 1', async () => {
  const code = await steer(['vectorLinear', '--smoke', '--json']);
  expect(said).toHaveLength(1);
  const { target, foretold, figures, refusals, isHeld } = JSON.parse(said[0] ?? '');
  expect(target).toEqual({ yawDeg: 20, pitchDeg: 0 });
  expect(foretold).toEqual({ yawDeg: 15, pitchDeg: 0 });
  expect(figures.rest.yawDeg).toBeGreaterThan(10);
  expect(refusals).toBe(0);
  expect(code).toBe(isHeld ? 0 : 1);
});

it('every way of steering foretells a rest or is left out with the reason', () => {
  for (const id of STEERING_IDS) {
    const law = foretelling(id);
    expect(law.kind === 'foretells' || law.why.length > 20).toBe(true);
  }
  expect(STEERING_IDS.some((id) => foretelling(id).kind === 'foretells')).toBe(true);
});

it.each([
  [['nonsense'], 'There is no way of steering called nonsense'],
  [['--seed', '-1'], '--seed'],
  [['--what'], '--what'],
])('%j ends with 2 and runs nothing', async (args, sentence) => {
  expect(await steer(args)).toBe(2);
  expect(said).toEqual([]);
  expect(wrong.join('\n')).toContain(sentence);
});
