import '../../../sim/lockstep/virtualTime.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Blink, Stop } from '../../../sim/steer/stopRun.ts';

const { stopLooking } = await import('../../../sim/steer/stopMain.ts');
const { blinkTable, isHeld, stopTable } = await import('../../../sim/steer/stopTable.ts');

let said: string[] = [];
let wrong: string[] = [];

beforeEach(() => {
  [said, wrong] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => wrong.push(line));
});
afterEach(() => vi.restoreAllMocks());

it('on the whole brace a head that was steered comes to rest when the eyes close, and goes on after a blink of 100 ms', async () => {
  expect(await stopLooking(['--smoke', '--json'])).toBe(0);
  const [stop, blink] = said.map((line) => JSON.parse(line));
  expect(stop).toMatchObject({ kind: 'stop', moving: 'steering', ending: 'closesEyes', reason: 'gazeLost' });
  expect(stop.stoppedMs).toBeGreaterThan(100);
  expect(blink).toMatchObject({ kind: 'blink', lengthMs: 100, isResumed: true });
});

it.each([
  [['nonsense'], 'There is no way of steering called nonsense'],
  [['vectorLinear', 'vectorLinear'], 'One way of steering at a time'],
  [['--runs', '0'], '--runs 0'],
  [['--what'], '--what'],
])('%j ends with 2 and runs nothing', async (args, sentence) => {
  expect(await stopLooking(args)).toBe(2);
  expect(said).toEqual([]);
  expect(wrong.join('\n')).toContain(sentence);
});

const STOP: Stop = {
  kind: 'stop',
  moving: 'control',
  ending: 'looksAway',
  seed: 1,
  state: 'ready',
  reason: 'lookedAway',
  speedDegPerS: 20,
  stoppedMs: 250,
  travelDeg: 3,
};
const BLINK: Blink = {
  kind: 'blink',
  moving: 'steering',
  seed: 1,
  lengthMs: 400,
  isResumed: true,
  resumedAfterMs: 430,
  reason: 'moving',
};

it('a head that never came to rest, a movement that a blink ended, and nothing at all are not held', () => {
  expect(isHeld([STOP], [BLINK])).toBe(true);
  expect(isHeld([STOP, { ...STOP, stoppedMs: undefined }], [BLINK])).toBe(false);
  expect(isHeld([STOP], [BLINK, { ...BLINK, isResumed: false }])).toBe(false);
  expect(isHeld([], [])).toBe(false);
});

it('the tables count what never came to rest as the slowest, and each blink once', () => {
  expect(stopTable([STOP, { ...STOP, stoppedMs: undefined }])).toMatch(
    /2 +20\.0°\/s +20\.0°\/s +250 ms +never/,
  );
  const table = blinkTable([100, 199, 200, 349, 350, 400].map((lengthMs) => ({ ...BLINK, lengthMs })));
  const counts = [...table.matchAll(/ ms +(\d) +\1 +0 +430 ms/g)].map(([, count]) => count);
  expect(counts).toEqual(['2', '1', '1', '2']);
});
