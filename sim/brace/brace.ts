import { type MotionSensors, NOMINAL_MOTION_SENSORS } from '../../protocol/brace.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import type { Body } from '../body/body.ts';
import { REFERENCE_VOLTS } from '../body/sensors.ts';
import type { AnalogLevel } from '../mcu/analogInputs.ts';
import { type Chip, CYCLES_PER_MS, createChip, type ResetCause, readHex } from '../mcu/chip.ts';
import { createSerialLine, type LineState, type SerialLine } from '../mcu/line.ts';
import { createRandom } from '../random.ts';
import { createMotionSensors, type SimulatedMotionSensors } from './motionSensors.ts';
import { createPotWires, type PotFault } from './potWires.ts';
import { createServoInputs, type PulseChange, type ServoIndex } from './servoInputs.ts';
import { createSupply } from './supply.ts';

/** hardware/link/FRAMES.md, Pins. */
const STOP_PIN = 2;
const HEAD_HELD_PIN = 3;
const POT_CHANNELS = [0, 1, 2] as const;
const SUPPLY_CHANNEL = 3;
const TEMPERATURE_CHANNELS = [6, 7] as const;
/** 128 of 16,368 per degree on 5 V (`DEFAULT_BUILD`). */
const POT_VOLTS_PER_DEG = (128 / 16 / 1024) * 5;

/** The electronics of a servo need this much; assumed, of the 4.8 V class of small ones. */
const SERVO_START_VOLTS = 4.5;

/** What a brace needs of a body. */
export type BraceBody = Pick<
  Body,
  | 'step'
  | 'setServoPulse'
  | 'setServoSupply'
  | 'setHandHolds'
  | 'potVolts'
  | 'supplyVolts'
  | 'servoTemperatureVolts'
  | 'bandPose'
  | 'skullPose'
> &
  Partial<Pick<Body, 'trunk'>>;

export interface BraceOptions {
  /** The firmware, Intel HEX. @throws Error from `readHex` */
  readonly hexText: string;
  readonly body: BraceBody;
  /** Seeds SRAM noise and line errors. */
  readonly seed: number;
  /** See `ChipOptions`. */
  readonly startUpMs?: number;
  /** See `Brace.wireReset`. */
  readonly resetsOnOpen?: boolean;
  /** See `createPotWires`. */
  readonly hasWiperResistors?: boolean;
  /** How the motion sensors are meant to be screwed on; they are, to within some tenths of a degree. */
  readonly motionSensors?: MotionSensors;
  /** Share of what the sensors and their mounting are lastingly off by; default 1. */
  readonly motionErrorShare?: number;
}

/** What is so, as against what the controller believes. */
export interface BraceTruth {
  /** Simulated time since power-on. */
  readonly timeMs: number;
  readonly bandPose: Pose;
  readonly skullPose: Pose;
  /** Last measured pulse of each servo; null: none that a servo would follow, or no servo power. */
  readonly pulsesUs: PerServo<number | null>;
  readonly isServoPowerOn: boolean;
  readonly isHandHolding: boolean;
  readonly isStopPressed: boolean;
  readonly lineState: LineState;
  readonly resetsOnOpen: boolean;
  readonly potFaults: PerServo<PotFault | null>;
  /** What the source gives the servos, and what the chip's regulator makes of it, V. */
  readonly servoVolts: number;
  readonly chipVolts: number;
  readonly chipResets: Readonly<Record<ResetCause, number>>;
  /** Times that a real-time run had to let simulated time fall behind. */
  readonly slips: number;
}

/** A brace that does not exist: the real firmware on its chip, a body, a serial line, and a person's hand. */
export interface Brace {
  /** Runs one millisecond and returns the bytes that reached the host in it. */
  stepMs(): Uint8Array;
  /** Bytes that the host writes; they are on the line from the next step on. */
  fromHost(bytes: Uint8Array): void;
  pressStop(): void;
  releaseStop(): void;
  /** A hand holds the head where it is and presses the head-held button. */
  holdHead(): void;
  letGo(): void;
  readonly line: SerialLine;
  resetChip(cause: ResetCause): void;
  /**
   * Whether DTR hangs on the reset pin by a capacitor, as on a Nano: then every opening of the port resets the chip. The patient
   * build has it cut; unless told, so does this one.
   */
  wireReset(isWired: boolean): void;
  /** A host has opened the port. */
  portOpened(): void;
  /** The source sags to `volts`; null: it gives its 12 V again. @throws RangeError */
  setSupplyVolts(volts: number | null): void;
  setPotFault(servo: ServoIndex, fault: PotFault | null): void;
  /** Puts a voltage on an analog pin in place of the body's (a broken wire, a short); null: the body's again. @throws RangeError */
  overrideVolts(channel: number, volts: number | null): void;
  /** A potentiometer slips on its shaft: it reads `degrees` of servo angle more from now on. */
  slipPot(servo: 0 | 1 | 2, degrees: number): void;
  readonly motionSensors: SimulatedMotionSensors;
  /** The chip itself, for tests that look inside. */
  readonly chip: Chip;
  /** A servo's pulse has changed by 0.5 µs or more, begun or ended. */
  onPulseChange: (change: PulseChange) => void;
  noteSlip(): void;
  /** What can be had every millisecond at no cost; poses are in `truth`. */
  sight(): Pick<BraceTruth, 'timeMs' | 'pulsesUs' | 'isServoPowerOn'>;
  truth(): BraceTruth;
}

