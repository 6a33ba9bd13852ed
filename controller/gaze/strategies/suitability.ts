import type { GazeSource } from '../../../protocol/gazeSample.ts';
import type { ScreenGeometry } from '../../../protocol/screenGeometry.ts';
import type { Words } from '../../../protocol/words.ts';
import { type Manner, STRATEGIES, type StrategyId } from './registry.ts';
import type { Refusal } from './settings.ts';

/**
 * What the source of the gaze tells. 'pointer': commands of a page, whose pointer is known to be alive; 'pointerUnknown': nobody
 * can tell. 'screenPoint': a place on the screen of which size, distance or the head are not known; 'screenDirection': with all
 * three. 'eyes': the direction of the eyes in the head.
 */
export const GAZE_KINDS = ['pointer', 'pointerUnknown', 'screenPoint', 'screenDirection', 'eyes'] as const;
export type GazeKind = (typeof GAZE_KINDS)[number];

/** Where the person's screen is fixed; 'unknown' until it was asked. */
export type ScreenPlace = ScreenGeometry['mount'] | 'unknown';

/** Why a strategy does not suit. Ids are stable. */
const UNSUITABLE = {
  screenTurnsAlong: {
    sentence: 'The screen is on the head and turns with it: looking at it would turn the head on and on.',
    advice: 'Use steps and places, or fix the screen to the chair.',
  },
  screenNotAsked: {
    sentence: 'It is not known whether the screen is on the chair or on the head.',
    advice: 'Say in the profile where the screen is fixed; until then use steps and places.',
  },
  pointerTellsNoDirection: {
    sentence: 'A pointer does not tell in which direction the eyes look.',
    advice: 'Use steps and places or the edge zones, or connect an eye tracker.',
  },
  nobodyKnowsWhetherLooking: {
    sentence: 'When this pointer stands still, nobody can tell whether the eyes still look.',
    advice: 'Use steps and places, or check with the eyes whether the pointer is alive.',
  },
  screenNotMeasured: {
    sentence: 'In which direction a place on the screen lies is not known.',
    advice:
      'Enter size and distance of the screen in the profile, or use steps and places or the edge zones.',
  },
  placeStaysBehind: {
    sentence:
      'A place on the chair’s screen stays where it is while the head turns: following it would turn the head on and on.',
    advice:
      'Enter size and distance of the screen and connect the sensor of the head, or use steps and places or the edge zones.',
  },
  noPlaceOnScreen: {
    sentence: 'This eye tracker does not tell where on the screen the eyes look.',
    advice: 'Choose a strategy that follows the eyes, or connect a tracker for the screen.',
  },
} as const satisfies Readonly<Record<string, Words>>;

export type UnsuitableId = keyof typeof UNSUITABLE;
type Row = Readonly<Record<Manner, 'suits' | UnsuitableId>>;

const all = (rest: UnsuitableId): Row => ({ steps: 'suits', place: rest, deadMan: rest, follow: rest });

/**
 * What suits, by where the screen is fixed and what the source tells (reference/domain.md §3.2). Steps suit everything: each is
 * bounded and chosen by itself.
 */
const TABLE: Readonly<Record<ScreenPlace, Readonly<Record<GazeKind, Row>>>> = {
  chair: {
    pointer: {
      steps: 'suits',
      place: 'pointerTellsNoDirection',
      deadMan: 'suits',
      follow: 'pointerTellsNoDirection',
    },
    pointerUnknown: all('nobodyKnowsWhetherLooking'),
    screenPoint: {
      steps: 'suits',
      place: 'screenNotMeasured',
      deadMan: 'suits',
      follow: 'placeStaysBehind',
    },
    screenDirection: { steps: 'suits', place: 'suits', deadMan: 'suits', follow: 'suits' },
    eyes: { steps: 'suits', place: 'suits', deadMan: 'noPlaceOnScreen', follow: 'suits' },
  },
  head: {
    pointer: all('screenTurnsAlong'),
    pointerUnknown: all('screenTurnsAlong'),
    screenPoint: all('screenTurnsAlong'),
    screenDirection: all('screenTurnsAlong'),
    eyes: all('screenTurnsAlong'),
  },
  unknown: {
    pointer: all('screenNotAsked'),
    pointerUnknown: all('screenNotAsked'),
    screenPoint: all('screenNotAsked'),
    screenDirection: all('screenNotAsked'),
    eyes: all('screenNotAsked'),
  },
};

/** What is known of a source of gaze. */
export interface GazeOrigin {
  readonly source: GazeSource;
  /** What its readings are of; undefined while there was none with eyes in it. */
  readonly reading: 'screen' | 'eyes' | undefined;
  readonly screen: ScreenGeometry | null;
  readonly isHeadKnown: boolean;
}

/** What a source tells, as far as control knows, which is told nothing of whether a pointer is alive; undefined while it told nothing. */
export function gazeKindOf({ source, reading, screen, isHeadKnown }: GazeOrigin): GazeKind | undefined {
  if (source === 'pointer') return 'pointerUnknown';
  switch (reading) {
    case undefined:
      return undefined;
    case 'eyes':
      return 'eyes';
    case 'screen':
      return screen && isHeadKnown ? 'screenDirection' : 'screenPoint';
  }
}

/** Whether a strategy may be used with this screen and this source; refused, with the reason, where it would run away or stand still. */
export function suitability(
  screen: ScreenPlace,
  gaze: GazeKind,
  strategy: StrategyId,
): { readonly kind: 'suits' } | (Refusal & { readonly id: UnsuitableId }) {
  const verdict = TABLE[screen][gaze][STRATEGIES[strategy].manner];
  return verdict === 'suits' ? { kind: 'suits' } : { kind: 'refused', id: verdict, ...UNSUITABLE[verdict] };
}
