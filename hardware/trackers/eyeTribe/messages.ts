import { z } from 'zod';
import type { GazeReading } from '../../../protocol/gazeSample.ts';

const point = z.object({ x: z.number(), y: z.number() });
const screenPx = z.number().min(1).max(100_000);
const eye = z.object({ raw: point, psize: z.number() });
const frame = z.object({
  time: z.number(),
  state: z.int(),
  raw: point,
  // Only tell which eyes are seen: without them the point is still one.
  lefteye: eye.optional().catch(undefined),
  righteye: eye.optional().catch(undefined),
});
export type EyeTribeFrame = z.infer<typeof frame>;

/** Every answer and every push of the server (reference/gaze.md §5.5). */
const answer = z.object({
  category: z.string(),
  request: z.string().optional(),
  statuscode: z.int(),
  values: z
    .object({
      frame: frame.optional(),
      iscalibrated: z.boolean().optional(),
      heartbeatinterval: z.number().positive().optional(),
      screenresw: screenPx.optional(),
      screenresh: screenPx.optional(),
      trackerstate: z.int().optional(),
    })
    .optional(),
});
export type EyeTribeAnswer = z.infer<typeof answer>;

/** What the server said, or null where it is none of its messages. */
export function readAnswer(value: unknown): EyeTribeAnswer | null {
  const parsed = answer.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** The server tells with these that something is not as it was; what is now has to be asked for. */
const CHANGED = new Set([800, 801, 802]);
export const isChange = ({ statuscode }: EyeTribeAnswer): boolean => CHANGED.has(statuscode);

export const SET_PUSH = request('tracker', 'set', { push: true, version: 1 });
export const GET_STANDING = request('tracker', 'get', [
  'push',
  'iscalibrated',
  'heartbeatinterval',
  'screenresw',
  'screenresh',
  'framerate',
  'trackerstate',
]);
export const HEARTBEAT = `${JSON.stringify({ category: 'heartbeat' })}\n`;

function request(category: string, kind: string, values: unknown): string {
  return `${JSON.stringify({ category, request: kind, values })}\n`;
}

/** What must be known of the tracker before its coordinates mean anything. */
export interface EyeTribeStanding {
  readonly isCalibrated: boolean | null;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** 0 is well. */
  readonly trackerState: number | null;
}

/** What was known is otherwise now, though no message said that it had changed. */
export function isUntoldChange(before: EyeTribeStanding, now: EyeTribeStanding): boolean {
  const isOther = (key: keyof EyeTribeStanding) => before[key] !== null && before[key] !== now[key];
  return isOther('isCalibrated') || isOther('widthPx') || isOther('heightPx') || isOther('trackerState');
}

const GAZE = 1;
const EYES = 2;
const PRESENCE = 4;
const FAIL = 8;
const LOST = 16;

/**
 * What one frame says. The raw point is read: the averaged one lags behind a look away. A point that cannot be placed on the
 * screen, or comes from a tracker that is not known to be calibrated, is none.
 */
export function readingOf(
  { state, raw, lefteye, righteye }: EyeTribeFrame,
  standing: EyeTribeStanding,
): GazeReading {
  const { isCalibrated, widthPx, heightPx, trackerState } = standing;
  const has = (bit: number) => (state & bit) !== 0;
  if (has(LOST) || has(FAIL) || !has(GAZE)) {
    if (has(EYES)) return { kind: 'none', why: 'unknown' };
    return { kind: 'none', why: has(PRESENCE) ? 'noEyes' : has(LOST) ? 'noFace' : 'unknown' };
  }
  const isKnown = isCalibrated === true && trackerState === 0 && widthPx !== null && heightPx !== null;
  // The origin exactly is what the server sends when it has nothing to say.
  if (!isKnown || (raw.x === 0 && raw.y === 0)) return { kind: 'none', why: 'unknown' };
  return {
    kind: 'screen',
    point: { x: raw.x / widthPx, y: raw.y / heightPx },
    eyesSeen: eyesSeenOf(isSeen(lefteye), isSeen(righteye)),
  };
}

function isSeen(one: EyeTribeFrame['lefteye']): boolean | null {
  return one ? one.psize > 0 && (one.raw.x !== 0 || one.raw.y !== 0) : null;
}

function eyesSeenOf(left: boolean | null, right: boolean | null): 'left' | 'right' | 'both' | 'unknown' {
  if (left && right) return 'both';
  if (left && right === false) return 'left';
  return left === false && right ? 'right' : 'unknown';
}
