import type { Direction, GazeReading } from '../../protocol/gazeSample.ts';
import { type Random, randomNormal } from '../random.ts';
import type { GazePerson } from './gazePopulation.ts';

/** Spread of the lengths of gaps, of their logarithm (reference/people.md §4: quartiles 188/252/324 ms). */
const BLINK_LOG_SD = 0.4;

/** Between two of what comes by chance so often a minute, each `lengthMs` long, in ms. */
function pauseMs(perMin: number, lengthMs: number, random: Random): number {
  if (!(perMin > 0)) return Number.POSITIVE_INFINITY;
  return -Math.log(1 - random()) * Math.max(0, 60_000 / perMin - lengthMs);
}

/** What comes and goes by chance. */
function createSpells(perMin: number, meanMs: number, lengthMs: () => number, random: Random) {
  let fromMs = pauseMs(perMin, meanMs, random);
  let toMs = fromMs + lengthMs();
  let count = 0;
  return (nowMs: number): { readonly isOn: boolean; readonly count: number } => {
    while (nowMs >= toMs) {
      fromMs = toMs + pauseMs(perMin, meanMs, random);
      toMs = fromMs + lengthMs();
      count += 1;
    }
    return { isOn: nowMs >= fromMs, count };
  };
}

/** What a head-mounted tracker says of a person's eyes: each eye in the head, with noise, offset, blinks and losses of one eye. */
export function createSeenEyes(
  person: GazePerson,
  random: Random,
): (nowMs: number, eye: Direction, fixation: number) => GazeReading {
  const { shortest, median, longest } = person.blinkMs;
  const blinkMs = (): number =>
    Math.max(shortest, Math.min(longest, median * Math.exp(BLINK_LOG_SD * randomNormal(random))));
  const blinks = createSpells(person.blinksPerMin, median, blinkMs, random);
  const losses = createSpells(person.oneEyePerMin, person.oneEyeMs, () => person.oneEyeMs, random);
  let seenFixation = -1;
  let difference = person.eyeDifference;

  /** Each eye has its own noise: their middle then has the person's. */
  const noise = (): number => Math.SQRT2 * person.noiseDeg * randomNormal(random);

  return (nowMs, eye, fixation) => {
    if (fixation !== seenFixation) {
      seenFixation = fixation;
      difference = {
        yawDeg: person.eyeDifference.yawDeg + person.eyeDifferenceSdDeg * randomNormal(random),
        pitchDeg: person.eyeDifference.pitchDeg + person.eyeDifferenceSdDeg * randomNormal(random),
      };
    }
    const measured = (side: 1 | -1): Direction => ({
      yawDeg: eye.yawDeg + person.offset.yawDeg + (side * difference.yawDeg) / 2 + noise(),
      pitchDeg: eye.pitchDeg + person.offset.pitchDeg + (side * difference.pitchDeg) / 2 + noise(),
    });
    const [left, right] = [measured(1), measured(-1)];
    if (blinks(nowMs).isOn) return { kind: 'none', why: 'blink' };
    const { isOn, count } = losses(nowMs);
    if (!isOn) return { kind: 'eyes', left, right };
    return count % 2 === 0 ? { kind: 'eyes', left, right: null } : { kind: 'eyes', left: null, right };
  };
}
