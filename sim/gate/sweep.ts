import type { GatePerson } from '../../protocol/gateVerdict.ts';
import {
  drawGazePerson,
  GAPPED_GAZE_PERSON,
  QUIET_GAZE_PERSON,
  USUAL_GAZE_PERSON,
} from '../person/gazePopulation.ts';
import { createRandom } from '../random.ts';
import type { Candidate } from './candidate.ts';
import { type Figures, figuresOf } from './figures.ts';
import { type Conditions, closeLoop } from './loop.ts';
import { FAR, fixation, RAMP, type Scene, STEP_PITCH, STEP_YAW, search } from './scenes.ts';

/** 'full' is the gate. 'smoke' is a small part of it, which shows only that the gate works. */
export type Size = 'full' | 'smoke';

export interface Run {
  readonly scene: Scene;
  readonly conditions: Conditions;
  /** Beyond the person's delay: shown, and judged by nobody. */
  readonly isBeyond: boolean;
}

export interface Result extends Run {
  readonly figures: Figures;
}

/** Total delays in ms, lags in ms, trackers in Hz (reference/strategies.md §4.4). */
const DELAYS_MS = [0, 22, 50, 100, 200, 300] as const;
const SMOKE_DELAYS_MS: readonly number[] = [22];
const LAGS_MS = [0, 150] as const;
const TRACKERS_HZ = [45, 90, 120] as const;
/** Ticks of the controller (DESIGN 'Numbers to hold'). */
export const TICK_HZ = 100;

/** As far up and down as the tasks of reference/domain.md §3.3 go. */
const UP_DOWN_DEG = 15;

type Eyes = Exclude<Conditions['eyes'], 'ideal'>;
const QUIET: Eyes = { name: 'quiet eyes', person: QUIET_GAZE_PERSON };
const USUAL: Eyes = { name: 'usual eyes', person: USUAL_GAZE_PERSON };

/** Noise, blinks, losses and offsets of reference/strategies.md §4.4, and people drawn by the seed. */
function people(seed: number): readonly Eyes[] {
  const offset = (deg: number): Eyes => ({
    name: `tracker ${deg}° off`,
    person: { ...USUAL_GAZE_PERSON, offset: { yawDeg: deg, pitchDeg: deg } },
  });
  const random = createRandom(seed ^ 0x9e0f1e);
  const drawn = [1, 2, 3].map((number) => ({ name: `person ${number}`, person: drawGazePerson(random) }));
  return [
    USUAL,
    offset(5),
    offset(-5),
    {
      name: 'one eye often lost',
      person: { ...USUAL_GAZE_PERSON, oneEyePerMin: 20, oneEyeMs: 1500 },
    },
    { name: '43 % unseen', person: GAPPED_GAZE_PERSON },
    ...drawn,
  ];
}

/** Delays that a person with this budget is judged at; their own is always one of them. */
function judgedDelays(person: GatePerson, size: Size): readonly number[] {
  const from = size === 'full' ? DELAYS_MS : SMOKE_DELAYS_MS;
  return [...from.filter((ms) => ms < person.delayBudgetMs), person.delayBudgetMs];
}

