import { isChecked } from '../../controller/gaze/dwell/eyeCheck.ts';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import type { Asker } from '../../controller/gaze/dwell/question.ts';
import {
  type ControlId,
  isRemembered,
  type Offer,
  type Place,
  SCREENS,
  type ScreenId,
} from '../../controller/gaze/dwell/screens.ts';
import { isScanning } from '../../controller/gaze/dwell/switchChoice.ts';
import { dwellMsOf } from './preferences.ts';
import { type SettingId, type Settings, type SettingsKnown, settingOffers } from './settingScreens.ts';
import type { ShownSteering } from './steeringShown.ts';

/** One control of the page, as it is drawn, looked at and scanned. */
export interface ShownControl {
  readonly id: ControlId | SettingId;
  readonly place: Place;
  readonly dwellMs: number;
  readonly isRemembered: boolean;
  readonly isOn?: boolean;
  /** What is to be known before it is chosen. */
  readonly note?: 'check' | 'blocked';
}

/** Everything that can be chosen besides STOP, in the order in which a highlight walks over it. */
export function controlsOf(
  screen: ScreenId,
  settings: Settings,
  known: SettingsKnown,
  steering: ShownSteering | null = null,
): readonly ShownControl[] {
  const { profile } = known;
  const lookMs = dwellMsOf(settings.preferences, profile);
  const offers: readonly Offer[] = SCREENS[screen];
  const shown = offers.map((offer): ShownControl => {
    const { id, place, dwell } = offer;
    const dwellMs = dwell === 'dwellMs' ? lookMs : profile.parameters[dwell];
    const shownControl = { id, place, dwellMs, isRemembered: isRemembered(offer) };
    return id === 'followEyes' ? { ...shownControl, ...noteOf(steering) } : shownControl;
  });
  if (screen !== 'begin') return shown;
  // A dwell that was made too short must not make it hard to lengthen it again.
  const dwellMs = Math.max(profile.parameters.dwellMs, lookMs);
  const own = settingOffers(settings, known).map(
    (offer): ShownControl => ({ ...offer, dwellMs, isRemembered: false }),
  );
  return settings.view === 'none' ? [...shown, ...own] : own;
}

function noteOf(steering: ShownSteering | null): Pick<ShownControl, 'note'> {
  if (!steering || steering.obstacle === null) return {};
  return { note: isChecked(steering.obstacle) ? 'check' : 'blocked' };
}

/** While the head follows the eyes a press is STOP, so that looks alone go on: of whoever has looks that choose. */
const FOLLOWS_EYES: readonly ScreenId[] = ['steer', 'steerGoOn'];

/**
 * What looks choose beside a device that clicks, so that one that clicks no more locks nobody out: they lead from every screen that stays
 * to the page's own settings, and nothing moves by them. Where there is no Rest, two looks lead there, as they do without a device.
 */
const WAYS_OUT: readonly string[] = ['settings', 'rest', 'continue', 'haveLooked'];
const SECOND_OF_WAYS_OUT: readonly ScreenId[] = ['stoppedConfirm', 'faultConfirm'];

/**
 * The layout for a way of choosing: who scans chooses nothing by looking, and who confirms with a switch, or whose device clicks, nothing
 * by looking alone but the ways out. STOP and the border act for everybody. On the page's own screens looks always choose, so that whoever
 * was lost in them finds out.
 * @param askedBy what has asked the question that is shown; after a click the second step is a click too
 */
export function layoutFor(
  layout: DwellLayout,
  screen: ScreenId,
  { view, preferences: { way } }: Pick<Settings, 'view' | 'preferences'>,
  askedBy: Asker,
): DwellLayout {
  const isSettings = screen === 'begin' && view !== 'none';
  const goesOnByLooks = way === 'lookAndPress' && FOLLOWS_EYES.includes(screen);
  if (way === 'look' || isSettings || goesOnByLooks) return layout;
  if (isScanning(way)) return { ...layout, targets: layout.targets.filter(({ kind }) => kind === 'stop') };
  const isSecondLook = askedBy === 'look' && SECOND_OF_WAYS_OUT.includes(screen);
  return {
    ...layout,
    targets: layout.targets.map((target) => {
      const isWayOut = way === 'deviceClicks' && (isSecondLook || WAYS_OUT.includes(target.id));
      return target.kind === 'stop' || isWayOut ? target : { ...target, dwellMs: Number.POSITIVE_INFINITY };
    }),
  };
}
