import { describe, expect, it } from 'vitest';
import { FULL_RATE_RUNS, streamFor } from './fullRate.ts';

describe.concurrent('at full rate no sample is lost (npm run trackers streams for a minute)', () => {
  for (const run of FULL_RATE_RUNS) {
    it(`${run.name}, ${run.hz} Hz`, async () => {
      const { sent, received, rubbish } = await streamFor(run, 1.5);
      expect(received).toBe(sent);
      expect(rubbish).toBe(0);
    });
  }
});
