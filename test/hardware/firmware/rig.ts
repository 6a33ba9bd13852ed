import { readFileSync } from 'node:fs';
import { compiledLimits } from '../../../controller/safety/pulseLimits.ts';
import { encodeHostFrame, type HostFrame, type Limits } from '../../../hardware/link/hostFrames.ts';
import { LinkError } from '../../../hardware/link/linkError.ts';
import { decodeStatus, type Status } from '../../../hardware/link/status.ts';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { type Chip, CYCLES_PER_MS, createChip, type ResetCause, readHex } from '../../../sim/mcu/chip.ts';

export type Pulses = readonly [number, number, number];
/** A host frame without its sequence number; the rig counts. */
export type Request = HostFrame extends infer Frame
  ? Frame extends HostFrame
    ? Omit<Frame, 'seq'>
    : never
  : never;

export interface Pulse {
  readonly pin: 9 | 10 | 11;
  readonly widthUs: number;
  readonly riseCycle: number;
  readonly fallCycle: number;
}
export interface Sent {
  readonly bytes: Uint8Array;
  /** When the stop bit of the last byte was out. */
  readonly cycle: number;
}

const HEX = new URL('../../../hardware/firmware/interlock.hex', import.meta.url);
/** The committed firmware, or the deliberately broken one that mutants.ts tries the tests on. */
const { INTERLOCK_HEX = HEX } = process.env;
const PROGRAM = readHex(readFileSync(INTERLOCK_HEX, 'utf8'));

export const CENTRE: Pulses = [1500, 1500, 1500];
export const COMPILED = compiledLimits(DEFAULT_BUILD);
/** The widest limits that the firmware accepts. */
export const WIDE: Omit<Limits, 'seq'> = {
  kind: 'limits',
  speedUsPerS: COMPILED.speedUsPerS,
  minUs: [COMPILED.rangeUs[0].minUs, COMPILED.rangeUs[1].minUs, COMPILED.rangeUs[2].minUs],
  maxUs: [COMPILED.rangeUs[0].maxUs, COMPILED.rangeUs[1].maxUs, COMPILED.rangeUs[2].maxUs],
  offsetDeg32: COMPILED.offsetsDeg32,
};

const POT_REFERENCE_SUM = 8184;
const POT_SUM_PER_US = 12.8;
const STOP = 2;
const HEAD_HELD = 3;

/** What a potentiometer gives where this pulse would hold its servo. */
export function potVolts(pulseUs: number): number {
  const sum = POT_REFERENCE_SUM + (pulseUs - 1500) * POT_SUM_PER_US;
  return ((sum / 16 + 0.5) * 5) / 1024;
}

/** The committed firmware on its emulated chip, with a stop, a head-held contact, servos that turn at once, and a host's end of the line. */
export class Rig {
  /** The chip's flash: a test may overwrite words of it while it runs. */
  readonly program = PROGRAM.slice();
  readonly chip: Chip;
  readonly pulses: Pulse[] = [];
  readonly messages: Sent[] = [];
  readonly statuses: (Status & { readonly cycle: number })[] = [];
  seq = 0;
  /** Whether each potentiometer shows what its servo was last told; see `takePot`. */
  private readonly isFollowing: [boolean, boolean, boolean] = [true, true, true];
  private line: number[] = [];

  constructor(seed = 1) {
    this.chip = createChip(this.program, { seed });
    this.chip.onPulse = (pin, widthUs, riseCycle, fallCycle) => {
      this.pulses.push({ pin, widthUs, riseCycle, fallCycle });
      const servo = (pin - 9) as 0 | 1 | 2;
      if (this.isFollowing[servo]) this.chip.setAnalogVolts(servo, potVolts(widthUs));
    };
    this.chip.onTransmit = (byte, cycle) => this.hear(byte, cycle);
    this.pressStop(false);
    this.holdHead(false);
    this.putPots(CENTRE);
  }

  get ms(): number {
    return this.chip.cycles / CYCLES_PER_MS;
  }

  run(ms: number): this {
    this.chip.runUntil(Math.round(this.chip.cycles + ms * CYCLES_PER_MS));
    return this;
  }

