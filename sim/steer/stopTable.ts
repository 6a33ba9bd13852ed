import { columns, shown } from '../gate/table.ts';
import { percentile } from './stopFigures.ts';
import type { Blink, Ending, Moving, Stop } from './stopRun.ts';

/** A blink of up to 400 ms does not end a movement (DESIGN 'Blink or betrayal'). Counted by their length. */
export const BLINK_MS = { shortest: 100, longest: 400 } as const;
const BLINK_BANDS_MS = [100, 200, 300, 350, BLINK_MS.longest] as const;

const MOVED_BY: Readonly<Record<Moving, string>> = { control: 'a control of the page', steering: 'steering' };
const ENDED_BY: Readonly<Record<Ending, string>> = {
  looksAway: 'looks at the middle',
  looksBesideScreen: 'looks beside the screen',
  closesEyes: 'closes the eyes',
  eyesLost: 'the eyes are not found',
  trackerSilent: 'the tracker says nothing',
};

/** Every run of stops came to rest, and every blink was gone on from. */
export function isHeld(stops: readonly Stop[], blinks: readonly Blink[]): boolean {
  return (
    stops.length > 0 &&
    stops.every(({ stoppedMs }) => stoppedMs !== undefined) &&
    blinks.every(({ isResumed }) => isResumed)
  );
}

export function stopTable(stops: readonly Stop[]): string {
  const groups = Map.groupBy(stops, ({ moving, ending }) => `${moving} ${ending}`);
  const rows = [...groups.values()].map((group) => {
    const [first] = group;
    const stopped = group.flatMap(({ stoppedMs }) => (stoppedMs === undefined ? [] : [stoppedMs]));
    const figures = (of: (stop: Stop) => number, unit: string): readonly string[] =>
      [0.5, 0.99].map((share) => shown(percentile(group.map(of), share), unit));
    const restless = group.length - stopped.length;
    return [
      first ? MOVED_BY[first.moving] : '',
      first ? ENDED_BY[first.ending] : '',
      String(group.length),
      ...figures(({ speedDegPerS }) => speedDegPerS, '°/s'),
      // One that never came to rest is the slowest of all.
      ...figures(({ stoppedMs }) => stoppedMs ?? Number.POSITIVE_INFINITY, ' ms').map((text) =>
        text === 'ran away' ? 'never' : text,
      ),
      ...figures(({ travelDeg }) => travelDeg, '°'),
      String(restless),
      counted(group.map(({ state, reason }) => `${state}, ${reason}`)),
    ];
  });
  const head = ['moved by', 'looking ends', 'runs', 'speed p50', 'p99', 'rest p50', 'p99', 'turn p50', 'p99'];
  return columns([
    [...head, 'never at rest', 'then'],
    ['', '', '', '', '', '', '', '', '', '0', ''],
    ...rows,
  ]);
}

export function blinkTable(blinks: readonly Blink[]): string {
  const rows = [...Map.groupBy(blinks, ({ moving }) => moving)].flatMap(([moving, group]) =>
    BLINK_BANDS_MS.slice(1).flatMap((toMs, index) => {
      const fromMs = BLINK_BANDS_MS[index] ?? 0;
      const isLast = toMs === BLINK_MS.longest;
      const inBand = group.filter(
        ({ lengthMs }) => lengthMs >= fromMs && (lengthMs < toMs || (isLast && lengthMs === toMs)),
      );
      if (inBand.length === 0) return [];
      const resumed = inBand.filter(({ isResumed }) => isResumed);
      const pauses = resumed.flatMap(({ resumedAfterMs }) =>
        resumedAfterMs === undefined ? [] : [resumedAfterMs],
      );
      return [
        [
          MOVED_BY[moving],
          `${fromMs} to ${toMs} ms`,
          String(inBand.length),
          String(resumed.length),
          String(inBand.length - resumed.length),
          ...[0.5, 0.99].map((share) =>
            pauses.length === 0 ? 'had not rested' : shown(percentile(pauses, share), ' ms'),
          ),
          counted(inBand.map(({ reason }) => reason)),
        ],
      ];
    }),
  );
  return columns([
    ['moved by', 'blink', 'blinks', 'resumed', 'ended', 'turns again p50', 'p99', 'then'],
    ['', '', '', 'all', '0', '', '', ''],
    ...rows,
  ]);
}

function counted(words: readonly string[]): string {
  return [...Map.groupBy(words, (word) => word)].map(([word, all]) => `${word}: ${all.length}`).join('; ');
}
