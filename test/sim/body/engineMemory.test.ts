import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { createEngine, type Engine } from '../../../sim/body/engine.ts';
import { mjcf } from '../../../sim/body/mjcf.ts';

const xml = mjcf(DEFAULT_BUILD.geometry, 'head');
const engines: Engine[] = [];
async function newEngine(): Promise<Engine> {
  const engine = await createEngine(xml);
  engines.push(engine);
  return engine;
}
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

function heapMb(engine: Engine): number {
  return engine.view('qpos').buffer.byteLength / 1e6;
}

// The heap only ever grows, and all tests of a file share it: the order of these matters.
describe('the wasm heap', () => {
  // A model that is not freed costs 20 kB: 600 of them would need more than the first heap has to spare.
  it('does not grow while bodies are made and disposed of', async () => {
    const witness = await newEngine();
    const before = heapMb(witness);
    for (let count = 0; count < 600; count += 1) (await createEngine(xml)).dispose();
    expect(heapMb(witness)).toBe(before);
  });

  it('takes less than 2 MB for each body that lives', async () => {
    const first = await newEngine();
    const before = heapMb(first);
    for (let count = 0; count < 20; count += 1) await newEngine();
    expect(heapMb(first) - before).toBeLessThan(40);
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
});
