import { defineConfig } from 'vitest/config';
import { ResultsReporter } from './test/evidence/reporter.ts';

/** The safety rooms by their own tests alone: every line and every branch. The other tests run safety code without judging it. */
export default defineConfig({
  test: {
    name: 'safety',
    pool: 'forks',
    include: ['test/controller/safety/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', new ResultsReporter()],
    coverage: {
      enabled: true,
      provider: 'v8',
      include: ['controller/safety/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
      reportsDirectory: 'reports/coverage',
      thresholds: { lines: 100, branches: 100 },
    },
  },
});
