import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  askArgs,
  type Connection,
  FUSES,
  hex,
  readFusesArgs,
  runAvrdude,
  verifyArgs,
  writeFlashArgs,
  writeFusesArgs,
} from './avrdude.ts';
import { FlashError } from './flashError.ts';
import { refuseIfInUse } from './portHolders.ts';

const FUSE_WORDS = FUSES.map(({ value }) => value.toString(16).toUpperCase()).join(',');

const USAGE = `npm run firmware -- flash --port PORT --programmer NAME [options]   for a brace that is worn
npm run firmware -- flash --port PORT --bench [options]             through the bootloader, for the bench only
  --port         /dev/… of the programmer or of the bench board, usb for a programmer without one, or net:HOST:PORT
  --programmer   ISP programmer, as avrdude names it: usbasp, usbtiny, stk500v1 …
  --fuses        writes the fuses too, for a chip that was never in a brace; needs --confirm ${FUSE_WORDS}
  --bitclock US  period of the programmer's clock; 10 for a new chip
  --bench        the bootloader stays: the board resets whenever its port is opened, so nobody may wear it
  --baud N       of the bootloader (115200; older ones 57600)
  --dry-run      says what would be called, and calls nothing`;

/** These go through a bootloader, which a patient build does not have. */
const BOOTLOADERS =
  /^(arduino|urclock|wiring|avr109|butterfly|butterfly_mk|micronucleus|xbee|teensy)$|_gemma$/;

interface Request {
  readonly connection: Connection;
  readonly isBench: boolean;
  readonly writesFuses: boolean;
  readonly isDryRun: boolean;
}

/** `npm run firmware -- flash …`. Resolves to the exit code: 0 only if the chip holds the program, read back. `procDirectory`: for tests. */
export async function flash(
  argv: readonly string[],
  hexPath: string,
  say: (line: string) => void,
  procDirectory = '/proc',
): Promise<number> {
  try {
    const request = readRequest(argv);
    if (!existsSync(hexPath)) throw new FlashError('firmwareMissing', hexPath);
    if (request.isDryRun) sayPlan(request, hexPath, say);
    else {
      refuseIfInUse(request.connection.port, procDirectory);
      await carryOut(request, hexPath, say);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof FlashError)) throw error;
    if (error.id !== 'usage' && error.id !== 'unconfirmed') say(error.detail);
    say('');
    say(error.sentence);
    say(error.advice);
    if (error.id === 'usage' || error.id === 'unconfirmed') say(`${error.detail}\n\n${USAGE}`);
    return 1;
  }
}

async function carryOut(
  { connection, isBench, writesFuses }: Request,
  hexPath: string,
  say: (line: string) => void,
): Promise<void> {
  say('Asking the chip who it is.');
  if (isBench) await runAvrdude(askArgs(connection));
  else {
    const wrong = wrongFuses(await runAvrdude(readFusesArgs(connection)));
    if (wrong.length > 0 && !writesFuses) throw new FlashError('wrongFuses', wrong.join(', '));
  }
  say('Writing the program and reading it back. Leave the cables alone; this takes up to a minute.');
  await runAvrdude(writeFlashArgs(connection, hexPath, isBench)).catch(throwAsBegun);
  if (writesFuses) {
    say(`Writing the fuses ${FUSE_WORDS}.`);
    await runAvrdude(writeFusesArgs(connection)).catch(throwAsBegun);
  }
  say('Comparing once more, after a reset.');
  await runAvrdude(verifyArgs(connection, hexPath)).catch(throwAsBegun);
  if (!isBench) {
    const wrong = wrongFuses(await runAvrdude(readFusesArgs(connection)).catch(throwAsBegun));
    if (wrong.length > 0) throw new FlashError('verifyFailed', wrong.join(', '));
  }
  say('');
  for (const line of isBench ? BENCH_DONE : DONE) say(line);
}

