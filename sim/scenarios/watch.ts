import type { Rig } from '../rig/rig.ts';
import { createRecorder, createStatusTap, type Recorder } from './recording.ts';

/** The clock of a run. */
export interface RunClock {
  /** Ms since the start of the timeline. */
  nowMs(): number;
  /** False before the timeline starts and after the run has ended. */
  isRecording(): boolean;
}

/** Looks at a rig and writes down what happens. */
export interface Watch {
  readonly recorder: Recorder;
  note(what: string): void;
  /** Writes down this millisecond; called once in each. */
  record(): void;
  /** A client has spoken: its answers are recorded from now on. */
  meet(clientId: string): void;
}

/** Takes the rig's events over. The chip's statuses are read off its own pin, so that a cut cable hides nothing. */
export function watchRig(rig: Rig, clock: RunClock): Watch {
  const recorder = createRecorder();
  const answersRead = new Map<string, number>();
  let lastState = '';

  const note = (what: string) => {
    if (clock.isRecording()) recorder.events.push({ atMs: clock.nowMs(), what });
  };

  rig.onTelemetry = (telemetry) => {
    if (!clock.isRecording()) return;
    recorder.telemetry.push({ atMs: clock.nowMs(), what: telemetry });
    const faults = telemetry.faults.map(({ id }) => id).join(', ');
    const state = `${telemetry.state}, ${telemetry.reason}${faults ? ` (${faults})` : ''}`;
    if (state !== lastState) note(state);
    lastState = state;
  };
  rig.onHostEnd = (end) => {
    note(`control has ended: ${end.cause}`);
    if (clock.isRecording()) recorder.hostEnds.push({ atMs: clock.nowMs(), what: end });
  };
  const tap = createStatusTap((status) => {
    if (clock.isRecording()) recorder.statuses.push({ atMs: clock.nowMs(), what: status });
  });
  const { chip } = rig.brace;
  const transmit = chip.onTransmit;
  chip.onTransmit = (byte, cycle) => {
    tap(byte);
    transmit(byte, cycle);
  };

  return {
    recorder,
    note,
    record() {
      const { pulsesUs } = rig.brace.sight();
      recorder.instants.push({ band: rig.body.bandPose(), skull: rig.body.skullPose(), pulsesUs });
      for (const [clientId, read] of answersRead) {
        const replies = rig.repliesTo(clientId);
        for (const what of replies.slice(read)) recorder.replies.push({ atMs: clock.nowMs(), what });
        answersRead.set(clientId, replies.length);
      }
    },
    meet(clientId) {
      if (!answersRead.has(clientId)) answersRead.set(clientId, 0);
    },
  };
}