export function createBrace(options: BraceOptions): Brace {
  const { body, seed } = options;
  const chip = createChip(readHex(options.hexText), {
    seed,
    ...(options.startUpMs === undefined ? {} : { startUpMs: options.startUpMs }),
  });
  const line = createSerialLine(createRandom(seed ^ 0x5e71a1));
  const supply = createSupply();
  const pots = createPotWires(createRandom(seed ^ 0x907), options.hasWiperResistors);
  const servos = createServoInputs((servo, pulseUs) => body.setServoPulse(servo, pulseUs));
  const motionSensors = createMotionSensors({
    bus: chip.i2c,
    body,
    nominal: options.motionSensors ?? NOMINAL_MOTION_SENSORS,
    random: createRandom(seed ^ 0x1b055),
    errorShare: options.motionErrorShare ?? 1,
  });
  const overrides = new Map<number, number>();
  const slippedVolts: [number, number, number] = [0, 0, 0];
  let sent: number[] = [];
  let timeMs = 0;
  let isHandHolding = false;
  let isStopPressed = false;
  let resetsOnOpen = options.resetsOnOpen ?? false;
  let slips = 0;

  chip.onTransmit = (byte) => sent.push(byte);
  chip.onPulse = (pin, widthUs, _rise, fallCycle) => servos.pulse(pin, widthUs, fallCycle / CYCLES_PER_MS);
  servos.onChange = (change) => brace.onPulseChange(change);

  const applyVolts = () => {
    const [first, second, third] = body.potVolts;
    const levels = pots.levels([first + slippedVolts[0], second + slippedVolts[1], third + slippedVolts[2]]);
    for (const channel of POT_CHANNELS) putLevel(channel, ofReference(levels[channel]));
    putLevel(SUPPLY_CHANNEL, body.supplyVolts);
    putLevel(TEMPERATURE_CHANNELS[0], body.servoTemperatureVolts[0]);
    putLevel(TEMPERATURE_CHANNELS[1], body.servoTemperatureVolts[1]);
  };
  const putLevel = (channel: number, level: AnalogLevel) => {
    chip.setAnalogVolts(channel, overrides.get(channel) ?? level);
  };
  // The potentiometers hang on the chip's own supply, so what they give falls with it.
  const ofReference = (level: AnalogLevel): AnalogLevel =>
    level === 'open' ? level : (level * supply.chipVolts) / REFERENCE_VOLTS;

  const followSupply = () => {
    const before = supply.chipVolts;
    supply.stepMs();
    if (supply.chipVolts !== before) chip.setSupplyVolts(supply.chipVolts);
  };

  // Both contacts close to ground; an open one floats on the firmware's pull-up.
  const applyContacts = () => {
    chip.setDigitalInput(STOP_PIN, isStopPressed ? 'open' : false);
    chip.setDigitalInput(HEAD_HELD_PIN, isHandHolding ? false : 'open');
  };
  const setStop = (isPressed: boolean) => {
    isStopPressed = isPressed;
    applyContacts();
  };
  const setHand = (isHolding: boolean) => {
    isHandHolding = isHolding;
    body.setHandHolds(isHolding);
    applyContacts();
  };

  const brace: Brace = {
    stepMs() {
      const arrived = line.take('toChip', timeMs);
      if (arrived.length > 0) chip.receive(arrived);
      timeMs++;
      followSupply();
      motionSensors.step(timeMs);
      chip.runUntil(timeMs * CYCLES_PER_MS);
      servos.update(timeMs, chip.isServoPowerOn && supply.servoVolts >= SERVO_START_VOLTS);
      body.step();
      applyVolts();
      if (sent.length > 0) {
        line.send('toHost', sent, timeMs);
        sent = [];
      }
      return line.take('toHost', timeMs);
    },
    fromHost: (bytes) => line.send('toChip', bytes, timeMs),
    pressStop: () => setStop(true),
    releaseStop: () => setStop(false),
    holdHead: () => setHand(true),
    letGo: () => setHand(false),
    line,
    resetChip: (cause) => chip.reset(cause),
    wireReset(isWired) {
      resetsOnOpen = isWired;
    },
    portOpened() {
      if (resetsOnOpen) chip.reset('external');
    },
    setSupplyVolts(volts) {
      supply.setVolts(volts);
      body.setServoSupply(supply.servoVolts);
    },
    setPotFault: (servo, fault) => pots.setFault(servo, fault),
    overrideVolts(channel, volts) {
      if (volts === null) overrides.delete(channel);
      else {
        chip.setAnalogVolts(channel, volts);
        overrides.set(channel, volts);
      }
    },
    slipPot(servo, degrees) {
      slippedVolts[servo] += degrees * POT_VOLTS_PER_DEG;
    },
    motionSensors,
    chip,
    onPulseChange: () => {},
    noteSlip: () => {
      slips++;
    },
    sight: () => ({ timeMs, pulsesUs: servos.pulsesUs, isServoPowerOn: chip.isServoPowerOn }),
    truth: () => ({
      ...brace.sight(),
      bandPose: body.bandPose(),
      skullPose: body.skullPose(),
      isHandHolding,
      isStopPressed,
      lineState: line.state,
      resetsOnOpen,
      potFaults: pots.faults,
      servoVolts: supply.servoVolts,
      chipVolts: supply.chipVolts,
      chipResets: { ...chip.resets },
      slips,
    }),
  };
  applyContacts();
  applyVolts();
  return brace;
}
