import { gazeInTrunk } from '../../controller/gaze/frames.ts';
import type { ToControl } from '../../protocol/channel.ts';
import type { Direction, GazeReading, TrackerHealth } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';
import { drawGazePerson, type GazePerson } from '../person/gazePopulation.ts';
import { createSeenEyes } from '../person/seenEyes.ts';
import { createWorldEyes } from '../person/worldEyes.ts';
import { createRandom } from '../random.ts';

/** A tracker that is worn, so that a look beside the screen is still seen; its eyes are those of the skull that carries it. */
const SOURCE = 'pupilCore';
/** Four times a second (protocol/channel.ts). */
const HEALTH_EVERY_MS = 250;
/** Rates of trackers from reference/strategies.md §4.4, their delay from reference/gaze.md §7.5. */
const RATES_HZ = [45, 90, 120] as const;
const LATENCY_MS = { least: 16, most: 50 } as const;
/** How fast a tracker's zero wanders, in a direction of its own. That it does is in reference/domain.md; how fast is assumed. */
const LARGEST_DRIFT_DEG_PER_MIN = 1;
/** Between two looks of the eyes themselves; finer than any tracker's. */
const EYE_STEP_MS = 4;

/** Somebody whose eyes steer, with the tracker they wear. */
export interface Steerer {
  readonly person: GazePerson;
  readonly rateHz: number;
  /** What they look at, against the trunk. */
  target: Direction;
  /** What the tracker says instead of the eyes, while it is set. */
  instead: 'nothing' | GazeReading | undefined;
  /** One more millisecond; what the gateway tells control of it. `nowMs` is on the clock of control. */
  step(nowMs: number, skull: Pose): readonly ToControl[];
  /** Where the eyes really are, against the trunk and in the head. */
  readonly gaze: Direction;
  readonly eye: Direction;
  /** When the tracker last took a picture with eyes in it. */
  readonly lastSeenMs: number;
}

/** A person and a tracker as the seed draws them. */
export function createSteerer(seed: number): Steerer {
  const random = createRandom(seed ^ 0x57ee7);
  const person = drawGazePerson(random);
  const rateHz = RATES_HZ[Math.floor(random() * RATES_HZ.length)] ?? 90;
  const latencyMs = LATENCY_MS.least + (LATENCY_MS.most - LATENCY_MS.least) * random();
  const driftDegPerMin = LARGEST_DRIFT_DEG_PER_MIN * random();
  const driftWay = 2 * Math.PI * random();
  const eyes = createWorldEyes(person);
  const see = createSeenEyes(person, random);
  const waiting: { readonly dueMs: number; readonly message: ToControl }[] = [];
  let [bornMs, nextEyesMs, nextSampleMs, nextHealthMs, lastSeenMs]: [
    number | undefined,
    number,
    number,
    number,
    number,
  ] = [undefined, 0, 0, 0, Number.NEGATIVE_INFINITY];
  let head: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

  const health: TrackerHealth = {
    source: SOURCE,
    state: 'streaming',
    advice: '',
    rateHz,
    latencyMs,
    leastLatencyMs: latencyMs,
    validShare: 1,
    calibrationErrorDeg: null,
    calibrations: 0,
    canCalibrate: false,
  };

  function drifted(nowMs: number): Direction {
    const deg = (driftDegPerMin * (nowMs - (bornMs ?? nowMs))) / 60_000;
    return {
      yawDeg: eyes.eye.yawDeg + deg * Math.cos(driftWay),
      pitchDeg: eyes.eye.pitchDeg + deg * Math.sin(driftWay),
    };
  }

  const steerer: Steerer = {
    person,
    rateHz,
    target: { yawDeg: 0, pitchDeg: 0 },
    instead: undefined,
    step(nowMs, skull) {
      bornMs ??= nowMs;
      head = skull;
      if (nowMs >= nextEyesMs) {
        nextEyesMs = nowMs + EYE_STEP_MS;
        eyes.step(nowMs, steerer.target, skull);
      }
      if (nowMs >= nextSampleMs) {
        nextSampleMs = Math.max(nextSampleMs, nowMs - 1) + 1000 / rateHz;
        const seen = see(nowMs - bornMs, drifted(nowMs), eyes.fixation);
        const reading = steerer.instead ?? seen;
        if (reading !== 'nothing') {
          if (reading.kind !== 'none') lastSeenMs = nowMs;
          const receivedAtMs = nowMs + latencyMs;
          const sample = {
            source: SOURCE,
            receivedAtMs,
            deviceMs: nowMs,
            reading,
            confidence: null,
          } as const;
          waiting.push({ dueMs: receivedAtMs, message: { type: 'gazeSamples', samples: [sample] } });
        }
      }
      const told: ToControl[] = [];
      if (nowMs >= nextHealthMs) {
        nextHealthMs = nowMs + HEALTH_EVERY_MS;
        told.push({ type: 'trackers', trackers: [{ health, eyes: null }] });
      }
      while ((waiting[0]?.dueMs ?? Number.POSITIVE_INFINITY) <= nowMs) {
        const due = waiting.shift();
        if (due) told.push(due.message);
      }
      return told;
    },
    get gaze() {
      return gazeInTrunk(eyes.eye, head);
    },
    get eye() {
      return eyes.eye;
    },
    get lastSeenMs() {
      return lastSeenMs;
    },
  };
  return steerer;
}
