import type { Direction } from '../../protocol/gazeSample.ts';
import { createRandom } from '../random.ts';

/** What there is to look at, against the trunk, from where the eyes look straight ahead while the head is upright. */
export interface Scene {
  readonly id: 'stepYaw' | 'stepPitch' | 'far' | 'ramp' | 'search' | 'fixation';
  readonly durationS: number;
  /** When the head has come to rest, if it does: of what comes after, nothing is on its way. */
  readonly settledS: number;
  /** Where the target ends up, for what is measured at rest. */
  readonly end: Direction;
  readonly targetAt: (tS: number) => Direction;
}

const CENTRE: Direction = { yawDeg: 0, pitchDeg: 0 };
/** A moment of rest before everything, so that the head is known and the filters are filled. */
export const LEAD_S = 1;

function step(id: 'stepYaw' | 'stepPitch', end: Direction, durationS: number): Scene {
  return { id, durationS, settledS: durationS - 5, end, targetAt: (tS) => (tS < LEAD_S ? CENTRE : end) };
}

/** 25° (reference/strategies.md §4.4); pitch as far as the tasks of reference/domain.md §3.3 go. */
export const STEP_YAW = step('stepYaw', { yawDeg: 25, pitchDeg: 0 }, 13);
export const STEP_PITCH = step('stepPitch', { yawDeg: 0, pitchDeg: 15 }, 13);

/** Somebody looks at what the head cannot turn to, and then back to 25°. */
export const FAR: Scene = {
  id: 'far',
  durationS: 15,
  settledS: 10,
  end: { yawDeg: 25, pitchDeg: 0 },
  targetAt: (tS) => ({ yawDeg: tS < LEAD_S ? 0 : tS < LEAD_S + 4 ? 80 : 25, pitchDeg: 0 }),
};

const RAMP_PERIOD_S = 10;
const RAMP_DEG = 30;

/** Back and forth at 12°/s, ±30° at 0.1 Hz. */
export const RAMP: Scene = {
  id: 'ramp',
  durationS: LEAD_S + 2 * RAMP_PERIOD_S,
  settledS: LEAD_S,
  end: CENTRE,
  targetAt: (tS) => {
    const phase = Math.max(0, tS - LEAD_S) / RAMP_PERIOD_S;
    const folded = Math.abs(((phase + 0.75) % 1) - 0.5);
    return { yawDeg: RAMP_DEG * (1 - 4 * folded) * -1, pitchDeg: 0 };
  },
};

/**
 * Looking at one thing, a little off the middle, so that the head comes to rest where the law says and not where it began. Eyes that
 * are hidden 43 % of the time bring the head there within half a minute.
 */
export function fixation(settledS: number, judgedS: number): Scene {
  const end = { yawDeg: 15, pitchDeg: -6 };
  return { id: 'fixation', durationS: settledS + judgedS, settledS, end, targetAt: () => end };
}

/** Jumps to anywhere within ±35° and so far up and down, every 0.8–2.5 s. */
export function search(durationS: number, upDownDeg: number, seed: number): Scene {
  const random = createRandom(seed ^ 0x5ea5c4);
  const jumps: { readonly atS: number; readonly target: Direction }[] = [{ atS: 0, target: CENTRE }];
  for (let atS = LEAD_S; atS < durationS; atS += 0.8 + 1.7 * random()) {
    jumps.push({ atS, target: { yawDeg: 70 * random() - 35, pitchDeg: upDownDeg * (2 * random() - 1) } });
  }
  let index = 0;
  return {
    id: 'search',
    durationS,
    settledS: LEAD_S,
    end: jumps.at(-1)?.target ?? CENTRE,
    targetAt: (tS) => {
      if (tS < (jumps[index]?.atS ?? 0)) index = 0;
      while (tS >= (jumps[index + 1]?.atS ?? Number.POSITIVE_INFINITY)) index += 1;
      return jumps[index]?.target ?? CENTRE;
    },
  };
}
