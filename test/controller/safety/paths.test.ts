import { describe, expect, test } from 'vitest';
import { OUTPUTS } from '../../../controller/safety/permission.ts';
import { STATES } from '../../../protocol/states.ts';
import { pathsToEveryLeaf, viewAtEndOf } from './paths.ts';

describe('paths', () => {
  const paths = pathsToEveryLeaf();

  test('S28, S77: from the start there is a path to every value of the machine, and it leads where it says', () => {
    expect(paths.map(({ leaf }) => leaf).sort()).toEqual(Object.keys(OUTPUTS).sort());
    for (const path of paths) expect(viewAtEndOf(path)).toMatchObject(OUTPUTS[path.leaf]);
    expect(new Set(paths.map((path) => viewAtEndOf(path).state))).toEqual(new Set(STATES));
    console.log(paths.map(({ leaf, steps }) => `${leaf}: ${steps.length}`).join(', '));
  });

  test('S28: a path is events in the order of their times, and carries each time that its events have', () => {
    for (const { steps } of paths) {
      let lastMs = 0;
      for (const { atMs, event } of steps) {
        expect(atMs).toBeGreaterThanOrEqual(lastMs);
        if ('nowMs' in event) expect(event.nowMs).toBe(atMs);
        lastMs = atMs;
      }
    }
  });
});
