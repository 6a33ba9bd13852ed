import { ALARM_SIGNALS, burst, soundingAlarm, VOICE } from '../../protocol/alarmSignals.ts';
import type { AlarmPriorityName } from '../../protocol/alarms.ts';
import { planBursts, SILENCE, type Sounding } from './burstPlan.ts';
import { standingOf } from './clientView.ts';
import type { PageClient } from './pageClient.ts';

/** 'blocked': the browser lets the page sound only after somebody has pressed a key or clicked. */
export type SoundState = 'running' | 'blocked' | 'unavailable';

export interface AlarmSound {
  state(): SoundState;
  subscribe(listener: () => void): () => void;
}

/** What browsers take for a sign that somebody is there. */
const GESTURES = ['keydown', 'pointerdown', 'pointerup', 'touchend', 'click'] as const;
/** Without messages, for example from a hidden page whose connection is gone, the sound goes on by this clock. */
const CHECK_MS = 250;
/** A sound that is cut off fades for so long, so that it does not click. */
const FADE_S = 0.03;

/** Sounds the alarms of a page, hidden or not, from the shared data. */
export function startAlarmSound(client: PageClient, now: () => number): AlarmSound {
  const listeners = new Set<() => void>();
  // A browser that was told to let this page sound starts it at once; the others wait for a gesture.
  const context = typeof AudioContext === 'undefined' ? undefined : new AudioContext();
  let state: SoundState = context ? 'blocked' : 'unavailable';
  let plan = SILENCE;
  let cutOff: (() => void) | undefined;

  const follow = (): void => {
    const isRunning = context?.state === 'running';
    if (!context || isRunning === (state === 'running')) return;
    state = isRunning ? 'running' : 'blocked';
    // What could not be heard until now is heard from its beginning.
    plan = SILENCE;
    for (const listener of listeners) listener();
    step();
  };

  const unblock = (): void => {
    // The first half of a tap is no gesture yet, and an attempt in vain is a warning in the log of the browser.
    if (state !== 'blocked' || !context || navigator.userActivation?.isActive === false) return;
    // A browser that still refuses leaves the state as it is, and the page says so.
    context.resume().then(follow, follow);
  };

  const step = (): void => {
    if (state !== 'running' || !context) return;
    const next = planBursts(plan, heardBy(client, now()), now());
    plan = next.plan;
    if (next.act === 'none') return;
    cutOff?.();
    cutOff = undefined;
    if (next.act === 'begin' && plan.sounding) cutOff = soundBurst(context, plan.sounding.priority);
  };

  for (const gesture of GESTURES) window.addEventListener(gesture, unblock, { capture: true, passive: true });
  if (context) context.onstatechange = follow;
  follow();
  client.onMessage(({ type }) => {
    if (type === 'telemetry') step();
  });
  setInterval(step, CHECK_MS);

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What is to be heard; null while that is not known. */
function heardBy(client: PageClient, nowMs: number): Sounding | undefined | null {
  const view = client.newest();
  if (standingOf(view, nowMs) !== 'current' || !view.telemetry) return null;
  return soundingAlarm(view.telemetry.alarms, view.telemetry.audio);
}

/** Sounds one burst, from now; returns what cuts it off. */
function soundBurst(context: AudioContext, priority: AlarmPriorityName): () => void {
  const { level } = ALARM_SIGNALS[priority].sound;
  const oscillator = new OscillatorNode(context, {
    frequency: VOICE.fundamentalHz,
    periodicWave: new PeriodicWave(context, { imag: [0, 1, ...VOICE.harmonicsDb.map(amplitudeOf)] }),
  });
  const envelope = new GainNode(context, { gain: 0 });
  const startS = context.currentTime + 0.02;
  let endS = startS;
  for (const pulse of burst(priority)) {
    const beginS = startS + pulse.startMs / 1000;
    const lastsS = (pulse.endMs - pulse.startMs) / 1000;
    endS = beginS + lastsS;
    envelope.gain.setValueAtTime(0, beginS);
    envelope.gain.linearRampToValueAtTime(level, beginS + lastsS * VOICE.rise);
    envelope.gain.setValueAtTime(level, endS - lastsS * VOICE.fall);
    envelope.gain.linearRampToValueAtTime(0, endS);
  }
  oscillator.connect(envelope).connect(context.destination);
  oscillator.start(startS);
  oscillator.stop(endS);
  return () => {
    envelope.gain.cancelScheduledValues(context.currentTime);
    envelope.gain.setTargetAtTime(0, context.currentTime, FADE_S / 3);
    oscillator.stop(context.currentTime + FADE_S);
  };
}

const amplitudeOf = (db: number): number => 10 ** (db / 20);
