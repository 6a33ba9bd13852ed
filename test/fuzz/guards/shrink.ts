import type { Found } from './episode.ts';
import { playReplay } from './episode.ts';
import type { Replay, Step } from './steps.ts';

const MOST_TRIALS = 250;
const PLAIN: Omit<Step, 'wish'> = { afterUs: 10_000, delayUs: 0, leaseMs: 200, seqAhead: 1, held: 0 };

/** A shorter and plainer way to a counterexample of the same kind: fewer frames first, then plainer ones. */
export function shrink(found: Found): Found {
  let best = found;
  let trials = 0;
  const attempt = (candidate: Replay): boolean => {
    if (trials++ >= MOST_TRIALS) return false;
    const again = playReplay(candidate);
    if (again?.kind !== found.kind) return false;
    best = { kind: again.kind, message: again.message, replay: candidate };
    return true;
  };

  attempt({ ...best.replay, setup: { ...best.replay.setup, firstSeq: 0, chipSeed: 1 } });
  startLater(best.replay, attempt);
  for (let size = Math.ceil(best.replay.steps.length / 2); size >= 1 && trials < MOST_TRIALS; ) {
    const before = best.replay.steps.length;
    for (let from = 0; from < best.replay.steps.length; ) {
      const { setup, steps } = best.replay;
      if (!attempt({ setup, steps: [...steps.slice(0, from), ...steps.slice(from + size)] })) from += size;
    }
    if (size === 1 && best.replay.steps.length === before) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  for (let index = 0; index < best.replay.steps.length; index++) plainer(index, () => best.replay, attempt);
  return best;
}

/** Attaches where an accepted frame had led to, so that all before it can go. */
function startLater({ setup, steps }: Replay, attempt: (candidate: Replay) => boolean): void {
  for (const last of [0, 1, 2, 4, 8, 16, 32, 64]) {
    const from = steps.length - last;
    const pulses = steps
      .slice(0, from)
      .flatMap(({ wish }) => (wish.kind === 'poke' ? [wish.pulsesUs] : []))
      .slice(-3)
      .reverse();
    for (const startUs of pulses)
      if (attempt({ setup: { ...setup, startUs }, steps: steps.slice(from) })) return;
  }
}

function plainer(index: number, current: () => Replay, attempt: (candidate: Replay) => boolean): void {
  for (const name of ['held', 'delayUs', 'leaseMs', 'seqAhead', 'afterUs'] as const) {
    const { setup, steps } = current();
    const step = steps[index];
    if (!step || step[name] === PLAIN[name]) continue;
    attempt({ setup, steps: steps.with(index, { ...step, [name]: PLAIN[name] }) });
  }
}
