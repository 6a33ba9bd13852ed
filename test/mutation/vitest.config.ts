import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { ON_A_WHOLE_BRACE, SAFETY_TESTS } from '../safetyTests.ts';

const isNamedLike = (test: string, source: string): boolean =>
  basename(test) === basename(source).replace(/\.ts$/, '.test.ts');
const isInFolderLike = (test: string, source: string): boolean =>
  basename(dirname(test)) === basename(dirname(source));

/**
 * A mutant is dead with its first failing test. First the tests that are named like the changed file, then those of its folder, and
 * then the small files before the large.
 */
class LikeliestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const changed = this.ctx.config.related ?? [];
    const rankOf = ({ moduleId }: TestSpecification): number => {
      if (changed.some((source) => isNamedLike(moduleId, source))) return 0;
      return changed.some((source) => isInFolderLike(moduleId, source)) ? 1 : 2;
    };
    const sizeOf = ({ moduleId }: TestSpecification): number => statSync(moduleId).size;
    return files.toSorted((a, b) => rankOf(a) - rankOf(b) || sizeOf(a) - sizeOf(b));
  }
}

export default defineConfig({
  test: {
    pool: 'threads',
    include: SAFETY_TESTS,
    exclude: ON_A_WHOLE_BRACE,
    // With every change built in, the search for the furthest poses takes a while.
    testTimeout: 120_000,
    sequence: { sequencer: LikeliestFirst },
  },
});
