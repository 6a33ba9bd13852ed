import { RADIANS_PER_DEGREE, type Vector3 } from '../../../controller/motion/kinematics/rotation.ts';
import { spherical3Rrs } from '../../../controller/motion/kinematics/spherical3Rrs.ts';
import type { CarriedMass } from '../../../controller/safety/gravity.ts';
import type { Spherical3RrsGeometry } from '../../../protocol/brace.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';
import { createEngine, valueAt } from '../../../sim/body/engine.ts';
import { mjcf } from '../../../sim/body/mjcf.ts';

const RAMP_STEPS = 300;
/** With a head on it the brace settles in about 0.1 s. */
const REST_STEPS = 2000;

/** MuJoCo's bare mechanism with these masses fixed to its band, in a trunk with this gravity, and links that weigh next to nothing. */
function carriedXml(
  geometry: Spherical3RrsGeometry,
  masses: readonly CarriedMass[],
  gravity: Vector3,
): string {
  const xml = mjcf(geometry, 'free');
  const bandPosition = /<body name="band" pos="([^"]+)">/.exec(xml)?.[1]?.split(' ').map(Number);
  const [x, y, z] = bandPosition ?? [];
  if (x === undefined || y === undefined || z === undefined) throw new Error('the model has no band');
  const bodies = masses.map(
    ({ massKg, centreM }) =>
      `<body pos="${centreM[0] - x} ${centreM[1] - y} ${centreM[2] - z}"><inertial pos="0 0 0" mass="${massKg}" diaginertia="0.01 0.01 0.01"/></body>`,
  );
  return replaced(
    replaced(
      replaced(
        xml,
        /<inertial [^>]*\/>/g,
        '<inertial pos="0 0 0" mass="0.001" diaginertia="1e-5 1e-5 1e-5"/>',
      ),
      /(<site name="band2"[^>]*\/>)/g,
      `$1${bodies.join('')}`,
    ),
    /gravity="[^"]*"/g,
    `gravity="${gravity.join(' ')}"`,
  ).replaceAll(/mass="0\.04"/g, 'mass="0.001"');
}

function replaced(xml: string, pattern: RegExp, by: string): string {
  if (!pattern.test(xml)) throw new Error(`the model has no ${pattern.source}`);
  pattern.lastIndex = 0;
  return xml.replaceAll(pattern, by);
}

export interface HeldPose {
  /** Where the shafts came to rest. */
  readonly pose: Pose;
  readonly torquesNm: PerServo<number>;
}

/** The motor torques with which MuJoCo holds masses that turn rigidly about the mechanism's centre, at each pose. */
export async function carriedHeadTorquesNm(
  geometry: Spherical3RrsGeometry,
  masses: readonly CarriedMass[],
  gravity: Vector3,
  poses: readonly Pose[],
): Promise<HeldPose[]> {
  const kinematics = spherical3Rrs(geometry);
  const engine = await createEngine(carriedXml(geometry, masses, gravity));
  const servos = [0, 1, 2].map((servo) => engine.positionAddress(`servo${servo}`));
  let last = [0, 0, 0];
  const held = poses.map((pose): HeldPose => {
    const solution = kinematics.inverse(pose);
    if (solution.kind === 'unreachable') throw new Error(solution.reason);
    const next = solution.anglesDeg.map((deg) => deg * RADIANS_PER_DEGREE);
    for (let step = 1; step <= RAMP_STEPS + REST_STEPS; step += 1) {
      const share = Math.min(1, step / RAMP_STEPS);
      const control = engine.view('ctrl');
      for (const servo of [0, 1, 2]) {
        control[servo] = (last[servo] ?? Number.NaN) * (1 - share) + (next[servo] ?? Number.NaN) * share;
      }
      engine.step();
    }
    last = next;
    const at = (servo: 0 | 1 | 2): number =>
      valueAt(engine.view('qpos'), servos[servo] ?? -1) / RADIANS_PER_DEGREE;
    const settled = kinematics.forward([at(0), at(1), at(2)], pose);
    if (!settled) throw new Error('no pose for the settled shafts');
    const forces = engine.view('actuator_force');
    return { pose: settled, torquesNm: [valueAt(forces, 0), valueAt(forces, 1), valueAt(forces, 2)] };
  });
  engine.dispose();
  return held;
}
