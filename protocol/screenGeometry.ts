import { z } from 'zod';
import { direction } from './gazeSample.ts';

/**
 * Where the screen is fixed, which decides what a place on it says: on the chair it is a place in the room, on the head it is a
 * place in the head, and turns with it (reference/domain.md §3.2).
 */
export const SCREEN_MOUNTS = ['chair', 'head'] as const;
export const screenMount = z.enum(SCREEN_MOUNTS);

/**
 * The screen as the person sees it; asked once. Bounds: from a telephone on the head to a television across the room.
 * `centre`: where its middle lies from straight ahead, of the trunk or of the head; its plane is square to that.
 */
export const screenGeometry = z
  .strictObject({
    mount: screenMount,
    widthMm: z.number().min(40).max(2000),
    heightMm: z.number().min(40).max(1500),
    /** From the eyes to the middle of the screen, head in its neutral pose. */
    distanceMm: z.number().min(30).max(5000),
    centre: direction,
  })
  .readonly();
export type ScreenGeometry = z.infer<typeof screenGeometry>;
