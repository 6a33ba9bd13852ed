import { cross, dot, length, RADIANS_PER_DEGREE, type Vector3 } from '../../motion/kinematics/rotation.ts';

/** A trunk rests that keeps its tilt within 2° for 3 s and is not accelerated beyond what breathing does (D). */
const REST_MS = 3000;
const REST_DEG = 2;
const REST_G = 0.05;

/** Where the trunk last rested, and where it may come to rest now: its upward direction in its own frame. */
export interface TrunkRest {
  readonly restUp: Vector3;
  readonly candidateUp: Vector3;
  readonly candidateSinceMs: number;
}

/** One more look. The first one counts as rest: a chair is not driven while the brace is put on. */
export function followTrunk(
  before: TrunkRest | undefined,
  up: Vector3,
  accelerationG: number,
  nowMs: number,
): TrunkRest {
  if (!before) return { restUp: up, candidateUp: up, candidateSinceMs: nowMs };
  const isResting = accelerationG <= REST_G && angleDeg(up, before.candidateUp) <= REST_DEG;
  if (!isResting) return { ...before, candidateUp: up, candidateSinceMs: nowMs };
  return nowMs - before.candidateSinceMs >= REST_MS ? { ...before, restUp: before.candidateUp } : before;
}

/** How far the trunk is tilted from where it last rested, degrees. */
export function tiltChangeDeg({ restUp }: TrunkRest, up: Vector3): number {
  return angleDeg(restUp, up);
}

function angleDeg(a: Vector3, b: Vector3): number {
  return Math.atan2(length(cross(a, b)), dot(a, b)) / RADIANS_PER_DEGREE;
}