/** Everything that is run for one strategy, in the order in which it is run. */
export function runsOf(person: GatePerson, seed: number, size: Size): readonly Run[] {
  const delays = judgedDelays(person, size);
  const trackers = size === 'full' ? TRACKERS_HZ : [90];
  const loops = [true, false]
    .flatMap((isLimited) =>
      LAGS_MS.flatMap((lagMs) =>
        delays.map((delayMs) => ({ isLimited, lagMs, delayMs, tickHz: TICK_HZ, seed })),
      ),
    )
    // A small part still has both ends: a quick loop without the limiter, and the latest one with and without.
    .filter(
      ({ isLimited, lagMs, delayMs }) =>
        size === 'full' ||
        (delayMs === person.delayBudgetMs ? lagMs === 0 || !isLimited : lagMs === 0 && !isLimited),
    );
  const judged = (scene: Scene, conditions: Conditions): Run => ({ scene, conditions, isBeyond: false });
  const exact = loops.flatMap((loop) =>
    trackers.flatMap((trackerHz) => [
      judged(STEP_YAW, { ...loop, trackerHz, eyes: 'ideal' }),
      judged(STEP_PITCH, { ...loop, trackerHz, eyes: 'ideal' }),
      ...(size === 'full' ? [judged(STEP_YAW, { ...loop, trackerHz, eyes: QUIET })] : []),
    ]),
  );
  // Aside only, as in the simulation from which the bound comes; with other targets it would be another figure.
  const found = search(size === 'full' ? 60 : 20, 0, seed);
  const exactSearch = loops
    .filter(({ delayMs }) => size === 'full' || delayMs === person.delayBudgetMs)
    .map((loop) => judged(found, { ...loop, trackerHz: 90, eyes: 'ideal' }));
  // The limiter keeps the head inside its range, which is what makes the look beyond it a look and not a run-away.
  const far = loops
    .filter(({ isLimited, lagMs }) => isLimited && lagMs === 0)
    .map((loop) => judged(FAR, { ...loop, trackerHz: 90, eyes: 'ideal' }));
  const noisy =
    size === 'full'
      ? people(seed).flatMap((eyes, who) =>
          loops.flatMap((loop, index) => {
            const trackerHz = TRACKERS_HZ[(who + index) % TRACKERS_HZ.length] ?? 90;
            const conditions = { ...loop, trackerHz, eyes, seed: seed + 1000 * who + index };
            return [fixation(30, 60), search(40, UP_DOWN_DEG, conditions.seed), RAMP].map((scene) =>
              judged(scene, conditions),
            );
          }),
        )
      : loops
          .filter(({ lagMs, delayMs }) => lagMs === 0 && delayMs === person.delayBudgetMs)
          .flatMap((loop) =>
            [fixation(8, 8), search(20, UP_DOWN_DEG, seed)].map((scene) =>
              judged(scene, { ...loop, trackerHz: 90, eyes: USUAL }),
            ),
          );
  const beyond =
    size === 'full'
      ? DELAYS_MS.filter((delayMs) => delayMs > person.delayBudgetMs).flatMap((delayMs) =>
          [true, false].map(
            (isLimited): Run => ({
              scene: STEP_YAW,
              conditions: {
                eyes: 'ideal',
                delayMs,
                lagMs: 0,
                trackerHz: 90,
                tickHz: TICK_HZ,
                isLimited,
                seed,
              },
              isBeyond: true,
            }),
          ),
        )
      : [];
  return [...exact, ...exactSearch, ...far, ...noisy, ...beyond];
}

export function runOnce(candidate: Candidate, person: GatePerson, run: Run): Result {
  const { eyes } = run.conditions;
  const offset = eyes === 'ideal' ? undefined : eyes.person.offset;
  const offsetDeg = offset ? Math.max(Math.abs(offset.yawDeg), Math.abs(offset.pitchDeg)) : 0;
  const recording = closeLoop(candidate, reachOf(person, run.scene), run.scene, run.conditions);
  return { ...run, figures: figuresOf(recording, run.scene, person, offsetDeg) };
}

/** The look beyond the range is as far as any profile may let the head go, not only as this one does. */
function reachOf(person: GatePerson, { id }: Scene): GatePerson {
  if (id !== 'far') return person;
  const { yawDeg, upDeg, downDeg } = person.range;
  const yaw = { lowDeg: -yawDeg, highDeg: yawDeg };
  return { ...person, limits: { ...person.limits, yaw, pitch: { lowDeg: -upDeg, highDeg: downDeg } } };
}

/** One line that says under what a run was made. */
export function whereOf({ scene, conditions }: Run): string {
  const { eyes, delayMs, lagMs, trackerHz, isLimited } = conditions;
  return [
    scene.id,
    eyes === 'ideal' ? 'ideal eyes' : eyes.name,
    `${delayMs} ms`,
    lagMs > 0 ? `lag ${lagMs} ms` : 'no lag',
    `${trackerHz} Hz`,
    isLimited ? 'limiter' : 'no limiter',
  ].join(', ');
}
