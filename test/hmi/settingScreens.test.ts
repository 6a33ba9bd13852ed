import { describe, expect, it } from 'vitest';
import type { Liveness } from '../../controller/gaze/dwell/liveness.ts';
import { SCREENS } from '../../controller/gaze/dwell/screens.ts';
import { hasSwitch, WAYS } from '../../controller/gaze/dwell/switchChoice.ts';
import { controlsOf } from '../../hmi/patient/controls.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../hmi/patient/preferences.ts';
import {
  chooseSetting,
  hearSwitch,
  type Settings,
  type SettingsKnown,
  type SettingView,
  settingOffers,
} from '../../hmi/patient/settingScreens.ts';
import { DEFAULT_PROFILE } from '../../protocol/profile.ts';

const KNOWN: SettingsKnown = {
  profile: DEFAULT_PROFILE,
  liveness: { kind: 'unknown', why: 'untested' },
  hasPointer: true,
};
const on = (view: SettingView, preferences: Partial<Preferences> = {}): Settings => ({
  view,
  preferences: { ...DEFAULT_PREFERENCES, ...preferences },
  trial: undefined,
});
const idsOf = (settings: Settings, known = KNOWN): string[] =>
  settingOffers(settings, known).map(({ id }) => id);

describe('the page’s own screens', () => {
  it('are reached from where nothing moves, and from nowhere else', () => {
    for (const screen of Object.keys(SCREENS) as (keyof typeof SCREENS)[]) {
      const ids = controlsOf(screen, on('none'), KNOWN).map(({ id }) => id);
      expect(ids.includes('settings'), screen).toBe(screen === 'begin');
    }
  });

  it('lead back from every one of them, and offer no two controls in one place', () => {
    for (const view of ['settings', 'ways', 'check'] as const) {
      for (const way of WAYS) {
        const known = { ...KNOWN, liveness: { kind: 'known', longestPauseMs: 200 } } as const;
        const dwell = { profileId: DEFAULT_PROFILE.id, profileDwellMs: 1000, dwellMs: 1200 };
        const offers = settingOffers(on(view, { way, dwell }), known);
        expect(offers.map(({ id }) => id)).toContain('back');
        expect(new Set(offers.map(({ place }) => place)).size).toBe(offers.length);
      }
    }
  });

  it('offer no device that clicks where each of its clicks would be a press of the switch', () => {
    for (const way of WAYS)
      for (const isPressSwitch of [false, true]) {
        const isOffered = idsOf(on('ways', { way, isPressSwitch })).includes('wayDeviceClicks');
        expect(isOffered, way).toBe(way !== 'oneSwitch' && !(hasSwitch(way) && isPressSwitch));
      }
  });

  it('can be left at the dwell of the profile or a longer one, however short a look was made', () => {
    const dwell = { profileId: DEFAULT_PROFILE.id, profileDwellMs: 1000, dwellMs: 300 };
    for (const control of controlsOf('begin', on('settings', { dwell }), KNOWN))
      expect(control.dwellMs).toBe(1000);
    const long = { ...dwell, dwellMs: 3000 };
    for (const control of controlsOf('begin', on('settings', { dwell: long }), KNOWN))
      expect(control.dwellMs).toBe(3000);
  });

  it('change how long a look at a movement rests, and not the looks that begin or confirm', () => {
    const dwell = { profileId: DEFAULT_PROFILE.id, profileDwellMs: 1000, dwellMs: 400 };
    const { armDwellMs, confirmDwellMs } = DEFAULT_PROFILE.parameters;
    expect(controlsOf('move', on('none', { dwell }), KNOWN).map(({ dwellMs }) => dwellMs)).toEqual(
      SCREENS.move.map(() => 400),
    );
    expect(controlsOf('begin', on('none', { dwell }), KNOWN)[0]?.dwellMs).toBe(armDwellMs);
    expect(controlsOf('confirm', on('none', { dwell }), KNOWN)[0]?.dwellMs).toBe(confirmDwellMs);
  });

  it('offer what would change something: no shorter look at the shortest, nothing to reset as set up', () => {
    const atMs = (dwellMs: number) =>
      idsOf(on('settings', { dwell: { profileId: DEFAULT_PROFILE.id, profileDwellMs: 1000, dwellMs } }));
    expect(idsOf(on('settings'))).not.toContain('asSetUp');
    expect(atMs(300)).not.toContain('shorter');
    expect(atMs(5000)).not.toContain('longer');
    expect(atMs(1200)).toEqual(expect.arrayContaining(['shorter', 'longer', 'asSetUp']));
    const adjusted = chooseSetting(on('settings'), 'shorter', 'gaze', KNOWN);
    expect(adjusted.preferences.dwell?.dwellMs).toBe(900);
    expect(chooseSetting(adjusted, 'asSetUp', 'gaze', KNOWN).preferences.dwell).toBeNull();
  });

  it('offer steps that follow each other only for eyes that are known to live', () => {
    const livenesses: readonly Liveness[] = [
      ...(['untested', 'freezes', 'notOnDot', 'interrupted'] as const).map(
        (why): Liveness => ({ kind: 'unknown', why }),
      ),
      { kind: 'known', longestPauseMs: 200 },
    ];
    for (const liveness of livenesses) {
      const ids = idsOf(on('settings', { keepsMoving: true }), { ...KNOWN, liveness });
      expect(ids.includes('keepMoving')).toBe(liveness.kind === 'known');
    }
    expect(idsOf(on('settings'), { ...KNOWN, hasPointer: false })).not.toContain('checkPointer');
  });

  it('let every way be chosen; the device that clicks, where one switch walks, by way of looking alone', () => {
    for (const way of WAYS) {
      const ids = idsOf(on('ways', { way })).filter((id) => id.startsWith('way'));
      expect(ids, way).toHaveLength(way === 'oneSwitch' ? WAYS.length - 1 : WAYS.length);
    }
    const looking = chooseSetting(on('ways', { way: 'oneSwitch' }), 'wayLook', 'hand', KNOWN);
    expect(idsOf(looking)).toContain('wayDeviceClicks');
  });

  it('offer no time of a look where the device clicks, which has its own, and no second step of one', () => {
    const known = { ...KNOWN, liveness: { kind: 'known', longestPauseMs: 200 } } as const;
    const dwell = { profileId: DEFAULT_PROFILE.id, profileDwellMs: 1000, dwellMs: 1200 };
    const settings = on('settings', { keepsMoving: true, way: 'deviceClicks', dwell });
    expect(idsOf(settings, known)).toEqual(['back', 'checkPointer', 'pressIsSwitch', 'ways']);
  });

  it('let the light rest ten times as long as at first, and a third as long', () => {
    let settings = on('ways', { way: 'oneSwitch' });
    for (let step = 0; step < 20; step++) settings = chooseSetting(settings, 'slower', 'hand', KNOWN);
    expect(settings.preferences.scanStepMs).toBe(15_000);
    expect(idsOf(settings)).not.toContain('slower');
    for (let step = 0; step < 20; step++) settings = chooseSetting(settings, 'faster', 'hand', KNOWN);
    expect(settings.preferences.scanStepMs).toBe(500);
    expect(idsOf(settings)).not.toContain('faster');
  });
});

