import type { Liveness } from '../../controller/gaze/dwell/liveness.ts';
import type { Switch } from '../../controller/gaze/dwell/scan.ts';
import type { Place } from '../../controller/gaze/dwell/screens.ts';
import { hasSwitch, type Way } from '../../controller/gaze/dwell/switchChoice.ts';
import type { Profile } from '../../protocol/profile.ts';
import { adjustDwell, dwellMsOf, type Preferences, SCAN_STEPS_MS } from './preferences.ts';

/** The page's own screens, which ask control for nothing. They exist only where nothing moves: instead of `begin`. */
export type SettingView = 'none' | 'settings' | 'ways' | 'check';

const WAY_CONTROLS = {
  wayLook: 'look',
  wayDeviceClicks: 'deviceClicks',
  wayOneSwitch: 'oneSwitch',
  wayTapOrHold: 'tapOrHold',
  wayTwoSwitches: 'twoSwitches',
  wayLookAndPress: 'lookAndPress',
} as const satisfies Readonly<Record<string, Way>>;
type WayControl = keyof typeof WAY_CONTROLS;

/** Every control of the page's own screens, and the one that leads to them. */
export const SETTING_IDS = [
  'settings',
  'back',
  'shorter',
  'longer',
  'asSetUp',
  'checkPointer',
  'keepMoving',
  'pressIsSwitch',
  'ways',
  'slower',
  'faster',
  'wayLook',
  'wayDeviceClicks',
  'wayOneSwitch',
  'wayTapOrHold',
  'wayTwoSwitches',
  'wayLookAndPress',
] as const;
export type SettingId = (typeof SETTING_IDS)[number];

export function isSetting(id: string): id is SettingId {
  return SETTING_IDS.some((setting) => setting === id);
}

export interface SettingOffer {
  readonly id: SettingId;
  readonly place: Place;
  /** Undefined for what is neither on nor off. */
  readonly isOn?: boolean;
}

/**
 * A way of choosing that waits to be used once: a switch, or a device that clicks, of which nobody has heard would lock the person out.
 * `heard` are the switches that were pressed since.
 */
export interface Trial {
  readonly way: Way;
  readonly heard: readonly Switch[];
}

/** What is chosen on the page's own screens. */
export interface Settings {
  readonly view: SettingView;
  readonly preferences: Preferences;
  readonly trial: Trial | undefined;
}

/** What decides which settings are offered. */
export interface SettingsKnown {
  readonly profile: Profile;
  readonly liveness: Liveness;
  /** A pointer that may be a gaze was seen. */
  readonly hasPointer: boolean;
}

/** What can be chosen on one of the page's own screens; what would change nothing is not offered. */
export function settingOffers(
  { view, preferences }: Settings,
  known: SettingsKnown,
): readonly SettingOffer[] {
  switch (view) {
    case 'none':
      return [{ id: 'settings', place: 'bottomLeft' }];
    case 'check':
      return [{ id: 'back', place: 'topLeft' }];
    case 'settings':
      return dwellOffers(preferences, known);
    case 'ways':
      return wayOffers(preferences);
  }
}

function dwellOffers(
  preferences: Preferences,
  { profile, liveness, hasPointer }: SettingsKnown,
): readonly SettingOffer[] {
  const dwellMs = dwellMsOf(preferences, profile);
  const changes = (steps: 1 | -1): boolean =>
    dwellMsOf(adjustDwell(preferences, profile, steps), profile) !== dwellMs;
  const isSetUp = dwellMs === profile.parameters.dwellMs;
  const ofLooks: readonly SettingOffer[] = [
    // Only for eyes that are known to live: a frozen cursor looks like a steady stare.
    ...(liveness.kind === 'known'
      ? [{ id: 'keepMoving', place: 'topRight', isOn: preferences.keepsMoving } as const]
      : []),
    ...(changes(-1) ? [{ id: 'shorter', place: 'left' } as const] : []),
    ...(changes(1) ? [{ id: 'longer', place: 'right' } as const] : []),
    ...(isSetUp ? [] : [{ id: 'asSetUp', place: 'bottom' } as const]),
  ];
  return [
    { id: 'back', place: 'topLeft' },
    ...(hasPointer ? [{ id: 'checkPointer', place: 'top' } as const] : []),
    // A device that clicks has a time of its own, and makes one click of one look.
    ...(preferences.way === 'deviceClicks' ? [] : ofLooks),
    { id: 'pressIsSwitch', place: 'bottomLeft', isOn: preferences.isPressSwitch },
    { id: 'ways', place: 'bottomRight' },
  ];
}

