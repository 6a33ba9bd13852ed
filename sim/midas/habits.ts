import { type Random, randomNormal } from '../random.ts';

/** A figure whose logarithm is normal. */
export interface LogNormal {
  readonly median: number;
  readonly logSd: number;
}

/** What one simulated person does with their eyes when they mean nothing by it. Angles in degrees. */
export interface Habits {
  readonly viewing: { readonly fixationMs: LogNormal; readonly amplitudeDeg: LogNormal };
  readonly reading: { readonly fixationMs: LogNormal; readonly stepDeg: LogNormal };
  readonly blinksPerMin: number;
  readonly blinkMs: LogNormal;
  /** Beyond `hingeDeg` the head takes this share of where the gaze goes; none of it below. */
  readonly headShare: number;
  readonly hingeDeg: number;
  /** What the tracker adds: its noise of each sample, and where it is off. */
  readonly noiseDeg: number;
  readonly offset: { readonly xDeg: number; readonly yDeg: number };
  /** Shares of the time in front of something on the screen, reading there, and looking about the room. */
  readonly shares: { readonly viewing: number; readonly reading: number; readonly room: number };
  /** Share of the looks that something new on the page attracts. */
  readonly attraction: number;
}

const between = (random: Random, low: number, high: number): number => low + (high - low) * random();

/** A log-normal figure of a person: their median scatters around the population's, and so does their own spread. */
function personal(random: Random, population: LogNormal, betweenLogSd: number): LogNormal {
  return {
    median: population.median * Math.exp(betweenLogSd * randomNormal(random)),
    logSd: population.logSd * Math.exp(0.15 * randomNormal(random)),
  };
}

/**
 * One person, drawn and not chosen. Populations are those of reference/people.md §4: watching video (49 people: fixations of 248 ms, 5 %
 * over 760 ms; amplitudes of 4.9°, 5 % over 18.4°), reading (201 ms, 5 % over 338 ms; 1.8°), blinks (11 to 23 a minute, quartiles
 * 188/252/324 ms), the head's share (0.01 to 0.97, joining at about 11°: §3). Medians of recordings lie between 133 and 521 ms
 * (eye-head/README), which is 0.4 of a logarithm between people. What no source tells (how the day is spent, what a question that
 * appears attracts) is drawn widely.
 */
export function drawHabits(random: Random): Habits {
  const offsetDeg = Math.abs(randomNormal(random));
  const side = 2 * Math.PI * random();
  const [viewing, reading, room] = [0.2 + random(), 0.1 + 0.5 * random(), 0.1 + 0.5 * random()];
  const all = viewing + reading + room;
  return {
    viewing: {
      fixationMs: personal(random, { median: 248, logSd: 0.68 }, 0.4),
      amplitudeDeg: personal(random, { median: 4.9, logSd: 0.8 }, 0.2),
    },
    reading: {
      fixationMs: personal(random, { median: 201, logSd: 0.33 }, 0.2),
      stepDeg: personal(random, { median: 1.8, logSd: 0.5 }, 0.2),
    },
    blinksPerMin: 16 * Math.exp(0.35 * randomNormal(random)),
    blinkMs: personal(random, { median: 252, logSd: 0.4 }, 0.15),
    headShare: random(),
    hingeDeg: Math.max(2, 11 + 5 * randomNormal(random)),
    noiseDeg: between(random, 0.15, 0.6),
    offset: { xDeg: offsetDeg * Math.cos(side), yDeg: offsetDeg * Math.sin(side) },
    shares: { viewing: viewing / all, reading: reading / all, room: room / all },
    attraction: between(random, 0.1, 0.6),
  };
}

export function draw(random: Random, { median, logSd }: LogNormal): number {
  return median * Math.exp(logSd * randomNormal(random));
}
