/** A chip that answers on the two wires. Bytes only; the timing is the master's, and what `stretchCycles` adds to it. */
export interface I2cDevice {
  /** Seven bits. */
  readonly address: number;
  /** Addressed, to be read or written; false: no acknowledge. */
  begin(isRead: boolean): boolean;
  /** False: no acknowledge. */
  write(byte: number): boolean;
  read(): number;
  /** Stop, a new start, or a start cut off. */
  end(): void;
  /** How long the device holds the clock back before each byte, in CPU cycles. */
  readonly stretchCycles: number;
}

/** Who else pulls a line to ground, for good: a wire that touches another, a dead chip. */
export type I2cFault = 'none' | 'sdaShorted' | 'sclShorted';

/** A byte that a device was sending when its master fell silent: it goes on holding SDA by its bits until it is clocked. */
interface Interrupted {
  readonly device: I2cDevice;
  readonly byte: number;
  bit: number;
}

/** The two wires with their pull-up resistors, and what hangs on them; outlives the chip's resets. */
export interface I2cBus {
  /** @throws RangeError if the address is taken. */
  connect(device: I2cDevice): void;
  disconnect(address: number): void;
  deviceAt(address: number): I2cDevice | undefined;
  fault: I2cFault;
  readonly isSdaHeld: boolean;
  readonly isSclHeld: boolean;
  /** The master pulls its lines by hand; called with every change. */
  drive(sdaLow: boolean, sclLow: boolean): void;
  /** The master vanished while `device` sent `byte`, of which `bit` bits are out. */
  interrupt(device: I2cDevice, byte: number, bit: number): void;
  /** What is held has changed. */
  onChange: () => void;
  readonly counts: { starts: number; bytes: number; handClocks: number };
}

export function createI2cBus(): I2cBus {
  const devices = new Map<number, I2cDevice>();
  const counts = { starts: 0, bytes: 0, handClocks: 0 };
  let fault: I2cFault = 'none';
  let interrupted: Interrupted | undefined;
  let isSdaLow = false;
  let isSclLow = false;

  const letGo = () => {
    interrupted?.device.end();
    interrupted = undefined;
  };

  /** A falling clock brings the next bit, the ninth is the master's acknowledge: nobody pulls, so the device gives up. */
  const fallingClock = () => {
    counts.handClocks++;
    if (!interrupted) return;
    interrupted.bit++;
    if (interrupted.bit > 8) letGo();
  };

  const bus: I2cBus = {
    connect(device) {
      if (devices.has(device.address))
        throw new RangeError(`0x${device.address.toString(16)} is taken on the bus`);
      devices.set(device.address, device);
    },
    disconnect(address) {
      devices.delete(address);
      if (interrupted?.device.address === address) interrupted = undefined;
      bus.onChange();
    },
    deviceAt: (address) => devices.get(address),
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
      bus.onChange();
    },
    get isSdaHeld() {
      const isBitZero =
        interrupted !== undefined && interrupted.bit < 8 && !((interrupted.byte << interrupted.bit) & 0x80);
      return fault === 'sdaShorted' || isBitZero;
    },
    get isSclHeld() {
      return fault === 'sclShorted';
    },
    drive(sdaLow, sclLow) {
      const isClockHigh = !sclLow && !isSclLow;
      // SDA that moves while the clock is high is a start or a stop, if nobody else holds it.
      if (isClockHigh && sdaLow !== isSdaLow && !bus.isSdaHeld) letGo();
      if (sclLow && !isSclLow) fallingClock();
      isSdaLow = sdaLow;
      isSclLow = sclLow;
      bus.onChange();
    },
    interrupt(device, byte, bit) {
      interrupted = { device, byte, bit };
      bus.onChange();
    },
    onChange: () => {},
    counts,
  };
  return bus;
}
