import { LinkError } from './linkError.ts';

/** Field widths on the wire (hardware/link/FRAMES.md, Encoding). */
export type FieldType = 'u7' | 'u14' | 'u16' | 'u28';

const SEPTETS: Record<FieldType, number> = { u7: 1, u14: 2, u16: 3, u28: 4 };
const MAXIMUM: Record<FieldType, number> = { u7: 0x7f, u14: 0x3fff, u16: 0xffff, u28: 0xfff_ffff };

/** Three values, one per servo, in the order of the pins D9, D10, D11. */
export type PerServo = readonly [number, number, number];

/**
 * Refuses anything but a whole number in [min, max]; a NaN that reached the wire would arrive as some pulse.
 * @throws LinkError `fieldInvalid`
 */
export function requireWhole(field: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new LinkError('fieldInvalid', `${field} = ${value}, expected a whole number in ${min}…${max}`);
  }
  return value;
}

/** Appends numbers as little-endian septets. Every method throws LinkError `fieldInvalid` on a value that does not fit. */
export class SeptetWriter {
  readonly septets: number[] = [];

  write(type: FieldType, field: string, value: number): this {
    requireWhole(field, value, 0, MAXIMUM[type]);
    for (let index = 0; index < SEPTETS[type]; index++) this.septets.push((value >>> (7 * index)) & 0x7f);
    return this;
  }

  writeEach(type: FieldType, field: string, values: readonly number[], count: number): this {
    if (values.length !== count) {
      throw new LinkError('fieldInvalid', `${field} has ${values.length} values, expected ${count}`);
    }
    for (const [index, value] of values.entries()) this.write(type, `${field}[${index}]`, value);
    return this;
  }
}

/** Reads little-endian septets in order. The caller has checked the length; a read past the end is a RangeError. */
export class SeptetReader {
  readonly #septets: Uint8Array;
  #position = 0;

  constructor(septets: Uint8Array) {
    this.#septets = septets;
  }

  read(type: FieldType): number {
    let value = 0;
    for (let index = 0; index < SEPTETS[type]; index++) {
      const septet = this.#septets[this.#position++];
      if (septet === undefined) throw new RangeError(`read past the end of ${this.#septets.length} septets`);
      value |= septet << (7 * index);
    }
    return value;
  }

  readPerServo(type: FieldType): PerServo {
    return [this.read(type), this.read(type), this.read(type)];
  }
}
