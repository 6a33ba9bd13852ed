import { followLongPress, type LongPress, NO_PRESS } from './longPress.ts';
import { type LookPressState, lookPress, NO_LOOKS } from './lookPress.ts';
import {
  DEFAULT_SCAN_SETTINGS,
  NO_SCAN,
  type ScanEffect,
  type ScanInput,
  type ScanMethod,
  type ScanScene,
  type ScanState,
  scan,
} from './scan.ts';

/**
 * How a person chooses. `look`: by looking alone, without a switch. `deviceClicks`: so too, but when a look has rested for long enough the
 * software of the tracker says, by a click (deviceClick.ts). `lookAndPress`: a look says what, a switch says now. The others walk a
 * highlight and need no eyes (scan.ts). Clicks come from one of them, never from two (reference/gaze.md §5.1, trap 2).
 */
export const WAYS = [
  'look',
  'deviceClicks',
  'oneSwitch',
  'tapOrHold',
  'twoSwitches',
  'lookAndPress',
] as const;
export type Way = (typeof WAYS)[number];
export type SwitchWay = Exclude<Way, 'look' | 'deviceClicks'>;

/** Whether a person chooses with a switch, each time deliberately; else looks alone choose, whoever times them. */
export function hasSwitch(way: Way): way is SwitchWay {
  return way !== 'look' && way !== 'deviceClicks';
}

/** Whether a highlight walks and looks choose nothing: the pointer of such a person is nobody's gaze. */
export function isScanning(way: Way): way is ScanMethod {
  return hasSwitch(way) && way !== 'lookAndPress';
}

export interface SwitchState {
  readonly scan: ScanState;
  readonly lookPress: LookPressState;
  readonly presses: LongPress;
}

export const NO_SWITCHES: SwitchState = { scan: NO_SCAN, lookPress: NO_LOOKS, presses: NO_PRESS };

export interface SwitchStep {
  readonly state: SwitchState;
  readonly effects: readonly ScanEffect[];
}

/**
 * What the switches do. In every way that has a switch, any press while the head moves is STOP, and a press that lasts is STOP
 * whatever is lit.
 */
export function stepSwitches(
  before: SwitchState,
  input: ScanInput,
  scene: ScanScene,
  { way, stepMs }: { readonly way: Way; readonly stepMs: number },
): SwitchStep {
  if (!hasSwitch(way)) return { state: NO_SWITCHES, effects: [] };
  const { presses, isStop } = followLongPress(before.presses, input);
  const chosen = choose(before, input, scene, way, stepMs);
  // A press that has become a STOP chooses nothing any more.
  const effects: readonly ScanEffect[] = isStop ? [{ type: 'stop' }] : chosen.effects;
  return { state: { ...before, ...chosen.state, presses }, effects };
}

function choose(
  before: SwitchState,
  input: ScanInput,
  scene: ScanScene,
  way: SwitchWay,
  stepMs: number,
): { readonly state: Partial<SwitchState>; readonly effects: readonly ScanEffect[] } {
  if (way === 'lookAndPress') {
    const { state, effects } = lookPress(before.lookPress, input, scene.isMoving);
    return { state: { lookPress: state }, effects };
  }
  const { state, effects } = scan(before.scan, input, scene, {
    ...DEFAULT_SCAN_SETTINGS,
    method: way,
    stepMs,
  });
  return { state: { scan: state }, effects };
}
