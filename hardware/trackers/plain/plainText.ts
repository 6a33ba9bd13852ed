import { z } from 'zod';
import type { ScreenPoint } from '../../../protocol/gazeSample.ts';
import type { EyeVector } from './eyeVector.ts';

/** What a plain message says, before it is judged beside the one before. */
export type PlainMessage =
  /** OptiKey's GazeTracker form: milliseconds and pixels, no word on validity. */
  | { readonly kind: 'pixels'; readonly deviceMs: number; readonly xPx: number; readonly yPx: number }
  | {
      readonly kind: 'fractions';
      readonly deviceMs: number | null;
      readonly point: ScreenPoint;
      readonly isValid: boolean;
      readonly confidence: number | null;
    }
  /** Each eye in the head, as glasses see it; null is an eye that is not seen. */
  | {
      readonly kind: 'eyes';
      readonly deviceMs: number | null;
      readonly left: EyeVector | null;
      readonly right: EyeVector | null;
      readonly confidence: number | null;
    };

/** Longest message that is read; a full one has 200 characters. */
export const MAX_PLAIN_LENGTH = 512;

/** reference/gaze.md §5.9, from OptiKey's source. */
const GAZE_TRACKER =
  /^STREAM_DATA\s(?<time>\d{1,15})\s(?<x>-?\d{1,9}(?:\.\d{1,12})?)\s(?<y>-?\d{1,9}(?:\.\d{1,12})?)(?:\s|$)/;

const about = { t: z.number().optional(), conf: z.number().min(0).max(1).optional() };
const eye = z.object({ x: z.number(), y: z.number(), z: z.number() }).nullable();
const json = z.union([
  z.object({ ...about, x: z.number(), y: z.number(), valid: z.boolean() }),
  z.object({ ...about, left: eye, right: eye }),
]);

/** Reads one datagram or one WebSocket message in either form; null for anything else. Never throws. */
export function readPlain(text: string): PlainMessage | null {
  if (text.length > MAX_PLAIN_LENGTH) return null;
  return text.startsWith('STREAM_DATA') ? readGazeTracker(text) : readJson(text);
}

function readGazeTracker(text: string): PlainMessage | null {
  const groups = GAZE_TRACKER.exec(text)?.groups;
  if (!groups) return null;
  const { time, x, y } = groups;
  return { kind: 'pixels', deviceMs: Number(time), xPx: Number(x), yPx: Number(y) };
}

function readJson(text: string): PlainMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = json.safeParse(value);
  if (!parsed.success) return null;
  const { t: deviceMs = null, conf: confidence = null, ...said } = parsed.data;
  if ('left' in said) return { kind: 'eyes', deviceMs, left: said.left, right: said.right, confidence };
  return { kind: 'fractions', deviceMs, point: { x: said.x, y: said.y }, isValid: said.valid, confidence };
}
