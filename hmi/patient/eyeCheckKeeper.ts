import { type Display, type MarkPlan, markPlan } from '../../controller/gaze/dwell/checkMarks.ts';
import {
  beginEyeCheck,
  type CheckTold,
  checkAnswered,
  checkFrame,
  checkSent,
  type EyeCheck,
  type Mark,
  markProgress,
  NO_CHECK,
} from '../../controller/gaze/dwell/eyeCheck.ts';
import type { GazeTarget } from '../../controller/gaze/dwell/layout.ts';
import type { RefusalId } from '../../protocol/refusals.ts';
import type { ScreenGeometry } from '../../protocol/screenGeometry.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import type { PageClient } from '../shared/pageClient.ts';

/** The mark in the middle of a page that fills the screen. */
const MIDDLE = { x: 0.5, y: 0.5 } as const;

/** What a frame is judged with. */
export interface CheckFrame {
  readonly obstacle: RefusalId | null;
  readonly screen: ScreenGeometry | null;
  readonly targets: readonly GazeTarget[];
  /** The newest tick that has been painted. */
  readonly renderedTick: number | null;
}

/** What the page shows of the check. */
export interface ShownCheck {
  readonly mark: Mark | null;
  readonly told: CheckTold | null;
  /** How far the marks aside and the one above are from the middle. */
  readonly offsetPx: number;
  readonly upPx: number;
  readonly isEstimated: boolean;
}

/** The check of the eyes as the page runs it: shows the marks, asks control to judge the looks, and hears what it says. */
export interface EyeCheckKeeper {
  phase(): EyeCheck['phase'];
  shown(): ShownCheck;
  /** How much of the time at its mark has passed, 0…1. */
  progress(nowMs: number): number;
  begin(obstacle: RefusalId | null, nowMs: number): void;
  end(): void;
  /** Whether it was an answer to a look at a mark, which this page tells in its own place. */
  hear(message: ServerMessage, nowMs: number): boolean;
  frame(nowMs: number, frame: CheckFrame): void;
}

export function keepEyeCheck(client: PageClient, display: () => Display): EyeCheckKeeper {
  let check: EyeCheck = NO_CHECK;
  let plan: MarkPlan = { kind: 'notFilled' };

  /** A look is judged against a picture that the person has seen. */
  function ask(mark: Mark, renderedTick: number, nowMs: number): void {
    const requestId = client.request(
      mark === 'ahead'
        ? { type: 'lookAhead', mark: MIDDLE, renderedTick }
        : { type: 'lookToSide', side: mark, renderedTick },
    );
    check = checkSent(check, requestId, nowMs);
  }

  return {
    phase: () => check.phase,
    shown: () => ({
      mark: check.phase === 'looking' ? check.mark : null,
      told: check.phase === 'told' ? check.id : null,
      offsetPx: plan.kind === 'marks' ? Math.round(plan.offsetPx) : 0,
      upPx: plan.kind === 'marks' ? Math.round(plan.upPx) : 0,
      isEstimated: plan.kind === 'marks' && plan.isEstimated,
    }),
    progress: (nowMs) => markProgress(check, nowMs),
    begin(obstacle, nowMs) {
      check = beginEyeCheck(obstacle, nowMs);
    },
    end() {
      check = NO_CHECK;
    },
    hear(message, nowMs) {
      if (message.type !== 'accepted' && message.type !== 'refused') return false;
      const id = message.type === 'refused' ? message.id : null;
      const before = check;
      check = checkAnswered(check, message.requestId, id, nowMs);
      return check !== before;
    },
    frame(nowMs, { obstacle, screen, targets, renderedTick }) {
      if (check.phase !== 'looking' && check.phase !== 'settling') return;
      plan = markPlan(screen, display(), targets);
      if (plan.kind !== 'marks') {
        check = { phase: 'told', id: plan.kind };
        return;
      }
      const followed = checkFrame(check, nowMs, obstacle);
      check = followed.check;
      if (followed.due && renderedTick !== null) ask(followed.due, renderedTick, nowMs);
    },
  };
}
