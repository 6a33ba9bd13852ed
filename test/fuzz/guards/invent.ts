import { AXES, exceedance } from '../../../controller/safety/envelope.ts';
import { LONGEST_CREDIT_MS } from '../../../controller/safety/guard.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';
import { type Random, randomInteger, randomNormal } from '../../../sim/random.ts';
import { allowedChangeUs, halfSpaceRoomUs, poseOf, rangeRoomUs } from './margins.ts';
import type { Step } from './steps.ts';
import type { World } from './world.ts';

type Wish = Step['wish'];
/** What a stretch of frames is after. */
type Mood =
  /** To the surface of the hard envelope, as fast as the profile lets it. */
  | 'approach'
  /** Along that surface, on both sides of it. */
  | 'slide'
  /** Without a planner, as far out as the firmware's limits go. */
  | 'climb'
  /** As much in one frame as the servos' speeds allow, and 2 µs more or less. */
  | 'leap'
  /** The same one way again and again, as close together as the line lets it. */
  | 'rush'
  /** Frames of every other kind. */
  | 'other';

const MOODS: readonly (readonly [Mood, number])[] = [
  ['approach', 0.3],
  ['slide', 0.25],
  ['climb', 0.23],
  ['leap', 0.1],
  ['rush', 0.04],
  ['other', 0.08],
];
const LONGEST_MOOD = 90;
const CLIMB_TRIES = 8;
/** A third refusal in a row latches a fault: rarely asked for, since recovering costs time. */
const THIRD_REFUSAL_SHARE = 0.03;
const SERVOS = [0, 1, 2] as const;
const WAYS = [-1, 0, 1];

/** What the frames of one mood have in common. */
interface Stretch {
  readonly mood: Mood;
  readonly goal: Pose;
  readonly way: PerServo<number>;
}

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[randomInteger(random, items.length)] as Item;
const between = (random: Random, low: number, high: number): number => low + (high - low) * random();
const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

/** Makes up one frame after another, each in the light of where the ones before have led. */
export function createInventor(random: Random, world: World): () => Step {
  let mood: Mood = 'approach';
  let left = 0;
  let goal: Pose = world.pose;
  let isHurried = false;
  let held = 0;
  let way: PerServo<number> = [0, 0, 0];

  const changeMood = (): void => {
    mood = randomMood(random);
    left = 1 + randomInteger(random, LONGEST_MOOD);
    isHurried = mood === 'rush' || random() < 0.25;
    way = [pick(random, WAYS), pick(random, WAYS), pick(random, WAYS)];
    held = random() < 0.08 ? 1 + randomInteger(random, 7) : 0;
    goal = onSurface(random, world);
  };

  return () => {
    world.catchUp();
    if (left-- <= 0) changeMood();
    const afterUs = Math.round(1000 * gapMs(random, isHurried));
    const elapsedMs = Math.max(world.elapsedMs, afterUs / 1000);
    const mustReset = world.refusedInRow >= 2 && random() >= THIRD_REFUSAL_SHARE;
    const wish: Wish = mustReset
      ? { kind: 'repeat' }
      : wishFor(random, world, { mood, goal, way }, elapsedMs);
    return {
      wish,
      afterUs,
      delayUs: random() < 0.5 ? 0 : randomInteger(random, 1000),
      leaseMs: random() < 0.95 ? 200 : 20 + randomInteger(random, 181),
      held,
      seqAhead: random() < 0.98 ? 1 : 1 + randomInteger(random, 8000),
    };
  };
}

function randomMood(random: Random): Mood {
  let left = random();
  for (const [mood, share] of MOODS) {
    left -= share;
    if (left < 0) return mood;
  }
  return 'approach';
}

/** Mostly the controller's 100 Hz with its lateness; now and then a frame that comes very late, or past its lease. */
function gapMs(random: Random, isHurried: boolean): number {
  const kind = random();
  if (isHurried) return between(random, 0.8, 4);
  if (kind < 0.6) return between(random, 9, 11);
  if (kind < 0.78) return between(random, 2, 10);
  if (kind < 0.97) return between(random, 10, 40);
  if (kind < 0.996) return between(random, 40, 190);
  return between(random, 190, 260);
}

