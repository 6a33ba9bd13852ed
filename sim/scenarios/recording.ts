import { createHash } from 'node:crypto';
import type { ControlEnd } from '../../controller/control/run.ts';
import { LinkError } from '../../hardware/link/linkError.ts';
import { decodeStatus, type Status } from '../../hardware/link/status.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import type { Reply } from '../rig/rig.ts';

/** What was so in one millisecond of the physics. */
export interface Instant {
  readonly band: Pose;
  readonly skull: Pose;
  readonly pulsesUs: PerServo<number | null>;
}

interface At<What> {
  readonly atMs: number;
  readonly what: What;
}

/** A run as it was. All times in ms from the start of the timeline; `instants` has one entry per ms from 0. */
export interface Recording {
  readonly instants: readonly Instant[];
  readonly telemetry: readonly At<Telemetry>[];
  readonly statuses: readonly At<Status>[];
  readonly replies: readonly At<Reply>[];
  readonly hostEnds: readonly At<ControlEnd>[];
  /** What was done and what broke, in words. */
  readonly events: readonly At<string>[];
  readonly marks: ReadonlyMap<string, number>;
}

export interface Recorder {
  readonly instants: Instant[];
  readonly telemetry: At<Telemetry>[];
  readonly statuses: At<Status>[];
  readonly replies: At<Reply>[];
  readonly hostEnds: At<ControlEnd>[];
  readonly events: At<string>[];
  readonly marks: Map<string, number>;
}

export function createRecorder(): Recorder {
  return {
    instants: [],
    telemetry: [],
    statuses: [],
    replies: [],
    hostEnds: [],
    events: [],
    marks: new Map(),
  };
}

/** The same recording, the same hash: SHA-256 over every value in it. */
export function hashOf(recording: Recording): string {
  const { instants, telemetry, statuses, replies, hostEnds, events, marks } = recording;
  const text = JSON.stringify([instants, telemetry, statuses, replies, hostEnds, events, [...marks]]);
  return createHash('sha256').update(text).digest('hex');
}

const SYSEX_START = 0xf0;
const SYSEX_END = 0xf7;

/** Picks the statuses out of what the chip sends, byte by byte. */
export function createStatusTap(onStatus: (status: Status) => void): (byte: number) => void {
  let message: number[] = [];
  return (byte) => {
    if (byte === SYSEX_START) message = [];
    message.push(byte);
    if (byte !== SYSEX_END) return;
    const status = decodeStatus(Uint8Array.from(message));
    message = [];
    if (!(status instanceof LinkError)) onStatus(status);
  };
}
