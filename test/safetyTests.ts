/** The safety rooms' own tests: they alone must cover every line and branch, kill the mutants and notice the planted mistakes. */
export const SAFETY_TESTS = ['test/controller/safety/**/*.test.ts'];

/** Not among them: it simulates a whole brace, which would take longer than all the others together. */
export const ON_A_WHOLE_BRACE = ['test/controller/safety/loadInMotion.test.ts'];
