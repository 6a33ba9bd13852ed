import { LIMITS, type LimitName } from './margins.ts';

/** Counts of frames, by host verdict, firmware verdict and nearness; plain data, so that a worker can send it. */
export interface Tally {
  frames: number;
  near: number;
  nearAny: Record<string, number>;
  nearAccepted: Record<string, number>;
  /** `host verdict → firmware verdict`. */
  verdicts: Record<string, number>;
  profiles: number;
  emulatedMs: number;
  furthestDeg: number;
}

export const emptyTally = (): Tally => ({
  frames: 0,
  near: 0,
  nearAny: {},
  nearAccepted: {},
  verdicts: {},
  profiles: 0,
  emulatedMs: 0,
  furthestDeg: 0,
});

const bump = (counts: Record<string, number>, key: string, by = 1): void => {
  counts[key] = (counts[key] ?? 0) + by;
};

export function countFrame(tally: Tally, host: string, firmware: string, near: readonly LimitName[]): void {
  tally.frames++;
  bump(tally.verdicts, `${host} → ${firmware}`);
  if (near.length > 0) tally.near++;
  for (const limit of near) {
    bump(tally.nearAny, limit);
    if (firmware === 'accepted') bump(tally.nearAccepted, limit);
  }
}

export function addTally(to: Tally, from: Tally): void {
  to.frames += from.frames;
  to.near += from.near;
  to.profiles += from.profiles;
  to.emulatedMs += from.emulatedMs;
  to.furthestDeg = Math.max(to.furthestDeg, from.furthestDeg);
  for (const name of ['nearAny', 'nearAccepted', 'verdicts'] as const)
    for (const [key, count] of Object.entries(from[name])) bump(to[name], key, count);
}

const percent = (part: number, whole: number): string =>
  `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
const row = (...cells: (string | number)[]): string =>
  cells.map((cell, n) => (n === 0 ? String(cell).padEnd(24) : String(cell).padStart(12))).join('');

/** The table of a campaign. */
export function tallyTable(tally: Tally): string {
  const pairs = Object.entries(tally.verdicts).map(([key, count]) => {
    const [host = '', firmware = ''] = key.split(' → ');
    return { host, firmware, count };
  });
  const hosts = [...new Set(pairs.map(({ host }) => host))].sort();
  const rules = [...new Set(pairs.map(({ firmware }) => firmware))].sort(
    (a, b) => Number(b === 'accepted') - Number(a === 'accepted') || a.localeCompare(b),
  );
  const cell = (host: string, firmware: string): number =>
    pairs.find((pair) => pair.host === host && pair.firmware === firmware)?.count ?? 0;
  const lines = [
    `${tally.frames} frames, ${tally.profiles} profiles, ${(tally.emulatedMs / 1000).toFixed(0)} s on the chip; ` +
      `${tally.near} (${percent(tally.near, tally.frames)}) within 2 µs of a limit; ` +
      `furthest accepted pose ${tally.furthestDeg.toFixed(2)}° beyond the hard limits`,
    '',
    row('near which limit', 'frames', 'accepted', 'refused'),
    ...LIMITS.map((limit) => {
      const all = tally.nearAny[limit] ?? 0;
      const accepted = tally.nearAccepted[limit] ?? 0;
      return row(limit, all, accepted, all - accepted);
    }),
    '',
    row('host ↓   firmware →', ...rules),
    ...hosts.map((host) => row(host, ...rules.map((rule) => cell(host, rule)))),
  ];
  return lines.join('\n');
}
