import { createHash } from 'node:crypto';
import { hashedText } from '../../../../controller/gaze/strategies/learned/readModel.ts';
import type { AxisWeights, LearnedModel } from '../../../../protocol/learnedModel.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const NO_WEIGHTS: AxisWeights = {
  biasDegPerS: 0,
  eyeYawPerS: 0,
  eyePitchPerS: 0,
  softYawPerS: 0,
  softPitchPerS: 0,
  headYawPerS: 0,
  headPitchPerS: 0,
};

const UNSIGNED: LearnedModel = {
  schemaVersion: 1,
  name: 'A made-up law',
  softZone: { sharpnessPerRad: 8, edgeDeg: 5 },
  yaw: { ...NO_WEIGHTS, eyeYawPerS: 0.3, softYawPerS: 1.4, headYawPerS: -0.1, softPitchPerS: 0.05 },
  pitch: { ...NO_WEIGHTS, biasDegPerS: -0.5, eyePitchPerS: 0.2, softPitchPerS: 1.1, headPitchPerS: -0.05 },
  training: {
    recordings: 2,
    people: 1,
    samples: 4000,
    seconds: 80,
    lagMs: 50,
    ridge: 1,
    terms: 'all',
    rmsErrorDegPerS: { yaw: 12, pitch: 9 },
    explained: { yaw: 0.4, pitch: 0.2 },
  },
  provenance: { tool: 'by hand', sources: [{ name: 'none', sha256: '0'.repeat(64) }] },
  hash: '0'.repeat(64),
};

export const signed = (model: LearnedModel): LearnedModel => ({ ...model, hash: sha256(hashedText(model)) });

export const MODEL: LearnedModel = signed(UNSIGNED);
