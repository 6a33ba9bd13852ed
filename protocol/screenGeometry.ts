import { z } from 'zod';

/**
 * Where the screen is fixed, which decides what a place on it says: on the chair it is a place in the room, on the head it is a
 * place in the head, and turns with it (reference/domain.md §3.2).
 */
export const SCREEN_MOUNTS = ['chair', 'head'] as const;
export const screenMount = z.enum(SCREEN_MOUNTS);

/**
 * From a telephone on the head to a television across the room. What lies further aside than its middle may would be behind the
 * person.
 */
export const SCREEN_BOUNDS = {
  widthMm: { min: 40, max: 2000 },
  heightMm: { min: 40, max: 1500 },
  distanceMm: { min: 30, max: 5000 },
  centreYawDeg: { min: -90, max: 90 },
  centrePitchDeg: { min: -90, max: 90 },
} as const;
export type ScreenFigure = keyof typeof SCREEN_BOUNDS;
export const SCREEN_FIGURES = Object.keys(SCREEN_BOUNDS) as readonly ScreenFigure[];

const within = (figure: ScreenFigure): z.ZodNumber =>
  z.number().min(SCREEN_BOUNDS[figure].min).max(SCREEN_BOUNDS[figure].max);

/**
 * The screen as the person sees it; asked once. `centre`: where its middle lies from straight ahead, of the trunk or of the head;
 * its plane is square to that.
 */
export const screenGeometry = z
  .strictObject({
    mount: screenMount,
    widthMm: within('widthMm'),
    heightMm: within('heightMm'),
    /** From the eyes to the middle of the screen, head in its neutral pose. */
    distanceMm: within('distanceMm'),
    centre: z.strictObject({ yawDeg: within('centreYawDeg'), pitchDeg: within('centrePitchDeg') }).readonly(),
  })
  .readonly();
export type ScreenGeometry = z.infer<typeof screenGeometry>;
