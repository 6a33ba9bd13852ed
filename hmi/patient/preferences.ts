import { z } from 'zod';
import { WAYS } from '../../controller/gaze/dwell/switchChoice.ts';
import { PARAMETERS, type ParameterValues } from '../../protocol/parameters.ts';
import type { Profile } from '../../protocol/profile.ts';

/** How long the highlight of one switch may rest on a control, 1500 ms at first; ten times as long for who needs it (WCAG 2.2.1). */
export const SCAN_STEPS_MS: readonly number[] = [
  500, 750, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10_000, 15_000,
];
const FIRST_SCAN_STEP_MS = 1500;

const adjustedDwell = z.strictObject({
  /** Whose dwell was adjusted, and from what: with other settings it means nothing any more. */
  profileId: z.string(),
  profileDwellMs: z.number(),
  dwellMs: z.number().min(PARAMETERS.dwellMs.absolute.min).max(PARAMETERS.dwellMs.absolute.max),
});

/** A field that is not understood is as if it had never been chosen; the others stand. */
const preferences = z.object({
  way: z.enum(WAYS).catch('look'),
  scanStepMs: z
    .number()
    .refine((ms) => SCAN_STEPS_MS.includes(ms))
    .catch(FIRST_SCAN_STEP_MS),
  isPressSwitch: z.boolean().catch(false),
  keepsMoving: z.boolean().catch(false),
  dwell: adjustedDwell.nullable().catch(null),
});

/** What was chosen on this page, for this page: how the person chooses, and how long a look rests. */
export type Preferences = Readonly<z.infer<typeof preferences>>;

export const DEFAULT_PREFERENCES: Preferences = preferences.parse({});

/** Reads what was kept. Whatever it is, the outcome is usable; what is not understood is the default. */
export function readPreferences(text: string | null): Preferences {
  try {
    return preferences.catch(DEFAULT_PREFERENCES).parse(JSON.parse(text ?? '{}'));
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

export interface PreferenceStore {
  read(): Preferences;
  write(next: Preferences): void;
}

const KEY = 'poise.patient';

/** Keeps them in the browser. One that keeps nothing (`storage` throws) still works until the page is closed. */
export function keepPreferences(storage: () => Pick<Storage, 'getItem' | 'setItem'>): PreferenceStore {
  return {
    read() {
      try {
        return readPreferences(storage().getItem(KEY));
      } catch {
        return DEFAULT_PREFERENCES;
      }
    },
    write(next) {
      try {
        storage().setItem(KEY, JSON.stringify(next));
      } catch {
        // Nothing depends on it but the next visit.
      }
    },
  };
}

/** How long a look at a movement rests now: as adjusted on this page for this person and these settings, else as in the profile. */
export function dwellMsOf({ dwell }: Preferences, { id, parameters }: Profile): number {
  const isOfThese = dwell?.profileId === id && dwell.profileDwellMs === parameters.dwellMs;
  return isOfThese ? boundedDwell(dwell.dwellMs, parameters) : parameters.dwellMs;
}

/** One step (100 ms) longer or shorter, within the bounds of the parameter; the progress can always be seen before the choice. */
export function adjustDwell(before: Preferences, profile: Profile, steps: 1 | -1): Preferences {
  const { id, parameters } = profile;
  const dwellMs = boundedDwell(dwellMsOf(before, profile) + steps * PARAMETERS.dwellMs.step, parameters);
  return { ...before, dwell: { profileId: id, profileDwellMs: parameters.dwellMs, dwellMs } };
}

function boundedDwell(dwellMs: number, { dwellOnsetMs }: ParameterValues): number {
  const { absolute, step } = PARAMETERS.dwellMs;
  return Math.min(absolute.max, Math.max(absolute.min, dwellOnsetMs + step, dwellMs));
}
