import type { Candidate } from './candidate.ts';
import type { Figures } from './figures.ts';
import { type Found, worst } from './found.ts';
import type { LawFigures } from './law.ts';
import { type Result, whereOf } from './sweep.ts';

/** Everything that was measured of one strategy for one person. */
export interface Evidence {
  readonly candidate: Candidate;
  readonly law: LawFigures;
  readonly results: readonly Result[];
  readonly rateDependence: Found;
}

type Which = (result: Result) => boolean;
const isJudged: Which = ({ isBeyond }) => !isBeyond;
/** Without noise: the eyes are ideal, or those of a person with next to none. */
const isExact: Which = ({ conditions: { eyes } }) => eyes === 'ideal' || eyes.person.noiseDeg < 0.1;
const isStep: Which = ({ scene: { id } }) => id === 'stepYaw' || id === 'stepPitch';
const isSearch: Which = ({ scene: { id } }) => id === 'search';
export const isExactSearch: Which = (result) => isExact(result) && isSearch(result);
export const isPersonSearch: Which = (result) => !isExact(result) && isSearch(result);
export const isNoisyFixation: Which = (result) => !isExact(result) && result.scene.id === 'fixation';
export const isExactStep: Which = (result) => isExact(result) && isStep(result);
export const isExactRest: Which = (result) =>
  isExact(result) && (isStep(result) || result.scene.id === 'far');

/** The worst of a figure over the runs that are judged and asked for. Without any, nothing was measured, which is the worst. */
export function most(
  { results }: Evidence,
  which: Which,
  figure: (of: Figures, result: Result) => number,
): Found {
  const found = results
    .filter((result) => isJudged(result) && which(result))
    .map((result) => ({ value: figure(result.figures, result), where: whereOf(result) }));
  return worst(found);
}

/** Over all searches with the limiter; without any it is no number. */
export function meanSaturation({ results }: Evidence): Found {
  const shares = results
    .filter((result) => isJudged(result) && isSearch(result) && result.conditions.isLimited)
    .map(({ figures: { saturatedShare } }) => saturatedShare);
  const sum = shares.reduce((total, share) => total + share, 0);
  return { value: sum / shares.length, where: `mean of ${shares.length} searches` };
}
