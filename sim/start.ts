import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

/**
 * `npm start`: everything, on a brace that does not exist. Builds the pages if they are stale, starts the simulated brace as a
 * process of its own and the controller on it. Ends the controller first, so that the head is held while it ends.
 */
const root = resolve(import.meta.dirname, '..');

const USAGE = `Usage: npm start -- [options]
  --port N     of the pages on 127.0.0.1 (8420; 0 takes any that is free)
  --run-dir    for profiles and sockets (.run beside the program)
  --seed N     of the simulated brace's noise (1)
`;
const EXIT_USAGE = 64;

function readArguments() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8420' },
      'run-dir': { type: 'string', default: join(root, '.run') },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  const isNumber = /^\d+$/;
  if (!isNumber.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`--port ${values.port} is not a port: a whole number from 0 to 65535.`);
  if (!isNumber.test(values.seed) || !Number.isSafeInteger(Number(values.seed)))
    throw new Error(`--seed ${values.seed} is not a whole number.`);
  return values;
}

function argumentsOrExit(): ReturnType<typeof readArguments> {
  try {
    const read = readArguments();
    if (!read.help) return read;
    process.stdout.write(USAGE);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(EXIT_USAGE);
  }
  process.exit(0);
}

const values = argumentsOrExit();
const runDirectory = resolve(values['run-dir']);
const serialPath = join(runDirectory, 'brace.sock');
const truthPath = join(runDirectory, 'truth.sock');

const say = (name: string, text: string): void => {
  process.stdout.write(`  ${name.padEnd(12)}${text}\n`);
};

function run(script: string, args: readonly string[], options: Parameters<typeof spawn>[2]): ChildProcess {
  return spawn(process.execPath, [join(root, ...script.split('/')), ...args], { cwd: root, ...options });
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((done) => {
    child.once('exit', (code, signal) => done(code ?? (signal ? 1 : 0)));
    child.once('error', () => done(1));
  });
}

async function buildPages(): Promise<void> {
  const startedAtMs = performance.now();
  say('Pages', 'checking …');
  const code = await exitOf(run('hmi/build.ts', [], { stdio: ['ignore', 'ignore', 'inherit'] }));
  if (code !== 0) throw new Error('The pages could not be built; the lines above say why.');
  say('', `ready after ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`);
}

/**
 * A group of its own: the terminal's Ctrl-C must not reach the brace before the controller has come to rest. The channel to
 * it tells it when this process is gone, however it went.
 */
function startBrace(onReady: () => void): ChildProcess {
  const args = ['--serial', serialPath, '--truth', truthPath, '--seed', values.seed];
  const brace = run('sim/brace/main.ts', args, { detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  for (const output of [brace.stdout, brace.stderr]) {
    if (!output) continue;
    createInterface({ input: output }).on('line', (line) => {
      say('Brace', line);
      // Its first line says that it can be connected to.
      onReady();
    });
  }
  return brace;
}

/** What ends Poise, and the exit code if nothing runs yet. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof SIGNALS;

async function main(): Promise<number> {
  // Before there is a controller, nothing is under way that a Ctrl-C could harm.
  let controller: ChildProcess | undefined;
  for (const [signal, exitCode] of Object.entries(SIGNALS)) {
    process.on(signal, () => (controller ? controller.kill(signal as Signal) : process.exit(exitCode)));
  }
  // A terminal that is gone can be told nothing, and must not end this before the controller.
  process.stdout.on('error', () => undefined);
  process.stdout.write('\n');
  await mkdir(runDirectory, { recursive: true, mode: 0o700 });
  await buildPages();
  const { promise: isReady, resolve: onReady } = Promise.withResolvers<'ready'>();
  const brace = startBrace(() => onReady('ready'));
  const braceEnd = exitOf(brace);
  if ((await Promise.race([isReady, braceEnd])) !== 'ready') return 1;
  const args = [
    '--device',
    `unix:${serialPath}`,
    '--simulated',
    '--port',
    values.port,
    '--run-dir',
    runDirectory,
  ];
  // A group of its own as well: a signal reaches it once, through here, whether a terminal sent it to all or someone to this only.
  controller = run('controller/main.ts', args, {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const controllerEnd = exitOf(controller);
  const first = await Promise.race([
    controllerEnd.then(() => 'controller' as const),
    braceEnd.then(() => 'brace' as const),
  ]);
  if (first === 'brace') {
    say('Brace', 'the simulated brace ended; Poise ends with it.');
    controller.kill('SIGTERM');
  }
  const code = await controllerEnd;
  brace.kill('SIGTERM');
  await braceEnd;
  return first === 'brace' ? 1 : code;
}

try {
  process.exitCode = await main();
} catch (error) {
  say('Poise', error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
