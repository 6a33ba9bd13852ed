import { followSteady, steadyAt } from '../../controller/gaze/dwell/steady.ts';
import type { RefusalId } from '../../protocol/refusals.ts';
import type { GazeStrategyId, ReleaseCause, SteeringView } from '../../protocol/steering.ts';
import type { ShownCheck } from './eyeCheckKeeper.ts';

/** Steering by gaze as React draws it; what changes with every frame is drawn beside it. */
export interface ShownSteering extends ShownCheck {
  readonly strategy: GazeStrategyId;
  /** Why it cannot begin now, once that has been so for a moment. */
  readonly obstacle: RefusalId | null;
  readonly isUnheard: boolean;
  /** What has just ended: steering, and why, or a check that has passed. */
  readonly ended: ReleaseCause | 'checked' | null;
  /** The strategy's own sentence. */
  readonly reason: string;
  /** It ends by itself so soon that this must be seen. */
  readonly isLast: boolean;
}

/** What changes with every frame. */
export interface SteeringDrawing {
  /** How full the ring around the mark is, 0…1. */
  readonly markProgress: number;
  /** Null while gaze does not steer. */
  readonly intentLeftMs: number | null;
}

export interface SteeringWords {
  shown(): ShownSteering | null;
  /** Nothing that has ended is told any more. */
  forget(): void;
  checked(): void;
  frame(view: SteeringView | null, check: ShownCheck, lastMs: number, nowMs: number): void;
}

/** Keeps the words about steering steady: the same object for as long as nothing in it changes. */
export function keepSteeringWords(): SteeringWords {
  let shown: ShownSteering | null = null;
  let obstacle = steadyAt<RefusalId | null>(null);
  let isUnheard = steadyAt(false);
  let ended: ShownSteering['ended'] = null;
  let wasIn = false;
  return {
    shown: () => shown,
    forget() {
      ended = null;
    },
    checked() {
      ended = 'checked';
    },
    frame(view, check, lastMs, nowMs) {
      if (!view) {
        wasIn = false;
        ended = null;
        shown = null;
        return;
      }
      const { strategy, source, clutch, released, reason, intentLeftMs } = view;
      if (clutch === 'in') ended = null;
      else if (wasIn) ended = released;
      wasIn = clutch === 'in';
      obstacle = shown ? followSteady(obstacle, view.obstacle, nowMs) : steadyAt(view.obstacle);
      isUnheard = shown ? followSteady(isUnheard, source === null, nowMs) : steadyAt(source === null);
      const next: ShownSteering = {
        ...check,
        strategy,
        obstacle: obstacle.shown,
        isUnheard: isUnheard.shown,
        ended,
        reason,
        isLast: intentLeftMs !== null && intentLeftMs <= lastMs,
      };
      if (!shown || !isSame(shown, next)) shown = next;
    },
  };
}

function isSame(one: ShownSteering, other: ShownSteering): boolean {
  return (Object.keys(other) as (keyof ShownSteering)[]).every((key) => one[key] === other[key]);
}
