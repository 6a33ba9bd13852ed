import { z } from 'zod';
import type { GazeReading } from '../../../protocol/gazeSample.ts';

/** Below this Pupil's own programs do not use a datum either (reference/gaze.md §5.3). */
const LEAST_CONFIDENCE = 0.6;

/** Far above any clock; what is larger is no time. */
const LARGEST_S = 1e12;

// A field that is not what it should be is unknown; only a datum without a time is none at all.
const datum = z.object({
  topic: z.string().catch(''),
  norm_pos: z.tuple([z.number(), z.number()]).nullable().catch(null),
  confidence: z.number().min(0).max(1).nullable().catch(null),
  on_surf: z.boolean().nullable().catch(null),
  timestamp: z.number().min(-LARGEST_S).max(LARGEST_S),
});
const surface = z.object({ gaze_on_surfaces: z.array(z.unknown()).max(1000) });

/** The eyes that a datum is made of. */
export type PupilEyes = 'left' | 'right' | 'both' | 'unknown';

/** One look at the surface. */
export interface SurfaceGaze {
  readonly eyes: PupilEyes;
  /** On Pupil's own clock, whose beginning means nothing. */
  readonly deviceMs: number;
  readonly reading: GazeReading;
  readonly confidence: number | null;
}

/** What one `surfaces.<name>` message holds, oldest first, and how many of its data were none; null where it is no such message. */
export function readSurface(
  value: unknown,
): { readonly gaze: readonly SurfaceGaze[]; readonly rubbish: number } | null {
  const parsed = surface.safeParse(value);
  if (!parsed.success) return null;
  const all = parsed.data.gaze_on_surfaces;
  const gaze = all.flatMap((one) => {
    const read = datum.safeParse(one);
    return read.success ? [gazeOf(read.data)] : [];
  });
  return { gaze: gaze.toSorted((a, b) => a.deviceMs - b.deviceMs), rubbish: all.length - gaze.length };
}

function gazeOf(one: z.infer<typeof datum>): SurfaceGaze {
  const eyes = eyesOf(one.topic);
  return { eyes, deviceMs: one.timestamp * 1000, reading: readingOf(one, eyes), confidence: one.confidence };
}

function readingOf({ norm_pos, confidence, on_surf }: z.infer<typeof datum>, eyes: PupilEyes): GazeReading {
  if (confidence === null || norm_pos === null || on_surf === null) return { kind: 'none', why: 'unknown' };
  if (confidence < LEAST_CONFIDENCE) return { kind: 'none', why: 'lowConfidence' };
  const [x, yUp] = norm_pos;
  const isInside = x >= 0 && x <= 1 && yUp >= 0 && yUp <= 1;
  // Off the surface, and yet at a place on it: one of the two is wrong.
  if (!on_surf && isInside) return { kind: 'none', why: 'unknown' };
  // The surface's origin is its bottom left corner.
  return { kind: 'screen', point: { x, y: 1 - yUp }, eyesSeen: eyes };
}

/** `gaze.3d.01.`: both; `.0.`: eye 0, which is the right one; `.1.`: the left one. */
function eyesOf(topic: string): PupilEyes {
  switch (/^gaze\.\w+\.(?<eyes>01|0|1)\./.exec(topic)?.groups?.['eyes']) {
    case '01':
      return 'both';
    case '0':
      return 'right';
    case '1':
      return 'left';
    default:
      return 'unknown';
  }
}
