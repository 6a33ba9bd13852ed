import { createHash } from 'node:crypto';
import { readLearnedModel } from '../../controller/gaze/strategies/learned/readModel.ts';
import {
  type Built,
  type Figures,
  STRATEGIES,
  type StrategyId,
} from '../../controller/gaze/strategies/registry.ts';
import { defaultsOf, type Refusal } from '../../controller/gaze/strategies/settings.ts';
import { type Candidate, candidateOf } from './candidate.ts';

type Values = Readonly<Record<string, number>>;
type Made = { readonly kind: 'made'; readonly candidate: Candidate };

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
export function shipped(id: GatedId, changed: Values = {}): Made | Refusal {
  const entry = STRATEGIES[id];
  const values: Values = {
    ...defaultsOf<Record<string, (typeof entry.settings)[keyof typeof entry.settings]>>(entry.settings),
    ...changed,
  };
  return heldTo(entry.build(values), values, values['deadZoneDeg'] ?? 0);
}

/** A law that was fitted to recordings, from its file (controller/gaze/strategies/learned). */
export function learnedCandidate(text: string): Made | Refusal {
  const read = readLearnedModel(text, (hashed) => createHash('sha256').update(hashed).digest('hex'));
  return read.kind === 'refused' ? read : heldTo(STRATEGIES.learned.build(read.model), read.model, 0);
}

/** What a strategy of the registry is held to: its own dead zone, and the rest pose that it says it will reach. */
function heldTo(built: Built, settings: unknown, deadZoneDeg: number): Made | Refusal {
  if (built.kind === 'refused') return built;
  const { strategy, figures } = built;
  const candidate = candidateOf(strategy, settings, {
    deadZoneDeg,
    restErrorDeg: restErrorOf(figures),
    ...(figures.largestSlopePerS === undefined
      ? {}
      : { steepest: { perS: figures.largestSlopePerS, lagS: figures.addedDelayS } }),
  });
  return { kind: 'made', candidate };
}

function restErrorOf({ rest }: Figures): Candidate['restErrorDeg'] {
  return (target) => rest?.(target).declaredErrorDeg ?? 0;
}
