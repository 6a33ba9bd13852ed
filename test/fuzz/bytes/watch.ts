import { mapPose } from '../../../controller/motion/kinematics/poseMap.ts';
import { alongDirections } from '../../../controller/safety/halfSpaces.ts';
import { COMPILED, type Pulse, type Pulses, type Rig } from '../../hardware/firmware/rig.ts';

const SERVOS = [0, 1, 2] as const;
const PULSE_MS = 20;
/** What F2 lets a pulse be off by. */
const WIDTH_US = 1;
/** A microsecond more or less, of each servo. */
const ROUNDING_DEG32 = 8;
const LEAST_CANARY_BYTES = 96;
/** The last variables may hold by chance what the noise held: so many bytes never do. */
const CHANCE_BYTES = 4;

/** Pulses are always inside what is compiled in, whatever was received. Answers what is wrong, if anything. */
export function pulseFault(pulses: readonly Pulse[]): string | undefined {
  for (const { pin, widthUs } of pulses) {
    const { minUs, maxUs } = COMPILED.rangeUs[(pin - 9) as 0 | 1 | 2];
    if (widthUs < minUs - WIDTH_US || widthUs > maxUs + WIDTH_US) return `D${pin}: a pulse of ${widthUs} µs`;
  }
  return tripleFault(pulses);
}

function tripleFault(pulses: readonly Pulse[]): string | undefined {
  for (let index = 0; index + 2 < pulses.length; index++) {
    const triple = pulses.slice(index, index + 3);
    if (!triple.every(({ pin }, n) => pin === 9 + n)) continue;
    const widths = triple.map(({ widthUs }) => Math.round(widthUs)) as unknown as Pulses;
    const mapped = mapPose(COMPILED.poseMap, widths, COMPILED.referenceUs);
    const outside = alongDirections(mapped).findIndex(
      (along, k) => along > (COMPILED.offsetsDeg32[k] ?? 0) + ROUNDING_DEG32,
    );
    if (outside >= 0) return `pulses ${widths} are outside half-space ${outside}`;
  }
  return undefined;
}

/** Pulses that nothing may change: all there, each of its own width. */
export function heldFault(
  pulses: readonly Pulse[],
  heldUs: Pulses,
  fromMs: number,
  toMs: number,
): string | undefined {
  for (const servo of SERVOS) {
    const own = pulses.filter(({ pin }) => pin === 9 + servo);
    const wrong = own.find(({ widthUs }) => Math.abs(widthUs - heldUs[servo]) > WIDTH_US);
    if (wrong) return `D${9 + servo}: ${wrong.widthUs} µs instead of ${heldUs[servo]}`;
    const expected = (toMs - fromMs) / PULSE_MS;
    if (Math.abs(own.length - expected) > 1.5)
      return `D${9 + servo}: ${own.length} pulses in ${toMs - fromMs} ms`;
  }
  return undefined;
}

/** The bytes of RAM that nothing has written since power-on filled them with noise: between variables and stack. */
export class Canary {
  private readonly rig: Rig;
  private readonly noise: Uint8Array;
  private from = 0;

  /** Right after power-on. */
  constructor(rig: Rig) {
    this.rig = rig;
    this.noise = rig.chip.sram.slice();
  }

  /** After everything has run once: from here on the end of the variables is known. */
  begin(): void {
    this.from = this.longest().from + CHANCE_BYTES;
  }

  /** Bytes that are still untouched above the variables. */
  get bytes(): number {
    const { sram } = this.rig.chip;
    let to = this.from;
    while (to < sram.length && sram[to] === this.noise[to]) to++;
    return to - this.from;
  }

  fault(): string | undefined {
    const { bytes } = this;
    return bytes < LEAST_CANARY_BYTES
      ? `only ${bytes} untouched bytes are left above the variables`
      : undefined;
  }

  private longest(): { readonly from: number; readonly length: number } {
    const { sram } = this.rig.chip;
    let best = { from: 0, length: 0 };
    for (let from = 0; from < sram.length; from++) {
      let to = from;
      while (to < sram.length && sram[to] === this.noise[to]) to++;
      if (to - from > best.length) best = { from, length: to - from };
      from = to;
    }
    return best;
  }
}
