import type { AlarmPriorityName, Audio, StandingAlarm } from './alarms.ts';

/**
 * How alarms look and sound: data that the pages and a buzzer share. The ranges are those of IEC 60601-1-8 as
 * reference/domain.md §4.5 gives them; inside them the calm end is chosen, as this is a bedroom and no ward (§5, patient 15).
 */

/** A pause of the sound ends by itself after this long, at the latest (reference/domain.md §4.5). */
export const AUDIO_PAUSE_MS = 120_000;

export interface LightSignal {
  readonly colour: 'red' | 'yellow' | 'cyan';
  /** Null: steady. `duty` is the lit part of a period, 0 to 1. */
  readonly flash: { readonly frequencyHz: number; readonly duty: number } | null;
}

export interface SoundSignal {
  readonly pulseMs: number;
  /** From the end of a pulse to the start of the next; one fewer than there are pulses. */
  readonly gapsMs: readonly number[];
  /** From the start of a burst to the start of the next; null: once per occurrence. */
  readonly repeatEveryMs: number | null;
  /** Amplitude of the whole, 0 to 1; the loudness is that of the loudspeaker. */
  readonly level: number;
}

export interface AlarmSignal {
  readonly light: LightSignal;
  readonly sound: SoundSignal;
  /** Beside the colour, for who cannot tell colours apart. */
  readonly mark: string;
}

/**
 * One voice for all priorities: middle C, warm because every harmonic is weaker than the one below it, soft because a pulse
 * swells and fades. Harmonics count only within 15 dB of the fundamental.
 */
export const VOICE = {
  fundamentalHz: 262,
  /** Relative to the fundamental, decibel, from the second harmonic on. */
  harmonicsDb: [-4, -8, -11, -13, -14],
  /** Parts of a pulse. */
  rise: 0.2,
  fall: 0.45,
} as const;

export const ALARM_SIGNALS: Readonly<Record<AlarmPriorityName, AlarmSignal>> = {
  high: {
    light: { colour: 'red', flash: { frequencyHz: 2, duty: 0.5 } },
    // Twice "one, two, three – four, five".
    sound: {
      pulseMs: 160,
      gapsMs: [110, 110, 380, 110, 600, 110, 110, 380, 110],
      repeatEveryMs: 8000,
      level: 0.5,
    },
    mark: '!!!',
  },
  medium: {
    light: { colour: 'yellow', flash: { frequencyHz: 0.5, duty: 0.5 } },
    sound: { pulseMs: 220, gapsMs: [220, 220], repeatEveryMs: 20_000, level: 0.4 },
    mark: '!!',
  },
  low: {
    light: { colour: 'cyan', flash: null },
    sound: { pulseMs: 240, gapsMs: [], repeatEveryMs: null, level: 0.25 },
    mark: '!',
  },
};

/**
 * The brace's own buzzer while it holds the head and nobody hears it: it has one pitch and knows no priorities, so it is calm,
 * regular and does not end by itself.
 */
export const HELD_UNATTENDED_BUZZER = { pulseMs: 150, everyMs: 1000 } as const;

export interface BraceSignal {
  readonly light: LightSignal['flash'] | 'dark';
  readonly buzzer: { readonly pulseMs: number; readonly everyMs: number } | 'silent';
}

/**
 * What the brace's own light and buzzer tell of, in the order of its firmware, which gets them from here. While the host is
 * there the pages sound, in their own voice; the buzzer is for when nothing else is left.
 */
export const BRACE_SIGNALS = {
  quiet: { light: 'dark', buzzer: 'silent' },
  /** The servos are off and a person holds the head. */
  released: { light: ALARM_SIGNALS.low.light.flash, buzzer: 'silent' },
  /** A fault is latched, and the host knows it or nothing is held. */
  latched: { light: ALARM_SIGNALS.medium.light.flash, buzzer: 'silent' },
  /** A fault is latched, the head is held, and the host is silent past its lease. */
  heldUnattended: { light: ALARM_SIGNALS.high.light.flash, buzzer: HELD_UNATTENDED_BUZZER },
} as const satisfies Readonly<Record<string, BraceSignal>>;

/** Whether a light is lit `tMs` after any moment at which all of them began together. A time that is not a number: lit. */
export function isLit(priority: AlarmPriorityName, tMs: number): boolean {
  const { flash } = ALARM_SIGNALS[priority].light;
  if (flash === null) return true;
  const periodMs = 1000 / flash.frequencyHz;
  const phaseMs = ((tMs % periodMs) + periodMs) % periodMs;
  return !(phaseMs >= periodMs * flash.duty);
}

export interface Pulse {
  readonly startMs: number;
  readonly endMs: number;
}

/** The pulses of one burst, from its start. */
export function burst(priority: AlarmPriorityName): readonly Pulse[] {
  const { pulseMs, gapsMs } = ALARM_SIGNALS[priority].sound;
  const pulses: Pulse[] = [{ startMs: 0, endMs: pulseMs }];
  let endMs = pulseMs;
  for (const gapMs of gapsMs) {
    const startMs = endMs + gapMs;
    endMs = startMs + pulseMs;
    pulses.push({ startMs, endMs });
  }
  return pulses;
}

const MOST_URGENT_FIRST = ['high', 'medium', 'low'] as const satisfies readonly AlarmPriorityName[];

/** Negative if `a` comes first: the higher priority, and among equals the newer occurrence. */
export function byUrgency(
  a: Pick<StandingAlarm, 'priority' | 'occurrence'>,
  b: Pick<StandingAlarm, 'priority' | 'occurrence'>,
): number {
  const difference = MOST_URGENT_FIRST.indexOf(a.priority) - MOST_URGENT_FIRST.indexOf(b.priority);
  return difference === 0 ? b.occurrence - a.occurrence : difference;
}

/** What is to be heard now: the most urgent alarm that nobody has acknowledged; undefined for none, and in a pause. */
export function soundingAlarm(alarms: readonly StandingAlarm[], audio: Audio): StandingAlarm | undefined {
  if (audio.kind === 'paused') return undefined;
  return alarms.filter(({ isAcknowledged }) => !isAcknowledged).toSorted(byUrgency)[0];
}
