import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { pointOf } from '../../../sim/person/lookTargets.ts';
import { PX_PER_DEG } from '../../../sim/person/places.ts';
import { type PageWalk, pageWalk, walkOn } from '../../../sim/replay/pageWalk.ts';

/** What a page of the patient shows after looks that rest, at 60 samples per second. */
function shownAfter(state: PageWalk['state'], looks: readonly (readonly [Look, number])[]): string[] {
  let walk = pageWalk(state);
  let tMs = 0;
  return looks.map(([at, forMs]) => {
    for (const endMs = tMs + forMs; tMs < endMs; tMs += 1000 / 60)
      walk = walkOn(walk, { tMs, ...pxAt(at, walk.screen), isValid: true }).walk;
    return walk.screen;
  });
}
type Look = Parameters<typeof pointOf>[0];

function pxAt(at: Look, screen: PageWalk['screen']) {
  const { xDeg, yDeg } = pointOf(at, screen);
  return { xPx: xDeg * PX_PER_DEG, yPx: yDeg * PX_PER_DEG };
}

describe('S205: the page that somebody only looks at', () => {
  it.each([
    ['paused', 'getReady', 'confirm', 'begin'],
    ['ready', 'moveHead', 'calmConfirm', 'calm'],
  ] as const)(
    'takes its question back in %s, once a look has rested elsewhere',
    (state, at, second, first) => {
      const looks = [
        ['centre', 1200],
        [at, DEFAULT_PARAMETERS.armDwellMs + 150],
        ['centre', 2300],
      ] as const;
      expect(shownAfter(state, looks).slice(1)).toEqual([second, first]);
    },
  );
});
