import { describe, expect, it } from 'vitest';
import {
  ellipsoidSurface,
  WORKSPACE_SEMI_AXES_DEG,
} from '../../../../controller/motion/kinematics/workspace.ts';
import { DEFAULT_BUILD } from '../../../../protocol/brace.ts';
import type { Pose } from '../../../../protocol/pose.ts';
import { bandErrorsDeg } from '../../../sim/body/freeMechanism.ts';

const { geometry } = DEFAULT_BUILD;

function shell(share: number, count: number): Pose[] {
  const { yawDeg, pitchDeg, rollDeg } = WORKSPACE_SEMI_AXES_DEG;
  return ellipsoidSurface(
    { yawDeg: yawDeg * share, pitchDeg: pitchDeg * share, rollDeg: rollDeg * share },
    count,
  );
}

describe('kinematics against MuJoCo, which knows only links and joints', () => {
  it('agrees within 1e-4° on 300 poses of the ellipsoid, its surface included', async () => {
    const poses = [...shell(1, 160), ...shell(0.7, 90), ...shell(0.35, 50)];
    const errors = await bandErrorsDeg(geometry, geometry, poses);
    expect(errors).toHaveLength(300);
    expect(Math.max(...errors)).toBeLessThan(1e-4);
  });

  it('sees an upper link that is wrong by 0.1° and a leg that is wrong by 0.1°', async () => {
    const poses = shell(0.5, 20);
    const longer = { ...geometry, upperArcDeg: geometry.upperArcDeg + 0.1 };
    expect(Math.max(...(await bandErrorsDeg(longer, geometry, poses)))).toBeGreaterThan(0.01);
    const turned = { ...geometry, legAzimuthDeg: [180, 60.1, -60] as const };
    expect(Math.max(...(await bandErrorsDeg(turned, geometry, poses)))).toBeGreaterThan(0.01);
  });
});
