import { describe, expect, it } from 'vitest';
import { SCREENS } from '../../controller/gaze/dwell/screens.ts';
import { screenOf } from '../../hmi/patient/picture.ts';
import { INITIAL_VIEW } from '../../hmi/shared/clientView.ts';
import type { Shown } from '../../hmi/shared/pageClient.ts';
import { DEFAULT_PROFILE } from '../../protocol/profile.ts';
import { telemetryWith } from '../telemetry.ts';

const READY: Shown = {
  ...INITIAL_VIEW,
  standing: 'current',
  settings: { profile: DEFAULT_PROFILE, hash: 'h' },
  telemetry: telemetryWith({ state: 'ready', reason: 'armed' }),
};

describe('what the page lets be chosen', () => {
  it('are the movements while it knows that the brace is ready and the clutch is in', () => {
    expect(screenOf(READY, 'in', false)).toBe('move');
    expect(screenOf(READY, 'out', false)).toBe('calm');
  });

  it('is nothing while what is known is not current, whatever was known', () => {
    for (const standing of ['connecting', 'lost', 'lostTooLarge', 'controlDown', 'silent'] as const) {
      expect(SCREENS[screenOf({ ...READY, standing }, 'in', false)]).toEqual([]);
    }
  });

  it('is nothing without the settings of the person', () => {
    expect(SCREENS[screenOf({ ...READY, settings: null }, 'in', false)]).toEqual([]);
  });
});
