import type { Direction } from '../../protocol/gazeSample.ts';
import { columns, shown } from '../gate/table.ts';
import type { StepResult } from './steps.ts';

/** What a step must hold. */
export const BOUNDS = {
  /** From the strategy's own foretold rest: the goal; literature asks for 5° (reference/domain.md §3.3). */
  errorDeg: 2,
  literatureDeg: 5,
  overshootDeg: 1,
  reversals: 0,
} as const;

export function isHeld({ figures, released, refusals }: StepResult): boolean {
  const { errorDeg, overshootDeg, reversals, settledS } = figures;
  return (
    settledS !== undefined &&
    errorDeg <= BOUNDS.errorDeg &&
    overshootDeg <= BOUNDS.overshootDeg &&
    reversals <= BOUNDS.reversals &&
    (released === null || released.cause === 'noIntent') &&
    refusals === 0
  );
}

const HEAD = [
  '',
  'look',
  'foretold',
  'at rest',
  'off',
  'along',
  'tracker off',
  'skull',
  'settled',
  'overshoot',
  'reversals',
  'looked at, eye ≤ 15°',
  'clutch',
];
const BAR = [
  '',
  '',
  '',
  '',
  `≤ ${BOUNDS.errorDeg}°`,
  '',
  '',
  '',
  '',
  `≤ ${BOUNDS.overshootDeg}°`,
  `${BOUNDS.reversals}`,
  '',
  '',
];

/** All steps of one strategy, and their worst. */
export function stepTable(strategy: string, results: readonly StepResult[]): string {
  const held = results.filter(isHeld).length;
  const near = results.filter(({ figures }) => figures.errorDeg <= BOUNDS.literatureDeg).length;
  const lines = [
    `${strategy}: ${held === results.length ? 'held' : 'MISSED'}, ${held} of ${results.length} steps; ${near} within the ${BOUNDS.literatureDeg}° of the literature`,
    columns([HEAD, BAR, ...results.map(row), worstRow(results)]),
  ];
  if (results.some(({ isAtLimit }) => isAtLimit))
    lines.push('* further is beyond what the profile lets gaze turn the head');
  return lines.join('\n');
}

function row(result: StepResult): readonly string[] {
  const { target, foretold, isAtLimit, offset, figures, released } = result;
  return [
    isHeld(result) ? 'held' : 'MISSED',
    direction(target),
    `${direction(foretold)}${isAtLimit ? '*' : ''}`,
    direction(figures.rest),
    shown(figures.errorDeg, '°'),
    shown(figures.alongDeg, '°'),
    shown(Math.hypot(offset.yawDeg, offset.pitchDeg), '°'),
    shown(figures.skullErrorDeg, '°'),
    figures.settledS === undefined ? 'never' : shown(figures.settledS, ' s'),
    shown(figures.overshootDeg, '°'),
    String(figures.reversals),
    `${Math.round(100 * figures.comfortableShare)} %`,
    released ? `${released.cause ?? 'out'}, ${released.reason}` : 'in',
  ];
}

function worstRow(results: readonly StepResult[]): readonly string[] {
  const most = (of: (result: StepResult) => number): number => Math.max(...results.map(of));
  const settledS = most(({ figures }) => figures.settledS ?? Number.POSITIVE_INFINITY);
  return [
    'worst',
    '',
    '',
    '',
    shown(
      most(({ figures }) => figures.errorDeg),
      '°',
    ),
    '',
    shown(
      most(({ offset }) => Math.hypot(offset.yawDeg, offset.pitchDeg)),
      '°',
    ),
    shown(
      most(({ figures }) => figures.skullErrorDeg),
      '°',
    ),
    Number.isFinite(settledS) ? shown(settledS, ' s') : 'never',
    shown(
      most(({ figures }) => figures.overshootDeg),
      '°',
    ),
    String(most(({ figures }) => figures.reversals)),
    `${Math.round(100 * Math.min(...results.map(({ figures }) => figures.comfortableShare)))} %`,
    '',
  ];
}

/** Yaw, + to the left; pitch, + down. */
function direction({ yawDeg, pitchDeg }: Direction): string {
  return `${shown(yawDeg, '°')} / ${shown(pitchDeg, '°')}`;
}
