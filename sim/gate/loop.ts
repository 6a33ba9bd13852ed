import { LIMITER_AT_REST, limit } from '../../controller/gaze/strategies/limiter.ts';
import type { Rate, Wish } from '../../controller/gaze/strategies/strategy.ts';
import type { GatePerson } from '../../protocol/gateVerdict.ts';
import type { Direction } from '../../protocol/gazeSample.ts';
import type { GazePerson } from '../person/gazePopulation.ts';
import { createIdealEyes, createWorldEyes } from '../person/worldEyes.ts';
import { createRandom } from '../random.ts';
import type { Candidate } from './candidate.ts';
import { createHead } from './head.ts';
import { personOf } from './person.ts';
import type { Scene } from './scenes.ts';
import { createDirectSensor, createPersonSensor } from './sensor.ts';

/** Under what the loop is closed. */
export interface Conditions {
  /** 'ideal': eyes that are always on the target, seen as they are. */
  readonly eyes: 'ideal' | { readonly name: string; readonly person: GazePerson };
  /** Pure delay from the eyes to the head; half of it is the tracker's, half the brace's. */
  readonly delayMs: number;
  /** Time constant of the head's own lag. */
  readonly lagMs: number;
  readonly trackerHz: number;
  readonly tickHz: number;
  readonly isLimited: boolean;
  readonly seed: number;
}

/** What happened, one figure per tick; angles against the trunk. */
export interface Recording {
  readonly tickS: number;
  readonly headYawDeg: readonly number[];
  readonly headPitchDeg: readonly number[];
  /** From where the head would have the eyes straight ahead on the target. */
  readonly goalYawDeg: readonly number[];
  readonly goalPitchDeg: readonly number[];
  readonly wishes: readonly (Rate | undefined)[];
  /** The head went so far that nothing after it is of interest. */
  readonly isBrokenOff: boolean;
}

const STEP_MS = 2;
/** Beyond this a head has run away. */
const RUN_AWAY_DEG = 120;

/** The loop through eyes, tracker, law, limiter and head, for the length of a scene. The same arguments give the same recording. */
export function closeLoop(
  candidate: Candidate,
  gatePerson: GatePerson,
  scene: Scene,
  conditions: Conditions,
): Recording {
  const { eyes: kind, delayMs, lagMs, trackerHz, tickHz, isLimited, seed } = conditions;
  const { straightAhead, limits } = gatePerson;
  const person = personOf(gatePerson);
  const random = createRandom(seed);
  const eyes = kind === 'ideal' ? createIdealEyes() : createWorldEyes(kind.person);
  const sensor =
    kind === 'ideal' ? createDirectSensor(delayMs / 2) : createPersonSensor(kind.person, delayMs / 2, random);
  const head = createHead(delayMs / 2, lagMs);
  const propose = candidate.open();
  const tickS = 1 / tickHz;
  const [yaw, pitch, goalYaw, goalPitch]: [number[], number[], number[], number[]] = [[], [], [], []];
  const wishes: (Rate | undefined)[] = [];
  let limiter = LIMITER_AT_REST;
  let told: Direction = { yawDeg: 0, pitchDeg: 0 };
  let [samples, ticks] = [0, 0];
  let isBrokenOff = false;

  for (let nowMs = 0; nowMs < scene.durationS * 1000 && !isBrokenOff; nowMs += STEP_MS) {
    const goal = scene.targetAt(nowMs / 1000);
    // A head turned to the goal has the eyes where this person's are when they look straight ahead.
    const target = {
      yawDeg: goal.yawDeg + straightAhead.yawDeg,
      pitchDeg: goal.pitchDeg + straightAhead.pitchDeg,
    };
    head.step(nowMs);
    eyes.step(nowMs, target, head.pose);
    if (nowMs * trackerHz >= samples * 1000) {
      samples += 1;
      sensor.sample(nowMs, eyes, head.pose);
    }
    if (nowMs * tickHz < ticks * 1000) continue;
    ticks += 1;
    const wish = propose({ tMs: nowMs, ...sensor.inputs(nowMs, head.pose), person });
    if (isLimited) {
      const step = limit(limiter, wish, { kind: 'known', value: told, ageMs: 0 }, limits, tickS);
      limiter = step.state;
      told = moved(told, step.rate, tickS);
    } else told = unlimited(told, wish, tickS);
    head.command(nowMs, told);
    yaw.push(head.pose.yawDeg);
    pitch.push(head.pose.pitchDeg);
    goalYaw.push(goal.yawDeg);
    goalPitch.push(goal.pitchDeg);
    wishes.push(wish.kind === 'rate' ? wish.rate : undefined);
    isBrokenOff = !(Math.hypot(head.pose.yawDeg, head.pose.pitchDeg) <= RUN_AWAY_DEG);
  }
  return {
    tickS,
    headYawDeg: yaw,
    headPitchDeg: pitch,
    goalYawDeg: goalYaw,
    goalPitchDeg: goalPitch,
    wishes,
    isBrokenOff,
  };
}

function moved({ yawDeg, pitchDeg }: Direction, rate: Rate, dtS: number): Direction {
  return { yawDeg: yawDeg + rate.yawDegPerS * dtS, pitchDeg: pitchDeg + rate.pitchDegPerS * dtS };
}

/** The law as it is: a limiter hides a swing as one of constant size (reference/strategies.md §4.4). */
function unlimited(told: Direction, wish: Wish, dtS: number): Direction {
  switch (wish.kind) {
    case 'none':
    case 'step':
      return told;
    case 'rate':
      return moved(told, wish.rate, dtS);
    case 'target':
      return wish.target;
  }
}
