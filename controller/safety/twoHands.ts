/**
 * The two hands of a supported release: one on a page's release control, one on the head, where the firmware feels it. Torque goes
 * off only after both have been there together for two seconds, counted here, tick by tick.
 */
export type TwoHands =
  /** The release control was pressed before it counted: at the start, or in a release that is over. It must be let go first. */
  | { readonly kind: 'mustLetGo' }
  | { readonly kind: 'apart' }
  | { readonly kind: 'together'; readonly sinceMs: number; readonly seenAtMs: number };

/** What one tick says of them. */
export interface HandsTick {
  readonly nowMs: number;
  readonly isReleasePressed: boolean;
  readonly isHeadHeld: boolean;
}

/** Both hands stay this long (DESIGN 'States'; reference/domain.md §4.1 S3). */
export const RELEASE_HOLD_MS = 2000;

/** Ticks further apart than this prove nothing of the hands between them: the host's own limit (reference/domain.md §4.2 row 4). */
export const LONGEST_UNSEEN_MS = 250;

const MUST_LET_GO: TwoHands = { kind: 'mustLetGo' };
const APART: TwoHands = { kind: 'apart' };

/** Before anything is known of them, and after a release: a control that sticks must not release a second time. */
export function handsAtFirst(): TwoHands {
  return MUST_LET_GO;
}

/** The hands after this tick. A gap, or a clock that ran backwards, begins the two seconds anew. */
export function followHands(before: TwoHands, { nowMs, isReleasePressed, isHeadHeld }: HandsTick): TwoHands {
  if (!isReleasePressed) return APART;
  if (before.kind === 'mustLetGo') return before;
  if (!isHeadHeld) return APART;
  return { kind: 'together', sinceMs: togetherSince(before, nowMs), seenAtMs: nowMs };
}

function togetherSince(before: TwoHands, nowMs: number): number {
  if (before.kind !== 'together') return nowMs;
  const unseenMs = nowMs - before.seenAtMs;
  return unseenMs >= 0 && unseenMs <= LONGEST_UNSEEN_MS ? before.sinceMs : nowMs;
}

/** Whether both hands have been there for two seconds with this tick. */
export function haveHeldTogether(before: TwoHands, tick: HandsTick): boolean {
  const after = followHands(before, tick);
  return after.kind === 'together' && after.seenAtMs - after.sinceMs >= RELEASE_HOLD_MS;
}

/** Something else happened meanwhile: the two seconds begin anew. */
export function interruptHands(before: TwoHands): TwoHands {
  return before.kind === 'together' ? APART : before;
}
