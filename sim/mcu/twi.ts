import type { CPU } from 'avr8js';
import type { I2cBus, I2cDevice } from './i2cBus.ts';

// avr8js 0.21.1 has a TWI (`AVRTWI`), but one whose events take no time, whose lines cannot be held, which raises TWINT after a stop,
// drops it when TWCR is written without it, and goes on after TWEN is cleared: a firmware that waits, or fails to free a bus, would
// pass on it.

/** DS40002061B §22.9. */
const TWBR = 0xb8;
const TWSR = 0xb9;
const TWDR = 0xbb;
const TWCR = 0xbc;
const TWINT = 0x80;
const TWEA = 0x40;
const TWSTA = 0x20;
const TWSTO = 0x10;
const TWEN = 0x04;
const TWIE = 0x01;
const PRESCALER_MASK = 0x03;
const DDRC = 0x27;
const PORTC = 0x28;
const SDA = 0x10;
const SCL = 0x20;

/** DS40002061B tables 22-2 and 22-3. */
const STATUS = {
  start: 0x08,
  repeatedStart: 0x10,
  writeAcknowledged: 0x18,
  writeRefused: 0x20,
  sentAcknowledged: 0x28,
  sentRefused: 0x30,
  arbitrationLost: 0x38,
  readAcknowledged: 0x40,
  readRefused: 0x48,
  receivedAcknowledged: 0x50,
  receivedRefused: 0x58,
  idle: 0xf8,
} as const;

const BITS_OF_BYTE = 9;

/** The two-wire unit as a master, with real bit times. */
export interface Twi {
  /** The chip is reset: a device that was sending goes on holding the bus. */
  abandon(): void;
}

