import type { Direction } from '../../../protocol/gazeSample.ts';
import type { LearnedModel } from '../../../protocol/learnedModel.ts';
import { AFFINE_SETTINGS, AFFINE_WITHIN_DEG, affine, affineSlopes } from './affine.ts';
import { BUTTONS_SETTINGS, buttons } from './buttons.ts';
import { EDGE_ZONES_SETTINGS, edgeZones } from './edgeZones.ts';
import { LAG_VECTOR_SETTINGS, lagVector } from './lagVector.ts';
import { learnedRest, learnedSlope } from './learned/judge.ts';
import { learned } from './learned/learned.ts';
import { QUADRANT_SETTINGS, quadrant, quadrantRest, quadrantSlope } from './quadrant.ts';
import { type Rest, restAt, restShortOf } from './rest.ts';
import { checkSettings, type Refusal, type SettingTable, type ValuesOf } from './settings.ts';
import type { Strategy } from './strategy.ts';
import { VECTOR_LINEAR_SETTINGS, vectorLinear } from './vectorLinear.ts';
import { VECTOR_QUADRATIC_SETTINGS, vectorQuadratic, vectorQuadraticSlope } from './vectorQuadratic.ts';
import { VECTOR_SOFT_SETTINGS, VECTOR_SOFT_WITHIN_DEG, vectorSoft, vectorSoftSlopes } from './vectorSoft.ts';
import { hingedHead, WORLD_HINGE_SETTINGS, worldHinge } from './worldHinge.ts';

/** How a strategy moves the head, which decides with what it suits (suitability.ts). */
export type Manner = 'steps' | 'place' | 'deadMan' | 'follow';

/** What is known of a strategy with these settings before it has moved anything. */
export interface Figures {
  /** The most by which its rate changes for a degree of the eye; undefined for one that closes no loop through the eyes. 1/s. */
  readonly largestSlopePerS: number | undefined;
  /** What it delays by itself; counts with the delay of the loop. */
  readonly addedDelayS: number;
  /** Where the head comes to rest, from the middle, for something in this direction of the trunk; undefined: wherever it was sent. */
  readonly rest: ((target: Direction) => Rest) | undefined;
}

export type Built =
  | { readonly kind: 'built'; readonly strategy: Strategy<unknown>; readonly figures: Figures }
  | Refusal;

interface Law {
  readonly strategy: Strategy<unknown>;
  readonly figures: Figures;
}

interface Common {
  readonly needs: Strategy<unknown>['needs'];
  readonly manner: Manner;
}

export interface SettingsEntry extends Common {
  readonly from: 'settings';
  readonly settings: SettingTable;
  /** The strategy with these settings; refused unless every one is there and inside its bounds. */
  build(values: Readonly<Record<string, unknown>>): Built;
}

export interface ModelEntry extends Common {
  readonly from: 'model';
  build(model: LearnedModel): Built;
}

function entry<Table extends SettingTable>(
  manner: Manner,
  needs: Common['needs'],
  settings: Table,
  make: (values: ValuesOf<Table>) => Law | Refusal,
): SettingsEntry {
  return {
    from: 'settings',
    manner,
    needs,
    settings,
    build(values) {
      const checked = checkSettings(settings, values);
      if (checked.kind === 'refused') return checked;
      const made = make(checked.values);
      return 'kind' in made ? made : { kind: 'built', ...made };
    },
  };
}

const law = (
  strategy: Strategy<unknown>,
  largestSlopePerS: number | undefined,
  rest: Figures['rest'],
  addedDelayS = 0,
): Law => ({ strategy, figures: { largestSlopePerS, addedDelayS, rest } });

