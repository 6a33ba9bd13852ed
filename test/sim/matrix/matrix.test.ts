import '../../../sim/lockstep/virtualTime.ts';
import { describe, expect, it, test } from 'vitest';
import { cellsNamed, FAULTS, MATRIX, SITUATIONS } from '../../../sim/matrix/cells.ts';
import { drawPlan } from '../../../sim/matrix/plan.ts';
import type { RunResult } from '../../../sim/matrix/run.ts';
import { tableOf, tabulate } from '../../../sim/matrix/table.ts';

const { runCell } = await import('../../../sim/matrix/run.ts');

function run(name: string, seed: number): Promise<RunResult> {
  const [cell] = cellsNamed(name);
  if (!cell) throw new Error(`There is no cell ${name}.`);
  return runCell(cell, seed);
}

describe('the fault matrix', () => {
  it('has every fault in every situation, each once', () => {
    expect(MATRIX).toHaveLength(FAULTS.length * SITUATIONS.length);
    expect(cellsNamed('sigkill/moving')).toEqual([{ fault: 'sigkill', situation: 'moving' }]);
    expect(cellsNamed('sigkill')).toHaveLength(5);
    expect(cellsNamed('/moving').length).toBeGreaterThan(FAULTS.length);
    expect(cellsNamed('flood/moving')).toEqual([]);
  });

  it('draws poses inside the soft limits, heads of the recommended masses, and 20° of flexion for a head that is held', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      for (const cell of cellsNamed('lineStall')) {
        const { startPose, profile } = drawPlan(cell, seed);
        const { yawDeg, pitchDeg, rollDeg } = startPose;
        expect(Math.hypot(yawDeg / 30, pitchDeg / (pitchDeg < 0 ? 15 : 22), rollDeg / 12)).toBeLessThan(1);
        expect(profile.parameters.headMassKg).toBeGreaterThanOrEqual(3.6);
        expect(profile.parameters.headMassKg).toBeLessThanOrEqual(5.8);
      }
    }
  });
});

/** One of each kind: a process, a stopped clock, a chip, a channel. The whole matrix is `npm run sim -- matrix`. */
describe('some cells of it', () => {
  const RUNS = [
    ['sigkill/moving', 3],
    ['sigstop/moving', 8],
    ['watchdogReset/holding', 42],
    ['wifiPause/moving', 63],
  ] as const;
  test.each(RUNS)('%s, seed %d: the bar holds, and the head can be moved again', async (name, seed) => {
    const result = await run(name, seed);
    expect(result).toMatchObject({ failures: [], isRearmed: true });
    expect(result.figures?.reconnectDeg).toBeLessThan(1);
  });

  it('shows a head that falls when the power is really lost', async () => {
    const [result] = [await run('powerLoss/holding', 75)];
    expect(result.failures).toEqual([]);
    expect(result.figures?.beyondHardDeg).toBeGreaterThan(10);
    const table = tableOf(tabulate(cellsNamed('powerLoss'), [result]));
    expect(table).toMatch(/powerLoss\/holding .* apart/);
    const broken = { ...result, cell: 'sigkill/holding', failures: ['It fell.'] };
    expect(tableOf(tabulate(MATRIX, [broken]))).toMatch(/sigkill\/holding .* 1 FAILED/);
  });
});
