import type { Direction } from '../../../protocol/gazeSample.ts';
import { LARGEST_STEP_DEG } from './limiter.ts';
import { atRest } from './look.ts';
import { defaultsOf, setting, type ValuesOf } from './settings.ts';
import type { Choice, Proposal, Strategy, StrategyInputs } from './strategy.ts';

/** Figures: reference/domain.md §3.3 A. */
export const BUTTONS_SETTINGS = {
  stepDeg: setting('Largest step', 'deg', [1, LARGEST_STEP_DEG], 5, 1, 'No step goes further.'),
  speedDegPerS: setting('Speed', 'deg/s', [1, 20], 10, 1, 'How fast the head goes where it was sent.'),
  arrivedDeg: setting('Arrived', 'deg', [0.2, 3], 1, 0.1, 'Nearer than this the head is there.'),
  longestMs: setting('Longest movement', 'ms', [1000, 15_000], 10_000, 500, 'After this a choice is over.'),
} as const;

export type ButtonsSettings = ValuesOf<typeof BUTTONS_SETTINGS>;
export const DEFAULT_BUTTONS: ButtonsSettings = defaultsOf(BUTTONS_SETTINGS);

export type ButtonsState =
  | { readonly phase: 'begins' }
  | { readonly phase: 'waits'; readonly newestId: number }
  | { readonly phase: 'moves'; readonly newestId: number; readonly sinceMs: number };

/**
 * The head goes one step, or to one place with a name, for each choice. A choice that is there when the person engages belongs to
 * an earlier engagement and moves nothing; one that is over is not taken up again.
 */
export function buttons(settings: ButtonsSettings): Strategy<ButtonsState> {
  return {
    id: 'buttons',
    needs: 'choice',
    initial: { phase: 'begins' },
    propose(before, inputs) {
      const { tMs, gaze } = inputs;
      const { choice } = gaze;
      const newestId = before.phase === 'begins' ? Number.NEGATIVE_INFINITY : before.newestId;
      if (!choice) return atRest({ phase: 'waits', newestId }, 'Nothing is chosen.');
      if (before.phase === 'begins')
        return atRest({ phase: 'waits', newestId: choice.id }, 'What is chosen from now on counts.');
      if (!(choice.id >= newestId)) return atRest({ phase: 'waits', newestId }, 'This choice is an old one.');
      if (choice.id === newestId && before.phase === 'waits')
        return atRest(before, 'What was chosen is done.');
      const sinceMs = before.phase === 'moves' && choice.id === newestId ? before.sinceMs : tMs;
      return pursue(choice, sinceMs, inputs);
    },
  };

  function pursue(choice: Choice, sinceMs: number, { tMs, head }: StrategyInputs): Proposal<ButtonsState> {
    const over: ButtonsState = { phase: 'waits', newestId: choice.id };
    const passedMs = tMs - sinceMs;
    if (!(passedMs >= 0 && passedMs <= settings.longestMs))
      return atRest(over, 'The movement took too long.');
    const moves: ButtonsState = { phase: 'moves', newestId: choice.id, sinceMs };
    const atMost = { yawDegPerS: settings.speedDegPerS, pitchDegPerS: settings.speedDegPerS };
    switch (choice.kind) {
      case 'step': {
        const step = bounded(choice.step, settings.stepDeg);
        if (!step) return atRest(over, 'The step is no number.');
        return {
          state: moves,
          wish: { kind: 'step', id: choice.id, step, atMost },
          reason: 'A step was chosen.',
        };
      }
      case 'preset': {
        const { pose, name } = choice;
        if (!Number.isFinite(pose.yawDeg + pose.pitchDeg)) return atRest(over, 'The place is no number.');
        const { now } = head;
        const isThere =
          now.kind === 'known' &&
          Math.hypot(now.value.pose.yawDeg - pose.yawDeg, now.value.pose.pitchDeg - pose.pitchDeg) <=
            settings.arrivedDeg;
        if (isThere) return atRest(over, `The head is at "${name}".`);
        return {
          state: moves,
          wish: { kind: 'target', target: pose, atMost },
          reason: `"${name}" was chosen.`,
        };
      }
    }
  }
}

/** The step, in its own direction, no further on either axis; undefined if it is no number. */
function bounded({ yawDeg, pitchDeg }: Direction, largestDeg: number): Direction | undefined {
  const size = Math.max(Math.abs(yawDeg), Math.abs(pitchDeg));
  if (!Number.isFinite(size)) return undefined;
  const share = size > largestDeg ? largestDeg / size : 1;
  return { yawDeg: yawDeg * share, pitchDeg: pitchDeg * share };
}
