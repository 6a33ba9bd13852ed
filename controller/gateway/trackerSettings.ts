import { readFile, stat } from 'node:fs/promises';
import { isIP, isIPv4 } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { LEAST_TOKEN_LENGTH } from '../../hardware/trackers/plain/token.ts';

const host = z.string().min(1).max(253).default('127.0.0.1');
const port = z.int().min(1).max(65_535);
const address = z.string().refine((text) => isIP(text) !== 0, 'must be an IP address');

/** From the eye to the arrival of the sample, as whoever set the program up has measured it. */
const latencyMs = z.number().min(0).max(1000).optional();

/** To which side the vectors of the eyes count x, where the program sends those. */
const eyeX = z.enum(['left', 'right']).optional();

/** What is set up; each kind at most once. */
const trackerWish = z.discriminatedUnion('kind', [
  /** Gazepoint, Pupil Core and EyeTribe on this machine, each shown once it answers. */
  z.strictObject({ kind: z.literal('auto') }),
  z.strictObject({
    kind: z.literal('gazepoint'),
    host,
    port: port.optional(),
    pointOfGaze: z.enum(['best', 'assistive']).optional(),
  }),
  z.strictObject({
    kind: z.literal('pupilCore'),
    host,
    port: port.optional(),
    surface: z.string().min(1).max(100).default('screen'),
  }),
  z.strictObject({ kind: z.literal('eyeTribe'), host, port: port.optional() }),
  /** `listenAt` another address than this machine's own: programs on the network may send, if they are in `allowed`. */
  z.strictObject({
    kind: z.literal('udp'),
    listenAt: z
      .string()
      .refine(isIPv4, 'must be an IPv4 address of this computer, or 0.0.0.0 for all of them')
      .default('127.0.0.1'),
    port: port.optional(),
    latencyMs,
    eyeX,
  }),
  z.strictObject({
    kind: z.literal('socket'),
    token: z.string().min(LEAST_TOKEN_LENGTH).max(256),
    latencyMs,
    eyeX,
  }),
]);
export type TrackerWish = z.infer<typeof trackerWish>;

/** What `auto` looks for: set up beside it, there would be two devices of one kind. */
const SOUGHT: readonly TrackerWish['kind'][] = ['gazepoint', 'pupilCore', 'eyeTribe'];

const trackerSettings = z.strictObject({
  trackers: z
    .array(trackerWish)
    .max(6)
    .refine((all) => new Set(all.map(({ kind }) => kind)).size === all.length, 'each kind only once')
    .refine(
      (all) => !(all.some(({ kind }) => kind === 'auto') && all.some(({ kind }) => SOUGHT.includes(kind))),
      'either "auto", or "gazepoint", "pupilCore" and "eyeTribe" by name: "auto" looks for these itself',
    ),
  /** Of the tracked screen. Pixels as OptiKey's form counts them. */
  screen: z
    .strictObject({
      widthPx: z.int().min(100).max(20_000).default(1920),
      heightPx: z.int().min(100).max(20_000).default(1080),
      widthMm: z.number().min(50).max(3000).optional(),
      heightMm: z.number().min(50).max(3000).optional(),
      distanceMm: z.number().min(200).max(3000).optional(),
    })
    .prefault({}),
  /** Addresses beside this machine that may send gaze. */
  allowed: z.array(address).max(16).default([]),
});
export type TrackerSettings = z.infer<typeof trackerSettings>;

export const NO_TRACKERS: TrackerSettings = trackerSettings.parse({ trackers: [] });

/**
 * Reads `trackers.json`. Without the file no tracker is set up; with a file that cannot be used neither, and `log` is told why. A
 * token that others on this machine can read is no token.
 */
export async function readTrackerSettings(
  directory: string,
  log: (line: string) => void,
): Promise<TrackerSettings> {
  const path = join(directory, 'trackers.json');
  try {
    const settings = trackerSettings.parse(JSON.parse(await readFile(path, 'utf8')));
    const hasToken = settings.trackers.some(({ kind }) => kind === 'socket');
    if (hasToken && ((await stat(path)).mode & 0o077) !== 0)
      throw new Error('others may read it, and there is a token in it; run chmod 600 on it');
    return settings;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NO_TRACKERS;
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    log(`No eye tracker is used, because trackers.json cannot be: ${why}`);
    return NO_TRACKERS;
  }
}
