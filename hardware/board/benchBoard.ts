import type { Firmata } from 'firmata-io';
import { BenchInterlock } from './benchInterlock.ts';
import { BoardError } from './boardError.ts';
import { type Brace, type BraceOptions, OpenedBrace } from './brace.ts';
import { connect, requestStatus } from './connect.ts';
import { stopListening } from './sysex.ts';

/**
 * Opens a board with plain StandardFirmata, for the bench and for nobody to wear: one with our firmware is refused here, as
 * this one is by `openBrace`. @throws BoardError; the port is closed again then.
 */
export async function openBenchBoard(options: BraceOptions): Promise<Brace> {
  const { nowMs } = options;
  const connection = await connect({
    ...options,
    baudRate: 57_600,
    // An Uno's; supply and temperatures stay unknown where the board has no pin for them.
    analogInputs: 3,
    answerTimeoutMs: options.answerTimeoutMs ?? 8_000,
    prove: async (board, io) => {
      await refuseInterlock(io);
      const bench = new BenchInterlock(board, io, nowMs);
      return { bench, firstStatus: await bench.firstStatus() };
    },
  });
  const { bench, firstStatus } = connection.proof;
  return new OpenedBrace(connection, bench, firstStatus, true, nowMs);
}

async function refuseInterlock(io: Firmata): Promise<void> {
  const answer = await requestStatus(io).catch((error: unknown) => error);
  stopListening(io);
  if (!(answer instanceof BoardError)) throw new BoardError('notBench', `firmware "${io.firmware.name}"`);
  if (answer.id !== 'benchOnly') throw answer;
}
