import { ADCMuxInputType, type AVRADC } from 'avr8js';

const CHANNELS = 8;
/** Sample-and-hold capacitor of the converter (DS40002061B §24.6.1, figure 24-8). */
const HELD_PF = 14;
/** A pin of the package and the trace or wire that still hangs on it; assumed. */
const PIN_PF = 30;

/** Volts at the pin, or nothing connected to it. */
export type AnalogLevel = number | 'open';

/** What is wired to A0–A7; the wiring outlives a reset. */
export interface AnalogInputs {
  connect(adc: AVRADC): void;
  /** @throws RangeError for a channel that does not exist or a voltage that is none. */
  set(channel: number, level: AnalogLevel): void;
  /** Supply and reference of the converter, V. */
  setReference(volts: number): void;
}

/**
 * A pin without a wire has no voltage of its own: with every conversion it shares its charge with what the converter holds, and
 * drifts toward the channel that was converted before it. So a broken wire reads like its neighbour, not like zero.
 */
export function createAnalogInputs(): AnalogInputs {
  const levels = new Array<AnalogLevel>(CHANNELS).fill(0);
  const pinVolts = new Array<number>(CHANNELS).fill(0);
  let heldVolts = 0;
  let referenceVolts = 5;
  let adc: AVRADC | null = null;

  const sample = (channel: number): number => {
    const level = levels[channel] ?? 0;
    const before = pinVolts[channel] ?? 0;
    const volts = level === 'open' ? (before * PIN_PF + heldVolts * HELD_PF) / (PIN_PF + HELD_PF) : level;
    heldVolts = Math.min(referenceVolts, Math.max(0, volts));
    pinVolts[channel] = heldVolts;
    return heldVolts;
  };
  const applyReference = () => {
    if (!adc) return;
    adc.avcc = referenceVolts;
    adc.aref = referenceVolts;
  };

  return {
    connect(next) {
      adc = next;
      applyReference();
      const convert = next.onADCRead;
      next.onADCRead = (input) => {
        if (input.type === ADCMuxInputType.SingleEnded) {
          next.channelValues[input.channel] = sample(input.channel);
        } else if (input.type === ADCMuxInputType.Constant) heldVolts = input.voltage;
        convert(input);
      };
    },
    set(channel, level) {
      if (!Number.isInteger(channel) || channel < 0 || channel >= CHANNELS) {
        throw new RangeError(`the converter has no channel ${channel}`);
      }
      if (level !== 'open' && !Number.isFinite(level)) {
        throw new RangeError(`channel A${channel}: ${level} is not a voltage`);
      }
      levels[channel] = level;
    },
    setReference(volts) {
      referenceVolts = volts;
      applyReference();
    },
  };
}
