import type { Firmata } from 'firmata-io';
import type { PerServo } from '../link/septets.ts';

const STOP_PIN = 2;
const HEAD_HELD_PIN = 3;
/** Connected to nothing. */
const PROBE_PIN = 7;
const POT_CHANNELS = [0, 1, 2] as const;
/** `potSum` is a sum of 16 conversions; StandardFirmata reports single ones. */
const CONVERSIONS = 16;
/** Nearer than 1 % to either rail means a broken wire, as for the firmware (`firmware/limitsHeader.ts`). */
const RAIL = { low: 11 * CONVERSIONS, high: 1012 * CONVERSIONS } as const;
/** Five reports missed. */
const STALE_AFTER_MS = 100;

/** What a bench board reports of the wires that a brace has, too. */
export interface BenchInputs {
  /** Undefined until all three have reported, and when one of them has stopped. */
  potSums(): PerServo | undefined;
  /** A stop of which nothing is known counts as pressed. */
  readonly isStopPressed: boolean;
  readonly isHeadHeld: boolean;
  /** A contact has another level than before, or the potentiometers have become known. */
  onChange: () => void;
  /** Asks for everything again: a board that has started again has forgotten it. */
  ask(): void;
  /**
   * While the contacts are unknown, turns the pull-up of a pin beside them on and off: StandardFirmata reports a port only when
   * it changes, and would never tell of two contacts that are closed from the beginning.
   */
  probe(): void;
}

/** Both contacts close to ground; the pull-ups are switched on as every version of StandardFirmata understands it. */
export function listenToInputs(io: Firmata, nowMs: () => number): BenchInputs {
  const readings = new Map<number, { readonly value: number; readonly atMs: number }>();
  const levels = new Map<number, number>();
  let isProbeInput = true;
  // Every time all three: firmata-io writes a whole port, with what it last read of the others.
  const readAsInputs = (): void => {
    for (const pin of [STOP_PIN, HEAD_HELD_PIN, PROBE_PIN]) {
      io.pinMode(pin, io.MODES.INPUT);
      io.digitalWrite(pin, 1);
    }
  };
  const inputs: BenchInputs = {
    potSums() {
      const recent = POT_CHANNELS.map((channel) => readings.get(channel)).filter(
        (reading) => reading !== undefined && nowMs() - reading.atMs <= STALE_AFTER_MS,
      );
      const [first, second, third] = recent.map((reading) => (reading?.value ?? 0) * CONVERSIONS);
      if (first === undefined || second === undefined || third === undefined) return undefined;
      return [first, second, third];
    },
    get isStopPressed() {
      return levels.get(STOP_PIN) !== 0;
    },
    get isHeadHeld() {
      return levels.get(HEAD_HELD_PIN) === 0;
    },
    onChange: () => {},
    ask() {
      readings.clear();
      levels.clear();
      readAsInputs();
      io.reportDigitalPin(STOP_PIN, 1);
      for (const channel of POT_CHANNELS) io.reportAnalogPin(channel, 1);
    },
    probe() {
      if (levels.size > 0) return;
      isProbeInput = !isProbeInput;
      if (isProbeInput) readAsInputs();
      else io.pinMode(PROBE_PIN, io.MODES.OUTPUT);
    },
  };
  for (const channel of POT_CHANNELS) {
    io.on(`analog-read-${channel}`, (value: number) => {
      const wasKnown = inputs.potSums() !== undefined;
      readings.set(channel, { value, atMs: nowMs() });
      if (!wasKnown && inputs.potSums() !== undefined) inputs.onChange();
    });
  }
  for (const pin of [STOP_PIN, HEAD_HELD_PIN]) {
    io.on(`digital-read-${pin}`, (level: number) => {
      const isNews = levels.get(pin) !== level;
      levels.set(pin, level);
      if (isNews) inputs.onChange();
    });
  }
  return inputs;
}

/** Whether each sum is one that a whole potentiometer gives. */
export function isPlausible(potSums: PerServo): boolean {
  return potSums.every((sum) => sum >= RAIL.low && sum <= RAIL.high);
}
