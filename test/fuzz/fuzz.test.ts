import { describe, expect, test } from 'vitest';
import { runStretch } from './bytes/stretch.ts';
import { runEpisode } from './guards/episode.ts';
import { addTally, emptyTally } from './guards/tally.ts';

/** A smell of what `npm run fuzz` does a thousand times over. */
describe('fuzz', () => {
  test('F20: what the host guard passes is accepted, and what is accepted lies within the hard limits and 3°', () => {
    const tally = emptyTally();
    for (const episode of [0, 1, 2, 3]) {
      const result = runEpisode(328, episode, 500);
      expect(result.found?.message).toBeUndefined();
      addTally(tally, result.tally);
    }
    expect(tally.frames).toBeGreaterThanOrEqual(2000);
    expect(tally.near / tally.frames).toBeGreaterThan(0.5);
    expect(tally.verdicts['pass → accepted']).toBeGreaterThan(300);
  });

  test('F29: no bytes change a pulse, the power, the limits, a reserved pin or the RAM beside the stack', () => {
    for (const stretch of [0, 1, 2, 3, 4]) {
      const { fault, answers } = runStretch(328, stretch, 4000);
      expect(fault).toBeUndefined();
      expect(answers).toBeGreaterThan(3);
    }
  });
});
