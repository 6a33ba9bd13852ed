import {
  CLUTCH_OUT,
  type ClutchState,
  clutchSettingsOf,
  followClutch,
  isEngaged,
} from '../../controller/gaze/clutch.ts';
import type { GazeCondition } from '../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import { type Chosen, type PageSample, type PageWalk, pageWalk, walkOn } from '../replay/pageWalk.ts';

const CLUTCH = clutchSettingsOf(DEFAULT_PARAMETERS);

/** Somebody before the page in ready, where the movements are offered only while the clutch is in. */
export interface ClutchedPage {
  readonly clutch: ClutchState;
  /** While the clutch is out, what asks and confirms; while it is in, the movements. */
  readonly walk: PageWalk;
}

export const CALM_PAGE: ClutchedPage = { clutch: CLUTCH_OUT, walk: pageWalk('begin') };

export interface GazeReport {
  readonly condition: GazeCondition;
  readonly forMs: number;
  readonly unseenForMs: number;
}

/**
 * One sample. A first and a second step put the clutch in, as in rest; what is chosen among the movements renews it, and without a choice
 * it lets go after its time.
 */
export function readyStep(
  { clutch: before, walk }: ClutchedPage,
  sample: PageSample,
  gaze: GazeReport,
): { readonly page: ClutchedPage; readonly chosen: readonly Chosen[]; readonly isEngagedNow: boolean } {
  const { tMs } = sample;
  const next = walkOn(walk, sample);
  let clutch = followClutch(before, { type: 'gaze', ...gaze }, tMs, CLUTCH);
  for (const choice of next.chosen) {
    switch (choice) {
      case 'asked':
        clutch = followClutch(clutch, { type: 'ask' }, tMs, CLUTCH);
        break;
      case 'resumed':
        clutch = followClutch(clutch, { type: 'confirm' }, tMs, CLUTCH);
        break;
      case 'moved':
        clutch = followClutch(clutch, { type: 'intent' }, tMs, CLUTCH);
        break;
      case 'declined':
      case 'rested':
        clutch = followClutch(clutch, { type: 'release', cause: 'asked' }, tMs, CLUTCH);
        break;
      case 'stopped':
        clutch = followClutch(clutch, { type: 'release', cause: 'stop' }, tMs, CLUTCH);
    }
  }
  const isIn = isEngaged(clutch);
  const isEngagedNow = isIn && !isEngaged(before);
  const isReleasedNow = !isIn && isEngaged(before);
  const shown = isEngagedNow ? pageWalk('move') : isReleasedNow ? pageWalk('begin') : next.walk;
  return { page: { clutch, walk: shown }, chosen: next.chosen, isEngagedNow };
}
