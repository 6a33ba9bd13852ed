import type { PerServo } from '../../../protocol/pose.ts';
import { potVolts, type Rig } from '../../hardware/firmware/rig.ts';

const SERVOS = [0, 1, 2] as const;
/** 27 ms of a servo's own lag (protocol/brace.ts, DEFAULT_BUILD). */
const LAG_MS = 27;

/** Three shafts that follow the pulses applied, late, unless something holds them. */
export class Servos {
  private readonly rig: Rig;
  private atUs: [number, number, number];

  constructor(rig: Rig, atUs: PerServo<number>) {
    this.rig = rig;
    this.atUs = [...atUs];
    for (const servo of SERVOS) rig.takePot(servo, potVolts(atUs[servo]));
  }

  put(atUs: PerServo<number>): void {
    this.atUs = [...atUs];
    this.show();
  }

  /** Lets time pass. @param held bit n: servo n does not turn. */
  follow(appliedUs: PerServo<number>, elapsedMs: number, held: number): void {
    const share = 1 - Math.exp(-elapsedMs / LAG_MS);
    for (const servo of SERVOS) {
      if ((held >> servo) & 1) continue;
      this.atUs[servo] += (appliedUs[servo] - this.atUs[servo]) * share;
    }
    this.show();
  }

  private show(): void {
    for (const servo of SERVOS) this.rig.chip.setAnalogVolts(servo, potVolts(this.atUs[servo]));
  }
}
