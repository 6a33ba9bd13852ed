import {
  type Built,
  type Figures,
  STRATEGIES,
  type StrategyId,
} from '../../controller/gaze/strategies/registry.ts';
import { defaultsOf, type Refusal } from '../../controller/gaze/strategies/settings.ts';
import { type Candidate, candidateOf } from './candidate.ts';

type Values = Readonly<Record<string, number>>;

/** Those that turn the head by where the eyes look, and so can close a loop through them. The others take single steps. */
export const GATED = [
  'vectorLinear',
  'vectorSoft',
  'lagVector',
  'vectorQuadratic',
  'quadrant',
  'affine',
  'worldHinge',
] as const satisfies readonly StrategyId[];
export type GatedId = (typeof GATED)[number];

/** A strategy of the controller with its default settings and those that differ, or why it cannot be made. */
export function shipped(
  id: GatedId,
  changed: Values = {},
): { readonly kind: 'made'; readonly candidate: Candidate } | Refusal {
  const entry = STRATEGIES[id];
  const values: Values = {
    ...defaultsOf<Record<string, (typeof entry.settings)[keyof typeof entry.settings]>>(entry.settings),
    ...changed,
  };
  const built = entry.build(values);
  return built.kind === 'refused' ? built : { kind: 'made', candidate: candidateFrom(built, values) };
}

/** What a strategy of the registry is held to: its own dead zone, and the rest pose that it says it will reach. */
export function candidateFrom(
  { strategy, figures }: Extract<Built, { kind: 'built' }>,
  settings: Values,
): Candidate {
  return candidateOf(strategy, settings, {
    deadZoneDeg: settings['deadZoneDeg'] ?? 0,
    restErrorDeg: restErrorOf(figures),
    ...(figures.largestSlopePerS === undefined
      ? {}
      : { steepest: { perS: figures.largestSlopePerS, lagS: figures.addedDelayS } }),
  });
}

function restErrorOf({ rest }: Figures): Candidate['restErrorDeg'] {
  return (target) => rest?.(target).declaredErrorDeg ?? 0;
}
