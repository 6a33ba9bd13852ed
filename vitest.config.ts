import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { ResultsReporter } from './test/evidence/reporter.ts';
import { ON_A_WHOLE_BRACE, SAFETY_TESTS } from './test/safetyTests.ts';

/** Tests that live in real time, with browsers and processes: alone on the machine and one after the other. */
const REAL_TIME = ['test/endToEnd/**/*.test.ts', 'test/browser/**/*.test.ts'];
/** Of those, a page and a gateway by script: mostly they wait for a dwell, and browsers side by side change nothing about it. */
const LOOKS = [
  'test/browser/{looks,alarms,inputs,patientPage,steering,switches,trackersPage,tuning*,version}.test.ts',
];

/** Every scenario in the physics, and every size and colour of every page: `npm run test:long`. */
const LONG = ['test/sim/scenarios/run.test.ts', 'test/browser/{looks,steeringLooks}.test.ts'];

/** Many tests start processes of ours; with their code already compiled each is up in half the time. */
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'node-code');

const shared = { pool: 'forks', testTimeout: 120_000, hookTimeout: 120_000 } as const;

export default defineConfig({
  test: {
    reporters: ['default', new ResultsReporter()],
    coverage: {
      include: ['controller/safety/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
      reportsDirectory: 'reports/coverage',
      thresholds: { lines: 100, branches: 100 },
    },
    projects: [
      // By itself a project would leave one of two cores to the operating system.
      {
        test: { ...shared, name: 'safety', maxWorkers: 2, include: SAFETY_TESTS, exclude: ON_A_WHOLE_BRACE },
      },
      { test: { ...shared, name: 'safety on a whole brace', include: ON_A_WHOLE_BRACE } },
      {
        test: {
          ...shared,
          name: 'tests',
          // A third of them start processes and wait for those: one more than there are cores.
          maxWorkers: 3,
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...SAFETY_TESTS, ...REAL_TIME, 'test/sim/scenarios/run.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'real time',
          include: REAL_TIME,
          exclude: [...LOOKS, 'test/browser/steeringLooks.test.ts'],
          fileParallelism: false,
          // Browsers side by side: more of them than cores would stall each other's pages.
          maxConcurrency: 2,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { ...shared, name: 'long', include: LONG, env: { POISE_LONG: '1' }, maxWorkers: 2 } },
      {
        test: {
          ...shared,
          name: 'looks',
          include: LOOKS,
          maxWorkers: 2,
          maxConcurrency: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
