import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EncodedFrame, FrameFlow } from '../../../hardware/board/frameFlow.ts';
import { encodeHostFrame, type HostFrame } from '../../../hardware/link/hostFrames.ts';
import type { PerServo } from '../../../hardware/link/septets.ts';
import type { Status } from '../../../hardware/link/status.ts';
import { INITIAL_STATUS } from './scriptedFirmware.ts';

type Kind = 'motion' | 'clear' | 'statusRequest';

function frameOf(kind: Kind, seq: number): HostFrame {
  switch (kind) {
    case 'motion':
      return { kind, seq, isMoving: true, leaseMs: 100, pulseUs: pulsesOf(seq) };
    case 'clear':
      return { kind, seq, nonce: 1, fault: 'silence' };
    case 'statusRequest':
      return { kind, seq };
  }
}

function pulsesOf(seq: number): PerServo {
  return [1000 + (seq % 500), 1500, 1500];
}

/** The answer of a brace that accepts everything. */
function answerTo(frame: HostFrame): Status {
  return {
    ...INITIAL_STATUS,
    inReplyTo: frame.kind,
    seq: frame.seq,
    acceptedSeq: frame.seq,
    appliedUs: pulsesOf(frame.seq),
  };
}

type Step =
  | { readonly do: 'send'; readonly kind: Kind }
  /** The brace answers what it has received, or `skipped` of it goes unanswered first. */
  | { readonly do: 'answer'; readonly skipped: number }
  | { readonly do: 'damage' }
  | { readonly do: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      kind: fc.constantFrom<Kind>('motion', 'motion', 'clear', 'statusRequest'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('answer' as const), skipped: fc.integer({ min: 0, max: 2 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'damage' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 60 }) }),
  },
);

interface Written {
  readonly frame: HostFrame;
  readonly offeredAtMs: number;
  readonly atMs: number;
}

/** Plays the steps; `check` is called after each with everything written so far. */
function play(
  steps: readonly Step[],
  check: (flow: FrameFlow, written: readonly Written[], offered: ReadonlyMap<number, number>) => void,
) {
  const flow = new FrameFlow();
  const written: Written[] = [];
  const onWire: HostFrame[] = [];
  const offered = new Map<number, number>();
  let nowMs = 0;
  let seq = 0;
  const writeAll = () => {
    for (let next: EncodedFrame | undefined = flow.next(nowMs); next !== undefined; next = flow.next(nowMs)) {
      written.push({
        frame: next.frame,
        offeredAtMs: offered.get(next.frame.seq) ?? Number.NaN,
        atMs: nowMs,
      });
      onWire.push(next.frame);
    }
  };
  for (const action of steps) {
    switch (action.do) {
      case 'send': {
        seq++;
        const frame = frameOf(action.kind, seq);
        offered.set(seq, nowMs);
        flow.offer({ frame, bytes: encodeHostFrame(frame) }, nowMs);
        break;
      }
      case 'answer': {
        onWire.splice(0, Math.min(action.skipped, onWire.length - 1));
        const frame = onWire.shift();
        if (frame !== undefined) expect(flow.settle(answerTo(frame))).toBeUndefined();
        break;
      }
      case 'damage':
        flow.settleUnreadable();
        break;
      case 'wait':
        nowMs += action.ms;
        break;
    }
    writeAll();
    check(flow, written, offered);
  }
}

describe('the flow of frames, whatever happens', () => {
  const steps = fc.array(step, { maxLength: 120 });

  it('has at most two frames and two questions on the wire for which nothing came back', () => {
    fc.assert(
      fc.property(steps, (all) => play(all, (flow) => void expect(flow.unechoed).toBeLessThanOrEqual(4))),
    );
  });

  it('lets a question pass two unanswered frames, and its answer makes room for the next', () => {
    const flow = new FrameFlow();
    const give = (kind: Kind, seq: number): readonly number[] => {
      const frame = frameOf(kind, seq);
      flow.offer({ frame, bytes: encodeHostFrame(frame) }, seq);
      const written: number[] = [];
      for (let next = flow.next(seq); next; next = flow.next(seq)) written.push(next.frame.seq);
      return written;
    };
    expect([give('motion', 1), give('motion', 2), give('motion', 3)]).toEqual([[1], [2], []]);
    expect(give('clear', 4)).toEqual([]);
    expect([give('statusRequest', 5), give('statusRequest', 6), give('statusRequest', 7)]).toEqual([
      [5],
      [6],
      [],
    ]);
    expect(flow.settle(answerTo(frameOf('statusRequest', 6)))).toBeUndefined();
    expect(flow.unechoed).toBe(0);
    expect(give('motion', 8)).toEqual([4, 7]);
  });

  it('asks once more after every 500 ms in which nothing came back, and an answer settles all of it', () => {
    const flow = new FrameFlow();
    const sent = [...Array(300).keys()].flatMap((tick) => {
      const frame = frameOf(tick < 2 ? 'motion' : 'statusRequest', tick + 1);
      flow.offer({ frame, bytes: encodeHostFrame(frame) }, tick * 10);
      const next = flow.next(tick * 10);
      expect(flow.unechoed).toBeLessThanOrEqual(4);
      expect(flow.oldestUnechoedSinceMs).toBe(0);
      return next ? [{ atMs: tick * 10, frame: next.frame }] : [];
    });
    expect(sent.map(({ atMs }) => atMs)).toEqual([0, 10, 20, 30, 540, 1050, 1560, 2070, 2580]);
    const last = sent.at(-1)?.frame;
    expect(last && flow.settle(answerTo(last))).toBeUndefined();
    expect(flow.oldestUnechoedSinceMs).toBeNull();
  });

  it('writes what is judged in the order in which it was given, each once', () => {
    fc.assert(
      fc.property(steps, (all) =>
        play(all, (_, written) => {
          const judged = written.filter(({ frame }) => frame.kind !== 'statusRequest');
          const seqs = judged.map(({ frame }) => frame.seq);
          expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
        }),
      ),
    );
  });

  it('writes no pulses that are older than 30 ms, and nothing that is older than 100 ms', () => {
    fc.assert(
      fc.property(steps, (all) =>
        play(all, (_, written) => {
          for (const { frame, offeredAtMs, atMs } of written) {
            expect(atMs - offeredAtMs).toBeLessThanOrEqual(frame.kind === 'motion' ? 30 : 100);
          }
        }),
      ),
    );
  });

  it('writes no motion after a newer one was given', () => {
    fc.assert(
      fc.property(steps, (all) =>
        play(all, (_, written, offered) => {
          const last = written.at(-1);
          if (last?.frame.kind !== 'motion') return;
          const isOvertaken = [...offered].some(
            ([seq, atMs]) => seq > last.frame.seq && atMs < last.atMs && isMotion(all, seq),
          );
          expect(isOvertaken).toBe(false);
        }),
      ),
    );
  });

  it('tells since when nothing readable has come, and that nothing is missing when all is answered', () => {
    fc.assert(
      fc.property(steps, (all) =>
        play(all, (flow, written) => {
          const sinceMs = flow.oldestUnechoedSinceMs;
          if (sinceMs === null) expect(flow.unechoed).toBe(0);
          else expect(written.some(({ atMs }) => atMs === sinceMs)).toBe(true);
        }),
      ),
    );
  });
});

/** Whether the `seq`-th frame given was a motion. */
function isMotion(steps: readonly Step[], seq: number): boolean {
  const sends = steps.filter((action) => action.do === 'send');
  return sends[seq - 1]?.kind === 'motion';
}
