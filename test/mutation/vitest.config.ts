import { statSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A mutant is dead with its first failing test, so the quick ones go first; the smaller file is the quicker one, as a rule. */
class SmallestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => statSync(a.moduleId).size - statSync(b.moduleId).size);
  }
}

/** The tests that judge mutants and plants: the safety rooms' own, without the one that simulates a whole brace for half a minute. */
export default defineConfig({
  test: {
    pool: 'threads',
    include: ['test/controller/safety/**/*.test.ts'],
    exclude: ['test/controller/safety/loadInMotion.test.ts'],
    testTimeout: 30_000,
    sequence: { sequencer: SmallestFirst },
  },
});
