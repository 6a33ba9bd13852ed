import { byUrgency, soundingAlarm } from '../../protocol/alarmSignals.ts';
import type { AlarmLogEntry, AlarmPriorityName, Audio, StandingAlarm } from '../../protocol/alarms.ts';
import type { ActedBy } from '../../protocol/clientMessages.ts';
import { FAULT_IDS, FAULTS, type FaultId } from '../../protocol/faults.ts';
import { FAILSAFE } from './failsafe.ts';
import type { FailsafeState, TrackedFault } from './faultState.ts';

/**
 * A condition is over when it has been absent for this long: what comes and goes faster is one occurrence, seen and heard for
 * long enough to be noticed, and not a hundred lines of the log.
 */
export const CONDITION_OVER_AFTER_MS = 1000;

/** One occurrence that is still signalled. */
interface TrackedAlarm {
  readonly id: FaultId;
  readonly occurrence: number;
  readonly priority: AlarmPriorityName;
  readonly sinceTick: number;
  readonly isConditionPresent: boolean;
  /** For how long the condition has not been seen. */
  readonly absentMs: number;
  readonly acknowledgedBy: ActedBy | null;
}

export interface AlarmState {
  readonly alarms: readonly TrackedAlarm[];
  /** Occurrences so far. */
  readonly occurrences: number;
  /** What is left of the pause of the sound; null: there is none. */
  readonly pauseMs: number | null;
  readonly steppedAtMs: number | undefined;
}

export const NO_ALARMS: AlarmState = {
  alarms: [],
  occurrences: 0,
  pauseMs: null,
  steppedAtMs: undefined,
};

export interface AlarmStep {
  readonly state: AlarmState;
  /** What is to be kept of this step. */
  readonly log: readonly AlarmLogEntry[];
}

/** An entry of the fault catalogue that is an alarm and not a status; undefined for a status. */
function alarmPriorityOf(id: FaultId): AlarmPriorityName | undefined {
  const { priority } = FAULTS[id];
  return priority === 'none' ? undefined : priority;
}

/**
 * The alarms after this tick. A condition is an acting fault whose flag stands; each time that one begins is an occurrence of its
 * own. A latching row outlives its condition until a person has acknowledged it. Any new occurrence ends a pause of the sound:
 * who asked for silence did not know of it. A clock that runs backwards or reads nothing ends a pause and no condition.
 */
export function stepAlarms(
  state: AlarmState,
  failsafe: FailsafeState,
  { tick, nowMs }: { readonly tick: number; readonly nowMs: number },
): AlarmStep {
  const elapsedMs = nowMs - (state.steppedAtMs ?? nowMs);
  const isTimeKnown = Number.isFinite(elapsedMs) && elapsedMs >= 0;
  const alarms: TrackedAlarm[] = [];
  const log: AlarmLogEntry[] = [];
  let { occurrences } = state;
  for (const id of FAULT_IDS) {
    const priority = alarmPriorityOf(id);
    if (priority === undefined) continue;
    const before = state.alarms.find((alarm) => alarm.id === id);
    const fault = failsafe.faults.find((candidate) => candidate.id === id && candidate.isActing);
    if (fault?.isFlagged) {
      if (before?.isConditionPresent) {
        alarms.push({ ...before, absentMs: 0 });
        continue;
      }
      if (before) log.push(alarmEntry(tick, 'replaced', before));
      occurrences += 1;
      const raised = begin(id, priority, occurrences, tick);
      alarms.push(raised);
      log.push(alarmEntry(tick, 'raised', raised));
    } else if (before) {
      const after = age(before, isTimeKnown ? elapsedMs : 0);
      if (before.isConditionPresent && !after.isConditionPresent)
        log.push(alarmEntry(tick, 'conditionEnded', after));
      if (isCleared(after, fault)) log.push(alarmEntry(tick, 'cleared', after));
      else alarms.push(after);
    }
  }
  const pause = stepPause(
    state.pauseMs,
    isTimeKnown ? elapsedMs : undefined,
    occurrences > state.occurrences,
  );
  if (pause.event) log.push(audioEntry(tick, pause.event, { by: null, clientId: null }));
  return { state: { alarms, occurrences, pauseMs: pause.leftMs, steppedAtMs: nowMs }, log };
}

function begin(id: FaultId, priority: AlarmPriorityName, occurrence: number, tick: number): TrackedAlarm {
  return {
    id,
    occurrence,
    priority,
    sinceTick: tick,
    isConditionPresent: true,
    absentMs: 0,
    acknowledgedBy: null,
  };
}

function age(alarm: TrackedAlarm, elapsedMs: number): TrackedAlarm {
  const absentMs = Math.min(alarm.absentMs + elapsedMs, CONDITION_OVER_AFTER_MS);
  return { ...alarm, absentMs, isConditionPresent: absentMs < CONDITION_OVER_AFTER_MS };
}

/** A fault that still acts is still shown, whoever has acknowledged it. */
function isCleared(alarm: TrackedAlarm, fault: TrackedFault | undefined): boolean {
  if (alarm.isConditionPresent || fault) return false;
  switch (FAILSAFE[alarm.id].clears) {
    case 'self':
      return true;
    case 'acknowledge':
      return alarm.acknowledgedBy !== null;
    case 'restart':
      return false;
  }
}

function stepPause(
  pauseMs: number | null,
  elapsedMs: number | undefined,
  hasNewAlarm: boolean,
): { readonly leftMs: number | null; readonly event?: 'pauseRanOut' | 'pauseBroken' } {
  if (pauseMs === null) return { leftMs: null };
  if (hasNewAlarm) return { leftMs: null, event: 'pauseBroken' };
  const leftMs = elapsedMs === undefined ? 0 : pauseMs - elapsedMs;
  return leftMs > 0 ? { leftMs } : { leftMs: null, event: 'pauseRanOut' };
}

/** The alarms as telemetry tells them, most urgent first. */
export function standingAlarms(state: AlarmState): StandingAlarm[] {
  return state.alarms
    .map(({ id, occurrence, priority, sinceTick, isConditionPresent, acknowledgedBy }) => ({
      id,
      occurrence,
      priority,
      sinceTick,
      isConditionPresent,
      isAcknowledged: acknowledgedBy === 'hand' || (acknowledgedBy === 'gaze' && !isConditionPresent),
    }))
    .sort(byUrgency);
}

/** Whether alarms may be heard, as telemetry tells it. */
export function audioOf({ pauseMs }: AlarmState): Audio {
  return pauseMs === null ? { kind: 'on' } : { kind: 'paused', remainingMs: pauseMs };
}

/** The priority of what is to be heard now; undefined if nothing is. */
export function soundingPriority(state: AlarmState): AlarmPriorityName | undefined {
  return soundingAlarm(standingAlarms(state), audioOf(state))?.priority;
}

/** A line of the log about one occurrence. */
export function alarmEntry(
  tick: number,
  event: AlarmLogEntry['event'],
  { id, occurrence, priority }: TrackedAlarm,
): AlarmLogEntry {
  return { tick, event, alarm: { id, occurrence, priority }, by: null, clientId: null };
}

/** A line of the log about the sound of all. */
export function audioEntry(
  tick: number,
  event: AlarmLogEntry['event'],
  deed: Pick<AlarmLogEntry, 'by' | 'clientId'>,
): AlarmLogEntry {
  return { tick, event, alarm: null, ...deed };
}
