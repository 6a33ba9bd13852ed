import { parseArgs } from 'node:util';
import { fitPerson } from '../../controller/gaze/fit/personalFit.ts';
import { FIT_VERSION, type FitFile, type ProposedFigure } from '../../protocol/personalFit.ts';
import { RecordingError, readRecording, sha256OfFile } from './recording.ts';
import { table } from './report.ts';

const HELP = `What a recording of guided looks proposes for a person's profile. It changes nothing.

  npm run sim -- fit FILE [--json]

  FILE     eyes and head, .csv or .csv.gz, in the columns of the set paired (npm run sim -- replay --help)
  --json   one JSON object: the file that the engineer's page opens, where each figure can be put into its field

Exit code 0: figures were proposed. 1: the recording says too little, with the reason. 2: the command or the file is wrong.`;

/** @returns the exit code */
export function fitFile(args: readonly string[]): number {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [file] = positionals;
    if (values.help || file === undefined) {
      console.log(HELP);
      return values.help ? 0 : 2;
    }
    const recording = readRecording(file);
    const result = fitPerson(recording.moments);
    if (values.json) {
      const told: FitFile = {
        schemaVersion: FIT_VERSION,
        file: 'poise personal fit',
        recording: { name: recording.name, sha256: sha256OfFile(file) },
        ...result,
      };
      console.log(JSON.stringify(told));
    } else if (result.kind === 'refused') console.log(`${result.id}: ${result.sentence} ${result.advice}`);
    else console.log(`${result.seconds.toFixed(0)} s of ${recording.name}\n\n${tableOf(result.proposed)}`);
    return result.kind === 'fitted' ? 0 : 1;
  } catch (error) {
    if (!(error instanceof RecordingError || error instanceof TypeError)) throw error;
    console.error(error.message);
    return 2;
  }
}

function tableOf(proposed: readonly ProposedFigure[]): string {
  const shown = (value: number): string => (Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(0));
  return [
    table([
      ['figure', 'proposed', '95 % interval', 'people', 'weight', 'from'],
      ...proposed.map(({ figure, value, low, high, population, weight, from }) => [
        figure,
        shown(value),
        `${shown(low)} … ${shown(high)}`,
        `${shown(population.mean)} ± ${shown(population.sd)}`,
        weight.toFixed(2),
        String(from),
      ]),
    ]),
    '',
    ...proposed.map(({ sentence }) => sentence),
  ].join('\n');
}
