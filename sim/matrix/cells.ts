/** What breaks, in the order of the table. */
export const FAULTS = [
  'sigkill',
  'sigstop',
  'controlCrash',
  'gatewayCrash',
  'usbUnplug',
  'replug',
  'lineStall',
  'corruptedBytes',
  'watchdogReset',
  'brownOut',
  'dtrReset',
  'pageClosed',
  'wifiPause',
  'clockStep',
] as const;

/**
 * Shown apart, beside the bar. `nothing`: the same runs when nothing breaks, to compare with. `cutPulse`: a reset in the middle of
 * a servo pulse on a brace without the pull-ups that hardware/BUILD.md requires. `powerLoss`: the one exemption from the bar, a
 * reset without a valid record.
 */
export const BESIDE = ['nothing', 'cutPulse', 'powerLoss'] as const;
export type MatrixFault = (typeof FAULTS)[number] | (typeof BESIDE)[number];

/** What Poise does when it breaks. */
export const SITUATIONS = ['standby', 'holding', 'moving', 'retreating', 'stopped'] as const;
export type Situation = (typeof SITUATIONS)[number];

export interface Cell {
  readonly fault: MatrixFault;
  readonly situation: Situation;
}

const cross = (faults: readonly MatrixFault[]): readonly Cell[] =>
  faults.flatMap((fault) => SITUATIONS.map((situation) => ({ fault, situation })));

export const MATRIX: readonly Cell[] = cross(FAULTS);
export const BESIDE_CELLS: readonly Cell[] = cross(BESIDE);

export const isBeside = ({ fault }: Cell): boolean => BESIDE.some((beside) => beside === fault);

export const nameOf = ({ fault, situation }: Cell): string => `${fault}/${situation}`;

/** The cells that `FAULT/SITUATION`, `FAULT` or `/SITUATION` names; empty if there is no such thing. */
export function cellsNamed(name: string): readonly Cell[] {
  const [fault = '', situation = ''] = name.split('/');
  return [...MATRIX, ...BESIDE_CELLS].filter(
    (cell) => (fault === '' || cell.fault === fault) && (situation === '' || cell.situation === situation),
  );
}
