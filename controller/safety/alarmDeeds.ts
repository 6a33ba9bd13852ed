import { AUDIO_PAUSE_MS } from '../../protocol/alarmSignals.ts';
import type { AlarmLogEntry } from '../../protocol/alarms.ts';
import type { ActedBy } from '../../protocol/clientMessages.ts';
import type { FaultId } from '../../protocol/faults.ts';
import type { RefusalId } from '../../protocol/refusals.ts';
import { type AlarmState, type AlarmStep, alarmEntry, audioEntry } from './alarms.ts';
import { FAILSAFE } from './failsafe.ts';

export type PauseResult =
  | ({ readonly kind: 'paused' } & AlarmStep)
  | { readonly kind: 'refused'; readonly id: RefusalId };

/** Who did something, from where, and when. */
export interface Deed {
  readonly by: ActedBy;
  readonly clientId: string;
  readonly tick: number;
}

/** An acknowledgement, and the newest tick whose picture the person has seen. */
export interface Acknowledgement extends Deed {
  readonly seenTick: number;
}

/**
 * A person says that they have looked: the sound of the present occurrences ends, their light stays while the condition does, and
 * what is over need not be shown any longer. A look silences no condition that is present, and answers for nothing that an
 * attendant must have seen (`failsafe.ts`); nobody answers for what was not on their picture yet.
 */
export function acknowledgeAlarms(state: AlarmState, deed: Acknowledgement): AlarmStep {
  const log: AlarmLogEntry[] = [];
  const alarms = state.alarms.map((alarm) => {
    const isAnswered = alarm.acknowledgedBy === 'hand' || alarm.acknowledgedBy === deed.by;
    if (isAnswered || alarm.sinceTick > deed.seenTick || !mayAcknowledge(alarm.id, deed.by)) return alarm;
    log.push({ ...alarmEntry(deed.tick, 'acknowledged', alarm), by: deed.by, clientId: deed.clientId });
    return { ...alarm, acknowledgedBy: deed.by };
  });
  return { state: { ...state, alarms }, log };
}

/** Whether anything unanswered is newer than the picture of `seenTick`. */
export function isUnseen({ alarms }: AlarmState, seenTick: number): boolean {
  return alarms.some(({ sinceTick, acknowledgedBy }) => acknowledgedBy === null && sinceTick > seenTick);
}

function mayAcknowledge(id: FaultId, by: ActedBy): boolean {
  return by === 'hand' || FAILSAFE[id].takeover === 'patient';
}

/** Quiet for `AUDIO_PAUSE_MS` from now, however much of a pause was left. Never by a look: nobody silences the room with one. */
export function pauseAudio(state: AlarmState, { by, clientId, tick }: Deed): PauseResult {
  if (by === 'gaze') return { kind: 'refused', id: 'notByGaze' };
  const log = [audioEntry(tick, 'audioPaused', { by, clientId })];
  return { kind: 'paused', state: { ...state, pauseMs: AUDIO_PAUSE_MS }, log };
}

/** Ends a pause; without one nothing happens. Anybody may, by whatever means: it makes nothing quieter. */
export function resumeAudio(
  state: AlarmState,
  { clientId, tick }: { readonly clientId: string; readonly tick: number },
): AlarmStep {
  if (state.pauseMs === null) return { state, log: [] };
  return {
    state: { ...state, pauseMs: null },
    log: [audioEntry(tick, 'audioResumed', { by: null, clientId })],
  };
}
