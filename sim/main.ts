import { parseArgs } from 'node:util';
import { wallClockMs } from './wallClock.ts';

const HELP = `Runs scenarios on the simulated brace, in virtual time.

  npm run sim -- run FILE.yaml [FILE.yaml …] [--seed N] [--json] [--log]

  --seed N   another seed than the scenario's own: other noise, other blinks
  --json     one JSON object per scenario and line
  --log      what happened, also where every criterion held

  npm run sim -- matrix --help     every fault in every situation
  npm run sim -- gate --help       whether a way of turning the head by the eyes is stable
  npm run sim -- replay --help     recordings of real people, through the gaze pipeline and the page
  npm run sim -- midas --help      hours of people who only look: does anything move?
  npm run sim -- steer --help      looks to one side, on the whole brace: where the head comes to rest
  npm run sim -- stop-looking --help   how soon the head rests when looking ends, and whether a blink ends a movement
  npm run sim -- fit --help        what a recording of a person's looks proposes for their profile
  npm run sim -- learn --help      a law for the strategy 'learned', from recordings of eyes and heads
  npm run sim -- tracker --help    an eye tracker that does not exist, until Ctrl-C

Exit code 0: every criterion of every scenario held. 1: one failed, or a run was broken off. 2: the command or a file is wrong.
Scenarios to start from are in sim/scenarios.`;

/** The command or a file is wrong: nothing was run. */
class UsageError extends Error {}

interface Wish {
  readonly files: readonly string[];
  readonly seed: number | undefined;
  readonly isJson: boolean;
  readonly isLogged: boolean;
}

function readCommand(): Wish | 'help' {
  const { values, positionals } = parsed();
  if (values.help) return 'help';
  const [command, ...files] = positionals;
  if (command !== 'run') throw new UsageError(`What to do? Try: npm run sim -- run FILE.yaml`);
  if (files.length === 0) throw new UsageError('Which scenario? Try: npm run sim -- run FILE.yaml');
  return { files, seed: seedOf(values.seed), isJson: values.json, isLogged: values.log };
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
        log: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function seedOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed < 2 ** 31) return seed;
  throw new UsageError(`--seed ${text}: must be a whole number from 0 to ${2 ** 31 - 1}.`);
}

async function main(): Promise<number> {
  const [command, ...rest] = process.argv.slice(2);
  if (command === 'matrix') {
    const { matrix } = await import('./matrix/main.ts');
    return matrix(rest);
  }
  if (command === 'gate') {
    const { gate } = await import('./gate/main.ts');
    return gate(rest);
  }
  if (command === 'replay') {
    const { replay } = await import('./replay/main.ts');
    return replay(rest);
  }
  if (command === 'midas') {
    const { midas } = await import('./midas/main.ts');
    return midas(rest);
  }
  if (command === 'fit') {
    const { fitFile } = await import('./replay/fit.ts');
    return fitFile(rest);
  }
  if (command === 'learn') {
    const { learn } = await import('./replay/learn.ts');
    return learn(rest);
  }
  if (command === 'tracker') {
    const { tracker } = await import('./trackers/main.ts');
    return tracker(rest);
  }
  if (command === 'steer') {
    await import('./lockstep/virtualTime.ts');
    const { steer } = await import('./steer/main.ts');
    return steer(rest);
  }
  if (command === 'stop-looking') {
    await import('./lockstep/virtualTime.ts');
    const { stopLooking } = await import('./steer/stopMain.ts');
    return stopLooking(rest);
  }
  const wish = readCommand();
  if (wish === 'help') {
    console.log(HELP);
    return 0;
  }
  // In this order: johnny-five must find the virtual clock in place.
  await import('./lockstep/virtualTime.ts');
  const { ScenarioError, readScenario } = await import('./scenarios/read.ts');
  const { runScenario } = await import('./scenarios/run.ts');
  const { reportOf } = await import('./scenarios/report.ts');
  const read = (file: string) => {
    try {
      return readScenario(file);
    } catch (error) {
      throw error instanceof ScenarioError ? new UsageError(error.message) : error;
    }
  };
  // All files are read before the first one runs: a wrong one must not cost the time of those before it.
  const scenarios = wish.files.map((file) => ({ file, scenario: read(file) }));
  let areAllHeld = true;
  for (const { file, scenario } of scenarios) {
    const beganMs = wallClockMs();
    const result = await runScenario(scenario, wish.seed ?? scenario.seed);
    const tookMs = wallClockMs() - beganMs;
    areAllHeld &&= result.isHeld;
    if (wish.isJson) console.log(JSON.stringify({ file, ...result, tookMs: Math.round(tookMs) }));
    else console.log(reportOf(result, { tookMs, isLogged: wish.isLogged }));
  }
  return areAllHeld ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  },
);
