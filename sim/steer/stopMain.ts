import type { GazeStrategyId } from '../../protocol/steering.ts';
import { LockstepTimeout } from '../lockstep/lockstep.ts';
import { createRandom } from '../random.ts';
import { wallClockMs } from '../wallClock.ts';
import { readOptions, strategiesNamed, UsageError, wholeNumber } from './command.ts';
import { createControlledHead } from './controlledHead.ts';
import { NeverCameError } from './session.ts';
import { createSteeredHead } from './steeredHead.ts';
import { type Blink, blinkOnce, type MovingHead, type Stop, stopOnce } from './stopRun.ts';
import { BLINK_MS, blinkTable, isHeld, stopTable } from './stopTable.ts';

const USUAL: GazeStrategyId = 'vectorLinear';

const HELP = `Looking ends in the middle of a movement, on the whole simulated brace: how soon and how far on is the head at rest?

  npm run sim -- stop-looking [STRATEGY] [--runs N] [--seed N] [--smoke] [--json]

  STRATEGY   by which the head is steered, beside the controls of the page (${USUAL})
  --runs N   of every way in which looking ends, and as many blinks (40)
  --seed N   of the first person (1); after every ten runs there is another
  --smoke    one stop and one blink, which show only that the command works
  --json     one JSON object per run and line

Counted from the last sample that showed the eyes where they keep up the movement to the head at rest, and how far it turned meanwhile:
by looking at "Turn left" and "Turn right", and by steering from one side to the other. Looking ends at a moment that the seed draws.
Then blinks of 100 to 400 ms, each in a movement of its own: those that the movement went on from by itself, and those that ended it.
What must hold: the head always comes to rest, no blink ends a movement, and nobody is broken off. Exit code 0: it held. 1: it did not. 2: the command is
wrong.`;

const PROGRESS_EVERY_MS = 10_000;
const RUNS_PER_PERSON = 10;

/** @returns the exit code */
export async function stopLooking(args: readonly string[]): Promise<number> {
  let wish: ReturnType<typeof readWish>;
  try {
    wish = readWish(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
  if (wish.isHelp) {
    console.log(HELP);
    return 0;
  }
  const { runs, seed, strategy, isJson, isSmoke } = wish;
  const stops: Stop[] = [];
  const blinks: Blink[] = [];
  const beganMs = wallClockMs();
  let saidMs = beganMs;
  const say = (result: Stop | Blink): void => {
    if (result.kind === 'stop') stops.push(result);
    else blinks.push(result);
    if (isJson) console.log(JSON.stringify(result));
    const nowMs = wallClockMs();
    if (nowMs - saidMs < PROGRESS_EVERY_MS) return;
    saidMs = nowMs;
    console.error(
      `${result.moving}, person ${result.seed}: ${stops.length} stops and ${blinks.length} blinks`,
    );
  };
  const makers = [createControlledHead, (who: number) => createSteeredHead(strategy, who)];
  let broken = 0;
  for (const make of isSmoke ? makers.slice(1) : makers) {
    for (let done = 0; done < runs; done += RUNS_PER_PERSON) {
      const many = Math.min(RUNS_PER_PERSON, runs - done);
      const who = seed + done / RUNS_PER_PERSON;
      try {
        await withPerson(make, who, many, isSmoke, say);
      } catch (error) {
        if (!(error instanceof NeverCameError || error instanceof LockstepTimeout)) throw error;
        broken += 1;
        console.error(`Person ${who} was broken off: ${error.message}`);
      }
    }
  }
  if (!isJson) console.log(`${stopTable(stops)}\n\n${blinkTable(blinks)}`);
  const isGood = isHeld(stops, blinks) && broken === 0;
  const tookS = Math.round((wallClockMs() - beganMs) / 1000);
  console.error(
    `${stops.length} stops, ${blinks.length} blinks, ${broken} people broken off in ${tookS} s: ${isGood ? 'held' : 'MISSED'}.`,
  );
  return isGood ? 0 : 1;
}

async function withPerson(
  make: (seed: number) => Promise<MovingHead>,
  seed: number,
  runs: number,
  isSmoke: boolean,
  say: (result: Stop | Blink) => void,
): Promise<void> {
  const random = createRandom(seed ^ 0xb117c);
  const head = await make(seed);
  try {
    for (let run = 0; run < runs; run += 1) {
      for (const ending of isSmoke ? head.endings.slice(0, 1) : head.endings)
        say(await stopOnce(head, ending));
      const { shortest, longest } = BLINK_MS;
      say(await blinkOnce(head, isSmoke ? shortest : Math.round(shortest + (longest - shortest) * random())));
    }
  } finally {
    head.dispose();
  }
}

function readWish(args: readonly string[]) {
  const { names, values, isSmoke, isJson, isHelp } = readOptions(args, { runs: '40', seed: '1' });
  if (names.length > 1) throw new UsageError(`One way of steering at a time, not ${names.join(' and ')}.`);
  const [strategy = USUAL] = names.length > 0 ? strategiesNamed(names) : [];
  return {
    strategy,
    runs: isSmoke ? 1 : wholeNumber('--runs', values.runs, 1, 100_000),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31 - 1),
    isSmoke,
    isJson,
    isHelp,
  };
}
