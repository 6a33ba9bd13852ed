import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import {
  createEngine,
  type Engine,
  EngineError,
  SimulationDivergedError,
  valueAt,
} from '../../../sim/body/engine.ts';
import { mjcf } from '../../../sim/body/mjcf.ts';

const xml = mjcf(DEFAULT_BUILD.geometry, 'head');
const engines: Engine[] = [];
async function newEngine(source = xml): Promise<Engine> {
  const engine = await createEngine(source);
  engines.push(engine);
  return engine;
}
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

describe('engine', () => {
  it('throws, with MuJoCo’s reason, on a model that does not compile', async () => {
    await expect(newEngine('<mujoco><worldbody><body/></worldbody>')).rejects.toThrow(EngineError);
  });

  it('throws as soon as the state is not a number, instead of starting again in silence', async () => {
    for (const [name, value] of [
      ['qpos', Number.NaN],
      ['qvel', Number.POSITIVE_INFINITY],
      ['qfrc_applied', Number.NaN],
    ] as const) {
      const engine = await newEngine();
      engine.step();
      engine.view(name)[0] = value;
      expect(() => engine.step()).toThrow(SimulationDivergedError);
    }
  });

  it('moves the bodies up to the present on demand; a step leaves them one step behind', async () => {
    const engine = await newEngine();
    engine.setDisabledActuatorGroups(7);
    for (let step = 0; step < 300; step += 1) engine.step();
    const head = 3 * engine.id('body', 'head');
    const behind = valueAt(engine.view('xpos'), head);
    engine.updateKinematics();
    const present = valueAt(engine.view('xpos'), head);
    expect(present - behind).toBeGreaterThan(1e-5);
    engine.step();
    expect(valueAt(engine.view('xpos'), head)).toBe(present);
  });

  it('names what it cannot find', async () => {
    const engine = await newEngine();
    expect(() => engine.id('body', 'tail')).toThrow('no body named tail');
    expect(() => engine.positionAddress('servo3')).toThrow(EngineError);
  });
});
