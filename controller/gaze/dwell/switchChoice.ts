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
 * How a person chooses. `look`: by looking alone, without a switch. `lookAndPress`: a look says what, a switch says now. The others
 * walk a highlight and need no eyes (scan.ts).
 */
export const WAYS = ['look', 'oneSwitch', 'tapOrHold', 'twoSwitches', 'lookAndPress'] as const;
export type Way = (typeof WAYS)[number];

/** Whether a highlight walks and looks choose nothing: the pointer of such a person is nobody's gaze. */
export function isScanning(way: Way): way is ScanMethod {
  return way !== 'look' && way !== 'lookAndPress';
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
  if (way === 'look') return { state: NO_SWITCHES, effects: [] };
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
  way: Exclude<Way, 'look'>,
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
