import { onTestFinished } from 'vitest';
import type { Brace, BraceFault } from '../../../hardware/board/brace.ts';
import { nextSeq } from '../../../hardware/link/sequence.ts';
import type { Status } from '../../../hardware/link/status.ts';
import type { Lockstep } from '../../../sim/lockstep/lockstep.ts';

export interface OpenedBoard {
  readonly board: Brace;
  readonly statuses: Status[];
  readonly faults: BraceFault[];
  /** The number of the next frame. */
  seq(): number;
}

/** Opens it in its virtual time. Rejects as `open` does. */
export async function openOn(
  { lockstep }: { readonly lockstep: Lockstep },
  open: (options: { port: ReturnType<Lockstep['connect']>; nowMs: () => number }) => Promise<Brace>,
): Promise<OpenedBoard> {
  let board: Brace | undefined;
  let failure: unknown;
  open({ port: lockstep.connect(), nowMs: () => lockstep.timeMs }).then(
    (opened) => {
      board = opened;
    },
    (error: unknown) => {
      failure = error;
    },
  );
  await lockstep.until(() => board !== undefined || failure !== undefined, 10_000, 'the board answers');
  if (board === undefined) throw failure;
  const opened = board;
  onTestFinished(() => opened.close());
  const statuses: Status[] = [];
  const faults: BraceFault[] = [];
  opened.onStatus = (status) => statuses.push(status);
  opened.onFault = (fault) => faults.push(fault);
  let last = opened.latestStatus.acceptedSeq;
  return {
    board: opened,
    statuses,
    faults,
    seq: () => {
      last = nextSeq(last);
      return last;
    },
  };
}
