import { parseArgs } from 'node:util';
import { spotKey } from './gazepoint/fakeCalibration.ts';
import { startFakeGazepoint } from './gazepoint/fakeGazepoint.ts';

const HELP = `An eye tracker that does not exist, with a person before it who looks here and there, until Ctrl-C.

  npm run sim -- tracker gazepoint [--port N] [--hz N] [--seed N] [--bad]

  --port N   to listen at on 127.0.0.1 (4242, as Gazepoint Control)
  --hz N     samples a second, 1 to 150 (60)
  --seed N   of where the person looks (1)
  --bad      in a calibration the eyes are not seen at the lower left point, and go astray at the lower right one

Poise finds it with {"trackers": [{"kind": "gazepoint"}]} in trackers.json; hardware/trackers/README.md says where that is.`;

const EXIT_USAGE = 2;

/** Runs a fake tracker until the process is told to end. */
export async function tracker(args: readonly string[]): Promise<number> {
  const wish = readWish(args);
  if (typeof wish === 'string') {
    console.error(wish);
    return wish === HELP ? 0 : EXIT_USAGE;
  }
  const fake = await startFakeGazepoint(wish);
  fake.calibration.habits.pace = 1;
  if (wish.isBad) {
    fake.calibration.habits.unseen.add(spotKey({ x: 0.15, y: 0.85 }));
    fake.calibration.habits.astray.add(spotKey({ x: 0.85, y: 0.85 }));
  }
  console.log(`A Gazepoint that does not exist listens at 127.0.0.1:${fake.port}. Ctrl-C ends it.`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await fake.close();
  return 0;
}

interface Wish {
  readonly port: number;
  readonly hz: number;
  readonly seed: number;
  readonly isBad: boolean;
}

/** What was asked for, or what is to be said instead. */
function readWish(args: readonly string[]): Wish | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '4242' },
        hz: { type: 'string', default: '60' },
        seed: { type: 'string', default: '1' },
        bad: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return HELP;
    if (positionals.length !== 1 || positionals[0] !== 'gazepoint')
      return 'Which tracker? Try: npm run sim -- tracker gazepoint';
    return {
      port: wholeNumber('--port', values.port, 0, 65_535),
      hz: wholeNumber('--hz', values.hz, 1, 150),
      seed: wholeNumber('--seed', values.seed, 0, 2 ** 31 - 1),
      isBad: values.bad,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`${name} ${text}: must be a whole number from ${least} to ${most}.`);
}
