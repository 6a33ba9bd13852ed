import { ALARM_SIGNALS } from '../../protocol/alarmSignals.ts';
import type { StandingAlarm } from '../../protocol/alarms.ts';

export type Sounding = Pick<StandingAlarm, 'occurrence' | 'priority'>;

/** What this page sounds, and since when its present burst. */
export interface BurstPlan {
  readonly sounding: Sounding | null;
  readonly burstAtMs: number;
}

export const SILENCE: BurstPlan = { sounding: null, burstAtMs: Number.NEGATIVE_INFINITY };

/** What to do now: begin a burst, cut off the one that sounds, or go on. */
export type BurstAct = 'begin' | 'cut' | 'none';

/**
 * The next step of the sound. A new occurrence is heard at once, whatever sounds. `heard` undefined: nothing is to be heard; null:
 * what is to be heard is not known, and then what sounded goes on, as nobody has said that it is over.
 */
export function planBursts(
  before: BurstPlan,
  heard: Sounding | undefined | null,
  nowMs: number,
): { readonly plan: BurstPlan; readonly act: BurstAct } {
  const sounding = heard === null ? before.sounding : (heard ?? null);
  if (sounding === null) return { plan: SILENCE, act: before.sounding === null ? 'none' : 'cut' };
  const isSame =
    before.sounding?.occurrence === sounding.occurrence && before.sounding.priority === sounding.priority;
  const { repeatEveryMs } = ALARM_SIGNALS[sounding.priority].sound;
  const isDue = repeatEveryMs !== null && nowMs - before.burstAtMs >= repeatEveryMs;
  if (isSame && !isDue) return { plan: before, act: 'none' };
  return {
    plan: { sounding: { occurrence: sounding.occurrence, priority: sounding.priority }, burstAtMs: nowMs },
    act: 'begin',
  };
}
