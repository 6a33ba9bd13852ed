import type { PerServo } from '../../../protocol/pose.ts';
import { createRandom, type Random, randomInteger, randomNormal } from '../../../sim/random.ts';
import { Counterexample, type CounterexampleKind } from './counterexample.ts';
import { createInventor } from './invent.ts';
import { halfSpaceRoomUs, rangeRoomUs } from './margins.ts';
import { forceOf, randomParameters } from './profiles.ts';
import type { Replay, Setup, Step } from './steps.ts';
import { emptyTally, type Tally } from './tally.ts';
import { World } from './world.ts';

/** Frames of one episode: one profile on one freshly started chip. */
export const FRAMES_PER_EPISODE = 1500;
const EPISODE_STRIDE = 0x9e3779b1;

/** Plain data, so that a worker can send it. */
export interface Found {
  readonly kind: CounterexampleKind;
  readonly message: string;
  readonly replay: Replay;
}
export interface EpisodeResult {
  readonly tally: Tally;
  readonly found: Found | undefined;
}

/** One episode of a campaign; the same numbers give the same frames. */
export function runEpisode(seed: number, episode: number, frames = FRAMES_PER_EPISODE): EpisodeResult {
  const random = createRandom(seed + Math.imul(episode + 1, EPISODE_STRIDE));
  const setup = randomSetup(random);
  const tally = emptyTally();
  const steps: Step[] = [];
  const found = hunt(() => {
    const force = forceOf(setup.parameters);
    tally.profiles++;
    const world = new World(setup, force, tally);
    const invent = createInventor(random, world);
    while (tally.frames < frames) {
      const step = invent();
      steps.push(step);
      world.play(step);
    }
    world.finish();
  });
  return { tally, found: found && { kind: found.kind, message: found.message, replay: { setup, steps } } };
}

/** Plays recorded frames on a freshly started chip. */
export function playReplay({ setup, steps }: Replay): Counterexample | undefined {
  return hunt(() => {
    const world = new World(setup, forceOf(setup.parameters), emptyTally());
    for (const step of steps) world.play(step);
    world.finish();
  });
}

function hunt(act: () => void): Counterexample | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof Counterexample) return error;
    throw error;
  }
}

function randomSetup(random: Random): Setup {
  const parameters = randomParameters(random);
  return {
    chipSeed: randomInteger(random, 2 ** 31),
    firstSeq: randomInteger(random, 16384),
    parameters,
    startUs: outermost(random, forceOf(parameters)),
  };
}

/** The last triple inside the firmware's limits on a random way out, or a share of that way. */
function outermost(random: Random, force: ReturnType<typeof forceOf>): PerServo<number> {
  const way = [randomNormal(random), randomNormal(random), randomNormal(random)] as const;
  const at = (distance: number): PerServo<number> => [
    Math.round(force.referenceUs[0] + way[0] * distance),
    Math.round(force.referenceUs[1] + way[1] * distance),
    Math.round(force.referenceUs[2] + way[2] * distance),
  ];
  let [inside, outside] = [0, 2000];
  while (outside - inside > 0.5) {
    const middle = (inside + outside) / 2;
    const isInside = halfSpaceRoomUs(force, at(middle)) >= 0 && rangeRoomUs(force, at(middle)) >= 0;
    if (isInside) inside = middle;
    else outside = middle;
  }
  return at(inside * (random() < 0.5 ? 1 : random()));
}
