import type { ScanInput, Switch } from './scan.ts';

/**
 * A switch that is held for so long means STOP, whatever is lit and whatever else the press has done. Longer than a hold that takes
 * (400 ms, scan.ts) by more than any slow release; D, not from a source.
 */
export const STOP_HOLD_MS = 1500;

/** The switches that are down: since when, and whether this press has already stopped. */
export type LongPress = Readonly<
  Partial<Record<Switch, { readonly sinceMs: number; readonly hasStopped: boolean }>>
>;

export const NO_PRESS: LongPress = {};

export interface LongPressStep {
  readonly presses: LongPress;
  readonly isStop: boolean;
}

/** The presses after one more input, and whether one of them is now a STOP; each press is one at most. */
export function followLongPress(presses: LongPress, input: ScanInput): LongPressStep {
  const { tMs } = input;
  switch (input.type) {
    case 'tick':
      return due(presses, tMs);
    case 'pressed': {
      // A second key or button for a switch that is down does not begin its time anew.
      if (presses[input.which]?.hasStopped === false) return due(presses, tMs);
      return { presses: { ...presses, [input.which]: { sinceMs: tMs, hasStopped: false } }, isStop: false };
    }
    case 'released': {
      // A hold whose time ended between two ticks is still a hold.
      const { presses: judged, isStop } = due(presses, tMs);
      const { [input.which]: _, ...others } = judged;
      return { presses: others, isStop };
    }
    case 'interrupted':
      return { presses: NO_PRESS, isStop: false };
  }
}

function due(presses: LongPress, tMs: number): LongPressStep {
  let isStop = false;
  const judged = (which: Switch): LongPress => {
    const press = presses[which];
    if (!press) return NO_PRESS;
    const isLong = !press.hasStopped && tMs - press.sinceMs >= STOP_HOLD_MS;
    isStop ||= isLong;
    return { [which]: isLong ? { ...press, hasStopped: true } : press };
  };
  return { presses: { ...judged('first'), ...judged('second') }, isStop };
}
