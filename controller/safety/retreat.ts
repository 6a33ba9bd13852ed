import type { FaultId } from '../../protocol/faults.ts';
import { FAILSAFE } from './failsafe.ts';
import { actingFaults, type FailsafeState } from './faultState.ts';

/** What a retreat depends on besides the faults (DESIGN 'States'). Unknown is never taken for good. */
export interface RetreatSituation {
  /** The person agreed to it in the profile. */
  readonly hasConsent: boolean;
  /** A mask, a feeding tube or a tracheostomy: nobody knows which way would pull at it (reference/domain.md §4.2 row 10). */
  readonly tubes: 'none' | 'present' | 'unknown';
  readonly isPoseKnown: boolean;
  /** A live switch, or a caregiver's page that is awake: someone who can stop it without being seen by the tracker. */
  readonly hasSecondInput: boolean;
}

/** Why the head does not go to its rest pose. */
export type RetreatRefusal =
  | { readonly kind: 'noConsent' }
  | { readonly kind: 'tubes' }
  | { readonly kind: 'poseUnknown' }
  | { readonly kind: 'noSecondInput' }
  | { readonly kind: 'fault'; readonly id: FaultId };

/**
 * Faults in which the person's own gaze cannot be relied upon to end the retreat. A blink is not one of them, nor eyes that leave
 * the page: they are seen, and can come back.
 */
const GAZE_IS_LOST: readonly FaultId[] = [
  'gazeLost',
  'gazeLostLong',
  'trackerLost',
  'faceLost',
  'secondFace',
  'eyesShut',
  'gazeFrozen',
  'gazeUncertain',
];

/**
 * The first reason against a retreat, or undefined. Judged before it is announced and in every tick until it has arrived; a
 * reason that appears meanwhile ends it in a hold.
 */
export function refuseRetreat(
  failsafe: FailsafeState,
  { hasConsent, tubes, isPoseKnown, hasSecondInput }: RetreatSituation,
): RetreatRefusal | undefined {
  if (!hasConsent) return { kind: 'noConsent' };
  if (tubes !== 'none') return { kind: 'tubes' };
  if (!isPoseKnown) return { kind: 'poseUnknown' };
  const acting = actingFaults(failsafe);
  const forbidding = acting.find(({ id }) => FAILSAFE[id].retreat === 'forbidden');
  if (forbidding) return { kind: 'fault', id: forbidding.id };
  const isGazeLost = acting.some(({ id }) => GAZE_IS_LOST.includes(id));
  return isGazeLost && !hasSecondInput ? { kind: 'noSecondInput' } : undefined;
}

/** The fault that wants the head brought to its rest pose by itself, or undefined. */
export function wantsRetreat(failsafe: FailsafeState): FaultId | undefined {
  return actingFaults(failsafe).find(({ id }) => FAILSAFE[id].retreat === 'wanted')?.id;
}
