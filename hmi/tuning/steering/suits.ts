import { type GazeKind, gazeKindOf, suitability } from '../../../controller/gaze/strategies/suitability.ts';
import type { GazeSource } from '../../../protocol/gazeSample.ts';
import type { ScreenGeometry } from '../../../protocol/screenGeometry.ts';
import type { GazeStrategyId } from '../../../protocol/steering.ts';
import type { TrackerStatus } from '../../../protocol/trackers.ts';
import type { Words } from '../../../protocol/words.ts';

type Reading = 'screen' | 'eyes';

/**
 * What each source's readings are of (hardware/trackers). Those of a program of one's own and of a simulated person may be either, and
 * the page is not told which.
 */
const READINGS: Readonly<Record<GazeSource, readonly Reading[]>> = {
  pointer: [],
  gazepoint: ['screen'],
  pupilCore: ['screen'],
  eyeTribe: ['screen'],
  udp: ['screen', 'eyes'],
  socket: ['screen', 'eyes'],
  simulated: ['screen', 'eyes'],
};
const ANY: readonly Reading[] = ['screen', 'eyes'];

/** The tracker that is heard: the one that steers or would, else the first that sees the eyes; null for none. */
export function heardSource(
  steersBy: GazeSource | null,
  trackers: readonly TrackerStatus[] | null,
): GazeSource | null {
  const seeing = trackers?.find(({ health }) => health.state === 'streaming');
  return steersBy ?? seeing?.health.source ?? null;
}

/** Whether a strategy suits. 'depends': it suits one kind of tracker and not the other, and which it is, is not known yet. */
export type Suit =
  | { readonly kind: 'off' | 'suits' }
  | { readonly kind: 'unsuited'; readonly words: Words }
  | { readonly kind: 'depends'; readonly screen: Words | null; readonly eyes: Words | null };

/** The judgement of control's own table on a screen that may not be saved yet. `screen` undefined: its figures are not whole. */
export function suitOf(
  strategy: GazeStrategyId,
  screen: ScreenGeometry | null | undefined,
  mount: ScreenGeometry['mount'] | 'unknown',
  source: GazeSource | null,
  isHeadKnown: boolean,
): Suit {
  if (strategy === 'none') return { kind: 'off' };
  const verdict = (gaze: GazeKind): Words | null => {
    const found = suitability(mount, gaze, strategy);
    return found.kind === 'suits' ? null : found;
  };
  const of = (reading: Reading | undefined): Words | null => {
    // Of a tracker only the reading counts; the pointer alone is another thing.
    const gaze = gazeKindOf({ source: source ?? 'socket', reading, screen: screen ?? null, isHeadKnown });
    return gaze === undefined ? null : verdict(gaze);
  };
  const told = (words: Words | null): Suit => (words ? { kind: 'unsuited', words } : { kind: 'suits' });
  const readings = source === null ? ANY : READINGS[source];
  const [first] = readings;
  if (readings.length < 2) return told(of(first));
  const [onScreen, ofEyes] = [of('screen'), of('eyes')];
  const isSame = onScreen?.sentence === ofEyes?.sentence;
  return isSame ? told(onScreen) : { kind: 'depends', screen: onScreen, eyes: ofEyes };
}
