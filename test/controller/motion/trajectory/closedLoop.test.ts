import { expect, it } from 'vitest';
import { runClosedLoop } from './closedLoop.ts';

it('no state met in 100,000 random 100 Hz ticks fails', () => {
  const seed = Math.trunc(Math.random() * 2 ** 31);
  console.log(`closed loop: seed ${seed}`);
  const { ticks, faults } = runClosedLoop(100_000, seed);
  expect(faults, `seed ${seed}`).toEqual([]);
  expect(ticks).toBe(100_000);
});
