import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { createEngine, type Engine, EngineError, SimulationDivergedError } from '../../../sim/body/engine.ts';
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

  it('keeps reading and writing when the heap grows and every earlier view is detached', async () => {
    const first = await newEngine();
    const early = first.view('ctrl');
    const heapBefore = early.buffer.byteLength;
    for (let count = 0; count < 400 && early.length > 0; count += 1) await newEngine();
    expect(early.length).toBe(0);
    expect(first.view('ctrl').length).toBe(3);
    expect(first.view('ctrl').buffer.byteLength).toBeGreaterThan(heapBefore);
    const servo = first.positionAddress('servo0');
    first.view('ctrl')[0] = 0.2;
    for (let step = 0; step < 400; step += 1) first.step();
    expect(first.view('qpos')[servo]).toBeGreaterThan(0.15);
  });

  it('gives its memory back: 200 engines made and disposed of do not grow the heap', async () => {
    const witness = await newEngine();
    const heapBytes = (): number => witness.view('qpos').buffer.byteLength;
    const before = heapBytes();
    for (let count = 0; count < 200; count += 1) (await createEngine(xml)).dispose();
    expect(heapBytes()).toBe(before);
  });

  it('names what it cannot find', async () => {
    const engine = await newEngine();
    expect(() => engine.id('body', 'tail')).toThrow('no body named tail');
    expect(() => engine.positionAddress('servo3')).toThrow(EngineError);
  });
});
