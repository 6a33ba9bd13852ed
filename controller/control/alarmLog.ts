import type { AlarmLogEntry } from '../../protocol/alarms.ts';
import type { FromControl } from '../../protocol/channel.ts';
import { type AlarmStep, stepAlarms } from '../safety/alarms.ts';
import type { ControlState } from './state.ts';

/** Kept while no gateway listens; one line of the channel takes them all. More of them say nothing new. */
const MOST_KEPT = 200;

/** The state after one step of the alarms, with what is to be kept of it. */
export function withAlarms(state: ControlState, { state: alarms, log }: AlarmStep): ControlState {
  return { ...state, alarms, alarmLog: [...state.alarmLog, ...log].slice(-MOST_KEPT) };
}

/** One tick's look at what acts. */
export function followAlarms(state: ControlState, nowMs: number): ControlState {
  return withAlarms(state, stepAlarms(state.alarms, state.failsafe, { tick: state.tick, nowMs }));
}

/** Hands the log over once somebody listens; without a gateway it waits. */
export function handOverLog(
  state: ControlState,
  isGatewayConnected: boolean,
): { readonly state: ControlState; readonly messages: readonly FromControl[] } {
  const entries: AlarmLogEntry[] = [...state.alarmLog];
  if (!isGatewayConnected || entries.length === 0) return { state, messages: [] };
  return { state: { ...state, alarmLog: [] }, messages: [{ type: 'alarmLog', entries }] };
}
