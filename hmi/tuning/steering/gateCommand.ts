import { USUAL_DELAY_BUDGET_MS } from '../../../protocol/gatePerson.ts';
import type { RefusalId } from '../../../protocol/refusals.ts';
import type { GazeStrategyId } from '../../../protocol/steering.ts';

/** Where `npm start` keeps the profile; on another installation the directory is another. */
const PROFILE = '.run/profiles/profile.json';
const DELAY_STEP_MS = 10;

/** The command that lets the gate judge what is saved; for a loop that is slower than usual, with what it was measured to need. */
export function gateCommand(strategy: Exclude<GazeStrategyId, 'none'>, loopDelayMs: number | null): string {
  const isSlower = loopDelayMs !== null && loopDelayMs > USUAL_DELAY_BUDGET_MS;
  const delay = isSlower ? ` --delay ${Math.ceil(loopDelayMs / DELAY_STEP_MS) * DELAY_STEP_MS}` : '';
  return `npm run sim -- gate ${strategy} --profile ${PROFILE} --save${delay}`;
}

/** Whether running the gate is what there is to do. A loop that was not measured is measured first: by three steps, not by the gate. */
export function isForGate(obstacle: RefusalId | null, loopDelayMs: number | null): boolean {
  switch (obstacle) {
    case 'gateNotPassed':
    case 'gateOutdated':
    case 'gateRefused':
      return true;
    case 'gateLoopSlower':
      return loopDelayMs !== null;
    default:
      return false;
  }
}