  pressStop(isPressed: boolean): this {
    this.chip.setDigitalInput(STOP, isPressed ? 'open' : false);
    return this;
  }

  holdHead(isHeld: boolean): this {
    this.chip.setDigitalInput(HEAD_HELD, isHeld ? false : 'open');
    return this;
  }

  /** The servos stand where these pulses would hold them. */
  putPots(pulseUs: Pulses): this {
    for (const [servo, us] of pulseUs.entries()) this.chip.setAnalogVolts(servo, potVolts(us));
    return this;
  }

  /** From now on this potentiometer shows what the test puts there, and no longer what its servo does. */
  takePot(servo: 0 | 1 | 2, volts?: number): this {
    this.isFollowing[servo] = false;
    if (volts !== undefined) this.chip.setAnalogVolts(servo, volts);
    return this;
  }

  sendBytes(bytes: Iterable<number>): this {
    this.chip.receive(bytes);
    return this;
  }

  send(request: Request): this {
    this.seq = (this.seq + 1) & 0x3fff;
    return this.sendBytes(encodeHostFrame({ ...request, seq: this.seq } as HostFrame));
  }

  /** Sends, waits for the answer to exactly this frame, and returns it. */
  ask(request: Request): Status {
    const earlier = this.statuses.length;
    this.send(request);
    const seq = this.seq;
    for (let ms = 0; ms < 60; ms++) {
      this.run(1);
      const answer = this.statuses
        .slice(earlier)
        .find((status) => status.inReplyTo === request.kind && status.seq === seq);
      if (answer) return answer;
    }
    throw new Error(`no answer to ${request.kind}`);
  }

  status(): Status {
    return this.ask({ kind: 'statusRequest' });
  }

  get latest(): Status & { readonly cycle: number } {
    const status = this.statuses.at(-1);
    if (status === undefined) throw new Error('no status yet');
    return status;
  }

  motion(pulseUs: Pulses, isMoving = true, leaseMs = 200): Status {
    return this.ask({ kind: 'motion', isMoving, leaseMs, pulseUs });
  }

  /** Limits loaded, head held, pulses running at `pulseUs`, in hold. */
  attach(pulseUs: Pulses = CENTRE, limits: Omit<Limits, 'seq'> = WIDE): this {
    this.putPots(pulseUs).holdHead(true).run(60);
    this.ask(limits);
    const answer = this.ask({ kind: 'attach', nonce: this.status().nonce, pulseUs });
    if (answer.isRefused) throw new Error(`attach refused: ${answer.lastRefusal}`);
    return this;
  }

  /** Keeps a hold alive for `ms` as a host does, every 10 ms. */
  keepAlive(ms: number): this {
    for (let t = 0; t < ms; t += 10) {
      this.send({ kind: 'motion', isMoving: false, leaseMs: 200, pulseUs: this.latest.appliedUs }).run(10);
    }
    return this;
  }

  reset(cause: ResetCause): this {
    this.chip.reset(cause);
    return this;
  }

  /** Every pulse that began at `cycle` or later has its servo's width, to within what F2 allows. */
  widthsFit(cycle: number, pulseUs: Pulses): boolean {
    return this.pulsesSince(cycle).every(
      ({ pin, widthUs }) => Math.abs(widthUs - pulseUs[(pin - 9) as 0 | 1 | 2]) <= 1,
    );
  }

  pulsesSince(cycle: number): Pulse[] {
    return this.pulses.filter((pulse) => pulse.riseCycle >= cycle);
  }

  private hear(byte: number, cycle: number): void {
    if (byte >= 0x80 && byte !== 0xf7) this.line = [];
    this.line.push(byte);
    const isSysex = this.line[0] === 0xf0;
    if (isSysex ? byte !== 0xf7 : this.line.length < 3) return;
    const bytes = Uint8Array.from(this.line);
    this.line = [];
    this.messages.push({ bytes, cycle });
    if (bytes[1] !== 0x07 || !isSysex) return;
    const status = decodeStatus(bytes);
    if (status instanceof LinkError) throw status;
    this.statuses.push({ ...status, cycle });
  }
}
