import { LockstepTimeout } from '../lockstep/lockstep.ts';
import { wallClockMs } from '../wallClock.ts';
import { readOptions, strategiesNamed, UsageError, wholeNumber } from './command.ts';
import { NeverCameError } from './session.ts';
import { foretelling, runStep, STEERING_IDS, STEP_MS, type StepResult, TARGETS } from './steps.ts';
import { isHeld, stepTable } from './stepTable.ts';

const HELP = `Looks to one side, on the whole simulated brace: does the head come to rest where the strategy foretells?

  npm run sim -- steer [STRATEGY …] [--seed N] [--smoke] [--json]

  STRATEGY   ${STEERING_IDS.join(', ')};
             without any, all of them
  --seed N   of the first person (1); each step has a person of its own, the same for every strategy
  --smoke    one short step, which shows only that the command works
  --json     one JSON object per step and line

Every person is drawn by their seed: reaction, reflex, noise, blinks, losses of one eye, a tracker that is off and drifts, its rate
and its delay. They put the clutch in, look straight ahead for a second, and then 10, 20 or 30° to a side, 10 or 15° up or down. What
must hold: the band comes to rest within 2° of where the strategy foretells for that place, as far as the profile lets gaze turn it;
it passes that rest by no more than 1°; it never turns back; the chip refuses nothing. What is only told: what the tracker was off by
before they looked at the mark that takes it out, where the skull is, which the band holds softly and which carries the tracker, when the head had settled to
within 1°, and for how much of the last two seconds the eyes were on their target and within 15° of straight ahead.
That the gate let the strategy pass is taken for granted. Exit code 0: it held. 1: it did not. 2: the command is wrong.`;

const PROGRESS_EVERY_MS = 10_000;
/** Long enough to begin to turn and to come to rest. */
const SMOKE_MS = 3500;

/** @returns the exit code */
export async function steer(args: readonly string[]): Promise<number> {
  let wish: { readonly seed: number } & ReturnType<typeof readOptions<'seed'>>;
  let strategies: ReturnType<typeof strategiesNamed>;
  try {
    const options = readOptions(args, { seed: '1' });
    wish = { ...options, seed: wholeNumber('--seed', options.values.seed, 0, 2 ** 31 - 1) };
    strategies = strategiesNamed(wish.names);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
  if (wish.isHelp) {
    console.log(HELP);
    return 0;
  }
  const targets = wish.isSmoke ? TARGETS.slice(2, 3) : TARGETS;
  const stepMs = wish.isSmoke ? SMOKE_MS : STEP_MS;
  const beganMs = wallClockMs();
  let saidMs = beganMs;
  let areHeld = true;
  let steps = 0;
  console.error(`Seeds ${wish.seed} to ${wish.seed + targets.length - 1}.`);
  for (const strategy of strategies) {
    const law = foretelling(strategy);
    if (law.kind === 'left out') {
      console.error(`${strategy}: left out, ${law.why}.`);
      continue;
    }
    const results: StepResult[] = [];
    for (const [index, target] of targets.entries()) {
      const result = await runStep(strategy, law.rest, target, wish.seed + index, stepMs).catch(brokenOff);
      if (!result) {
        areHeld = false;
        continue;
      }
      results.push(result);
      steps += 1;
      if (wish.isJson) console.log(JSON.stringify({ ...result, isHeld: isHeld(result) }));
      const nowMs = wallClockMs();
      if (nowMs - saidMs < PROGRESS_EVERY_MS) continue;
      saidMs = nowMs;
      console.error(`${strategy}: ${index + 1} of ${targets.length} steps`);
    }
    if (!wish.isJson && results.length > 0) console.log(`${stepTable(strategy, results)}\n`);
    areHeld &&= results.every(isHeld);
  }
  const tookS = Math.round((wallClockMs() - beganMs) / 1000);
  // Nothing that ran is nothing that held.
  const isGood = areHeld && steps > 0;
  console.error(`${steps} steps in ${tookS} s: ${isGood ? 'held' : 'MISSED'}.`);
  return isGood ? 0 : 1;
}

/** A person who never came to what was to be measured: told, and not held. */
function brokenOff(error: unknown): undefined {
  if (!(error instanceof NeverCameError || error instanceof LockstepTimeout)) throw error;
  console.error(`A step was broken off: ${error.message}`);
}
