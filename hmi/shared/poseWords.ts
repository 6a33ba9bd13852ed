import type { Pose } from '../../protocol/pose.ts';

/** The three rotations by the words people use for them, in the order they are shown. */
export const AXES = ['turn', 'nod', 'tilt'] as const;
export type Axis = (typeof AXES)[number];

export type Direction = 'left' | 'right' | 'up' | 'down' | 'straight';

interface AxisWords {
  readonly of: (pose: Pose) => number;
  readonly positive: Direction;
  readonly negative: Direction;
}

/** Signs as in protocol/pose.ts: yaw + turns left, pitch + nods down, roll + lowers the right ear. */
const WORDS: Readonly<Record<Axis, AxisWords>> = {
  turn: { of: ({ yawDeg }) => yawDeg, positive: 'left', negative: 'right' },
  nod: { of: ({ pitchDeg }) => pitchDeg, positive: 'down', negative: 'up' },
  tilt: { of: ({ rollDeg }) => rollDeg, positive: 'right', negative: 'left' },
};

/** One rotation in words: how far, and to which side. What rounds to nothing is straight. */
export function axisWords(
  pose: Pose,
  axis: Axis,
  decimals: number,
): { readonly amountDeg: string; readonly direction: Direction } {
  const { of, positive, negative } = WORDS[axis];
  const value = of(pose);
  const amountDeg = Math.abs(value).toFixed(decimals);
  if (Number(amountDeg) === 0) return { amountDeg, direction: 'straight' };
  return { amountDeg, direction: value > 0 ? positive : negative };
}
