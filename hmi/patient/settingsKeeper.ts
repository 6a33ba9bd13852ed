import type { Switch } from '../../controller/gaze/dwell/scan.ts';
import { hasSwitch, type Way } from '../../controller/gaze/dwell/switchChoice.ts';
import type { PreferenceStore } from './preferences.ts';
import {
  type ChosenBy,
  chooseSetting,
  hearClick,
  hearSwitch,
  type SettingId,
  type Settings,
  type SettingsKnown,
} from './settingScreens.ts';

/** The page's own settings while it is open; what is chosen is kept for its next visit. */
export interface SettingsKeeper {
  now(): Settings;
  /** How switches are understood: as in the way that is being tried, or else in the one in use. */
  way(): Way;
  isTrying(): boolean;
  choose(id: SettingId, by: ChosenBy, known: SettingsKnown): void;
  hear(which: Switch): void;
  /** A pointer has clicked a control; true where that shows that the device clicks, which was to be shown. */
  hearClick(id: string): boolean;
  /** The check of the pointer is over. */
  leaveCheck(): void;
  /** Anything else is to be shown. */
  leave(): void;
}

export function keepSettings(store: PreferenceStore): SettingsKeeper {
  let settings: Settings = { view: 'none', preferences: store.read(), trial: undefined };
  const become = (next: Settings): void => {
    if (next.preferences !== settings.preferences) store.write(next.preferences);
    settings = next;
  };
  const triedWay = (): Way | undefined => {
    const { trial } = settings;
    return trial && hasSwitch(trial.way) ? trial.way : undefined;
  };
  return {
    now: () => settings,
    way: () => triedWay() ?? settings.preferences.way,
    isTrying: () => triedWay() !== undefined,
    choose: (id, by, known) => become(chooseSetting(settings, id, by, known)),
    hear: (which) => become(hearSwitch(settings, which)),
    hearClick(id) {
      const heard = hearClick(settings, id);
      if (heard) become(heard);
      return heard !== undefined;
    },
    leaveCheck() {
      if (settings.view === 'check') become({ ...settings, view: 'settings' });
    },
    leave() {
      if (settings.view !== 'none') become({ ...settings, view: 'none', trial: undefined });
    },
  };
}

/** How many switches a way has, as far as keys and presses are concerned. */
export function switchesOf(way: Way): 'none' | 'one' | 'two' {
  if (!hasSwitch(way)) return 'none';
  return way === 'twoSwitches' ? 'two' : 'one';
}
