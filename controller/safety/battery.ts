/** Of three cells, V under load: PX4 takes a cell for empty at 3.5 V and for full at 4.05 V (`BAT_V_EMPTY`, `BAT_V_CHARGED`). */
const EMPTY_VOLTS = 3 * 3.5;
const FULL_VOLTS = 3 * 4.05;

/** The voltage of a 3-cell battery of which a share is left, linear in between. */
export function voltsOfCharge(share: number): number {
  return EMPTY_VOLTS + share * (FULL_VOLTS - EMPTY_VOLTS);
}
