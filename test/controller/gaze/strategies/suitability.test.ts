import { describe, expect, it } from 'vitest';
import { STRATEGY_IDS, type StrategyId } from '../../../../controller/gaze/strategies/registry.ts';
import {
  GAZE_KINDS,
  type GazeKind,
  type GazeOrigin,
  gazeKindOf,
  type ScreenPlace,
  suitability,
} from '../../../../controller/gaze/strategies/suitability.ts';

const EYE_LAWS: readonly StrategyId[] = [
  'vectorLinear',
  'vectorSoft',
  'lagVector',
  'vectorQuadratic',
  'quadrant',
  'affine',
  'learned',
];

/** What suits, written out by hand: everything else must be refused. */
const SUITING: Readonly<Record<ScreenPlace, Readonly<Record<GazeKind, readonly StrategyId[]>>>> = {
  chair: {
    pointer: ['buttons', 'edgeZones'],
    pointerUnknown: ['buttons'],
    screenPoint: ['buttons', 'edgeZones'],
    screenDirection: ['buttons', 'worldHinge', 'edgeZones', ...EYE_LAWS],
    eyes: ['buttons', 'worldHinge', ...EYE_LAWS],
  },
  head: {
    pointer: ['buttons'],
    pointerUnknown: ['buttons'],
    screenPoint: ['buttons'],
    screenDirection: ['buttons'],
    eyes: ['buttons'],
  },
  unknown: {
    pointer: ['buttons'],
    pointerUnknown: ['buttons'],
    screenPoint: ['buttons'],
    screenDirection: ['buttons'],
    eyes: ['buttons'],
  },
};
const SCREENS = ['chair', 'head', 'unknown'] as const;

describe('which strategy suits where the screen is fixed and what the source tells', () => {
  for (const screen of SCREENS) {
    for (const gaze of GAZE_KINDS) {
      it(`screen ${screen}, ${gaze}: ${SUITING[screen][gaze].join(', ')}, and nothing else`, () => {
        for (const id of STRATEGY_IDS) {
          const verdict = suitability(screen, gaze, id);
          expect([id, verdict.kind]).toEqual([id, SUITING[screen][gaze].includes(id) ? 'suits' : 'refused']);
          if (verdict.kind === 'refused') {
            expect(verdict.id).toMatch(/^[a-z][A-Za-z]+$/);
            expect(verdict.sentence).toMatch(/^[A-Z].*\.$/);
            expect(verdict.advice).toMatch(/^[A-Z].*\.$/);
          }
        }
      });
    }
  }

  it.each<readonly [string, ScreenPlace, GazeKind, StrategyId]>([
    ['placeStaysBehind', 'chair', 'screenPoint', 'vectorLinear'],
    ['screenNotMeasured', 'chair', 'screenPoint', 'worldHinge'],
    ['screenTurnsAlong', 'head', 'eyes', 'vectorLinear'],
    ['screenTurnsAlong', 'head', 'screenDirection', 'worldHinge'],
    ['screenTurnsAlong', 'head', 'pointer', 'edgeZones'],
    ['screenNotAsked', 'unknown', 'eyes', 'affine'],
    ['pointerTellsNoDirection', 'chair', 'pointer', 'learned'],
    ['nobodyKnowsWhetherLooking', 'chair', 'pointerUnknown', 'edgeZones'],
    ['noPlaceOnScreen', 'chair', 'eyes', 'edgeZones'],
  ])('says why: %s', (id, screen, gaze, strategy) => {
    expect(suitability(screen, gaze, strategy)).toMatchObject({ kind: 'refused', id });
  });
});

describe('what a source tells', () => {
  const screen = {
    mount: 'chair',
    widthMm: 520,
    heightMm: 290,
    distanceMm: 650,
    centre: { yawDeg: 0, pitchDeg: 0 },
  } as const;
  const known: GazeOrigin = { source: 'gazepoint', reading: 'screen', screen, isHeadKnown: true };

  it.each<readonly [string, Partial<GazeOrigin>, GazeKind | undefined]>([
    ['a place on a measured screen, with a known head', {}, 'screenDirection'],
    ['a place on a screen that nobody measured', { screen: null }, 'screenPoint'],
    ['a place on a screen, with a head that is not known', { isHeadKnown: false }, 'screenPoint'],
    ['the eyes', { reading: 'eyes', screen: null, isHeadKnown: false }, 'eyes'],
    ['nothing yet', { reading: undefined }, undefined],
    ['a pointer, which nobody knows to be alive', { source: 'pointer' }, 'pointerUnknown'],
  ])('S184: %s', (_, change, kind) => {
    expect(gazeKindOf({ ...known, ...change })).toBe(kind);
  });
});
