import { z } from 'zod';

/** Larger is no model of these few figures. */
export const LARGEST_MODEL_CHARS = 65_536;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** In 1/s. People turn their heads at 3.6/s of the eye at most (reference/strategies.md §3); more is a mistake. */
const weight = z.number().min(-10).max(10);
const figure = z.number().min(0).max(1e9);

/** What one axis of the head takes from each term. `soft…`: the eye behind the soft dead zone. */
const axisWeights = z
  .strictObject({
    biasDegPerS: z.number().min(-20).max(20),
    eyeYawPerS: weight,
    eyePitchPerS: weight,
    softYawPerS: weight,
    softPitchPerS: weight,
    headYawPerS: weight,
    headPitchPerS: weight,
  })
  .readonly();
export type AxisWeights = z.infer<typeof axisWeights>;

/**
 * A gaze-to-head law that was fitted to recordings: its figures, how well they fitted, and what they came from. `hash` is the
 * SHA-256 of everything else, so that the file that was judged is the file that is used.
 */
export const learnedModel = z
  .strictObject({
    schemaVersion: z.literal(1),
    name: z.string().min(1).max(60),
    softZone: z.strictObject({
      sharpnessPerRad: z.number().min(2).max(40),
      edgeDeg: z.number().min(3).max(15),
    }),
    yaw: axisWeights,
    pitch: axisWeights,
    training: z.strictObject({
      recordings: z.int().min(1).max(10_000),
      people: z.int().min(1).max(10_000),
      samples: z.int().min(1).max(1e9),
      seconds: figure,
      /** How much later the head is taken to answer the eye. */
      lagMs: z.number().min(0).max(1000),
      ridge: figure,
      /** Which terms were fitted: fewer, where more of them would have run away. */
      terms: z.enum(['all', 'withoutHead', 'ownAxis']),
      rmsErrorDegPerS: z.strictObject({ yaw: figure, pitch: figure }),
      /** Share of the variance that the law explains; below 0 it is worse than the mean. */
      explained: z.strictObject({ yaw: z.number().max(1), pitch: z.number().max(1) }),
    }),
    provenance: z.strictObject({
      tool: z.string().min(1).max(80),
      sources: z
        .array(z.strictObject({ name: z.string().min(1).max(200), sha256 }))
        .min(1)
        .max(300)
        .readonly(),
    }),
    hash: sha256,
  })
  .readonly();
export type LearnedModel = z.infer<typeof learnedModel>;
