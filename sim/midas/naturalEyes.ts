import type { Direction } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';
import { type Random, randomNormal } from '../random.ts';
import { draw, type Habits } from './habits.ts';

/** What somebody who means nothing by it looks at, against the trunk; null in a blink. */
export interface Natural {
  readonly gaze: Direction | null;
  readonly head: Pose;
}

type Activity = keyof Habits['shares'];

/** Half of what is looked at, in degrees: the page in its window (places.ts), and the room around. */
const HALF: Readonly<Record<Activity, { readonly yawDeg: number; readonly pitchDeg: number }>> = {
  viewing: { yawDeg: 14.5, pitchDeg: 9 },
  reading: { yawDeg: 11, pitchDeg: 7.5 },
  room: { yawDeg: 40, pitchDeg: 20 },
};
/** How long one thing is done before another. */
const ACTIVITY_MS = { median: 60_000, logSd: 0.8 };
const LINE_DEG = 1.1;
/** The head follows the gaze like this; 300 ms and a slow beginning are usual (reference/people.md §1, §3). */
const HEAD_LAG_MS = 250;

/** Duration of a saccade (reference/people.md §2). */
const saccadeMs = (amplitudeDeg: number): number => 13.7 + 2.4 * amplitudeDeg;
const smooth = (share: number): number => share ** 3 * (10 + share * (6 * share - 15));

export interface NaturalEyes {
  /** Times may not run backwards. `newAt` is where something new on the page is, if anything is. */
  at(nowMs: number, newAt: (() => Direction) | undefined): Natural;
}

/** A person who watches, reads and looks about: fixations and saccades, blinks, a head that takes its share. */
export function createNaturalEyes(habits: Habits, random: Random): NaturalEyes {
  let activity: Activity = 'viewing';
  let activityUntilMs = 0;
  let [from, to]: [Direction, Direction] = [
    { yawDeg: 0, pitchDeg: 0 },
    { yawDeg: 0, pitchDeg: 0 },
  ];
  let [leftAtMs, untilMs] = [0, 0];
  let isOnNew = false;
  let head: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
  let headAtMs = 0;
  const untilBlinkMs = (): number => (-Math.log(1 - random()) * 60_000) / habits.blinksPerMin;
  let blinkFromMs = untilBlinkMs();
  let blinkToMs = blinkFromMs + draw(random, habits.blinkMs);

  function chooseActivity(nowMs: number): void {
    if (nowMs < activityUntilMs) return;
    activityUntilMs = nowMs + draw(random, ACTIVITY_MS);
    const pick = random();
    const { viewing, reading } = habits.shares;
    activity = pick < viewing ? 'viewing' : pick < viewing + reading ? 'reading' : 'room';
    if (activity === 'reading') to = { yawDeg: HALF.reading.yawDeg, pitchDeg: -HALF.reading.pitchDeg };
  }

  function nextPlace(): Direction {
    const half = HALF[activity];
    if (activity === 'reading') {
      // To the right is a negative yaw; one look in ten goes back.
      const step = draw(random, habits.reading.stepDeg) * (random() < 0.1 ? -1 : 1);
      const yawDeg = to.yawDeg - step;
      if (yawDeg >= -half.yawDeg) return { yawDeg: Math.min(half.yawDeg, yawDeg), pitchDeg: to.pitchDeg };
      const pitchDeg = to.pitchDeg + LINE_DEG;
      return { yawDeg: half.yawDeg, pitchDeg: pitchDeg > half.pitchDeg ? -half.pitchDeg : pitchDeg };
    }
    for (let tries = 0; tries < 20; tries += 1) {
      const angle = 2 * Math.PI * random();
      const amplitude = draw(random, habits.viewing.amplitudeDeg);
      const place = {
        yawDeg: to.yawDeg + amplitude * Math.cos(angle),
        pitchDeg: to.pitchDeg + amplitude * Math.sin(angle),
      };
      if (Math.abs(place.yawDeg) <= half.yawDeg && Math.abs(place.pitchDeg) <= half.pitchDeg) return place;
    }
    return {
      yawDeg: half.yawDeg * (2 * random() - 1),
      pitchDeg: half.pitchDeg * (2 * random() - 1),
    };
  }

  function look(nowMs: number, newAt: (() => Direction) | undefined): void {
    while (nowMs >= untilMs) {
      chooseActivity(untilMs);
      from = gazeAt(untilMs, newAt);
      isOnNew = newAt !== undefined && activity !== 'room' && random() < habits.attraction;
      to = isOnNew && newAt ? newAt() : nextPlace();
      leftAtMs = untilMs;
      const fixationMs = draw(
        random,
        activity === 'reading' && !isOnNew ? habits.reading.fixationMs : habits.viewing.fixationMs,
      );
      untilMs += saccadeMs(Math.hypot(to.yawDeg - from.yawDeg, to.pitchDeg - from.pitchDeg)) + fixationMs;
    }
  }

  function gazeAt(nowMs: number, newAt: (() => Direction) | undefined): Direction {
    const goal = isOnNew && newAt ? newAt() : to;
    const amplitude = Math.hypot(to.yawDeg - from.yawDeg, to.pitchDeg - from.pitchDeg);
    const share = smooth(Math.min(1, Math.max(0, (nowMs - leftAtMs) / saccadeMs(amplitude))));
    return {
      yawDeg: from.yawDeg + share * (goal.yawDeg - from.yawDeg),
      pitchDeg: from.pitchDeg + share * (goal.pitchDeg - from.pitchDeg),
    };
  }

  function turnHead(nowMs: number, gaze: Direction): void {
    const part = 1 - Math.exp(-(nowMs - headAtMs) / HEAD_LAG_MS);
    headAtMs = nowMs;
    const goal = (deg: number): number =>
      Math.sign(deg) * habits.headShare * Math.max(0, Math.abs(deg) - habits.hingeDeg);
    head = {
      yawDeg: head.yawDeg + part * (goal(gaze.yawDeg) - head.yawDeg),
      pitchDeg: head.pitchDeg + part * (goal(gaze.pitchDeg) - head.pitchDeg),
      rollDeg: 0,
    };
  }

  return {
    at(nowMs, newAt) {
      look(nowMs, newAt);
      while (nowMs >= blinkToMs) {
        blinkFromMs = blinkToMs + untilBlinkMs();
        blinkToMs = blinkFromMs + draw(random, habits.blinkMs);
      }
      const gaze = gazeAt(nowMs, newAt);
      turnHead(nowMs, gaze);
      return { gaze: nowMs < blinkFromMs ? gaze : null, head };
    },
  };
}

/** A direction as a tracker with that much noise tells it. */
export function noisy({ yawDeg, pitchDeg }: Direction, noiseDeg: number, random: Random): Direction {
  return {
    yawDeg: yawDeg + noiseDeg * randomNormal(random),
    pitchDeg: pitchDeg + noiseDeg * randomNormal(random),
  };
}
