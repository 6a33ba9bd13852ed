// firmata-io 2.3.0 has no declarations. Only what hardware/board uses is declared, as read in its source.
declare module 'firmata-io' {
  import type { EventEmitter } from 'node:events';

  namespace firmata {
    /** What firmata-io expects of a serial port. */
    interface Transport {
      on(event: 'open' | 'close' | 'error' | 'data', listener: (payload: never) => void): unknown;
      write(bytes: Buffer, done?: () => void): boolean;
    }

    interface FirmataOptions {
      /** After this long without a version report it is asked for, once; a timer that only a report clears. */
      readonly reportVersionTimeout?: number;
      /** Milliseconds, at least 10; sent during the handshake. */
      readonly samplingInterval?: number;
    }

    class Firmata extends EventEmitter {
      constructor(transport: Transport, options?: FirmataOptions);
      readonly isReady: boolean;
      readonly firmware: {
        readonly name?: string;
        readonly version?: { readonly major: number; readonly minor: number };
      };
      readonly MODES: { readonly INPUT: 0; readonly OUTPUT: 1; readonly SERVO: 4 };
      /** By pin number; mode and value as the board last said them in answer to a pin state query. */
      readonly pins: readonly { readonly mode?: number; readonly state?: number }[];
      /** Pin of each analog channel, once ready. */
      readonly analogPins: readonly number[];
      readonly reportVersionTimeoutId: NodeJS.Timeout;
      reportVersion(done: () => void): void;
      queryFirmware(done: () => void): void;
      pinMode(pin: number, mode: number): void;
      /** On an input: its pull-up. */
      digitalWrite(pin: number, level: 0 | 1): void;
      setSamplingInterval(intervalMs: number): void;
      /** By channel, A0 = 0. */
      reportAnalogPin(channel: number, isOn: 0 | 1): void;
      reportDigitalPin(pin: number, isOn: 0 | 1): void;
      /** Must come before any other I2C message. @param delayUs waited by the firmware between register and data. */
      i2cConfig(delayUs: number): this;
      i2cWriteReg(address: number, register: number, byte: number): this;
      /** In every sampling interval; adds a listener with every call. */
      i2cRead(address: number, register: number, count: number, hear: (bytes: number[]) => void): this;
      i2cReadOnce(address: number, register: number, count: number, hear: (bytes: number[]) => void): this;
      /** Everything between the sysex marks, septets only. */
      sysexCommand(message: readonly number[]): this;
      /** One table for all instances of the process; throws if the byte is taken. The handler's `this` is the instance. */
      sysexResponse(id: number, handler: (this: Firmata, septets: number[]) => void): this;
    }
  }

  export = firmata;
}
