import { NO_DRIFT } from '../../controller/gaze/drift.ts';
import { gazeInTrunk } from '../../controller/gaze/frames.ts';
import { atTick, inputsAt, NO_GAZE, withSample } from '../../controller/gaze/gazePipeline.ts';
import type { GazeInput, HeadInput, HeadMotion, Known } from '../../controller/gaze/strategies/strategy.ts';
import type { Direction } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';
import type { GazePerson } from '../person/gazePopulation.ts';
import { createSeenEyes } from '../person/seenEyes.ts';
import type { WorldEyes } from '../person/worldEyes.ts';
import type { Random } from '../random.ts';

export interface GateInputs {
  readonly gaze: GazeInput;
  readonly head: HeadInput;
}

/** From the eyes to what a strategy is given. */
export interface Sensor {
  /** The tracker takes a picture. */
  sample(nowMs: number, eyes: WorldEyes, head: Pose): void;
  /** What has arrived by a tick. */
  inputs(nowMs: number, head: Pose): GateInputs;
}

interface Late<Seen> {
  readonly dueMs: number;
  readonly seen: Seen;
}

function arrived<Seen>(waiting: Late<Seen>[], nowMs: number, use: (seen: Seen, dueMs: number) => void): void {
  while (waiting[0] && waiting[0].dueMs <= nowMs) {
    const late = waiting.shift();
    if (late) use(late.seen, late.dueMs);
  }
}

const AT_REST = { yawDegPerS: 0, pitchDegPerS: 0 } as const;

/** The law alone: the eyes exactly, late and at the tracker's rate, without filter or gate, as in the published simulations. */
export function createDirectSensor(delayMs: number): Sensor {
  const waiting: Late<{ readonly eye: Direction; readonly head: Pose }>[] = [];
  let newest: { readonly eye: Direction; readonly head: Pose; readonly atMs: number } | undefined;
  return {
    sample(nowMs, eyes, head) {
      waiting.push({ dueMs: nowMs + delayMs, seen: { eye: eyes.eye, head } });
    },
    inputs(nowMs, head) {
      arrived(waiting, nowMs, (seen, dueMs) => {
        newest = { ...seen, atMs: dueMs };
      });
      const known = <Value>(value: Value | undefined): Known<Value> =>
        newest && value !== undefined
          ? { kind: 'known', value, ageMs: nowMs - newest.atMs }
          : { kind: 'unknown', why: 'No gaze was seen yet.' };
      const at: HeadMotion | undefined = newest && { pose: newest.head, rate: AT_REST };
      return {
        gaze: {
          eyeInHead: known(newest?.eye),
          gazeInTrunk: known(newest && gazeInTrunk(newest.eye, newest.head)),
          screenPoint: { kind: 'unknown', why: 'There is no screen.' },
          isFixating: true,
          choice: undefined,
        },
        head: {
          atGaze: known(at),
          now: { kind: 'known', value: { pose: head, rate: AT_REST }, ageMs: 0 },
        },
      };
    },
  };
}

/** A person's eyes through a tracker and the controller's own way from samples to a strategy's inputs. */
export function createPersonSensor(person: GazePerson, delayMs: number, random: Random): Sensor {
  const see = createSeenEyes(person, random);
  const settings = {
    latencyMs: delayMs,
    drift: NO_DRIFT,
    liveness: { kind: 'known', stillestDeg: null },
    screen: null,
    calibrationErrorDeg: null,
    calibratedAtMs: null,
  } as const;
  const waiting: Late<ReturnType<typeof see>>[] = [];
  let state = NO_GAZE;
  return {
    sample(nowMs, eyes) {
      waiting.push({ dueMs: nowMs + delayMs, seen: see(nowMs, eyes.eye, eyes.fixation) });
    },
    inputs(nowMs, head) {
      arrived(waiting, nowMs, (reading, receivedAtMs) => {
        state = withSample(
          state,
          { source: 'simulated', receivedAtMs, deviceMs: null, reading, confidence: null },
          settings,
        );
      });
      state = atTick(state, nowMs, head, settings);
      return inputsAt(state, nowMs, undefined);
    },
  };
}
