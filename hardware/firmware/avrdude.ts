import { spawn } from 'node:child_process';
import { FlashError, type FlashErrorId } from './flashError.ts';

/**
 * Fuses of a patient build: crystal with the shortest start-up, no bootloader, brown-out reset at 4.3 V (ATmega328P data sheet,
 * tables 9-4, 28-5 to 28-7). Bits that the chip does not have read as 0 or 1, by programmer.
 */
export const FUSES = [
  { name: 'lfuse', value: 0xef, bits: 0xff },
  { name: 'hfuse', value: 0xdf, bits: 0xff },
  { name: 'efuse', value: 0xfc, bits: 0x07 },
] as const;

/** Which way to the chip. */
export interface Connection {
  /** As avrdude names it. */
  readonly programmer: string;
  /** `/dev/…`, `usb`, `usb:…` or `net:HOST:PORT`. */
  readonly port: string;
  /** Of a bootloader. */
  readonly baud?: number;
  /** Period of the programmer's clock, µs. */
  readonly bitclockUs?: number;
}

/** What every call begins with. Never `-F`, which would ignore a wrong chip, and never `-V`, which would not verify. */
function toChip({ programmer, port, baud, bitclockUs }: Connection): string[] {
  return [
    ...['-q', '-p', 'm328p', '-c', programmer, '-P', port],
    ...(baud === undefined ? [] : ['-b', String(baud)]),
    ...(bitclockUs === undefined ? [] : ['-B', String(bitclockUs)]),
  ];
}

/** Reads the chip's signature, which every call does first, and nothing else. */
export function askArgs(connection: Connection): string[] {
  return [...toChip(connection), '-n'];
}

/** Reads the fuses, one hexadecimal number a line, and writes nothing. */
export function readFusesArgs(connection: Connection): string[] {
  return [...toChip(connection), '-n', ...FUSES.flatMap(({ name }) => ['-U', `${name}:r:-:h`])];
}

/** Writes the program and verifies it. A bootloader cannot erase the chip: `isBench` leaves that out. */
export function writeFlashArgs(connection: Connection, hexPath: string, isBench: boolean): string[] {
  return [...toChip(connection), ...(isBench ? ['-D'] : []), '-U', `flash:w:${hexPath}:i`];
}

/** Writes the fuses and verifies them. */
export function writeFusesArgs(connection: Connection): string[] {
  return [...toChip(connection), ...FUSES.flatMap(({ name, value }) => ['-U', `${name}:w:${hex(value)}:m`])];
}

/** Reads the program back and compares, and writes nothing. */
export function verifyArgs(connection: Connection, hexPath: string): string[] {
  return [...toChip(connection), '-n', '-U', `flash:v:${hexPath}:i`];
}

export function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A programmer that has not come to an end by then never will; the slowest takes about a minute for this program. */
const LONGEST_MS = 300_000;

/** Runs avrdude, without a shell. Resolves to what it printed. @throws FlashError */
export async function runAvrdude(args: readonly string[]): Promise<string> {
  const child = spawn('avrdude', args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_MS });
  let printed = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const id = error.code === 'ENOENT' ? 'avrdudeMissing' : 'failed';
      reject(new FlashError(id, error.message));
    });
    child.on('close', resolve);
  });
  if (code !== 0) throw new FlashError(reasonOf(said), said.trim() || `avrdude ended with ${code}`);
  return printed;
}

/** In the order in which avrdude meets them. The wordings of avrdude 6.3 to 7.1, whose exit code is always 1. */
const REASONS: readonly (readonly [RegExp, FlashErrorId])[] = [
  [/(can't|cannot) find programmer|programmer .* (not found|is not known)/i, 'unknownProgrammer'],
  [/permission denied|operation not permitted|access denied/i, 'portDenied'],
  [/resource busy|busy|resource temporarily unavailable/i, 'portBusy'],
  [
    /no such (file|device)|could(n't| not) find (usb|.*device)|cannot find (usb|.*device)|connection refused|unknown host/i,
    'portMissing',
  ],
  [
    /verification (error|mismatch)|verification of .* failed|content mismatch|first mismatch/i,
    'verifyFailed',
  ],
  [/(expected|invalid|wrong) (device )?signature|double check (chip|connections)/i, 'wrongChip'],
  [/initialization failed|target does(n't| not) answer|device is not responding/i, 'chipSilent'],
  [/not in sync|not responding|no response|timeout/i, 'programmerSilent'],
];

/** What avrdude means by what it said. */
export function reasonOf(said: string): FlashErrorId {
  return REASONS.find(([pattern]) => pattern.test(said))?.[1] ?? 'failed';
}