const DONE = [
  'Done: the program and the fuses on the chip are those of this version of Poise.',
  'Next: take the programmer off, connect the brace, and start Poise with nobody in the brace.',
  'It arms only if the program on the chip is its own; it says so on the page if not.',
];
const BENCH_DONE = [
  'Done: the program on the board is that of this version of Poise.',
  'Its bootloader is still there: the board resets whenever its port is opened. Nobody may wear it.',
  'Next: start Poise with this board on the bench, with settings made for the bench.',
];

/** Once writing has begun, "nothing was done" is no longer true, whatever went wrong. */
function throwAsBegun(error: unknown): never {
  if (!(error instanceof FlashError) || error.id === 'verifyFailed') throw error;
  throw new FlashError('failed', error.detail);
}

/** What is not as it should be, in words. A fuse that was not read is not as it should be. */
function wrongFuses(printed: string): string[] {
  const values = printed.match(/0x[0-9a-f]{1,2}\b/gi) ?? [];
  return FUSES.flatMap(({ name, value, bits }, index) => {
    const read = Number(values[index] ?? Number.NaN);
    return (read & bits) === (value & bits) && !Number.isNaN(read)
      ? []
      : [`${name} is ${values[index] ?? 'unknown'}, a brace has ${hex(value)}`];
  });
}

function sayPlan(
  { connection, isBench, writesFuses }: Request,
  hexPath: string,
  say: (line: string) => void,
): void {
  const calls = [
    isBench ? askArgs(connection) : readFusesArgs(connection),
    writeFlashArgs(connection, hexPath, isBench),
    ...(writesFuses ? [writeFusesArgs(connection)] : []),
    verifyArgs(connection, hexPath),
    ...(isBench ? [] : [readFusesArgs(connection)]),
  ];
  for (const args of calls) say(`avrdude ${args.join(' ')}`);
  say('');
  say('Nothing was called and nothing was written: this was a dry run.');
}

function readRequest(argv: readonly string[]): Request {
  const values = readValues(argv);
  const port = required(
    values.port,
    '--port is missing.',
    /^(\/dev\/[\w./:+-]+|usb(:[\w:-]+)?|net:[\w.-]+:\d+)$/,
  );
  const isBench = values.bench === true;
  if (isBench && values.programmer !== undefined) throw usage('--bench and --programmer exclude each other.');
  if (isBench && values.fuses === true) throw usage('A bootloader cannot write fuses.');
  if (!isBench && values.baud !== undefined) throw usage('--baud is for --bench.');
  const programmer = isBench
    ? 'arduino'
    : required(values.programmer, '--programmer is missing (or --bench).', /^[a-z][\w.-]{0,39}$/i);
  if (!isBench && BOOTLOADERS.test(programmer)) {
    throw usage(`${programmer} goes through a bootloader, which a brace that is worn must not have.`);
  }
  if (values.fuses === true && values.confirm?.toUpperCase() !== FUSE_WORDS) {
    throw new FlashError('unconfirmed', `Confirm with --confirm ${FUSE_WORDS}`);
  }
  return {
    connection: {
      programmer,
      port,
      ...(isBench ? { baud: number(values.baud ?? '115200', '--baud', 1200, 1_000_000) } : {}),
      ...(values.bitclock === undefined
        ? {}
        : { bitclockUs: number(values.bitclock, '--bitclock', 0.1, 1000) }),
    },
    isBench,
    writesFuses: values.fuses === true,
    isDryRun: values['dry-run'] === true,
  };
}

function readValues(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      options: {
        port: { type: 'string' },
        programmer: { type: 'string' },
        fuses: { type: 'boolean' },
        confirm: { type: 'string' },
        bitclock: { type: 'string' },
        bench: { type: 'boolean' },
        baud: { type: 'string' },
        'dry-run': { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

function required(value: string | undefined, missing: string, form: RegExp): string {
  if (value === undefined) throw usage(missing);
  if (!form.test(value)) throw usage(`"${value}" is not of a known form.`);
  return value;
}

function number(text: string, name: string, min: number, max: number): number {
  const value = Number(text);
  if (!(value >= min && value <= max)) throw usage(`${name} is a number from ${min} to ${max}.`);
  return value;
}

function usage(detail: string): FlashError {
  return new FlashError('usage', detail);
}
