import type { Brace, BraceFault } from '../../hardware/board/brace.ts';
import type { Status } from '../../hardware/link/status.ts';
import type { FromControl, ToControl } from '../../protocol/channel.ts';
import { NO_MOTION_SAMPLES } from '../../protocol/motionSample.ts';
import type { Pose } from '../../protocol/pose.ts';
import { isPowered } from './braceView.ts';
import { type Beginning, type BoardFaultKind, beginControl, type TickInputs } from './state.ts';
import { controlTick } from './tick.ts';
import { TICK_MS } from './tickPeriod.ts';

/** How control came to its end, and how it leaves the head. */
export interface ControlEnd {
  readonly cause: 'asked' | 'lineLost';
  readonly pose: Pose | null;
  readonly isPowered: boolean | null;
}

export interface ControlOptions {
  readonly brace: Brace;
  readonly beginning: Omit<Beginning, 'isBenchBoard'>;
  /** Monotonic; the clock of all ticks. */
  readonly nowMs: () => number;
  readonly send: (message: FromControl) => void;
  readonly note: (sentence: string) => void;
  /** A person has said that they looked after the previous run's unexpected end. */
  readonly onCrashSeen?: () => void;
  /** For measurements: how late each tick began. */
  readonly onTick?: (latenessMs: number) => void;
}

/** Control at work. */
export interface RunningControl {
  /** Takes effect in the next tick. */
  receive(message: ToControl): void;
  setGatewayConnected(isConnected: boolean): void;
  /** Comes to rest, then ends. */
  end(): void;
  readonly ended: Promise<ControlEnd>;
}

/** More messages than this between two ticks are the work of a broken gateway; the newest are kept, and a STOP. */
const MAX_MESSAGES_PER_TICK = 200;
/** A stopping ramp takes 175 ms; a brace that does not answer must not keep the process for ever. */
const LONGEST_END_MS = 1000;

/** Runs the tick on absolute deadlines: a late tick is followed by the next on its own time, never by a burst. */
export function runControl({
  brace,
  beginning,
  nowMs,
  send,
  note,
  onCrashSeen,
  onTick,
}: ControlOptions): RunningControl {
  let state = beginControl({ ...beginning, isBenchBoard: brace.isBenchBoard });
  let statuses: { status: Status; receivedAtMs: number }[] = [
    { status: brace.latestStatus, receivedAtMs: nowMs() },
  ];
  let boardFaults: BoardFaultKind[] = [];
  let messages: ToControl[] = [];
  let isGatewayConnected = false;
  let endAskedAtMs: number | undefined;
  const { promise: ended, resolve: finish, reject: fail } = Promise.withResolvers<ControlEnd>();

  brace.onStatus = (status, receivedAtMs) => {
    statuses.push({ status, receivedAtMs });
  };
  brace.onFault = (fault) => {
    boardFaults.push(kindOf(fault));
    note(`noticed at the brace: ${fault.kind}, ${JSON.stringify(fault)}`);
  };

  function tickOnce(latenessMs: number): ControlEnd | undefined {
    const inputs: TickInputs = {
      nowMs: nowMs(),
      latenessMs,
      statuses,
      boardFaults,
      isLineOpen: brace.isOpen,
      oldestUnechoedAtMs: brace.oldestUnechoedSinceMs ?? undefined,
      motionSamples: state.force?.profile.build.motionSensors ? brace.readMotion() : NO_MOTION_SAMPLES,
      supplyVolts: brace.sensors.supplyVolts,
      servoTemperaturesC: brace.sensors.servoTemperaturesC,
      messages,
      isGatewayConnected,
      isEnding: endAskedAtMs !== undefined,
    };
    statuses = [];
    boardFaults = [];
    messages = [];
    const { state: next, outputs } = controlTick(state, inputs);
    state = next;
    for (const frame of outputs.frames) brace.send(frame);
    brace.setStatusLed(outputs.isLedOn);
    for (const message of outputs.messages) send(message);
    for (const sentence of outputs.notes) note(sentence);
    if (outputs.isCrashSeen) onCrashSeen?.();
    onTick?.(latenessMs);
    if (!inputs.isLineOpen) return theEnd('lineLost');
    const isOverdue = endAskedAtMs !== undefined && inputs.nowMs - endAskedAtMs > LONGEST_END_MS;
    return outputs.isDone || isOverdue ? theEnd('asked') : undefined;
  }

  function theEnd(cause: ControlEnd['cause']): ControlEnd {
    const { status, measured } = state.brace;
    return { cause, pose: measured ?? null, isPowered: status ? isPowered(status) : null };
  }

  /** `dueAtMs` is earlier than the deadline after a tick that took long itself: lateness counts from there. */
  function schedule(deadlineMs: number, dueAtMs: number): void {
    setTimeout(
      () => {
        try {
          const begunAtMs = nowMs();
          const latenessMs = Math.max(0, begunAtMs - dueAtMs);
          const end = tickOnce(latenessMs);
          if (end) finish(end);
          else {
            const nextMs = nextDeadline(deadlineMs, nowMs());
            schedule(nextMs, Math.min(nextMs, begunAtMs + TICK_MS));
          }
        } catch (error) {
          // Outside the machine's own latch nothing is left to trust: the process ends and the firmware holds.
          fail(error);
        }
      },
      // Never longer than a tick: a clock that jumps back must be noticed, not slept through.
      Math.min(TICK_MS, Math.max(0, deadlineMs - nowMs())),
    );
  }

  const firstDeadlineMs = nowMs() + TICK_MS;
  schedule(firstDeadlineMs, firstDeadlineMs);
  return {
    receive: (message) => {
      messages.push(message);
      if (messages.length > MAX_MESSAGES_PER_TICK) messages = withoutOldest(messages);
    },
    setGatewayConnected: (isConnected) => {
      isGatewayConnected = isConnected;
    },
    end: () => {
      endAskedAtMs ??= nowMs();
    },
    ended,
  };
}

/** The first deadline on the grid that still lies ahead. */
function nextDeadline(deadlineMs: number, nowMs: number): number {
  const missed = Math.max(0, Math.floor((nowMs - deadlineMs) / TICK_MS));
  return deadlineMs + (missed + 1) * TICK_MS;
}

/** A STOP is never among what is dropped; the newest stands for all of them. */
function withoutOldest(messages: readonly ToControl[]): ToControl[] {
  const isStop = (message: ToControl): boolean =>
    message.type === 'command' && message.message.type === 'stop';
  const stops = messages.slice(0, -MAX_MESSAGES_PER_TICK).filter(isStop);
  return [...stops.slice(-1), ...messages.slice(-MAX_MESSAGES_PER_TICK)];
}

function kindOf(fault: BraceFault): BoardFaultKind {
  // Frames that the brace never received are the same noise on the line as statuses that arrive damaged.
  return fault.kind === 'framesLost' ? 'badStatus' : fault.kind;
}
