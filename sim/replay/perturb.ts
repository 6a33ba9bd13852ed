import { createRandom } from '../random.ts';
import type { Moment, Recording } from './recording.ts';

/** What a tracker does to a recording that it did not do when it was made. */
export interface Perturbation {
  readonly name: string;
  /** The eye's samples are so much later against the head's than recorded; headsets show 10–70 ms (eye-head/README 'Timing'). */
  readonly skewMs: number;
  readonly offsetYawDeg: number;
  readonly offsetPitchDeg: number;
  /** Losses a minute of 70–600 ms, as blinks come (reference/people.md §5: 11–16), and one of 2 s every 20 s. */
  readonly gapsPerMin: number;
  readonly hasLongGaps: boolean;
  /** Every so many-th sample arrives. */
  readonly everyNth: number;
}

const AS_RECORDED: Perturbation = {
  name: 'as recorded',
  skewMs: 0,
  offsetYawDeg: 0,
  offsetPitchDeg: 0,
  gapsPerMin: 0,
  hasLongGaps: false,
  everyNth: 1,
};

/** The copies of every recording that must be survived. */
export const PERTURBATIONS: readonly Perturbation[] = [
  { ...AS_RECORDED, name: 'skew 10 ms', skewMs: 10 },
  { ...AS_RECORDED, name: 'skew 40 ms', skewMs: 40 },
  { ...AS_RECORDED, name: 'skew 70 ms', skewMs: 70 },
  { ...AS_RECORDED, name: 'skew −70 ms', skewMs: -70 },
  { ...AS_RECORDED, name: 'offset 5° left, 3° down', offsetYawDeg: 5, offsetPitchDeg: 3 },
  { ...AS_RECORDED, name: 'offset 8° right, 5° up', offsetYawDeg: -8, offsetPitchDeg: -5 },
  { ...AS_RECORDED, name: '16 gaps a minute', gapsPerMin: 16 },
  { ...AS_RECORDED, name: '60 gaps a minute and long ones', gapsPerMin: 60, hasLongGaps: true },
  { ...AS_RECORDED, name: 'every third sample', everyNth: 3 },
];

const LONG_GAP_EVERY_MS = 20_000;
const LONG_GAP_MS = 2000;
const [SHORTEST_GAP_MS, LONGEST_GAP_MS] = [70, 600];
/** Degrees of a screen's width, to shift a place on it by an angle; the middle of usual ones. */
const SCREEN_WIDTH_DEG = 44;

/** The recording as another tracker would have seen it. The same seed makes the same copy. */
export function perturbed(recording: Recording, how: Perturbation, seed: number): Recording {
  const isSeen = lossesOf(recording, how, seed);
  const moments = recording.moments
    .filter((_, index) => index % how.everyNth === 0)
    .map((moment): Moment => {
      const { eye, point } = moment;
      const seen = isSeen(moment.tMs);
      return {
        ...moment,
        eye:
          seen && eye
            ? { yawDeg: eye.yawDeg + how.offsetYawDeg, pitchDeg: eye.pitchDeg + how.offsetPitchDeg }
            : undefined,
        point:
          seen && point
            ? {
                x: point.x - how.offsetYawDeg / SCREEN_WIDTH_DEG,
                y: point.y + how.offsetPitchDeg / SCREEN_WIDTH_DEG,
              }
            : undefined,
      };
    });
  return { ...recording, moments };
}

function lossesOf(
  { moments }: Recording,
  { gapsPerMin, hasLongGaps }: Perturbation,
  seed: number,
): (tMs: number) => boolean {
  const random = createRandom(seed);
  const endMs = moments.at(-1)?.tMs ?? 0;
  const gaps: { readonly fromMs: number; readonly toMs: number }[] = [];
  for (let tMs = 0; gapsPerMin > 0 && tMs < endMs; ) {
    tMs += (-Math.log(1 - random()) * 60_000) / gapsPerMin;
    const lengthMs = SHORTEST_GAP_MS + random() * (LONGEST_GAP_MS - SHORTEST_GAP_MS);
    gaps.push({ fromMs: tMs, toMs: tMs + lengthMs });
    tMs += lengthMs;
  }
  return (tMs) =>
    !gaps.some(({ fromMs, toMs }) => tMs >= fromMs && tMs < toMs) &&
    !(hasLongGaps && tMs % LONG_GAP_EVERY_MS > LONG_GAP_EVERY_MS - LONG_GAP_MS);
}
