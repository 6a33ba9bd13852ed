import { describe, expect, it } from 'vitest';
import { judgeReference, planReference } from './judge.ts';
import { readReferenceCases } from './referenceCases.ts';

const CASES = [...readReferenceCases('cases.ndjson'), ...readReferenceCases('hard.ndjson')];

// All are planned before any is judged: a result that shares memory with a later call would not survive.
const PLANNED = CASES.map((reference) => ({
  reference,
  trajectory: planReference(reference.kind, reference.axes),
}));

describe('reference cases', () => {
  it('are all there', () => {
    expect(CASES).toHaveLength(2181);
  });

  it.each([...Map.groupBy(PLANNED, ({ reference }) => reference.stratum)])('%s', (_, members) => {
    const faults = members.map(({ reference, trajectory }) => {
      const fault = judgeReference(reference, trajectory);
      return fault === undefined ? [] : [`id ${reference.id}: ${fault}`];
    });
    expect(faults.flat()).toEqual([]);
  });
});
