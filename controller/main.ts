import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { ChildMessage } from '../protocol/supervision.ts';
import { isPortTaken } from './portTaken.ts';
import { beginRunRecord } from './runRecord.ts';
import { supervise } from './supervise.ts';

const USAGE = `node controller/main.ts --device PATH|unix:PATH [options]
  --device       serial device of the brace, or unix:PATH of a simulated one
  --port N       of the pages on 127.0.0.1 (8420; 0 takes any that is free)
  --profile-dir  where the profile is kept (RUN-DIR/profiles)
  --run-dir      for the socket between the processes, and the record of the run (.run beside the program)
  --pages        the built pages (hmi/dist)
  --bench        the device is a board with plain StandardFirmata: for the bench, never with a person
  --simulated    tells the pages that there is no real brace
  --end-with-stdin  ends Poise when standard input ends, for a program that starts it`;
const EXIT_USAGE = 64;
/** `sun_path` of a Unix socket has 108 bytes on Linux, the last of them zero; 104 on macOS. */
const MAX_SOCKET_PATH_BYTES = 103;

const root = resolve(import.meta.dirname, '..');

const supervisorArguments = z.strictObject({
  device: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65_535),
  'profile-dir': z.string().min(1).optional(),
  'run-dir': z.string().min(1),
  pages: z.string().min(1),
  bench: z.boolean(),
  simulated: z.boolean(),
  'end-with-stdin': z.boolean(),
});

function fail(detail: string): never {
  console.error(`${detail}\nUsage: ${USAGE}`);
  process.exit(EXIT_USAGE);
}

function readArguments(): z.infer<typeof supervisorArguments> {
  try {
    const { values } = parseArgs({
      options: {
        device: { type: 'string' },
        port: { type: 'string', default: '8420' },
        'profile-dir': { type: 'string' },
        'run-dir': { type: 'string', default: join(root, '.run') },
        pages: { type: 'string', default: join(root, 'hmi', 'dist') },
        bench: { type: 'boolean', default: false },
        simulated: { type: 'boolean', default: false },
        'end-with-stdin': { type: 'boolean', default: false },
      },
    });
    return supervisorArguments.parse(values);
  } catch (error) {
    return fail(error instanceof z.ZodError ? z.prettifyError(error) : String(error));
  }
}

const values = readArguments();
const runDirectory = resolve(values['run-dir']);
const channelPath = join(runDirectory, 'control.sock');
if (Buffer.byteLength(channelPath) > MAX_SOCKET_PATH_BYTES)
  fail(`${channelPath} is too long for a socket; choose a shorter --run-dir.`);
// Whoever can reach the socket can command the brace.
await mkdir(runDirectory, { recursive: true, mode: 0o700 });

const say = (line: string) => console.log(line);
say('');
say('  Poise       research software, not a medical device');

// Asked before the brace is touched: without its page nobody could stop it from there.
if (await isPortTaken(values.port)) {
  say(
    `  Gateway     cannot serve the pages: port ${values.port} is in use, perhaps by a Poise that runs already.`,
  );
  say('              End that program, or choose another port with --port N. Nothing was started.');
  process.exit(1);
}

const supervisor = supervise({
  control: {
    script: join(root, 'controller', 'control', 'main.ts'),
    args: ['--device', values.device, '--channel', channelPath, ...(values.bench ? ['--bench'] : [])],
  },
  gateway: (port) => ({
    script: join(root, 'controller', 'gateway', 'main.ts'),
    args: [
      ...['--control-socket', channelPath],
      ...['--port', String(port)],
      ...['--profile-dir', values['profile-dir'] ?? join(runDirectory, 'profiles')],
      ...['--pages', values.pages],
      ...(values.simulated ? ['--simulated'] : []),
    ],
  }),
  port: values.port,
  device: values.device,
  record: await beginRunRecord(join(runDirectory, 'run.json'), say),
  say,
  onReady(port) {
    const ready: ChildMessage = { type: 'ready', port };
    process.send?.(ready);
  },
  onBothGivenUp: () => process.exit(1),
});

async function end(why: string): Promise<void> {
  process.exit(await supervisor.end(why));
}

process.on('SIGINT', () => void end('Ctrl-C.'));
process.on('SIGTERM', () => void end('Asked to end.'));
process.on('SIGHUP', () => void end('The terminal was closed.'));
process.on('disconnect', () => void end('The program that started Poise is gone.'));
// A terminal or pipe that is gone can be told nothing, and must not keep the head from being brought to rest.
process.stdout.on('error', () => undefined);
if (values['end-with-stdin']) {
  process.stdin.on('end', () => void end('Standard input ended.'));
  process.stdin.resume();
}
