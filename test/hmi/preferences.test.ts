import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAYS } from '../../controller/gaze/dwell/switchChoice.ts';
import {
  adjustDwell,
  DEFAULT_PREFERENCES,
  dwellMsOf,
  keepPreferences,
  type Preferences,
  readPreferences,
  SCAN_STEPS_MS,
} from '../../hmi/patient/preferences.ts';
import { PARAMETERS } from '../../protocol/parameters.ts';
import { DEFAULT_PROFILE, type Profile } from '../../protocol/profile.ts';

const { absolute } = PARAMETERS.dwellMs;
const profileWith = (parameters: Partial<Profile['parameters']>, id = 'anna'): Profile => ({
  ...DEFAULT_PROFILE,
  id,
  parameters: { ...DEFAULT_PROFILE.parameters, ...parameters },
});

describe('what was kept', () => {
  it('is looking alone, as set up, where nothing was', () => {
    expect(readPreferences(null)).toEqual({
      way: 'look',
      scanStepMs: 1500,
      isPressSwitch: false,
      keepsMoving: false,
      dwell: null,
    });
  });

  it('is read again as it was written', () => {
    const kept: Preferences = {
      way: 'twoSwitches',
      scanStepMs: 4000,
      isPressSwitch: true,
      keepsMoving: true,
      dwell: { profileId: 'anna', profileDwellMs: 1000, dwellMs: 1300 },
    };
    expect(readPreferences(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([
    ['no JSON', '{'],
    ['another kind', '[1]'],
    ['null', 'null'],
    ['a way that does not exist', '{"way":"brain"}'],
    ['a scan without time', '{"scanStepMs":0}'],
    ['text for a number', '{"scanStepMs":"1500"}'],
    ['a dwell of 1 ms', '{"dwell":{"profileId":"simulated-person","profileDwellMs":1000,"dwellMs":1}}'],
    ['half a dwell', '{"dwell":{"dwellMs":900}}'],
  ])('is the default where it is %s', (_, text) => {
    expect(readPreferences(text)).toEqual(DEFAULT_PREFERENCES);
  });

  it('is usable whatever it is, and what is understood of it stands', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { way, scanStepMs } = readPreferences(text);
        expect(WAYS).toContain(way);
        expect(SCAN_STEPS_MS).toContain(scanStepMs);
      }),
    );
    expect(readPreferences('{"way":"oneSwitch","scanStepMs":-1,"dwell":7}')).toEqual({
      ...DEFAULT_PREFERENCES,
      way: 'oneSwitch',
    });
  });

  it('is the default, and nothing breaks, in a browser that keeps nothing', () => {
    const store = keepPreferences(() => {
      throw new Error('denied');
    });
    expect(store.read()).toEqual(DEFAULT_PREFERENCES);
    expect(() => store.write(DEFAULT_PREFERENCES)).not.toThrow();
  });
});

describe('how long a look rests', () => {
  it('is as in the profile until it is adjusted, by 100 ms at a time', () => {
    const profile = profileWith({ dwellMs: 1000 });
    expect(dwellMsOf(DEFAULT_PREFERENCES, profile)).toBe(1000);
    const longer = adjustDwell(DEFAULT_PREFERENCES, profile, 1);
    expect(dwellMsOf(longer, profile)).toBe(1100);
    expect(dwellMsOf(adjustDwell(adjustDwell(longer, profile, -1), profile, -1), profile)).toBe(900);
  });

  it('is as in the profile again for another person, and when the clinician sets another dwell', () => {
    const longer = adjustDwell(DEFAULT_PREFERENCES, profileWith({ dwellMs: 1000 }), 1);
    expect(dwellMsOf(longer, profileWith({ dwellMs: 1000 }, 'bert'))).toBe(1000);
    expect(dwellMsOf(longer, profileWith({ dwellMs: 1500 }))).toBe(1500);
  });

  it('never leaves the bounds of the parameter, and its progress can be seen, whatever is asked and kept', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: absolute.min, max: absolute.max }),
        fc.integer({ min: 100, max: 500 }),
        fc.integer({ min: absolute.min, max: absolute.max }),
        fc.array(fc.constantFrom<1 | -1>(1, -1), { maxLength: 80 }),
        (dwellMs, dwellOnsetMs, keptMs, steps) => {
          const profile = profileWith({ dwellMs, dwellOnsetMs });
          const kept = { profileId: 'anna', profileDwellMs: dwellMs, dwellMs: keptMs };
          let preferences: Preferences = { ...DEFAULT_PREFERENCES, dwell: kept };
          for (const one of steps) preferences = adjustDwell(preferences, profile, one);
          const ms = dwellMsOf(preferences, profile);
          expect(ms).toBeGreaterThanOrEqual(Math.max(absolute.min, dwellOnsetMs + 100));
          expect(ms).toBeLessThanOrEqual(absolute.max);
          // And what is kept is understood on the next visit.
          expect(readPreferences(JSON.stringify(preferences))).toEqual(preferences);
        },
      ),
    );
  });
});
