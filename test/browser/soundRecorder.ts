interface HeardPulse {
  readonly startMs: number;
  readonly endMs: number;
}

interface Recorder {
  pulses(): HeardPulse[];
  level(hz: number, atMs: number): number;
}

declare global {
  interface Window {
    poiseSound: Recorder;
  }
}

/** What a page has sounded. */
export interface Sound {
  /** The pulses heard so far, from the beginning of the recording. */
  pulses(): Promise<readonly HeardPulse[]>;
  /** Amplitude of one frequency around a moment of the recording. */
  level(hz: number, atMs: number): Promise<number>;
}

/**
 * Runs in the page before its own programs: records, sample by sample, whatever they send to the loudspeaker. It stands alone, as
 * it is sent to the browser as text.
 */
export function recordSound(): void {
  const Original = window.AudioContext;
  /** The largest there is: a page that stands still for less than 0.3 s loses nothing. */
  const CHUNK = 16_384;
  const chunks: Float32Array[] = [];
  let rate = 48_000;

  class Recorded extends Original {
    private readonly tap: ScriptProcessorNode;
    constructor() {
      super();
      rate = this.sampleRate;
      this.tap = this.createScriptProcessor(CHUNK, 1, 1);
      this.tap.onaudioprocess = ({ inputBuffer, outputBuffer }) => {
        const heard = inputBuffer.getChannelData(0);
        chunks.push(heard.slice());
        outputBuffer.getChannelData(0).set(heard);
      };
      this.tap.connect(super.destination);
    }
    override get destination(): AudioDestinationNode {
      // Whoever connects to the loudspeaker is heard here first.
      return this.tap as unknown as AudioDestinationNode;
    }
  }
  window.AudioContext = Recorded;

  const samples = (): Float32Array => {
    const all = new Float32Array(chunks.length * CHUNK);
    for (const [index, chunk] of chunks.entries()) all.set(chunk, index * CHUNK);
    return all;
  };

  window.poiseSound = {
    pulses() {
      const all = samples();
      const windowSize = Math.round(rate * 0.004);
      const found: { startMs: number; endMs: number }[] = [];
      let isOn = false;
      for (let from = 0; from + windowSize <= all.length; from += windowSize) {
        const part = all.subarray(from, from + windowSize);
        const peak = part.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const atMs = (from / rate) * 1000;
        const isLoud = peak > 0.05;
        if (isLoud && !isOn) found.push({ startMs: atMs, endMs: atMs });
        const last = found.at(-1);
        if (isLoud && last) last.endMs = atMs + 4;
        isOn = isLoud;
      }
      return found;
    },
    level(hz, atMs) {
      const all = samples();
      const length = Math.round(rate * 0.05);
      const from = Math.round((atMs / 1000) * rate - length / 2);
      let [real, imaginary, weight] = [0, 0, 0];
      for (let index = 0; index < length; index++) {
        const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / length);
        const angle = (2 * Math.PI * hz * index) / rate;
        const value = (all[from + index] ?? 0) * hann;
        real += value * Math.cos(angle);
        imaginary += value * Math.sin(angle);
        weight += hann;
      }
      return (2 * Math.hypot(real, imaginary)) / weight;
    },
  };
}
