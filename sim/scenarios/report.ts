import type { ScenarioResult } from './run.ts';

/** The result for a person: one line per criterion, then how the run went. Lines are aligned on the widest of each column. */
export function reportOf(
  result: ScenarioResult,
  { tookMs, isLogged }: { readonly tookMs: number; readonly isLogged: boolean },
): string {
  const { name, seed, verdicts, brokenOff, simulatedMs, hash, events } = result;
  const width = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length));
  const idWidth = width(verdicts.map(({ id }) => id));
  const measuredWidth = width(verdicts.map(({ measured }) => measured));
  const boundWidth = width(verdicts.map(({ bound }) => bound));
  const lines = verdicts.map(({ id, isHeld, measured, bound, sentence }) =>
    [
      isHeld ? '  held  ' : '  FAILED',
      id.padEnd(idWidth),
      measured.padEnd(measuredWidth),
      bound.padEnd(boundWidth),
      sentence,
    ]
      .join('  ')
      .trimEnd(),
  );
  const held = verdicts.filter(({ isHeld }) => isHeld).length;
  const simulatedS = simulatedMs / 1000;
  const tookS = tookMs / 1000;
  return [
    `${name}   seed ${seed}`,
    '',
    ...lines,
    '',
    ...(brokenOff === null ? [] : [`  Broken off: ${brokenOff}`]),
    ...(result.isHeld && !isLogged ? [] : ['  What happened:', ...events.map(eventLine), '']),
    `  ${held} of ${verdicts.length} criteria held. ${simulatedS.toFixed(1)} s simulated in ${tookS.toFixed(1)} s, ${(simulatedS / tookS).toFixed(1)} times real time.`,
    `  Recording sha256 ${hash}`,
    '',
  ].join('\n');
}

function eventLine({ atMs, what }: ScenarioResult['events'][number]): string {
  return `  ${(atMs / 1000).toFixed(3).padStart(9)} s  ${what}`;
}