function wayOffers({ way, scanStepMs, isPressSwitch }: Preferences): readonly SettingOffer[] {
  const offer = (id: WayControl, place: Place): SettingOffer => ({
    id,
    place,
    isOn: WAY_CONTROLS[id] === way,
  });
  return [
    { id: 'back', place: 'topLeft' },
    offer('wayLook', 'top'),
    offer('wayLookAndPress', 'topRight'),
    offer('wayOneSwitch', 'left'),
    offer('wayTwoSwitches', 'right'),
    offer('wayTapOrHold', 'bottomLeft'),
    // In its place stands how fast the highlight walks, where it walks by itself; "Only look" leads there. Where a press of the pointer is
    // the switch no click shows that a device clicks: the press of whoever has a switch there would show the same.
    ...(way === 'oneSwitch' || (hasSwitch(way) && isPressSwitch) ? [] : [offer('wayDeviceClicks', 'bottom')]),
    ...(way === 'oneSwitch' && scanStepAfter(scanStepMs, 1) !== scanStepMs
      ? [{ id: 'slower', place: 'bottom' } as const]
      : []),
    ...(way === 'oneSwitch' && scanStepAfter(scanStepMs, -1) !== scanStepMs
      ? [{ id: 'faster', place: 'bottomRight' } as const]
      : []),
  ];
}

function scanStepAfter(scanStepMs: number, steps: 1 | -1): number {
  const index = SCAN_STEPS_MS.indexOf(scanStepMs);
  return SCAN_STEPS_MS[index + steps] ?? scanStepMs;
}

/** Whether a control chooses a way of choosing. */
export function isWay(id: string): id is WayControl {
  return Object.hasOwn(WAY_CONTROLS, id);
}

/** With what a setting was chosen. A switch is the person's own, and a hand may be another's. */
export type ChosenBy = 'gaze' | 'hand' | 'switch';

/** The settings after a choice. */
export function chooseSetting(
  before: Settings,
  id: SettingId,
  by: ChosenBy,
  { profile }: SettingsKnown,
): Settings {
  const { preferences } = before;
  const prefer = (change: Partial<Preferences>): Settings => ({
    ...before,
    preferences: { ...preferences, ...change },
  });
  switch (id) {
    case 'settings':
    case 'ways':
      return { ...before, view: id, trial: undefined };
    case 'checkPointer':
      return { ...before, view: 'check' };
    case 'back':
      return { ...before, view: before.view === 'settings' ? 'none' : 'settings', trial: undefined };
    case 'shorter':
    case 'longer':
      return { ...before, preferences: adjustDwell(preferences, profile, id === 'longer' ? 1 : -1) };
    case 'asSetUp':
      return prefer({ dwell: null });
    case 'keepMoving':
      return prefer({ keepsMoving: !preferences.keepsMoving });
    case 'pressIsSwitch':
      return prefer({ isPressSwitch: !preferences.isPressSwitch });
    case 'slower':
    case 'faster':
      return prefer({ scanStepMs: scanStepAfter(preferences.scanStepMs, id === 'slower' ? 1 : -1) });
    default:
      return chooseWay(before, WAY_CONTROLS[id], by);
  }
}

/** Only looks and hands leave the switches behind: who has chosen with a switch may have nothing else. */
function chooseWay(before: Settings, way: Way, by: ChosenBy): Settings {
  if (way === before.preferences.way) return { ...before, trial: undefined };
  if (way === 'look' && by !== 'switch') return use(before, way);
  return { ...before, trial: { way, heard: [] } };
}

/**
 * The settings after a click of a pointer, where it shows what was to be shown: that the device clicks by itself. Undefined for any other
 * click. The words of the trial ask for a click on the very control, which a look alone does not make.
 */
export function hearClick(before: Settings, id: string): Settings | undefined {
  const isShown = before.trial?.way === 'deviceClicks' && id === 'wayDeviceClicks';
  return isShown ? use(before, 'deviceClicks') : undefined;
}

function use(before: Settings, way: Way): Settings {
  return { ...before, preferences: { ...before.preferences, way }, trial: undefined };
}

/** The settings after a press while a way with a switch waits to be used: it is, once each of its switches was heard. */
export function hearSwitch(before: Settings, which: Switch): Settings {
  const { trial } = before;
  if (!trial || !hasSwitch(trial.way)) return before;
  // The same switch again: there is no second one, and the way before is still in use.
  if (trial.heard.includes(which)) return { ...before, trial: undefined };
  const heard = [...trial.heard, which];
  return heard.length < (trial.way === 'twoSwitches' ? 2 : 1)
    ? { ...before, trial: { ...trial, heard } }
    : use(before, trial.way);
}
