import { byUrgency } from '../../protocol/alarmSignals.ts';
import type { AlarmPriorityName, StandingAlarm } from '../../protocol/alarms.ts';
import { FAULTS, type FaultId } from '../../protocol/faults.ts';
import type { Shown } from './pageClient.ts';

/** One thing that is wrong, as the pages tell it. */
export interface ShownFault {
  readonly id: FaultId;
  readonly priority: AlarmPriorityName | 'none';
  /** Null: a status that is no alarm. */
  readonly alarm: Pick<StandingAlarm, 'occurrence' | 'isConditionPresent' | 'isAcknowledged'> | null;
}

/** The alarms, most urgent first, then what else acts. Nothing while what the page knows is not current. */
export function shownFaults({ standing, telemetry }: Shown): readonly ShownFault[] {
  if (standing !== 'current' || !telemetry) return [];
  const alarms = telemetry.alarms
    .toSorted(byUrgency)
    .map(({ id, priority, occurrence, isConditionPresent, isAcknowledged }) => ({
      id,
      priority,
      alarm: { occurrence, isConditionPresent, isAcknowledged },
    }));
  const others = telemetry.faults
    .filter(({ id }) => alarms.every((alarm) => alarm.id !== id))
    .map(({ id }) => ({ id, priority: FAULTS[id].priority, alarm: null }));
  return [...alarms, ...others];
}

/** Whether a person could still answer for it: it is heard, or it waits only for somebody to have looked. */
export function isUnanswered({ alarm }: ShownFault): boolean {
  return alarm !== null && (!alarm.isAcknowledged || !alarm.isConditionPresent);
}

/** What the lamp on top of the page signals. */
export function shownPriority(shown: Shown): ShownFault['priority'] {
  const priorities = shownFaults(shown).map(({ priority }) => priority);
  return (['high', 'medium', 'low'] as const).find((priority) => priorities.includes(priority)) ?? 'none';
}
