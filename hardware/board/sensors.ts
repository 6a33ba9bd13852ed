import type { Firmata } from 'firmata-io';
import five from 'johnny-five';
import { servoTemperatureC, supplyVolts } from './sensorScaling.ts';

/** What johnny-five reads beside the frames; null while unknown or out of date. */
export interface BraceSensors {
  readonly supplyVolts: number | null;
  readonly servoTemperaturesC: readonly [number | null, number | null];
  /** A cross-check of the CRC'd status, not a substitute. The firmware reports it on change only. */
  readonly isStopPressed: boolean | null;
}

export const UNKNOWN_SENSORS: BraceSensors = {
  supplyVolts: null,
  servoTemperaturesC: [null, null],
  isStopPressed: null,
};

/** Firmata's report interval; johnny-five takes the median of the reports between two readings. */
export const SAMPLING_INTERVAL_MS = 20;
const READING_INTERVAL_MS = 100;
/** Five readings missed. */
const STALE_AFTER_MS = 500;
const STOP_PIN = 2;
const SUPPLY_CHANNEL = 3;
const TEMPERATURE_CHANNELS = [6, 7] as const;

interface AnalogInput {
  /** The newest median, if it is recent. */
  readonly read: () => number | null;
  readonly stop: () => void;
}

interface ReadSensors {
  readonly read: () => BraceSensors;
  /** A chip that has booted again has forgotten what it was asked to report. */
  readonly askAgain: () => void;
  /** Ends all timers of the components; needed once. */
  readonly stop: () => void;
}

/** Starts johnny-five's components for the supply (A3), the servo temperatures (A6, A7) and the stop (D2). */
export function startSensors(
  board: five.Board,
  io: Firmata,
  nowMs: () => number,
  { hasStop } = { hasStop: true },
): ReadSensors {
  const supply = startAnalog(board, io, SUPPLY_CHANNEL, nowMs);
  const temperatures = [
    startAnalog(board, io, TEMPERATURE_CHANNELS[0], nowMs),
    startAnalog(board, io, TEMPERATURE_CHANNELS[1], nowMs),
  ] as const;
  const stop = hasStop ? startStop(board, io) : NOT_FITTED;
  return {
    read: () => ({
      supplyVolts: scaled(supply.read(), supplyVolts),
      servoTemperaturesC: [
        scaled(temperatures[0].read(), servoTemperatureC),
        scaled(temperatures[1].read(), servoTemperatureC),
      ],
      isStopPressed: stop.read(),
    }),
    askAgain: () => {
      io.setSamplingInterval(SAMPLING_INTERVAL_MS);
      for (const channel of [SUPPLY_CHANNEL, ...TEMPERATURE_CHANNELS]) {
        if (hasChannel(io, channel)) io.reportAnalogPin(channel, 1);
      }
      if (hasStop) io.reportDigitalPin(STOP_PIN, 1);
    },
    stop: () => {
      for (const input of [supply, ...temperatures, stop]) input.stop();
    },
  };
}

const NOT_FITTED = { read: () => null, stop: () => {} } as const;

function hasChannel(io: Firmata, channel: number): boolean {
  return channel < io.analogPins.length;
}

function scaled(reading: number | null, scale: (reading: number) => number | null): number | null {
  return reading === null ? null : scale(reading);
}

/**
 * johnny-five emits 'data' at its interval whether or not anything was reported: 0 before the first report, the last
 * median for ever after the cable is pulled. Only a median with a report behind it counts here.
 */
function startAnalog(board: five.Board, io: Firmata, channel: number, nowMs: () => number): AnalogInput {
  if (!hasChannel(io, channel)) return NOT_FITTED;
  let hasNewReport = false;
  let reading: { median: number; atMs: number } | undefined;
  const sensor: five.Sensor & { disable?: () => void } = new five.Sensor({
    board,
    pin: `A${channel}`,
    freq: READING_INTERVAL_MS,
  });
  io.on(`analog-read-${channel}`, () => {
    hasNewReport = true;
  });
  sensor.on('data', (median) => {
    if (!hasNewReport || typeof median !== 'number') return;
    hasNewReport = false;
    reading = { median, atMs: nowMs() };
  });
  return {
    read: () => (reading === undefined || nowMs() - reading.atMs > STALE_AFTER_MS ? null : reading.median),
    stop: () => sensor.disable?.(),
  };
}

/** Normally closed to ground: high means pressed or a cut wire. The firmware owns the pin and its pull-up. */
function startStop(board: five.Board, io: Firmata): { read: () => boolean | null; stop: () => void } {
  let isPressed: boolean | null = null;
  const button: five.Button & { isDown?: boolean } = new five.Button({ board, pin: STOP_PIN, invert: false });
  // Registered after the button's own listener. Without a report the button claims not to be pressed.
  io.on(`digital-read-${STOP_PIN}`, () => {
    isPressed = button.isDown ?? null;
  });
  return {
    read: () => isPressed,
    // A pressed button repeats 'hold' by an interval that only a release ends, and that would keep the process alive.
    stop: () => io.emit(`digital-read-${STOP_PIN}`, button.upValue),
  };
}
