import type { ScreenId } from '../../controller/gaze/dwell/screens.ts';
import { MOVEMENTS, type Movement } from '../../protocol/clientMessages.ts';
import type { LookTarget } from './lookTargets.ts';

/** A person sees a new screen before the eyes leave for it. */
const REACTION_MS = 300;

/** Where the eyes go on the way to a movement that the page does not offer yet, and on which screen they have been sent there. */
export type Route =
  | { readonly phase: 'none' }
  | {
      readonly phase: 'under way';
      readonly target: Movement;
      readonly screen: ScreenId;
      readonly seenAtMs: number;
      readonly sent: number;
    };

export const NO_ROUTE: Route = { phase: 'none' };

export function isMovement(target: LookTarget): target is Movement {
  return MOVEMENTS.some((movement) => movement === target);
}

/** Sets out for a movement while the page's clutch is out. */
export function setOut(target: Movement, screen: ScreenId, nowMs: number): Route {
  return { phase: 'under way', target, screen, seenAtMs: nowMs - REACTION_MS, sent: 0 };
}

/** Where the person looks on each screen, one after the other; a look at the free middle comes before a look at a movement. */
function looksOn(screen: ScreenId, target: Movement): readonly LookTarget[] {
  switch (screen) {
    case 'calm':
      return ['moveHead'];
    case 'calmConfirm':
      return ['yes'];
    case 'move':
      return ['centre', target];
    default:
      return [];
  }
}

/** One frame: the next look of the way, if it is due. On a screen that does not lead there the person gives up. */
export function followRoute(
  route: Route,
  screen: ScreenId,
  nowMs: number,
): { readonly route: Route; readonly look: LookTarget | undefined } {
  if (route.phase === 'none') return { route, look: undefined };
  const seen = route.screen === screen ? route : { ...route, screen, seenAtMs: nowMs, sent: 0 };
  const looks = looksOn(screen, seen.target);
  if (looks.length === 0) return { route: NO_ROUTE, look: undefined };
  if (seen.sent >= looks.length || nowMs - seen.seenAtMs < REACTION_MS * (seen.sent + 1))
    return { route: seen, look: undefined };
  const look = looks[seen.sent];
  const hasArrived = look === seen.target;
  return { route: hasArrived ? NO_ROUTE : { ...seen, sent: seen.sent + 1 }, look };
}
