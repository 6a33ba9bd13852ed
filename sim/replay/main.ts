import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lookAtLayouts, restBefore } from './onScreen.ts';
import { PERTURBATIONS, perturbed } from './perturb.ts';
import {
  RECORDING_SETS,
  type Recording,
  RecordingError,
  type RecordingSet,
  readRecordings,
} from './recording.ts';
import { type DisturbedRow, disturbedTable, followedTable, layoutTable, restTable } from './report.ts';
import { type FollowedRow, followRecording, straightAheadOf } from './worn.ts';

const HELP = `Recordings of real people, through everything between the tracker and the safety machine.

  npm run sim -- replay [--dir PATH] [--set paired|eye-only|on-screen] [--seed N] [--json]

  --dir PATH   a directory with recordings, .csv or .csv.gz, at any depth (those that come with the tests)
  --set SET    only those of one kind, told by their columns
  --seed N     of the disturbed copies (1)
  --json       one JSON object per row

What must hold: nothing moves with the clutch out; every command is within the limits of the profile; nobody leaves rest.
Exit code 0: it held. 1: it did not. 2: the command or a file is wrong.`;

const OWN = join(resolve(import.meta.dirname, '..', '..'), 'test', 'fixtures', 'eyeHead');

/** The command is wrong: nothing was run. */
class UsageError extends Error {}

function readWish(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      dir: { type: 'string', default: OWN },
      set: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const set = RECORDING_SETS.find((known) => known === values.set);
  if (values.set !== undefined && !set)
    throw new UsageError(`--set ${values.set}: must be one of ${RECORDING_SETS.join(', ')}.`);
  if (!/^\d{1,9}$/.test(values.seed)) throw new UsageError(`--seed ${values.seed}: must be a whole number.`);
  return { ...values, set, seed: Number(values.seed) };
}

/** @returns the exit code */
export function replay(args: readonly string[]): number {
  try {
    const wish = readWish(args);
    if (wish.help) {
      console.log(HELP);
      return 0;
    }
    const isAsked = (set: RecordingSet): boolean => wish.set === undefined || wish.set === set;
    const recordings = readRecordings(wish.dir).filter(({ set }) => isAsked(set));
    if (recordings.length === 0) throw new UsageError(`${wish.dir}: no recordings of the set ${wish.set}.`);
    return judge(recordings, wish.seed, wish.json);
  } catch (error) {
    const isWrong =
      error instanceof UsageError || error instanceof RecordingError || error instanceof TypeError;
    if (!isWrong) throw error;
    console.error(error.message);
    return 2;
  }
}

function judge(recordings: readonly Recording[], seed: number, isJson: boolean): number {
  const say = (text: string): void => console.error(text);
  const onScreen = recordings.filter(({ set }) => set === 'on-screen');
  const followed: FollowedRow[] = [];
  for (const recording of recordings) {
    say(`${recording.name} (${recording.set})${droppedWords(recording)}`);
    followed.push(...followRecording(recording, straightAheadOf(recording)));
  }
  const rests = onScreen.map((recording) => restBefore(recording));
  const disturbed = PERTURBATIONS.map((how): DisturbedRow => {
    say(`disturbed: ${how.name}`);
    return disturb(recordings, how, seed);
  });
  const layouts = onScreen.length > 0 ? lookAtLayouts(onScreen) : [];
  if (isJson)
    for (const row of [...followed, ...layouts, ...rests, ...disturbed]) console.log(JSON.stringify(row));
  else {
    const tables = [followedTable(followed)];
    if (layouts.length > 0) tables.push(layoutTable(layouts), restTable(rests));
    console.log([...tables, disturbedTable(disturbed)].join('\n\n'));
  }
  const all = [...followed, ...disturbed];
  const moved = all.reduce((sum, row) => sum + row.movedOutOfClutch, 0);
  const beyond = all.reduce((sum, row) => sum + row.beyondLimits, 0);
  const resumed =
    rests.reduce((sum, { chosen }) => sum + (chosen.resumed ?? 0), 0) +
    disturbed.reduce((sum, row) => sum + row.resumes, 0);
  const minutes =
    followed.length > 0 ? (recordings.reduce((sum, one) => sum + lastMs(one), 0) / 60_000).toFixed(1) : '0';
  say(
    `${recordings.length} recordings, ${minutes} min, ${PERTURBATIONS.length} disturbed copies of each: ` +
      `${moved} ticks moved with the clutch out, ${beyond} beyond limits, rest left ${resumed} times (each must be 0).`,
  );
  return moved === 0 && beyond === 0 && resumed === 0 ? 0 : 1;
}

function lastMs({ moments }: Recording): number {
  return moments.at(-1)?.tMs ?? 0;
}

function droppedWords({ droppedRows }: Recording): string {
  return droppedRows === 0 ? '' : `: ${droppedRows} rows without a time that advances were left out`;
}

function disturb(
  recordings: readonly Recording[],
  how: (typeof PERTURBATIONS)[number],
  seed: number,
): DisturbedRow {
  const sums = { movedOutOfClutch: 0, beyondLimits: 0, resumes: 0 };
  for (const recording of recordings) {
    const copy = perturbed(recording, how, seed);
    for (const row of followRecording(copy, straightAheadOf(recording), how.skewMs)) {
      sums.movedOutOfClutch += row.movedOutOfClutch;
      sums.beyondLimits += row.beyondLimits;
    }
    if (recording.set === 'on-screen') sums.resumes += restBefore(copy).chosen.resumed ?? 0;
  }
  return { perturbation: how.name, recordings: recordings.length, ...sums };
}
