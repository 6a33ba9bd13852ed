import type { Direction } from '../../../../protocol/gazeSample.ts';
import type { AxisWeights, LearnedModel } from '../../../../protocol/learnedModel.ts';
import { softDeg, softSlope } from '../softZone.ts';
import type { Rate } from '../strategy.ts';

/** The figures that make the head's speed; the rest of a model says where they came from. */
export type LearnedLaw = Pick<LearnedModel, 'softZone' | 'yaw' | 'pitch'>;

/** The terms that each axis weighs, in the order of `weightsOf`. */
export function termsOf(
  { softZone }: Pick<LearnedLaw, 'softZone'>,
  eye: Direction,
  head: Direction,
): number[] {
  const soft = (deg: number): number => softDeg(deg, softZone.sharpnessPerRad, softZone.edgeDeg);
  return [1, eye.yawDeg, eye.pitchDeg, soft(eye.yawDeg), soft(eye.pitchDeg), head.yawDeg, head.pitchDeg];
}

export function weightsOf(axis: AxisWeights): number[] {
  const { biasDegPerS, eyeYawPerS, eyePitchPerS, softYawPerS, softPitchPerS, headYawPerS, headPitchPerS } =
    axis;
  return [biasDegPerS, eyeYawPerS, eyePitchPerS, softYawPerS, softPitchPerS, headYawPerS, headPitchPerS];
}

/** The speed of the head for an eye in the head and a head on the trunk of one moment. */
export function learnedRate(law: LearnedLaw, eye: Direction, head: Direction): Rate {
  const terms = termsOf(law, eye, head);
  const sum = (axis: AxisWeights): number =>
    weightsOf(axis).reduce((total, weight, index) => total + weight * (terms[index] ?? 0), 0);
  return { yawDegPerS: sum(law.yaw), pitchDegPerS: sum(law.pitch) };
}

/** [[a, b], [c, d]]: what yaw and pitch of the head's speed take from yaw and pitch. */
export type Matrix = readonly [readonly [number, number], readonly [number, number]];

/** How the speed depends on the head itself. */
export function headPart({ yaw, pitch }: LearnedLaw): Matrix {
  return [
    [yaw.headYawPerS, yaw.headPitchPerS],
    [pitch.headYawPerS, pitch.headPitchPerS],
  ];
}

/** How the speed depends on the eye: at every look it lies between these, since the soft terms' slopes lie between their ends. */
export function eyeParts({ yaw, pitch, softZone }: LearnedLaw, largestDeg: number): readonly Matrix[] {
  const { lowest, highest } = softSlope(softZone.sharpnessPerRad, softZone.edgeDeg, largestDeg);
  const ends = [lowest, highest];
  return ends.flatMap((ofYaw) =>
    ends.map(
      (ofPitch): Matrix => [
        [yaw.eyeYawPerS + ofYaw * yaw.softYawPerS, yaw.eyePitchPerS + ofPitch * yaw.softPitchPerS],
        [pitch.eyeYawPerS + ofYaw * pitch.softYawPerS, pitch.eyePitchPerS + ofPitch * pitch.softPitchPerS],
      ],
    ),
  );
}

/** The eigenvalues of the symmetric part, the lower one first: between them the matrix answers along any direction. */
export function alongOf([[a, b], [c, d]]: Matrix): readonly [number, number] {
  const [middle, cross] = [(a + d) / 2, (b + c) / 2];
  const spread = Math.hypot((a - d) / 2, cross);
  return [middle - spread, middle + spread];
}

/** The greatest length that the matrix gives to a direction of length 1. */
export function normOf([[a, b], [c, d]]: Matrix): number {
  const [squares, determinant] = [a * a + b * b + c * c + d * d, a * d - b * c];
  return Math.sqrt((squares + Math.sqrt(Math.max(0, squares ** 2 - 4 * determinant ** 2))) / 2);
}
