import { step } from '../../controller/gaze/dwell/dwell.ts';
import { DEFAULT_DWELL_SETTINGS, INITIAL_DWELL_STATE } from '../../controller/gaze/dwell/dwellState.ts';
import { SCREENS, type ScreenId } from '../../controller/gaze/dwell/screens.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import { layoutOf } from '../person/lookTargets.ts';
import { type Chosen, onPage, type PageSample, pageWalk, walkOn } from './pageWalk.ts';
import type { Recording } from './recording.ts';

/** What a recording chose on one screen of the patient's page that never changes. */
export interface LayoutRow {
  readonly screen: ScreenId;
  readonly minutes: number;
  /** Activations by control, STOP and border among them. */
  readonly activations: Readonly<Record<string, number>>;
}

function samplesOf({ moments }: Recording): readonly PageSample[] {
  return moments.map(({ tMs, point }) => {
    const { xPx, yPx } = point ? onPage(point.x, point.y) : { xPx: Number.NaN, yPx: Number.NaN };
    return { tMs, xPx, yPx, isValid: point !== undefined };
  });
}

function minutesOf({ moments }: Recording): number {
  return ((moments.at(-1)?.tMs ?? 0) - (moments[0]?.tMs ?? 0)) / 60_000;
}

/** Every screen of the page, looked at by everybody. */
export function lookAtLayouts(recordings: readonly Recording[]): readonly LayoutRow[] {
  return (Object.keys(SCREENS) as ScreenId[]).map((screen) => {
    const layout = layoutOf(screen, 1, DEFAULT_PARAMETERS);
    const activations: Record<string, number> = {};
    for (const recording of recordings) {
      let state = INITIAL_DWELL_STATE;
      for (const sample of samplesOf(recording)) {
        const next = step(state, { type: 'sample', ...sample }, layout, DEFAULT_DWELL_SETTINGS);
        state = next.state;
        for (const effect of next.effects)
          if (effect.type === 'activated')
            activations[effect.targetId] = (activations[effect.targetId] ?? 0) + 1;
      }
    }
    return { screen, minutes: recordings.reduce((sum, one) => sum + minutesOf(one), 0), activations };
  });
}

/** Somebody rests before the page, with control behind it: how often the two steps out of rest were taken. */
export interface RestRow {
  readonly recording: string;
  readonly minutes: number;
  readonly chosen: Readonly<Partial<Record<Chosen, number>>>;
}

export function restBefore(recording: Recording): RestRow {
  const chosen: Partial<Record<Chosen, number>> = {};
  let walk = pageWalk('paused');
  for (const sample of samplesOf(recording)) {
    const next = walkOn(walk, sample);
    walk = next.walk;
    for (const choice of next.chosen) chosen[choice] = (chosen[choice] ?? 0) + 1;
  }
  return { recording: recording.name, minutes: minutesOf(recording), chosen };
}
