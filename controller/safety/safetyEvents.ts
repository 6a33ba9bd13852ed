import { REASONS, type ReasonId } from '../../protocol/states.ts';
import { ACTIONS, type FailsafeAction } from './failsafe.ts';

/** What the self test still waits for; 'passed' when nothing. */
export type Readiness =
  | 'connecting'
  | 'needsProfile'
  | 'needsLimits'
  | 'needsHand'
  | 'unfitBoard'
  | 'headOutside'
  | 'attaching'
  | 'checking'
  | 'passed';

/** Why a movement ended before its target. */
export type EndReason = 'leaseLapsed' | 'lookedAway' | 'gazeLost' | 'steeringIdle';

/** Time comes in events, never from a timer: `after` does not survive, and a tick can be replayed (reference/stack.md H13, H14). */
export type SafetyEvent =
  | {
      readonly type: 'tick';
      readonly nowMs: number;
      readonly action: FailsafeAction;
      /** What the fault behind the action says of a movement that it ends. */
      readonly reason: ReasonId | undefined;
      readonly readiness: Readiness;
      /** A person holds the release control of a page, and the page proves that it is awake. */
      readonly isReleasePressed: boolean;
      /** The firmware's head-held input; unknown counts as not held. */
      readonly isHeadHeld: boolean;
      /** Every precondition of a retreat holds (retreat.ts). */
      readonly isRetreatOpen: boolean;
    }
  | { readonly type: 'stop' }
  | { readonly type: 'leaveStop' }
  | { readonly type: 'askToArm'; readonly nowMs: number; readonly action: FailsafeAction }
  | {
      readonly type: 'confirmArm';
      readonly nowMs: number;
      readonly action: FailsafeAction;
      readonly isAtRest: boolean;
    }
  | { readonly type: 'rest' }
  | { readonly type: 'acknowledge' }
  | { readonly type: 'engage'; readonly action: FailsafeAction }
  | { readonly type: 'arrived' }
  | { readonly type: 'endMove'; readonly reason: EndReason }
  | {
      readonly type: 'retreat';
      readonly nowMs: number;
      readonly action: FailsafeAction;
      readonly isRetreatOpen: boolean;
      /** Wanted by a fault, not asked for by a person. */
      readonly isAutomatic: boolean;
    }
  | { readonly type: 'releaseEnded' };

/** What a state's reason becomes when the self test waits for this, or for nothing any more. */
export const REASON_OF_READINESS: Readonly<Record<Readiness, ReasonId>> = {
  connecting: 'connecting',
  needsProfile: 'needsProfile',
  needsLimits: 'needsLimits',
  needsHand: 'needsHand',
  unfitBoard: 'unfitBoard',
  headOutside: 'headOutside',
  attaching: 'attaching',
  checking: 'checking',
  passed: 'holding',
};

/**
 * Why this cannot be an event of ours, or undefined. XState ignores what it does not know, a time that is not a number is never
 * over, and an action that is not in the table is milder than none: none of them may pass.
 */
export function eventProblem(event: SafetyEvent): string | undefined {
  switch (event.type) {
    case 'tick':
      return timeProblem(event) ?? actionProblem(event) ?? wordsProblem(event);
    case 'askToArm':
    case 'confirmArm':
    case 'retreat':
      return timeProblem(event) ?? actionProblem(event);
    case 'engage':
      return actionProblem(event);
    case 'endMove':
      return wordsProblem(event);
    case 'stop':
    case 'leaveStop':
    case 'rest':
    case 'acknowledge':
    case 'arrived':
    case 'releaseEnded':
      return undefined;
    default:
      return `The event ${String((event as { readonly type: unknown }).type)} is not known.`;
  }
}

function timeProblem({ type, nowMs }: { readonly type: string; readonly nowMs: number }): string | undefined {
  return Number.isFinite(nowMs) ? undefined : `The time of ${type} is not a number.`;
}

function actionProblem({
  type,
  action,
}: {
  readonly type: string;
  readonly action: FailsafeAction;
}): string | undefined {
  return ACTIONS.includes(action) ? undefined : `The action of ${type} is not known.`;
}

/** A reason without words would end on a page that cannot show it. */
function wordsProblem(event: Extract<SafetyEvent, { type: 'tick' | 'endMove' }>): string | undefined {
  const isReadinessKnown = event.type !== 'tick' || Object.hasOwn(REASON_OF_READINESS, event.readiness);
  const isReasonKnown = event.reason === undefined || Object.hasOwn(REASONS, event.reason);
  return isReadinessKnown && isReasonKnown ? undefined : `The reason of ${event.type} has no words.`;
}
