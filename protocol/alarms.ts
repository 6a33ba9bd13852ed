import { z } from 'zod';
import { actedBy } from './clientMessages.ts';
import { faultId } from './faults.ts';

export const alarmPriority = z.enum(['low', 'medium', 'high']);
export type AlarmPriorityName = z.infer<typeof alarmPriority>;

/**
 * One occurrence of an alarm condition (IEC 60601-1-8): the condition is what is wrong, the occurrence is this time that it was, the
 * signal is what is seen and heard of it. Acknowledging ends the sound of this occurrence and of no other.
 */
export const standingAlarm = z.strictObject({
  id: faultId,
  /** Counts the occurrences since control started, from 1. */
  occurrence: z.int().min(1),
  priority: alarmPriority,
  sinceTick: z.int().min(0),
  /** False: it is over, and stays shown until a person has acknowledged it. */
  isConditionPresent: z.boolean(),
  /** A person has answered for this occurrence: it is seen and no longer heard. */
  isAcknowledged: z.boolean(),
});
export type StandingAlarm = z.infer<typeof standingAlarm>;

/** Whether alarms may be heard. A pause ends by itself, and with the next alarm. */
export const audio = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('on') }),
  z.strictObject({ kind: z.literal('paused'), remainingMs: z.number().min(0) }),
]);
export type Audio = z.infer<typeof audio>;

/** One line of the alarm log: what happened to which occurrence. The gateway adds the wall clock and keeps it. */
export const alarmLogEntry = z.strictObject({
  tick: z.int().min(0),
  event: z.enum([
    'raised',
    'conditionEnded',
    'acknowledged',
    /** No longer shown. */
    'cleared',
    /** It was still shown as over when its condition began anew, as another occurrence. */
    'replaced',
    'audioPaused',
    'audioResumed',
    'pauseRanOut',
    'pauseBroken',
  ]),
  /** Null for what concerns the audio of all. */
  alarm: z.strictObject({ id: faultId, occurrence: z.int().min(1), priority: alarmPriority }).nullable(),
  by: actedBy.nullable(),
  clientId: z.string().nullable(),
});
export type AlarmLogEntry = z.infer<typeof alarmLogEntry>;