function wishFor(random: Random, world: World, { mood, goal, way }: Stretch, elapsedMs: number): Wish {
  switch (mood) {
    case 'approach':
      return { kind: 'plan', pose: toward(world, goal, elapsedMs, random() < 0.9 ? 1 : random()) };
    case 'slide':
      return { kind: 'plan', pose: slide(random, world, elapsedMs) };
    case 'climb':
      return { kind: 'poke', pulsesUs: climb(random, world, elapsedMs) };
    case 'leap':
      return {
        kind: 'poke',
        pulsesUs: leap(
          world,
          elapsedMs,
          () => pick(random, WAYS),
          () => randomInteger(random, 5) - 3,
        ),
      };
    case 'rush':
      return {
        kind: 'poke',
        pulsesUs: leap(
          world,
          elapsedMs,
          (servo) => way[servo],
          () => pick(random, [0, 0, 0, 1, -1]),
        ),
      };
    case 'other':
      return other(random, world);
  }
}

/** A pose on the surface of the hard envelope. */
function onSurface(random: Random, { force }: World): Pose {
  const raw = { yawDeg: randomNormal(random), pitchDeg: randomNormal(random), rollDeg: randomNormal(random) };
  return scaled(raw, 1 / Math.sqrt(exceedance(raw, force.envelope.hard)));
}

const scaled = (pose: Pose, by: number): Pose => ({
  yawDeg: pose.yawDeg * by,
  pitchDeg: pose.pitchDeg * by,
  rollDeg: pose.rollDeg * by,
});

function toward({ pose, force }: World, goal: Pose, elapsedMs: number, share: number): Pose {
  const creditS = (Math.min(elapsedMs, LONGEST_CREDIT_MS) / 1000) * share;
  const along = (axis: keyof Pose): number =>
    pose[axis] + clamp(goal[axis] - pose[axis], force.speed[axis] * creditS);
  return { yawDeg: along('yawDeg'), pitchDeg: along('pitchDeg'), rollDeg: along('rollDeg') };
}

function slide(random: Random, world: World, elapsedMs: number): Pose {
  const { hard } = world.force.envelope;
  const wander = { ...world.pose };
  for (const axis of AXES) wander[axis] += randomNormal(random) * 0.3;
  const reach = Math.sqrt(exceedance(wander, hard)) || 1;
  return toward(world, scaled(wander, (1 + between(random, -0.004, 0.004)) / reach), elapsedMs, 1);
}

/** Of some small steps, the one that the firmware should still accept, or only just not, and that leads furthest out. */
function climb(random: Random, world: World, elapsedMs: number): PerServo<number> {
  const { force, fromUs } = world;
  const allowedUs = allowedChangeUs(force, elapsedMs, 'firmware');
  const least = random() < 0.8 ? 0 : -2;
  let best: { readonly pulsesUs: PerServo<number>; readonly reach: number } = { pulsesUs: fromUs, reach: 0 };
  for (let n = 0; n < CLIMB_TRIES; n++) {
    const one = (servo: 0 | 1 | 2): number =>
      fromUs[servo] + Math.round(between(random, -1, 1) * allowedUs[servo]);
    const pulsesUs: PerServo<number> = [one(0), one(1), one(2)];
    if (Math.min(halfSpaceRoomUs(force, pulsesUs), rangeRoomUs(force, pulsesUs)) < least) continue;
    const pose = poseOf(pulsesUs, force, world.pose);
    const reach = pose ? exceedance(pose, force.envelope.hard) : Number.POSITIVE_INFINITY;
    if (reach > best.reach) best = { pulsesUs, reach };
  }
  return best.pulsesUs;
}

function leap(
  { force, fromUs }: World,
  elapsedMs: number,
  wayOf: (servo: 0 | 1 | 2) => number,
  excess: () => number,
): PerServo<number> {
  const allowedUs = allowedChangeUs(force, elapsedMs, 'firmware');
  const one = (servo: 0 | 1 | 2): number => fromUs[servo] + wayOf(servo) * (allowedUs[servo] + excess());
  return [one(0), one(1), one(2)];
}

function other(random: Random, { fromUs, force }: World): Wish {
  const kind = random();
  if (kind < 0.3) return { kind: 'repeat' };
  if (kind < 0.5) return { kind: 'still' };
  if (kind < 0.7) return { kind: 'stale', back: randomInteger(random, 300) };
  if (kind < 0.85) {
    const { rangeUs } = force.limits;
    const end = (servo: 0 | 1 | 2): number =>
      pick(random, [rangeUs[servo].minUs, rangeUs[servo].maxUs, fromUs[servo]]) +
      randomInteger(random, 5) -
      2;
    return { kind: 'poke', pulsesUs: [end(0), end(1), end(2)] };
  }
  const anything = SERVOS.map(() => randomInteger(random, 16384));
  return { kind: 'poke', pulsesUs: [anything[0] ?? 0, anything[1] ?? 0, anything[2] ?? 0] };
}
