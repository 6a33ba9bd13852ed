import type { FaultName, GivenSettings } from '../faults/faults.ts';
import type { LookTarget } from '../person/lookTargets.ts';
import { type Condition, durationMs, type Step } from './schema.ts';

/** What steps can do. */
export interface Actions {
  look(target: LookTarget | 'away' | 'closed'): void;
  pressStopKey(): void;
  hand(hand: 'holdsHead' | 'letsGo'): void;
  beginFault(fault: FaultName, settings: GivenSettings): void;
  endFault(fault: FaultName, settings: GivenSettings): void;
  restartHost(): void;
  mark(name: string): void;
  isTrue(condition: Condition): boolean;
}

export type TimelineProgress =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly lastStepAtMs: number }
  /** A condition did not come true in time; the steps after it were not done. */
  | { readonly kind: 'brokenOff'; readonly sentence: string };

export interface Timeline {
  /** Does what is due; called every millisecond with the time since the start of the timeline. */
  step(nowMs: number): TimelineProgress;
}

const WITHIN_MS = 10_000;

/** Runs steps in their order; what `for` ends, ends on its own time. */
export function createTimeline(steps: readonly Step[], actions: Actions): Timeline {
  let next = 0;
  let previousAtMs = 0;
  /** When the condition of the next step first held. */
  let conditionAtMs: number | undefined;
  let ends: { readonly atMs: number; readonly end: () => void }[] = [];

  function dueAtMs(step: Step, nowMs: number): number | undefined {
    const afterMs = durationMs(step.afterS, step.afterMs) ?? 0;
    if (step.when) {
      if (conditionAtMs === undefined && actions.isTrue(step.when)) conditionAtMs = nowMs;
      return conditionAtMs === undefined ? undefined : conditionAtMs + afterMs;
    }
    return durationMs(step.atS, step.atMs) ?? previousAtMs + afterMs;
  }

  function perform(step: Step, nowMs: number): void {
    const lastsMs = durationMs(step.forS, step.forMs);
    const later = (end: () => void) => {
      if (lastsMs !== undefined) ends.push({ atMs: nowMs + lastsMs, end });
    };
    const { mark, look, press, hand, fault, endFault, with: settings = {}, restartHost } = step;
    if (mark !== undefined) actions.mark(mark);
    if (look !== undefined) {
      actions.look(look);
      later(() => actions.look('centre'));
    }
    if (press !== undefined) actions.pressStopKey();
    if (hand !== undefined) actions.hand(hand);
    if (endFault !== undefined) actions.endFault(endFault, settings);
    if (fault !== undefined) {
      actions.beginFault(fault, settings);
      later(() => actions.endFault(fault, settings));
    }
    if (restartHost) actions.restartHost();
  }

  return {
    step(nowMs) {
      const due = ends.filter(({ atMs }) => atMs <= nowMs);
      ends = ends.filter(({ atMs }) => atMs > nowMs);
      for (const { end } of due) end();
      for (let step = steps[next]; step !== undefined; step = steps[next]) {
        const atMs = dueAtMs(step, nowMs);
        const withinMs = durationMs(step.withinS, step.withinMs) ?? WITHIN_MS;
        if (atMs === undefined && nowMs - previousAtMs > withinMs) {
          const what = JSON.stringify(step.when).replaceAll('"', '');
          return {
            kind: 'brokenOff',
            sentence: `Step ${next + 1} of the timeline never came: ${what} did not hold within ${withinMs} ms.`,
          };
        }
        if (atMs === undefined || atMs > nowMs) return { kind: 'running' };
        perform(step, nowMs);
        previousAtMs = nowMs;
        conditionAtMs = undefined;
        next += 1;
      }
      return { kind: 'done', lastStepAtMs: previousAtMs };
    },
  };
}
