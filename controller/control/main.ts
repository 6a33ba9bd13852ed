import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openBenchBoard } from '../../hardware/board/benchBoard.ts';
import { BoardError, type BoardErrorId } from '../../hardware/board/boardError.ts';
import { openBrace } from '../../hardware/board/brace.ts';
import { type ChildMessage, EXIT_NO_BRACE } from '../../protocol/supervision.ts';
import { createGatewayServer, type GatewayServer } from './gatewayServer.ts';
import { createLatenessRecord } from './lateness.ts';
import { runBeforeOthers } from './priority.ts';
import { type RunningControl, runControl } from './run.ts';

/**
 * The real-time process: node controller/control/main.ts --device PATH|unix:PATH --channel SOCKET [--bench] [--after-crash]. It owns the serial port and
 * the safety machine, and has no HTTP, no crypto, no database and no wall clock in it.
 */
const { values } = parseArgs({
  options: {
    device: { type: 'string' },
    channel: { type: 'string' },
    bench: { type: 'boolean' },
    'after-crash': { type: 'boolean' },
  },
  strict: true,
});

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

const note = (sentence: string): void => {
  process.stderr.write(`  Control     ${sentence}\n`);
};

function requireOption(name: 'device' | 'channel'): string {
  const value = values[name];
  if (value) return value;
  note(`--${name} is missing. Usage: --device PATH|unix:PATH --channel SOCKET`);
  process.exit(2);
}

const BENCH_NOTE =
  'bench board: it has no safety firmware. Nobody may wear it; it moves only with settings made for the bench.';

/** The supervisor hears the last word before the process ends; without one there is nobody to tell. */
async function tellSupervisor(message: ChildMessage): Promise<void> {
  if (!process.send) return;
  await new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

/** Nothing to talk to, for now: the supervisor says so once and tries again. Anything else would fail again the same way. */
const PASSING: readonly BoardErrorId[] = ['portMissing', 'noAnswer', 'lostWhileOpening'];

async function main(): Promise<number> {
  // The machine's clock, not this process': a tracker's samples carry it too, read in the gateway process.
  const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
  let control: RunningControl | undefined;
  let isGatewayConnected = false;
  const setConnected = (isConnected: boolean): void => {
    isGatewayConnected = isConnected;
    control?.setGatewayConnected(isConnected);
  };
  const lateness = createLatenessRecord();
  // The terminal's Ctrl-C reaches the whole group; only the supervisor decides when control ends.
  process.on('SIGINT', () => undefined);
  // Without its supervisor control would hold the port for ever.
  process.on('disconnect', () => (control ? control.end() : process.exit(EXIT_NO_BRACE)));
  const early: Parameters<RunningControl['receive']>[0][] = [];
  const gateway: GatewayServer = await createGatewayServer({
    socketPath: requireOption('channel'),
    onMessage: (message) => (control ? control.receive(message) : void early.push(message)),
    onConnected: () => setConnected(true),
    onDisconnected: () => setConnected(false),
    onProblem: (problem) => note(`gateway connection ended: ${JSON.stringify(problem)}`),
  });
  try {
    const isBench = values.bench === true;
    const open = isBench ? openBenchBoard : openBrace;
    const brace = await open({ port: requireOption('device'), nowMs });
    if (isBench) note(BENCH_NOTE);
    const running = runControl({
      brace,
      beginning: { version, isAfterCrash: values['after-crash'] === true },
      nowMs,
      note,
      send: (message) => gateway.send(message),
      onCrashSeen: () => void tellSupervisor({ type: 'crashSeen' }),
      onTick: (latenessMs) => lateness.add(latenessMs),
    });
    control = running;
    running.setGatewayConnected(isGatewayConnected);
    for (const message of early) running.receive(message);
    process.on('SIGTERM', () => running.end());
    const end = await running.ended;
    await tellSupervisor({ type: 'held', pose: end.pose, isPowered: end.isPowered });
    note(lateness.words());
    await brace.close();
    return end.cause === 'lineLost' ? EXIT_NO_BRACE : 0;
  } catch (error) {
    if (!(error instanceof BoardError)) throw error;
    if (PASSING.includes(error.id) && process.send) return EXIT_NO_BRACE;
    note(`${error.sentence} ${error.advice} (${error.message})`);
    return 1;
  } finally {
    await gateway.close();
  }
}

// Not permitted to most users; the systemd unit of a real brace grants it.
runBeforeOthers();
process.exitCode = await main();
process.disconnect?.();