/** Every strategy there is, in the order in which they are offered. Their words are in protocol/steering.ts, which pages read. */
export const STRATEGIES = {
  buttons: entry('steps', 'choice', BUTTONS_SETTINGS, (values) => law(buttons(values), undefined, undefined)),
  worldHinge: entry('place', 'gazeInTrunk', WORLD_HINGE_SETTINGS, (values) =>
    law(worldHinge(values), undefined, (target) =>
      restAt(target, hingedHead(values, target), values.settleDeg),
    ),
  ),
  edgeZones: entry('deadMan', 'screenPoint', EDGE_ZONES_SETTINGS, (values) =>
    law(edgeZones(values), undefined, undefined),
  ),
  vectorLinear: entry('follow', 'eyeInHead', VECTOR_LINEAR_SETTINGS, (values) =>
    law(vectorLinear(values), values.gainPerS, (target) =>
      restShortOf(target, values.deadZoneDeg, values.deadZoneDeg),
    ),
  ),
  vectorSoft: entry('follow', 'eyeInHead', VECTOR_SOFT_SETTINGS, (values) => {
    const slopes = vectorSoftSlopes(values);
    return law(vectorSoft(values), Math.max(slopes.yaw, slopes.pitch), (target) =>
      restAt(
        target,
        {
          yawDeg: target.yawDeg - values.centreYawDeg,
          pitchDeg: target.pitchDeg - values.centrePitchDeg,
        },
        VECTOR_SOFT_WITHIN_DEG,
      ),
    );
  }),
  lagVector: entry('follow', 'eyeInHead', LAG_VECTOR_SETTINGS, (values) =>
    law(
      lagVector(values),
      values.gainPerS,
      (target) => restShortOf(target, values.deadZoneDeg, values.deadZoneDeg),
      values.lagS,
    ),
  ),
  vectorQuadratic: entry('follow', 'eyeInHead', VECTOR_QUADRATIC_SETTINGS, (values) =>
    law(vectorQuadratic(values), vectorQuadraticSlope(values), (target) =>
      restShortOf(target, values.deadZoneDeg, Math.min(values.releaseDeg, values.deadZoneDeg)),
    ),
  ),
  quadrant: entry('follow', 'eyeInHead', QUADRANT_SETTINGS, (values) =>
    law(quadrant(values), quadrantSlope(values), (target) =>
      Math.hypot(target.yawDeg, target.pitchDeg) > values.deadZoneDeg
        ? quadrantRest(values, target)
        : restAt(target, { yawDeg: 0, pitchDeg: 0 }),
    ),
  ),
  affine: entry('follow', 'eyeInHead', AFFINE_SETTINGS, (values) => {
    const made = affine(values);
    if (made.kind === 'refused') return made;
    const slopes = affineSlopes(values);
    return law(made.strategy, Math.max(slopes.yaw, slopes.pitch), (target) =>
      restAt(
        target,
        {
          yawDeg: (values.yawGainPerS * (target.yawDeg - values.centreYawDeg)) / slopes.yaw,
          pitchDeg: (values.pitchGainPerS * (target.pitchDeg - values.centrePitchDeg)) / slopes.pitch,
        },
        AFFINE_WITHIN_DEG,
      ),
    );
  }),
  learned: {
    from: 'model',
    manner: 'follow',
    needs: 'eyeInHead',
    build(model: LearnedModel): Built {
      const made = learned(model);
      if (made.kind === 'refused') return made;
      const rest = (target: Direction): Rest => restAt(target, learnedRest(model, target));
      return { kind: 'built', ...law(made.strategy, learnedSlope(model), rest) };
    },
  },
} as const satisfies Readonly<Record<string, SettingsEntry | ModelEntry>>;

export type StrategyId = keyof typeof STRATEGIES;
export const STRATEGY_IDS = Object.keys(STRATEGIES) as readonly StrategyId[];

/**
 * Whether only the gate can tell that a strategy is stable: those that turn the head by where the eyes look may close a loop through
 * them. A step, and a zone that is held, move the head at one speed that no answer of the eyes changes.
 */
export function needsGate(id: StrategyId): boolean {
  const { manner } = STRATEGIES[id];
  switch (manner) {
    case 'steps':
    case 'deadMan':
      return false;
    case 'place':
    case 'follow':
      return true;
  }
}
