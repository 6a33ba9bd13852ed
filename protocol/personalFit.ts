import { z } from 'zod';

/** What is fitted to a person, in the order in which it is proposed. Its unit is the end of its name; a gain has none. */
export const FIT_FIGURES = [
  'eyeOnlyDeg',
  'hingeThresholdDeg',
  'hingeGain',
  'headDelayMs',
  'dwellMs',
] as const;
export const fitFigure = z.enum(FIT_FIGURES);
export type FitFigure = z.infer<typeof fitFigure>;

/** Larger is no file of these few figures. */
export const LARGEST_FIT_CHARS = 65_536;
/** A file of another version is not read, not even in part. */
export const FIT_VERSION = 1;

const words = z.string().min(1).max(600);

/** One figure of a person. It changes nothing: a clinician accepts it, or does not. */
const proposedFigure = z
  .strictObject({
    figure: fitFigure,
    value: z.number(),
    /** 95 % interval of this person's figure. */
    low: z.number(),
    high: z.number(),
    /** Of people, in the same unit, with how they differ. */
    population: z.strictObject({ mean: z.number(), sd: z.number().min(0), source: words }).readonly(),
    /** How much of the value is the recording's, 0…1. */
    weight: z.number().min(0).max(1),
    /** From how many looks or turns. */
    from: z.int().min(0),
    sentence: words,
  })
  .readonly();
export type ProposedFigure = z.infer<typeof proposedFigure>;

const head = {
  schemaVersion: z.literal(FIT_VERSION),
  file: z.literal('poise personal fit'),
  /** SHA-256 of the recording's file as it lay on the disk. */
  recording: z
    .strictObject({ name: z.string().min(1).max(200), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .readonly(),
};

/** What `npm run sim -- fit FILE --json` writes: figures for a profile, or why the recording tells too little. */
export const fitFile = z.discriminatedUnion('kind', [
  z
    .strictObject({
      ...head,
      kind: z.literal('fitted'),
      seconds: z.number().min(0),
      proposed: z
        .array(proposedFigure)
        .min(1)
        .max(FIT_FIGURES.length)
        .refine(
          (all) => new Set(all.map(({ figure }) => figure)).size === all.length,
          'a figure stands twice',
        )
        .refine((all) => all.every(({ low, high }) => low <= high), 'an interval ends before it begins')
        .readonly(),
    })
    .readonly(),
  z
    .strictObject({ ...head, kind: z.literal('refused'), id: words, sentence: words, advice: words })
    .readonly(),
]);
export type FitFile = z.infer<typeof fitFile>;
