import type { DwellSettings, DwellState } from '../../controller/gaze/dwell/dwellState.ts';
import { noteLook } from '../../controller/gaze/dwell/lookPress.ts';
import {
  highlighted,
  type ScanInput,
  type ScanScene,
  type Switch,
} from '../../controller/gaze/dwell/scan.ts';
import { hasSwitch, NO_SWITCHES, stepSwitches } from '../../controller/gaze/dwell/switchChoice.ts';
import type { SettingsKeeper } from './settingsKeeper.ts';

/** What switches do to the page. */
export interface HandsTarget {
  readonly settings: SettingsKeeper;
  /** What can be chosen now besides STOP. */
  controlIds(): readonly string[];
  /** Whether the head moves, or nobody knows. */
  isMoving(): boolean;
  stop(): void;
  take(id: string, nowMs: number): void;
}

/** A person's switches: they walk a highlight, or confirm a look. STOP stands first, and every press while moving is STOP. */
export interface Hands {
  press(which: Switch, nowMs: number): void;
  release(which: Switch, nowMs: number): void;
  interrupted(nowMs: number): void;
  /** One frame of the display, after the eyes. */
  tick(nowMs: number, dwell: DwellState, settings: DwellSettings): void;
  /** What the next press would take. */
  scanned(): string | undefined;
  /** A switch by which the person could stop a movement unseen: their way has one, and it was heard since the page was opened. */
  hasSwitch(): boolean;
}

export function createHands(target: HandsTarget): Hands {
  const { settings } = target;
  let switches = NO_SWITCHES;
  let isHeard = false;
  let scene: ScanScene = { version: 0, targetIds: [], isMoving: false };

  function give(input: ScanInput): void {
    // While a way is tried, a press says that there is a switch and nothing else.
    const targetIds = settings.isTrying() ? [] : ['stop', ...target.controlIds()];
    scene = sceneAfter(scene, targetIds, target.isMoving());
    const stepMs = settings.now().preferences.scanStepMs;
    const { state, effects } = stepSwitches(switches, input, scene, { way: settings.way(), stepMs });
    switches = state;
    for (const effect of effects) {
      if (effect.type === 'stop' || effect.targetId === 'stop') target.stop();
      else if (targetIds.includes(effect.targetId)) target.take(effect.targetId, input.tMs);
    }
  }

  return {
    press(which, nowMs) {
      const isTrying = settings.isTrying();
      isHeard = true;
      give({ type: 'pressed', tMs: nowMs, which });
      if (isTrying) settings.hear(which);
    },
    release: (which, nowMs) => give({ type: 'released', tMs: nowMs, which }),
    interrupted: (nowMs) => give({ type: 'interrupted', tMs: nowMs }),
    tick(nowMs, dwell, dwellSettings) {
      switches = { ...switches, lookPress: noteLook(switches.lookPress, nowMs, dwell, dwellSettings) };
      give({ type: 'tick', tMs: nowMs });
    },
    scanned: () => highlighted(switches.scan, scene),
    hasSwitch: () => isHeard && hasSwitch(settings.way()),
  };
}

/** What can be chosen now is another scene than what could before, whatever is lit. */
function sceneAfter(before: ScanScene, targetIds: readonly string[], isMoving: boolean): ScanScene {
  const isSame =
    targetIds.length === before.targetIds.length &&
    targetIds.every((id, index) => id === before.targetIds[index]);
  return isSame ? { ...before, isMoving } : { version: before.version + 1, targetIds, isMoving };
}
