import { gazeInTrunk } from '../../controller/gaze/frames.ts';
import type { HeadMotion, Known, Rate, StrategyInputs } from '../../controller/gaze/strategies/strategy.ts';
import type { GatePerson } from '../../protocol/gateVerdict.ts';
import type { Direction } from '../../protocol/gazeSample.ts';
import type { Candidate } from './candidate.ts';
import { personOf } from './person.ts';

const TICK_MS = 10;
/** Longer than any law's own lag; what it wishes after that is what it wishes for good. */
const STEADY_MS = 1000;
const AVERAGED_MS = 200;
const TRACKER_HZ = 90;
const ZERO: Direction = { yawDeg: 0, pitchDeg: 0 };

/** Eyes held at one place in a head held at another: what the law answers, without a loop. */
export interface Held {
  /** From where this person's eyes look straight ahead. */
  readonly eye: Direction;
  readonly head: Direction;
  readonly trackerHz: number;
}

const known = <Value>(value: Value, ageMs: number): Known<Value> => ({ kind: 'known', value, ageMs });
const UNSEEN: Known<never> = { kind: 'unknown', why: 'The eyes are closed.' };
const STILL: Rate = { yawDegPerS: 0, pitchDegPerS: 0 };

function inputsOf(person: GatePerson, held: Held, tMs: number, isSeen: boolean): StrategyInputs {
  const sampleMs = Math.floor((tMs * held.trackerHz) / 1000 + 1e-9) * (1000 / held.trackerHz);
  const ageMs = tMs - sampleMs;
  const eye = {
    yawDeg: held.eye.yawDeg + person.straightAhead.yawDeg,
    pitchDeg: held.eye.pitchDeg + person.straightAhead.pitchDeg,
  };
  const head: HeadMotion = { pose: { ...held.head, rollDeg: 0 }, rate: STILL };
  return {
    tMs,
    gaze: {
      eyeInHead: isSeen ? known(eye, ageMs) : UNSEEN,
      gazeInTrunk: isSeen ? known(gazeInTrunk(eye, head.pose), ageMs) : UNSEEN,
      screenPoint: UNSEEN,
      isFixating: isSeen,
      choice: undefined,
    },
    head: { atGaze: known(head, ageMs), now: known(head, 0) },
    person: personOf(person),
  };
}

/** A wish as the rate it amounts to; a place is approached within a second, which is enough to tell a direction. */
function rateOf(wish: ReturnType<ReturnType<Candidate['open']>>, head: Direction): Rate {
  switch (wish.kind) {
    case 'none':
    case 'step':
      return STILL;
    case 'rate':
      return wish.rate;
    case 'target':
      return {
        yawDegPerS: wish.target.yawDeg - head.yawDeg,
        pitchDegPerS: wish.target.pitchDeg - head.pitchDeg,
      };
  }
}

/** A law that has wished the same for so long, after all that it may delay by itself, goes on so. */
const CONSTANT_MS = 400;

/** The rate wished at every tick while eyes and head are held; less than the whole time if it stays the same. */
function answer(candidate: Candidate, person: GatePerson, held: Held): readonly Rate[] {
  const propose = candidate.open();
  const rates: Rate[] = [];
  let sameMs = 0;
  for (let tMs = 0; tMs < STEADY_MS && sameMs < CONSTANT_MS; tMs += TICK_MS) {
    const rate = rateOf(propose(inputsOf(person, held, tMs, true)), held.head);
    const before = rates.at(-1);
    const isSame = before?.yawDegPerS === rate.yawDegPerS && before.pitchDegPerS === rate.pitchDegPerS;
    sameMs = isSame ? sameMs + TICK_MS : 0;
    rates.push(rate);
  }
  return rates;
}

/** What the law wishes for good where eyes and head are held. */
export function steadyRate(
  candidate: Candidate,
  person: GatePerson,
  eye: Direction,
  head: Direction = ZERO,
  trackerHz = TRACKER_HZ,
): Rate {
  const rates = answer(candidate, person, { eye, head, trackerHz }).slice(-AVERAGED_MS / TICK_MS);
  const mean = (axis: keyof Rate): number => rates.reduce((sum, rate) => sum + rate[axis], 0) / rates.length;
  return { yawDegPerS: mean('yawDegPerS'), pitchDegPerS: mean('pitchDegPerS') };
}

/** The law's own lag in s: how long it takes, on average, to what it wishes for good. A delay to the loop like any other. */
export function ownLagS(candidate: Candidate, person: GatePerson): number {
  const held = { eye: { yawDeg: 20, pitchDeg: 0 }, head: ZERO, trackerHz: TRACKER_HZ };
  const end = steadyRate(candidate, person, held.eye).yawDegPerS;
  if (end === 0) return 0;
  const missing = answer(candidate, person, held).map(({ yawDegPerS }) => 1 - yawDegPerS / end);
  const sum = missing.reduce((total, share) => total + share, 0) - (missing[0] ?? 0) / 2;
  return Math.max(0, sum * (TICK_MS / 1000));
}

/** How long eyes are shut at most, with which a movement goes on afterwards (DESIGN 'Blink or betrayal'). */
const SHUT_MS = 400;

/** How far the head would be turned while nobody sees the eyes, in degrees, after a look to the edge of what eyes reach. */
export function blindTravelDeg(candidate: Candidate, person: GatePerson, trackerHz = TRACKER_HZ): number {
  const held = { eye: { yawDeg: 30, pitchDeg: 0 }, head: ZERO, trackerHz };
  const propose = candidate.open();
  let travelDeg = 0;
  for (let tMs = 0; tMs < STEADY_MS + SHUT_MS; tMs += TICK_MS) {
    const isSeen = tMs < STEADY_MS;
    const { yawDegPerS, pitchDegPerS } = rateOf(propose(inputsOf(person, held, tMs, isSeen)), held.head);
    if (!isSeen) travelDeg += Math.hypot(yawDegPerS, pitchDegPerS) * (TICK_MS / 1000);
  }
  return travelDeg;
}