describe('another way of choosing', () => {
  const wayOf = (settings: Settings) => settings.preferences.way;

  it('is used once its switch was heard, and not before', () => {
    const chosen = chooseSetting(on('ways'), 'wayOneSwitch', 'gaze', KNOWN);
    expect(wayOf(chosen)).toBe('look');
    expect(wayOf(chooseSetting(chosen, 'back', 'gaze', KNOWN))).toBe('look');
    expect(wayOf(hearSwitch(chosen, 'first'))).toBe('oneSwitch');
  });

  it('with two switches is used once both were heard; the same one twice is no second one', () => {
    const chosen = chooseSetting(on('ways'), 'wayTwoSwitches', 'hand', KNOWN);
    const heard = hearSwitch(chosen, 'first');
    expect(wayOf(heard)).toBe('look');
    expect(wayOf(hearSwitch(heard, 'second'))).toBe('twoSwitches');
    const twice = hearSwitch(heard, 'first');
    expect([wayOf(twice), twice.trial]).toEqual(['look', undefined]);
  });

  it('is never looking alone for who has chosen it with a switch, before they looked', () => {
    const chosen = chooseSetting(on('ways', { way: 'oneSwitch' }), 'wayLook', 'switch', KNOWN);
    expect(wayOf(chosen)).toBe('oneSwitch');
    expect(wayOf(hearSwitch(chosen, 'first'))).toBe('oneSwitch');
    expect(wayOf(chooseSetting(chosen, 'wayLook', 'gaze', KNOWN))).toBe('look');
    expect(wayOf(chooseSetting(chosen, 'wayLook', 'hand', KNOWN))).toBe('look');
  });
});
