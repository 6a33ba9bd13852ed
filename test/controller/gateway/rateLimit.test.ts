import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Allowance, fullAllowance, spendOne } from '../../../controller/gateway/rateLimit.ts';
import { MAX_MESSAGES_PER_S } from '../../../protocol/clientMessages.ts';

/** Which of the messages at these times pass. */
function passed(timesMs: readonly number[]): readonly number[] {
  let allowance: Allowance = fullAllowance(0);
  return timesMs.filter((atMs) => {
    const left = spendOne(allowance, atMs);
    if (left) allowance = left;
    return left !== null;
  });
}

test('a page with a lease is never refused, however its messages bunch up', () => {
  const bunch = fc.integer({ min: 1, max: 25 });
  fc.assert(
    fc.property(fc.array(bunch, { minLength: 1, maxLength: 60 }), (bunches) => {
      const timesMs = bunches.flatMap((size, second) => Array.from({ length: size }, () => second * 1000));
      expect(passed(timesMs)).toHaveLength(timesMs.length);
    }),
  );
});

test('in any stretch of time no more pass than a full allowance and what that time refills', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 1500 }), (gapsMs) => {
      let nowMs = 0;
      const timesMs = gapsMs.map((gapMs) => (nowMs += gapMs / 10));
      const through = passed(timesMs);
      const stretchMs = (through.at(-1) ?? 0) - (through[0] ?? 0);
      expect(through.length).toBeLessThanOrEqual(
        MAX_MESSAGES_PER_S + (stretchMs * MAX_MESSAGES_PER_S) / 1000 + 1,
      );
    }),
  );
});
