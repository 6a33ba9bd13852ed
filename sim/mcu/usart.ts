import type { CPU } from 'avr8js';

type AVRInterruptConfig = Parameters<CPU['queueInterrupt']>[0];

// ATmega328P data sheet DS40002061B, section 20: registers, bits and vectors of USART0.
const UCSRA = 0xc0;
const UCSRB = 0xc1;
const UCSRC = 0xc2;
const UBRRL = 0xc4;
const UBRRH = 0xc5;
const UDR = 0xc6;
const RXC = 0x80;
const TXC = 0x40;
const UDRE = 0x20;
const DOR = 0x08;
const U2X = 0x02;
const MPCM = 0x01;
const RXEN = 0x10;
const TXEN = 0x08;
/** Characters that the receive buffer holds behind the shift register. */
const RECEIVE_BUFFER = 2;

const interrupt = (vectorWord: number, mask: number, isLevel: boolean): AVRInterruptConfig => ({
  address: vectorWord,
  flagRegister: UCSRA,
  flagMask: mask,
  enableRegister: UCSRB,
  enableMask: mask,
  constant: isLevel,
});

/** USART0 with asynchronous 8-bit characters. */
export interface Usart {
  /** CPU cycles of one character at the programmed rate, or null while the receiver is off. */
  readonly receiveCyclesPerByte: number | null;
  /** A start bit is on the line. */
  startBit(): void;
  /** The stop bit of `byte` has arrived. */
  stopBit(byte: number): void;
  /** A character left while the one before it was still unread: harmless here, lost in a part without a buffer. */
  readonly lateBytes: number;
  /** Characters lost because buffer and shift register were full (flag DOR0). */
  readonly overruns: number;
  /** Characters that arrived while the receiver was off. */
  readonly deafBytes: number;
}

/**
 * USART0 as its data sheet describes it, in the place of avr8js' own, which has no receive buffer, no transmit double buffer,
 * loses received bytes when UCSR0B is written, and treats "data register empty" as an edge (reference/firmware.md §3).
 * @param onTransmit called when the stop bit of a byte is out.
 */
export function attachUsart(cpu: CPU, onTransmit: (byte: number) => void): Usart {
  const receiveComplete = interrupt(0x24, RXC, true);
  const dataRegisterEmpty = interrupt(0x26, UDRE, true);
  const transmitComplete = interrupt(0x28, TXC, false);
  const received: number[] = [];
  let heldInShiftRegister: number | null = null;
  let sending: number | null = null;
  let waiting: number | null = null;
  let lateBytes = 0;
  let overruns = 0;
  let deafBytes = 0;

  cpu.data[UCSRA] = UDRE;
  cpu.data[UCSRC] = 0x06;

  const register = (address: number) => cpu.data[address] ?? 0;
  const cyclesPerByte = () => {
    const frame = register(UCSRC);
    const bits = 10 + (frame & 0x08 ? 1 : 0) + (frame & 0x20 ? 1 : 0);
    const divisor = ((register(UBRRH) & 0x0f) << 8) | register(UBRRL);
    return (divisor + 1) * (register(UCSRA) & U2X ? 8 : 16) * bits;
  };

  const send = (byte: number) => {
    sending = byte;
    cpu.addClockEvent(sent, cyclesPerByte());
  };
  const sent = () => {
    if (sending !== null) onTransmit(sending);
    sending = null;
    if (waiting === null) {
      cpu.setInterruptFlag(transmitComplete);
      return;
    }
    send(waiting);
    waiting = null;
    cpu.setInterruptFlag(dataRegisterEmpty);
  };

  cpu.writeHooks[UCSRA] = (value) => {
    if (value & TXC) cpu.clearInterrupt(transmitComplete);
    cpu.data[UCSRA] = (register(UCSRA) & ~(U2X | MPCM)) | (value & (U2X | MPCM));
    return true;
  };
  cpu.writeHooks[UCSRB] = (value) => {
    cpu.data[UCSRB] = value;
    if (!(value & RXEN)) {
      received.length = 0;
      heldInShiftRegister = null;
      cpu.clearInterrupt(receiveComplete);
      cpu.data[UCSRA] = register(UCSRA) & ~DOR;
    }
    for (const source of [receiveComplete, dataRegisterEmpty, transmitComplete]) {
      cpu.updateInterruptEnable(source, value);
    }
    return true;
  };
  cpu.writeHooks[UDR] = (value) => {
    if (!(register(UCSRB) & TXEN) || !(register(UCSRA) & UDRE)) return true;
    cpu.clearInterrupt(transmitComplete);
    if (sending === null) send(value);
    else {
      waiting = value;
      cpu.clearInterrupt(dataRegisterEmpty);
    }
    return true;
  };
  cpu.readHooks[UDR] = () => {
    const byte = received.shift() ?? 0;
    cpu.data[UCSRA] = register(UCSRA) & ~DOR;
    if (heldInShiftRegister !== null) {
      received.push(heldInShiftRegister);
      heldInShiftRegister = null;
    }
    if (received.length === 0) cpu.clearInterrupt(receiveComplete);
    return byte;
  };

  const isReceiving = () => (register(UCSRB) & RXEN) !== 0;
  return {
    get receiveCyclesPerByte() {
      return isReceiving() ? cyclesPerByte() : null;
    },
    startBit() {
      if (heldInShiftRegister === null) return;
      heldInShiftRegister = null;
      overruns++;
      cpu.data[UCSRA] = register(UCSRA) | DOR;
    },
    stopBit(byte) {
      if (!isReceiving()) {
        deafBytes++;
        return;
      }
      if (received.length > 0) lateBytes++;
      if (received.length < RECEIVE_BUFFER) received.push(byte);
      else heldInShiftRegister = byte;
      cpu.setInterruptFlag(receiveComplete);
    },
    get lateBytes() {
      return lateBytes;
    },
    get overruns() {
      return overruns;
    },
    get deafBytes() {
      return deafBytes;
    },
  };
}
