import type { AVRIOPort } from 'avr8js';
import type { Core } from './core.ts';

/** An input is driven, or open: then it reads high if its pull-up is on and low if not. */
export type InputLevel = boolean | 'open';

type PortName = keyof Core['ports'];

const PORT_NAMES: readonly PortName[] = ['b', 'c', 'd'];
/** Data-direction and output registers, DS40002061B §14.4. */
const REGISTERS: Record<PortName, { readonly direction: number; readonly output: number }> = {
  b: { direction: 0x24, output: 0x25 },
  c: { direction: 0x27, output: 0x28 },
  d: { direction: 0x2a, output: 0x2b },
};

/** Where an Arduino pin number (0–19; 14 = A0) lies on the chip. @throws RangeError for any other number. */
function locate(pin: number): { port: PortName; bit: number } {
  if (Number.isInteger(pin)) {
    if (pin >= 0 && pin < 8) return { port: 'd', bit: pin };
    if (pin >= 8 && pin < 14) return { port: 'b', bit: pin - 8 };
    if (pin >= 14 && pin < 20) return { port: 'c', bit: pin - 14 };
  }
  throw new RangeError(`the chip has no digital pin ${pin}`);
}

const FIRST_PIN: Record<PortName, number> = { d: 0, b: 8, c: 14 };

/** The chip's pins and what is wired to them; the wiring outlives a reset. */
export interface Pins {
  /** An output has changed, or an output that was high has become an input (then it counts as low). */
  onChange: (pin: number, isHigh: boolean) => void;
  /** Wires everything to a freshly reset core. */
  connect(core: Core): void;
  /** All outputs float, as in a reset. */
  release(): void;
  setInput(pin: number, level: InputLevel): void;
  isHigh(pin: number): boolean;
}

export function createPins(): Pins {
  const inputs = new Map<number, InputLevel>();
  const driven: Record<PortName, number> = { b: 0, c: 0, d: 0 };
  let core: Core | null = null;

  const register = (address: number) => core?.cpu.data[address] ?? 0;

  const reportOutputs = (name: PortName, levels: number) => {
    const changed = levels ^ driven[name];
    driven[name] = levels;
    for (let bit = 0; changed >> bit; bit++) {
      if ((changed >> bit) & 1) pins.onChange(FIRST_PIN[name] + bit, ((levels >> bit) & 1) === 1);
    }
  };

  const applyInput = (port: AVRIOPort, name: PortName, bit: number, level: InputLevel) => {
    const isPulledUp = ((register(REGISTERS[name].output) & ~register(REGISTERS[name].direction)) >> bit) & 1;
    port.setPin(bit, level === 'open' ? isPulledUp === 1 : level);
  };

  const applyOpenInputs = (port: AVRIOPort, name: PortName) => {
    for (let bit = 0; bit < 8; bit++) {
      const level = inputs.get(FIRST_PIN[name] + bit) ?? 'open';
      if (level === 'open') applyInput(port, name, bit, level);
    }
  };

  const watchPullUps = (port: AVRIOPort, name: PortName) => {
    for (const address of [REGISTERS[name].direction, REGISTERS[name].output]) {
      const stock = core?.cpu.writeHooks[address];
      if (!core || !stock) throw new Error('avr8js: a port has no register hooks');
      core.cpu.writeHooks[address] = (value, oldValue, target, mask) => {
        const isHandled = stock(value, oldValue, target, mask);
        const inputsTouched =
          (value ^ oldValue) &
          (address === REGISTERS[name].output ? ~register(REGISTERS[name].direction) : 0xff);
        if (inputsTouched & 0xff) applyOpenInputs(port, name);
        return isHandled;
      };
    }
  };

  const pins: Pins = {
    onChange: () => {},
    connect(next) {
      core = next;
      for (const name of PORT_NAMES) {
        const port = next.ports[name];
        port.addListener((value) => reportOutputs(name, value & register(REGISTERS[name].direction)));
        watchPullUps(port, name);
      }
      for (const [pin, level] of inputs) {
        const { port, bit } = locate(pin);
        applyInput(next.ports[port], port, bit, level);
      }
    },
    release() {
      for (const name of PORT_NAMES) reportOutputs(name, 0);
    },
    setInput(pin, level) {
      const { port, bit } = locate(pin);
      inputs.set(pin, level);
      if (core) applyInput(core.ports[port], port, bit, level);
    },
    isHigh(pin) {
      const { port, bit } = locate(pin);
      if (!core) return false;
      const isOutput = (register(REGISTERS[port].direction) >> bit) & 1;
      if (isOutput) return ((driven[port] >> bit) & 1) === 1;
      const level = inputs.get(pin) ?? 'open';
      return level === 'open' ? ((register(REGISTERS[port].output) >> bit) & 1) === 1 : level;
    },
  };
  return pins;
}