/** @param setLine puts a level on a digital pin of the chip (18 SDA, 19 SCL). */
export function attachTwi(cpu: CPU, bus: I2cBus, setLine: (pin: 18 | 19, isHigh: boolean) => void): Twi {
  const interrupt = {
    address: 0x30,
    flagRegister: TWCR,
    flagMask: TWINT,
    enableRegister: TWCR,
    enableMask: TWIE,
    // The flag stays until the program writes a one to it, whether or not its interrupt was taken.
    constant: true,
  };
  const register = (address: number) => cpu.data[address] ?? 0;
  let isMaster = false;
  let device: I2cDevice | undefined;
  /** The byte that a device is sending, and since when. */
  let sending: { readonly byte: number; readonly sinceCycle: number } | undefined;
  /** A device whose byte was acknowledged has its next bit on the line already. */
  let isSenderReady = false;
  /** What happens next; it waits for a line that is held. */
  let next: { readonly run: () => void; readonly needs: 'clock' | 'bothLines'; isDue: boolean } | undefined;

  /** By hand, a line is pulled by an output that is low. The two-wire unit takes the pins over while it is on. */
  let pulled = 0;

  const bitCycles = () => 16 + 2 * register(TWBR) * 4 ** (register(TWSR) & PRESCALER_MASK);

  const setStatus = (status: number) => {
    cpu.data[TWSR] = (register(TWSR) & PRESCALER_MASK) | status;
  };
  const report = (status: number) => {
    setStatus(status);
    cpu.setInterruptFlag(interrupt);
  };

  const due = () => {
    if (!next) return;
    next.isDue = true;
    if (bus.isSclHeld || (next.needs === 'bothLines' && bus.isSdaHeld)) return;
    const { run } = next;
    next = undefined;
    run();
  };
  const after = (cycles: number, needs: 'clock' | 'bothLines', run: () => void) => {
    next = { run, needs, isDue: false };
    cpu.addClockEvent(due, cycles);
  };

  const endOfDevice = () => {
    device?.end();
    device = undefined;
    isSenderReady = false;
  };

  const start = () =>
    after(bitCycles(), 'bothLines', () => {
      endOfDevice();
      bus.counts.starts++;
      report(isMaster ? STATUS.repeatedStart : STATUS.start);
      isMaster = true;
    });

  const stop = (thenStart: boolean) =>
    after(bitCycles(), 'bothLines', () => {
      endOfDevice();
      isMaster = false;
      cpu.data[TWCR] = register(TWCR) & ~TWSTO;
      setStatus(STATUS.idle);
      if (thenStart) start();
    });

  const loseArbitration = () => {
    endOfDevice();
    isMaster = false;
    report(STATUS.arbitrationLost);
  };

  /** The ninth bit's answer comes at its end; a line held low by another makes the first 1 of ours a 0. */
  const send = (byte: number, answer: () => number) => {
    const cycles = BITS_OF_BYTE * bitCycles() + (device?.stretchCycles ?? 0);
    after(cycles, 'clock', () => {
      bus.counts.bytes++;
      if (bus.isSdaHeld && byte !== 0) loseArbitration();
      else report(answer());
    });
  };

  const address = (byte: number) =>
    send(byte, () => {
      const isRead = (byte & 1) === 1;
      const addressed = bus.deviceAt(byte >> 1);
      const isAcknowledged = addressed?.begin(isRead) === true;
      device = isAcknowledged ? addressed : undefined;
      isSenderReady = isAcknowledged && isRead;
      if (isRead) return isAcknowledged ? STATUS.readAcknowledged : STATUS.readRefused;
      return isAcknowledged ? STATUS.writeAcknowledged : STATUS.writeRefused;
    });

  const isConnected = (): boolean => device !== undefined && bus.deviceAt(device.address) === device;

  const receive = (isAcknowledging: boolean) => {
    const byte = isConnected() ? (device?.read() ?? 0xff) : 0xff;
    const stretch = isConnected() ? (device?.stretchCycles ?? 0) : 0;
    sending = { byte, sinceCycle: cpu.cycles + stretch };
    after(BITS_OF_BYTE * bitCycles() + stretch, 'clock', () => {
      sending = undefined;
      isSenderReady = isAcknowledging;
      bus.counts.bytes++;
      cpu.data[TWDR] = bus.isSdaHeld ? 0 : byte;
      report(isAcknowledging ? STATUS.receivedAcknowledged : STATUS.receivedRefused);
    });
  };

  const act = (control: number) => {
    if (control & TWSTO) return stop((control & TWSTA) !== 0);
    if (control & TWSTA) return start();
    const byte = register(TWDR);
    switch (register(TWSR) & ~PRESCALER_MASK) {
      case STATUS.start:
      case STATUS.repeatedStart:
        return address(byte);
      case STATUS.writeAcknowledged:
      case STATUS.sentAcknowledged:
        return send(byte, () =>
          isConnected() && device?.write(byte) ? STATUS.sentAcknowledged : STATUS.sentRefused,
        );
      case STATUS.readAcknowledged:
      case STATUS.receivedAcknowledged:
        return receive((control & TWEA) !== 0);
      default:
        return undefined;
    }
  };

  const abandon = () => {
    next = undefined;
    cpu.clearClockEvent(due);
    if (device && isConnected() && sending) {
      const bit = Math.floor((cpu.cycles - sending.sinceCycle) / bitCycles());
      bus.interrupt(device, sending.byte, Math.max(0, bit));
    } else if (device && isConnected() && isSenderReady) bus.interrupt(device, device.read(), 0);
    else endOfDevice();
    sending = undefined;
    device = undefined;
    isSenderReady = false;
    isMaster = false;
    if (pulled) bus.drive(false, false);
    pulled = 0;
  };

  cpu.writeHooks[TWCR] = (value, oldValue) => {
    const isAnswered = (value & TWINT) !== 0;
    const wasOn = (oldValue & TWEN) !== 0;
    const isOn = (value & TWEN) !== 0;
    cpu.data[TWCR] = (value & ~TWINT) | (isAnswered ? 0 : oldValue & TWINT);
    if (isAnswered) cpu.clearInterrupt(interrupt);
    if (wasOn && !isOn) {
      abandon();
      cpu.clearInterrupt(interrupt);
      setStatus(STATUS.idle);
    }
    cpu.updateInterruptEnable(interrupt, value);
    followPins();
    if (isAnswered && isOn && !next) act(value);
    return true;
  };
  cpu.writeHooks[TWSR] = (value) => {
    cpu.data[TWSR] = (register(TWSR) & ~PRESCALER_MASK) | (value & PRESCALER_MASK);
    return true;
  };

  const followPins = () => {
    const isByHand = !(register(TWCR) & TWEN);
    const nowPulled = isByHand ? register(DDRC) & ~register(PORTC) & (SDA | SCL) : 0;
    if (nowPulled === pulled) return;
    pulled = nowPulled;
    bus.drive((pulled & SDA) !== 0, (pulled & SCL) !== 0);
  };
  for (const port of [DDRC, PORTC]) {
    const stock = cpu.writeHooks[port];
    if (!stock) throw new Error('avr8js: port C has no register hooks');
    cpu.writeHooks[port] = (value, oldValue, target, mask) => {
      const isHandled = stock(value, oldValue, target, mask);
      followPins();
      return isHandled;
    };
  }

  bus.onChange = () => {
    setLine(18, !bus.isSdaHeld);
    setLine(19, !bus.isSclHeld);
    if (next?.isDue) due();
  };
  setStatus(STATUS.idle);
  cpu.data[TWDR] = 0xff;
  return { abandon };
}
