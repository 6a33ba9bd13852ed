import type { AxisWeights, LearnedModel } from '../../../../protocol/learnedModel.ts';
import type { Refusal } from '../settings.ts';
import { lawRefusal, refused } from './judge.ts';
import { type LearnedLaw, learnedRate, termsOf } from './law.ts';
import { hashedText, type Sha256 } from './readModel.ts';
import { ridgeFit } from './ridge.ts';
import { type FitSample, type Recording, samplesOf } from './samples.ts';

type Terms = LearnedModel['training']['terms'];

export interface FitOptions {
  readonly name: string;
  readonly lagMs: number;
  readonly ridge: number;
  readonly softZone: LearnedModel['softZone'];
  /** The most terms that are tried. */
  readonly terms: Terms;
}

/**
 * reference/people.md §1: heads follow the eye by 0–105 ms; strategies.md §4.2 (4): the soft zone that was fitted to people. The
 * ridge is a proposal: with it 20 s of recording do not outweigh a law that does nothing.
 */
export const DEFAULT_FIT: Omit<FitOptions, 'name'> = {
  lagMs: 50,
  ridge: 0.05,
  softZone: { sharpnessPerRad: 8, edgeDeg: 5 },
  terms: 'all',
};

/** Less tells nothing of a person (reference/people.md §5, 4: 20 s do not). */
const LEAST_SECONDS = 20;
const TOOL = 'poise ridge fit 1';

/**
 * Which of the terms of law.ts each axis has, from the most to the fewest: the first that does not run away is taken. No axis takes
 * anything from the head's other axis: no recording of minutes can tell that, and by chance it drives the head. The fewest have no
 * speed of their own either: whoever turned all the time while they were recorded would leave the head beside the look.
 */
const TERMS: readonly (readonly [Terms, yaw: readonly boolean[], pitch: readonly boolean[]])[] = [
  ['all', [true, true, true, true, true, true, false], [true, true, true, true, true, false, true]],
  ['withoutHead', [true, true, true, true, true, false, false], [true, true, true, true, true, false, false]],
  [
    'ownAxis',
    [false, true, false, true, false, false, false],
    [false, false, true, false, true, false, false],
  ],
];

/** The law that these people's heads followed, or why none can be told. What it says of itself still has to pass the gate. */
export function fitLearnedModel(
  recordings: readonly Recording[],
  options: FitOptions,
  sha256: Sha256,
): { readonly kind: 'fitted'; readonly model: LearnedModel } | Refusal {
  const samples = recordings.flatMap((recording) => samplesOf(recording, options.lagMs));
  const seconds = recordings.reduce((sum, { rows }) => sum + secondsOf(rows), 0);
  if (!(seconds >= LEAST_SECONDS && samples.length >= LEAST_SECONDS * 10))
    return refused(
      'fitTooShort',
      'The recordings are too short to learn from.',
      'Record eye and head together for at least a minute, with looks to all sides.',
    );
  let refusal = refused(
    'fitHasNoAnswer',
    'The recordings do not show how the head follows the eyes.',
    'Record looks to both sides, up and down, near and far.',
  );
  const most = TERMS.findIndex(([terms]) => terms === options.terms);
  for (const [terms, yawTerms, pitchTerms] of TERMS.slice(most)) {
    const law = lawFor(samples, options, yawTerms, pitchTerms);
    if (!law) continue;
    const wrong = lawRefusal(law);
    if (!wrong)
      return { kind: 'fitted', model: modelOf(law, terms, recordings, samples, seconds, options, sha256) };
    refusal = wrong;
  }
  return refusal;
}

function lawFor(
  samples: readonly FitSample[],
  { softZone, ridge }: FitOptions,
  yawTerms: readonly boolean[],
  pitchTerms: readonly boolean[],
): LearnedLaw | undefined {
  const rows = samples.map(({ eye, head }) => termsOf({ softZone }, eye, head));
  const yaw = ridgeFit(
    rows,
    samples.map(({ rate }) => rate.yawDegPerS),
    ridge,
    yawTerms,
  );
  const pitch = ridgeFit(
    rows,
    samples.map(({ rate }) => rate.pitchDegPerS),
    ridge,
    pitchTerms,
  );
  return yaw && pitch && { softZone, yaw: axisOf(yaw), pitch: axisOf(pitch) };
}

function modelOf(
  law: LearnedLaw,
  terms: Terms,
  recordings: readonly Recording[],
  samples: readonly FitSample[],
  seconds: number,
  { name, lagMs, ridge }: FitOptions,
  sha256: Sha256,
): LearnedModel {
  const errors = errorsOf(law, samples);
  const { softZone, yaw, pitch } = law;
  // In the order of the schema, which is the order of what is hashed.
  const model: LearnedModel = {
    schemaVersion: 1,
    name,
    softZone,
    yaw,
    pitch,
    training: {
      recordings: recordings.length,
      people: new Set(recordings.map(({ person }) => person)).size,
      samples: samples.length,
      seconds,
      lagMs,
      ridge,
      terms,
      rmsErrorDegPerS: { yaw: errors.yaw.rms, pitch: errors.pitch.rms },
      explained: { yaw: errors.yaw.explained, pitch: errors.pitch.explained },
    },
    provenance: {
      tool: TOOL,
      sources: recordings.map((recording) => ({ name: recording.name, sha256: recording.sha256 })),
    },
    hash: '',
  };
  return { ...model, hash: sha256(hashedText(model)) };
}

interface AxisError {
  readonly rms: number;
  readonly explained: number;
}

/** How well the law tells these samples; of others it tells less. */
export function errorsOf(
  law: LearnedLaw,
  samples: readonly FitSample[],
): { readonly yaw: AxisError; readonly pitch: AxisError } {
  const told = samples.map(({ eye, head }) => learnedRate(law, eye, head));
  const of = (key: 'yawDegPerS' | 'pitchDegPerS'): AxisError => {
    const rates = samples.map(({ rate }) => rate[key]);
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    const left = rates.reduce(
      (sum, rate, index) => sum + (rate - (told[index]?.[key] ?? Number.NaN)) ** 2,
      0,
    );
    const all = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
    return { rms: Math.sqrt(left / rates.length), explained: 1 - left / all };
  };
  return { yaw: of('yawDegPerS'), pitch: of('pitchDegPerS') };
}

function axisOf(weights: readonly number[]): AxisWeights {
  const [
    biasDegPerS = 0,
    eyeYawPerS = 0,
    eyePitchPerS = 0,
    softYawPerS = 0,
    softPitchPerS = 0,
    headYawPerS = 0,
    headPitchPerS = 0,
  ] = weights;
  return { biasDegPerS, eyeYawPerS, eyePitchPerS, softYawPerS, softPitchPerS, headYawPerS, headPitchPerS };
}

function secondsOf(rows: Recording['rows']): number {
  return ((rows.at(-1)?.tMs ?? 0) - (rows[0]?.tMs ?? 0)) / 1000;
}
