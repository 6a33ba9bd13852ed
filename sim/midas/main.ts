import { parseArgs } from 'node:util';
import { table } from '../replay/report.ts';
import { wallClockMs } from '../wallClock.ts';
import { type MidasCounts, naturalHours } from './person.ts';

const HELP = `People who watch, read and look about before the page and mean nothing by it: does anything move?

  npm run sim -- midas [--hours N] [--seed N] [--people N] [--json]

  --hours N   of everybody together (10)
  --people N  who share them; each is drawn by a seed of its own (20)
  --seed N    of the first person (1)
  --json      one JSON object per person and line

What must hold: nobody leaves rest; in ready no movement is chosen and no strategy moves anything with the clutch out; at most one
engagement of the page's clutch in ten hours. What is only told: the movements chosen after such an engagement, and what a strategy does
with its clutch put in on purpose while somebody only looks on.
Exit code 0: it held. 1: it did not. 2: the command is wrong.`;

/** Of the clutch, in ten hours (reference/gaze.md §11, Midas corpus). */
const MOST_FALSE_IN_10_H = 1;
const PROGRESS_EVERY_MS = 15_000;

/** The command is wrong: nothing was run. */
class UsageError extends Error {}

function readWish(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      hours: { type: 'string', default: '10' },
      people: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const figure = (option: 'hours' | 'people' | 'seed', isAllowed: (value: number) => boolean): number => {
    const value = Number(values[option]);
    if (/^\d+(\.\d+)?$/.test(values[option]) && isAllowed(value)) return value;
    throw new UsageError(`--${option} ${values[option]}: is no such number.`);
  };
  const isWhole = (value: number): boolean => Number.isInteger(value) && value < 2 ** 31;
  return {
    hours: figure('hours', (value) => value > 0 && value <= 10_000),
    people: figure('people', (value) => isWhole(value) && value >= 1),
    seed: figure('seed', isWhole),
    isJson: values.json,
    isHelp: values.help,
  };
}

export interface MidasSum {
  readonly hours: number;
  readonly asked: number;
  readonly resumed: number;
  readonly falseEngagements: number;
  readonly movedOutOfClutch: number;
  readonly movedAfterFalse: number;
  readonly strategies: readonly {
    readonly id: string;
    readonly movedOutOfClutch: number;
    readonly engagements: number;
    readonly engagedS: number;
    readonly pathDeg: number;
  }[];
}

/** Everybody together. */
export function sumOf(people: readonly MidasCounts[]): MidasSum {
  const sum = (of: (person: MidasCounts) => number): number =>
    people.reduce((total, person) => total + of(person), 0);
  return {
    hours: sum(({ hours }) => hours),
    asked: sum(({ page }) => page.asked),
    resumed: sum(({ page }) => page.resumed),
    falseEngagements: sum(({ page }) => page.falseEngagements),
    movedOutOfClutch: sum(({ page }) => page.movedOutOfClutch),
    movedAfterFalse: sum(({ page }) => page.movedAfterFalse),
    strategies: (people[0]?.strategies ?? []).map(({ id }, index) => {
      const of = (key: 'movedOutOfClutch' | 'engagements' | 'engagedS' | 'pathDeg'): number =>
        sum(({ strategies }) => strategies[index]?.[key] ?? 0);
      return {
        id,
        movedOutOfClutch: of('movedOutOfClutch'),
        engagements: of('engagements'),
        engagedS: of('engagedS'),
        pathDeg: of('pathDeg'),
      };
    }),
  };
}

/** Whether everything that must hold did. */
export function isHeld({
  hours,
  resumed,
  movedOutOfClutch,
  falseEngagements,
  strategies,
}: MidasSum): boolean {
  return (
    resumed === 0 &&
    movedOutOfClutch === 0 &&
    falseEngagements <= Math.max(1, (MOST_FALSE_IN_10_H * hours) / 10) &&
    strategies.length > 0 &&
    strategies.every((one) => one.movedOutOfClutch === 0)
  );
}

/** @returns the exit code */
export function midas(args: readonly string[]): number {
  let wish: ReturnType<typeof readWish>;
  try {
    wish = readWish(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
  if (wish.isHelp) {
    console.log(HELP);
    return 0;
  }
  const { hours, people, seed, isJson } = wish;
  console.error(`${people} people, ${hours} h together, seeds ${seed} to ${seed + people - 1}.`);
  const counts: MidasCounts[] = [];
  const beganMs = wallClockMs();
  let saidMs = beganMs;
  for (let person = 0; person < people; person += 1) {
    const one = naturalHours(seed + person, hours / people);
    counts.push(one);
    if (isJson) console.log(JSON.stringify(one));
    const nowMs = wallClockMs();
    if (nowMs - saidMs < PROGRESS_EVERY_MS) continue;
    saidMs = nowMs;
    console.error(`${person + 1} of ${people} people after ${Math.round((nowMs - beganMs) / 1000)} s`);
  }
  const sum = sumOf(counts);
  if (!isJson) console.log(reportOf(sum, counts));
  console.error(
    `${sum.hours.toFixed(1)} h in ${Math.round((wallClockMs() - beganMs) / 1000)} s: ${isHeld(sum) ? 'held' : 'FAILED'}.`,
  );
  return isHeld(sum) ? 0 : 1;
}

function reportOf(sum: MidasSum, people: readonly MidasCounts[]): string {
  const count = (value: number, bar: string): readonly [string, string] => [String(value), bar];
  const { p50, p90, p97 } = eccentricities(people);
  return [
    table([
      [`in ${sum.hours.toFixed(1)} h`, 'count', 'must be'],
      ['rest: first steps taken', ...count(sum.asked, '')],
      ['rest left', ...count(sum.resumed, '0')],
      ['ready: engagements of the clutch', ...count(sum.falseEngagements, '≤ 1 in 10 h')],
      ['ready: movements chosen with the clutch out', ...count(sum.movedOutOfClutch, '0')],
      ['  and with it in by a false engagement', ...count(sum.movedAfterFalse, '')],
    ]),
    table([
      ['strategy', 'moved, clutch out', 'put in on purpose', 'let go after s', 'meanwhile °', '°/min'],
      ...sum.strategies.map((one) => [
        one.id,
        String(one.movedOutOfClutch),
        String(one.engagements),
        (one.engagedS / Math.max(1, one.engagements)).toFixed(0),
        (one.pathDeg / Math.max(1, one.engagements)).toFixed(0),
        ((one.pathDeg / Math.max(1, one.engagedS)) * 60).toFixed(0),
      ]),
    ]),
    `Eyes in the head p50/90/97.5: ${p50}/${p90}/${p97}° (recorded eyes: 9/17/23 to 12/23/26, reference/people.md §1, §4).`,
  ].join('\n\n');
}

function eccentricities(people: readonly MidasCounts[]): { p50: number; p90: number; p97: number } {
  const bins = (people[0]?.eccentricity ?? []).map((_, index) =>
    people.reduce((sum, { eccentricity }) => sum + (eccentricity[index] ?? 0), 0),
  );
  const all = bins.reduce((sum, count) => sum + count, 0);
  const at = (share: number): number => {
    let sum = 0;
    return bins.findIndex((count) => {
      sum += count;
      return sum >= share * all;
    });
  };
  return { p50: at(0.5), p90: at(0.9), p97: at(0.975) };
}
