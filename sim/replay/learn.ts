import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  DEFAULT_FIT,
  type FitOptions,
  fitLearnedModel,
} from '../../controller/gaze/strategies/learned/fit.ts';
import type { Recording } from '../../controller/gaze/strategies/learned/samples.ts';
import { MAX_MESSAGE_BYTES } from '../../protocol/clientMessages.ts';
import type { LearnedModel } from '../../protocol/learnedModel.ts';
import { RecordingError, readRecording, sha256OfFile } from './recording.ts';
import { table } from './report.ts';

const HELP = `Fits a law by which the head follows the eyes to recordings of people, for the strategy 'learned'. It changes nothing.

  npm run sim -- learn [PERSON=]FILE … --out FILE [--name NAME] [--lag MS] [--ridge X] [--terms TERMS] [--json]

  FILE         eyes and head, .csv or .csv.gz, in the columns of the set paired (npm run sim -- replay --help)
  PERSON=FILE  whose recording it is, as ann=ann-1.csv; those without a name count as one person's
  --out FILE   where the law is written; the settings page opens it
  --name NAME  what the page calls it, at most 60 characters (Learned)
  --lag MS     how much later the head is taken to answer the eye, 0 to 1000 (${DEFAULT_FIT.lagMs})
  --ridge X    how strongly the law is drawn toward doing nothing, over 0 (${DEFAULT_FIT.ridge})
  --terms …    the most that is tried: all; withoutHead; ownAxis, where a look aside never nods the head (all)
  --json       the law on the standard output, too

What it says of how well it fits is of the very recordings that it was fitted to. It still has to pass the gate:
npm run sim -- gate --model FILE.
Exit code 0: the law is written. 1: none could be told, with the reason. 2: the command or a file is wrong.`;

/** A law larger than this, with what is sent beside it, is no message that Poise takes. */
const ROOM_FOR_THE_REST_BYTES = 2048;

const TERMS = ['all', 'withoutHead', 'ownAxis'] as const satisfies readonly FitOptions['terms'][];

/** The command is wrong: nothing was fitted. */
class UsageError extends Error {}

interface Wish {
  readonly recordings: readonly Recording[];
  readonly out: string;
  readonly name: string;
  readonly lagMs: number;
  readonly ridge: number;
  readonly terms: FitOptions['terms'];
  readonly isJson: boolean;
}

function readWish(args: readonly string[]): Wish | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      name: { type: 'string', default: 'Learned' },
      lag: { type: 'string', default: String(DEFAULT_FIT.lagMs) },
      ridge: { type: 'string', default: String(DEFAULT_FIT.ridge) },
      terms: { type: 'string', default: DEFAULT_FIT.terms },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (positionals.length === 0)
    throw new UsageError('From which recordings? Try: npm run sim -- learn --help');
  if (values.out === undefined) throw new UsageError('Where to? Add --out FILE.');
  if (values.name.length < 1 || values.name.length > 60)
    throw new UsageError('--name: must have 1 to 60 characters.');
  const terms = TERMS.find((known) => known === values.terms);
  if (!terms) throw new UsageError(`--terms ${values.terms}: must be one of ${TERMS.join(', ')}.`);
  const number = (option: string, text: string, holds: (value: number) => boolean, must: string): number => {
    const value = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && holds(value)) return value;
    throw new UsageError(`${option} ${text}: must be ${must}.`);
  };
  return {
    out: values.out,
    name: values.name,
    lagMs: number('--lag', values.lag, (ms) => ms <= 1000, 'a number of ms from 0 to 1000'),
    ridge: number('--ridge', values.ridge, (ridge) => ridge > 0 && ridge <= 1e6, 'a number over 0'),
    terms,
    isJson: values.json,
    recordings: positionals.map(recordingIn),
  };
}

/** A recording and whose it is; a path that itself looks like PERSON=FILE is one, if there is such a file. */
function recordingIn(given: string): Recording {
  const [, person = '', named = given] = existsSync(given) ? [] : (/^([\w-]{1,40})=(.+)$/.exec(given) ?? []);
  const { set, name, moments } = readRecording(named);
  if (set !== 'paired')
    throw new UsageError(`${named}: holds no eyes and head together (it is of the set ${set}).`);
  return {
    name,
    sha256: sha256OfFile(named),
    person,
    rows: moments.flatMap(({ tMs, eye, head }) => (head ? [{ tMs, eye, head }] : [])),
  };
}

/** @returns the exit code */
export function learn(args: readonly string[]): number {
  try {
    const wish = readWish(args);
    if (wish === 'help') {
      console.log(HELP);
      return 0;
    }
    const { recordings, name, lagMs, ridge, terms } = wish;
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    const result = fitLearnedModel(recordings, { ...DEFAULT_FIT, name, lagMs, ridge, terms }, sha256);
    if (result.kind === 'refused') {
      console.error(`${result.id}: ${result.sentence} ${result.advice}`);
      return 1;
    }
    const text = JSON.stringify(result.model);
    write(wish.out, `${text}\n`);
    console.log(wish.isJson ? text : tableOf(result.model));
    console.error(`Written: ${wish.out}`);
    if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES - ROOM_FOR_THE_REST_BYTES)
      console.error('It is too large for the settings page: learn from fewer recordings.');
    return 0;
  } catch (error) {
    const isWrong =
      error instanceof UsageError || error instanceof RecordingError || error instanceof TypeError;
    if (!isWrong) throw error;
    console.error(error.message);
    return 2;
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`--out ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function tableOf({ name, training, yaw, pitch, hash }: LearnedModel): string {
  const { recordings, people, samples, seconds, lagMs, ridge, terms, rmsErrorDegPerS, explained } = training;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const figure = (value: number): string => value.toFixed(3);
  return [
    `${name}: ${recordings} recordings of ${people} people, ${seconds.toFixed(0)} s, ${samples} samples`,
    `lag ${lagMs} ms, ridge ${ridge}, terms ${terms}, hash ${hash}`,
    '',
    table([
      ['', 'to the side', 'up and down'],
      ['left unexplained, °/s', rmsErrorDegPerS.yaw.toFixed(1), rmsErrorDegPerS.pitch.toFixed(1)],
      ['explained', percent(explained.yaw), percent(explained.pitch)],
      ['by itself, °/s', figure(yaw.biasDegPerS), figure(pitch.biasDegPerS)],
      ['eye to the side, 1/s', figure(yaw.eyeYawPerS), figure(pitch.eyeYawPerS)],
      ['eye up and down, 1/s', figure(yaw.eyePitchPerS), figure(pitch.eyePitchPerS)],
      ['beyond the soft zone, to the side', figure(yaw.softYawPerS), figure(pitch.softYawPerS)],
      ['beyond the soft zone, up and down', figure(yaw.softPitchPerS), figure(pitch.softPitchPerS)],
      ['head to the side, 1/s', figure(yaw.headYawPerS), figure(pitch.headYawPerS)],
      ['head up and down, 1/s', figure(yaw.headPitchPerS), figure(pitch.headPitchPerS)],
    ]),
  ].join('\n');
}
