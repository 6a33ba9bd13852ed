import { createServer, type Server, type Socket } from 'node:net';

const OK = [0x14, 0x10];
const SYNC = 0x14;
const DONE = 0x10;
const FLASH_BYTES = 0x8000;

export interface Stk500Chip {
  /** For avrdude's -P. */
  readonly port: string;
  readonly flash: Uint8Array;
  readonly fuses: { low: number; high: number; extended: number };
  signature: readonly [number, number, number];
  /** This byte is written as another one. */
  brokenAt: number | undefined;
  /** What was changed on the chip, in order. */
  readonly writes: string[];
  close(): Promise<void>;
}

/** An ATmega328P behind a programmer that speaks STK500 version 1 (Atmel AVR061), as far as avrdude asks. */
export async function startStk500Chip(): Promise<Stk500Chip> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let kept: number[] = [];
    let address = 0;
    socket.on('data', (bytes) => {
      kept.push(...bytes);
      for (let length = commandLength(kept); length !== undefined; length = commandLength(kept)) {
        const command = kept.slice(0, length);
        kept = kept.slice(length);
        if (command[0] === 0x55) address = 2 * ((command[1] ?? 0) | ((command[2] ?? 0) << 8));
        socket.write(Uint8Array.from(answer(chip, command, address)));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listening = server.address();
  if (listening === null || typeof listening === 'string') throw new Error('no port');
  const chip: Stk500Chip = {
    port: `net:127.0.0.1:${listening.port}`,
    flash: new Uint8Array(FLASH_BYTES).fill(0xff),
    fuses: { low: 0xef, high: 0xdf, extended: 0xfc },
    signature: [0x1e, 0x95, 0x0f],
    brokenAt: undefined,
    writes: [],
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return chip;
}

/** Of the first whole command in there, its end mark included; undefined if there is none yet. */
function commandLength(bytes: readonly number[]): number | undefined {
  const [command, first = 0, second = 0] = bytes;
  if (command === undefined) return undefined;
  const body = bodyLength(command, (first << 8) | second, first);
  return bytes.length >= body + 2 ? body + 2 : undefined;
}

function bodyLength(command: number, blockBytes: number, first: number): number {
  switch (command) {
    case 0x41: // get parameter
      return 1;
    case 0x42: // set device
      return 20;
    case 0x45: // set extended device, counting itself
      return first;
    case 0x55: // load address
      return 2;
    case 0x56: // universal
      return 4;
    case 0x64: // program page
      return 3 + blockBytes;
    case 0x74: // read page
      return 3;
    default:
      return 0;
  }
}

function answer(chip: Stk500Chip, command: readonly number[], address: number): readonly number[] {
  switch (command[0]) {
    case 0x41:
      return [SYNC, 2, DONE];
    case 0x56:
      return [SYNC, universal(chip, command.slice(1, 5)), DONE];
    case 0x75:
      return [SYNC, ...chip.signature, DONE];
    case 0x64: {
      const data = command.slice(4, -1);
      for (const [index, byte] of data.entries()) {
        const isBroken = address + index === chip.brokenAt;
        chip.flash[address + index] = isBroken ? byte ^ 1 : byte;
      }
      if (chip.writes.at(-1) !== 'flash') chip.writes.push('flash');
      return OK;
    }
    case 0x74: {
      const length = ((command[1] ?? 0) << 8) | (command[2] ?? 0);
      return [SYNC, ...chip.flash.subarray(address, address + length), DONE];
    }
    default:
      return OK;
  }
}

/** The chip's own instructions (ATmega328P data sheet, serial programming instruction set). */
function universal(chip: Stk500Chip, [a = 0, b = 0, c = 0, d = 0]: readonly number[]): number {
  const { fuses, writes } = chip;
  if (a === 0x30) return chip.signature[c & 3] ?? 0;
  if (a === 0x50) return b === 0x08 ? fuses.extended : fuses.low;
  if (a === 0x58) return fuses.high;
  if (a === 0xac && b === 0x80) {
    chip.flash.fill(0xff);
    writes.push('erase');
  }
  const fuse = a === 0xac ? ({ 160: 'low', 168: 'high', 164: 'extended' } as const)[b] : undefined;
  if (fuse !== undefined) {
    fuses[fuse] = d;
    writes.push(`${fuse} fuse`);
  }
  return 0;
}
