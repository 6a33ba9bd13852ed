import { readFileSync } from 'node:fs';
import { type BraceBody, createBrace } from '../../../sim/brace/brace.ts';
import { createLockstep, type Lockstep } from '../../../sim/lockstep/lockstep.ts';

/** The official StandardFirmata for the Uno, a firmware that is not ours. */
export const STANDARD_FIRMATA = readFileSync(
  new URL('../../fixtures/standardFirmata/StandardFirmata.uno.hex', import.meta.url),
  'utf8',
);

const STILL_BODY: BraceBody = {
  step: () => {},
  setServoPulse: () => {},
  setServoSupply: () => {},
  setHandHolds: () => {},
  potVolts: [2.5, 2.5, 2.5],
  supplyVolts: 3,
  servoTemperatureVolts: [0.75, 0.75],
  bandPose: () => ({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 }),
  skullPose: () => ({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 }),
};

/** A pulse that was put out: pin, width, when it fell. */
export interface SeenPulse {
  readonly pin: number;
  readonly widthUs: number;
  readonly atMs: number;
}

/** A chip on the bench: no body, servos without weight that stand where their pulses put them, their pots beside them. */
export interface BenchChip {
  readonly chip: ReturnType<typeof createBrace>;
  readonly lockstep: Lockstep;
  readonly pulses: SeenPulse[];
  /** Bytes that the host wrote, hex, since the last call. */
  wire(): string;
  /** Ends all pulses and forgets what was seen, so that the next test need not wait for another start of the chip. */
  quiet(): Promise<void>;
}

export function createBenchChip(hexText = STANDARD_FIRMATA): BenchChip {
  const chip = createBrace({ hexText, body: STILL_BODY, seed: 11 });
  const pulses: SeenPulse[] = [];
  chip.chip.onPulse = (pin, widthUs) => {
    pulses.push({ pin, widthUs, atMs: lockstep.timeMs });
    // A pulse that a detach has cut short moves no servo.
    if (widthUs < 500) return;
    // 10 µs and 8 of 1024 steps per degree, 1500 µs in the middle (protocol/brace.ts).
    chip.overrideVolts(pin - 9, ((511.5 + 0.8 * (widthUs - 1500)) / 1024) * 5);
  };
  let written: number[] = [];
  const fromHost = chip.fromHost.bind(chip);
  chip.fromHost = (bytes) => {
    written.push(...bytes);
    fromHost(bytes);
  };
  const lockstep = createLockstep(chip);
  return {
    chip,
    lockstep,
    pulses,
    wire() {
      const hex = Buffer.from(written).toString('hex');
      written = [];
      return hex;
    },
    async quiet() {
      chip.line.mend();
      chip.letGo();
      chip.releaseStop();
      // Pin modes of D9 to D11: output.
      fromHost(Uint8Array.of(0xf4, 9, 1, 0xf4, 10, 1, 0xf4, 11, 1));
      await lockstep.advance(60);
      written = [];
      pulses.length = 0;
    },
  };
}
