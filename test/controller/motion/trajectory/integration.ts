import type { AxisState, Segment } from '../../../../controller/motion/trajectory.ts';

/** Integrates segments on its own, so that nothing is judged by the code that made it. */
export interface Piece extends Segment {
  readonly startTime: number;
  readonly from: AxisState;
  readonly to: AxisState;
}

export interface IntegratedMotion {
  readonly pieces: readonly Piece[];
  readonly end: AxisState;
  readonly duration: number;
}

export function advance(
  { position, velocity, acceleration }: AxisState,
  duration: number,
  jerk: number,
): AxisState {
  return {
    position: position + duration * (velocity + duration * (acceleration / 2 + (duration * jerk) / 6)),
    velocity: velocity + duration * (acceleration + (duration * jerk) / 2),
    acceleration: acceleration + duration * jerk,
  };
}

/** Pieces are cut where the acceleration crosses zero: velocity and acceleration are monotone in each, so its ends tell all. */
export function integrate(start: AxisState, segments: readonly Segment[]): IntegratedMotion {
  const pieces: Piece[] = [];
  let end = start;
  let startTime = 0;
  for (const { duration: whole, jerk } of segments) {
    const turn = -end.acceleration / jerk;
    for (const duration of turn > 0 && turn < whole ? [turn, whole - turn] : [whole]) {
      const from = end;
      end = advance(from, duration, jerk);
      pieces.push({ startTime, from, to: end, duration, jerk });
      startTime += duration;
    }
  }
  return { pieces, end, duration: startTime };
}

export function integratedStateAt(motion: IntegratedMotion, time: number): AxisState {
  const piece = motion.pieces.findLast(({ startTime }) => startTime <= time);
  return piece === undefined ? motion.end : advance(piece.from, time - piece.startTime, piece.jerk);
}
