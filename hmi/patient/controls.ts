import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import {
  type ControlId,
  isRemembered,
  type Offer,
  type Place,
  SCREENS,
  type ScreenId,
} from '../../controller/gaze/dwell/screens.ts';
import { isScanning, type Way } from '../../controller/gaze/dwell/switchChoice.ts';
import { dwellMsOf } from './preferences.ts';
import { type SettingId, type Settings, type SettingsKnown, settingOffers } from './settingScreens.ts';

/** One control of the page, as it is drawn, looked at and scanned. */
export interface ShownControl {
  readonly id: ControlId | SettingId;
  readonly place: Place;
  readonly dwellMs: number;
  readonly isRemembered: boolean;
  readonly isOn?: boolean;
}

/** Everything that can be chosen besides STOP, in the order in which a highlight walks over it. */
export function controlsOf(
  screen: ScreenId,
  settings: Settings,
  known: SettingsKnown,
): readonly ShownControl[] {
  const { profile } = known;
  const lookMs = dwellMsOf(settings.preferences, profile);
  const offers: readonly Offer[] = SCREENS[screen];
  const shown = offers.map((offer): ShownControl => {
    const { id, place, dwell } = offer;
    const dwellMs = dwell === 'dwellMs' ? lookMs : profile.parameters[dwell];
    return { id, place, dwellMs, isRemembered: isRemembered(offer) };
  });
  if (screen !== 'begin') return shown;
  // A dwell that was made too short must not make it hard to lengthen it again.
  const dwellMs = Math.max(profile.parameters.dwellMs, lookMs);
  const own = settingOffers(settings, known).map(
    (offer): ShownControl => ({ ...offer, dwellMs, isRemembered: false }),
  );
  return settings.view === 'none' ? [...shown, ...own] : own;
}

/**
 * The layout for a way of choosing: who scans chooses nothing by looking, and who confirms with a switch nothing by looking alone.
 * STOP and the border act for everybody. On the page's own screens looks always choose, so that whoever was lost in them finds out.
 */
export function layoutFor(layout: DwellLayout, way: Way, isSettings: boolean): DwellLayout {
  if (way === 'look' || isSettings) return layout;
  if (isScanning(way)) return { ...layout, targets: layout.targets.filter(({ kind }) => kind === 'stop') };
  return {
    ...layout,
    targets: layout.targets.map((target) =>
      target.kind === 'stop' ? target : { ...target, dwellMs: Number.POSITIVE_INFINITY },
    ),
  };
}
