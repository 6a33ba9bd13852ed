import type { GatePerson } from '../../protocol/gateVerdict.ts';
import type { Candidate } from './candidate.ts';
import { type Figures, figuresOf } from './figures.ts';
import { lawOf, PLAIN, perAxis } from './fixtures/laws.ts';
import { affineBias } from './fixtures/networks.ts';
import { linear10, quadrantNoZone, quadraticUncapped, vectorPaper } from './fixtures/tooFast.ts';
import { closeLoop } from './loop.ts';
import { STEP_PITCH, STEP_YAW } from './scenes.ts';

/** A figure of reference/strategies.md that an ideal eye and a pure delay should give again. */
export interface Published {
  readonly what: string;
  readonly claimed: string;
  readonly unit: string;
  readonly candidate: Candidate;
  readonly delayMs: number;
  readonly isPitch?: boolean;
  readonly figure: (figures: Figures) => number;
}

const tail = ({ tailPeakToPeakDeg }: Figures): number => tailPeakToPeakDeg;
const overshoot = ({ overshootShare }: Figures): number => 100 * overshootShare;
const rest = ({ restErrorDeg }: Figures): number => restErrorDeg;

const soft = (gainPerS: number): Candidate =>
  lawOf(
    `soft ${gainPerS}`,
    PLAIN,
    perAxis((deg) => (gainPerS * deg) / (1 + Math.exp((8 * (5 - Math.abs(deg)) * Math.PI) / 180))),
  );
const pull = (perS: number): Candidate =>
  lawOf(`affine ${perS}`, PLAIN, ({ eye, head }) => ({
    yawDegPerS: 1.5 * eye.yawDeg - perS * head.yawDeg,
    pitchDegPerS: 1.5 * eye.pitchDeg - perS * head.pitchDeg,
  }));

/** Of §4.2 and §4.3, marked there as own simulation: one direction, an ideal eye, a step of 25°. */
export const PUBLISHED: readonly Published[] = [
  {
    what: 'vector-paper-perframe, swing at 22 ms',
    claimed: '96',
    unit: '°',
    candidate: vectorPaper,
    delayMs: 22,
    figure: tail,
  },
  {
    what: 'vector-paper-perframe, swing at 100 ms',
    claimed: 'diverges',
    unit: '°',
    candidate: vectorPaper,
    delayMs: 100,
    figure: tail,
  },
  {
    what: 'vector-quadratic 0.4418 uncapped, swing at 200 ms',
    claimed: '81',
    unit: '°',
    candidate: quadraticUncapped,
    delayMs: 200,
    figure: tail,
  },
  {
    what: 'linear-10, swing at 200 ms',
    claimed: '109',
    unit: '°',
    candidate: linear10,
    delayMs: 200,
    figure: tail,
  },
  {
    what: 'quadrant-nodz, swing at 22 ms',
    claimed: '4.5',
    unit: '°',
    candidate: quadrantNoZone,
    delayMs: 22,
    figure: tail,
  },
  {
    what: 'quadrant-nodz, swing at 100 ms',
    claimed: '10.5',
    unit: '°',
    candidate: quadrantNoZone,
    delayMs: 100,
    figure: tail,
  },
  {
    what: 'quadrant-nodz, swing at 200 ms',
    claimed: '19',
    unit: '°',
    candidate: quadrantNoZone,
    delayMs: 200,
    figure: tail,
  },
  {
    what: 'soft zone 3.6/s, overshoot at 200 ms',
    claimed: '13',
    unit: ' %',
    candidate: soft(3.6),
    delayMs: 200,
    figure: overshoot,
  },
  {
    what: 'soft zone 3.6/s, overshoot at 300 ms',
    claimed: '47',
    unit: ' %',
    candidate: soft(3.6),
    delayMs: 300,
    figure: overshoot,
  },
  {
    what: 'soft zone 2.2/s, overshoot at 200 ms',
    claimed: '0',
    unit: ' %',
    candidate: soft(2.2),
    delayMs: 200,
    figure: overshoot,
  },
  {
    what: 'affine 1.5/s, pull 0.1/s, error at rest',
    claimed: '1.6',
    unit: '°',
    candidate: pull(0.1),
    delayMs: 200,
    figure: rest,
  },
  {
    what: 'affine 1.5/s, pull 0.3/s, error at rest',
    claimed: '4.2',
    unit: '°',
    candidate: pull(0.3),
    delayMs: 200,
    figure: rest,
  },
  {
    what: 'affine-bias, error at rest',
    claimed: '11.0',
    unit: '°',
    candidate: affineBias,
    delayMs: 200,
    isPitch: true,
    figure: rest,
  },
];

export function measured({ candidate, delayMs, isPitch, figure }: Published, person: GatePerson): number {
  const scene = { ...(isPitch ? STEP_PITCH : STEP_YAW), durationS: 30, settledS: 25 };
  const recording = closeLoop(candidate, person, scene, {
    eyes: 'ideal',
    delayMs,
    lagMs: 0,
    trackerHz: 90,
    tickHz: 100,
    isLimited: false,
    seed: 1,
  });
  return figure(figuresOf(recording, scene, person, 0));
}
