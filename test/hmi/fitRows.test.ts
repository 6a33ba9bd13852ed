import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../../hmi/i18n/english.ts';
import { fitRows, readFit } from '../../hmi/tuning/fit/fitRows.ts';
import { FIT_FIGURES, type FitFile, LARGEST_FIT_CHARS } from '../../protocol/personalFit.ts';
import { DEFAULT_PROFILE, type Profile } from '../../protocol/profile.ts';
import { FIT } from './fitFile.ts';

const read = (change: (file: FitFile) => object) => readFit(JSON.stringify(change(FIT)));

describe('a file of proposals', () => {
  it('is read as the tool wrote it, also where the recording told too little', () => {
    expect(read((file) => file)).toEqual({ kind: 'read', file: FIT });
    const { proposed: _, seconds: __, ...head } = FIT;
    const refused = { ...head, kind: 'refused', id: 'tooFewLooks', sentence: 'Too few.', advice: 'More.' };
    expect(readFit(JSON.stringify(refused))).toEqual({ kind: 'read', file: refused });
  });

  it.each([
    ['{', 'noFit'],
    ['', 'noFit'],
    ['[]', 'noFit'],
    ['null', 'noFit'],
    [JSON.stringify(FIT).replace(/"value":[^,]+/, '"value":NaN'), 'noFit'],
    [JSON.stringify(DEFAULT_PROFILE), 'noFit'],
    [' '.repeat(LARGEST_FIT_CHARS + 1), 'tooLarge'],
    [JSON.stringify({ ...FIT, schemaVersion: 2, figures: {} }), 'newer'],
    [JSON.stringify({ ...FIT, schemaVersion: 0 }), 'older'],
    [JSON.stringify({ ...FIT, schemaVersion: '1' }), 'malformed'],
    [JSON.stringify({ ...FIT, more: 1 }), 'malformed'],
    [JSON.stringify({ ...FIT, recording: { ...FIT.recording, sha256: 'abc' } }), 'malformed'],
  ])(
    'S201: is refused with a sentence where it is none, of another version or edited: %.40s',
    (text, problem) => {
      expect(readFit(text)).toMatchObject({ kind: 'refused', problem });
      expect(ENGLISH.steeringSetup.fit.problem).toHaveProperty(problem);
    },
  );

  it.each([
    { value: Number.NaN },
    { low: null },
    { value: '14' },
    { weight: 1.1 },
    { low: 30, high: 20 },
    { figure: 'shoeSize' },
    { figure: 'dwellMs' },
  ])('S201: is refused whole for one wrong figure: %j', (wrong) => {
    const file = read((one) => ({
      ...one,
      proposed: FIT.proposed.map((row) => (row.figure === 'hingeThresholdDeg' ? { ...row, ...wrong } : row)),
    }));
    expect(file).toMatchObject({ kind: 'refused', problem: 'malformed' });
  });
});

describe('the figures beside the profile', () => {
  const row = (figure: string, value: number, profile: Profile = DEFAULT_PROFILE) => {
    const proposed = FIT.proposed.map((one) => (one.figure === figure ? { ...one, value } : one));
    return fitRows(proposed, profile).find((one) => one.figure === figure)?.target;
  };

  it('have a field only where a setting is that very figure', () => {
    const fields = Object.fromEntries(
      fitRows(FIT.proposed, DEFAULT_PROFILE).map(({ figure, target }) => [figure, target?.field]),
    );
    expect(fields).toEqual({
      eyeOnlyDeg: undefined,
      hingeThresholdDeg: { kind: 'hinge', key: 'yawHingeDeg' },
      hingeGain: { kind: 'hinge', key: 'yawShare' },
      headDelayMs: undefined,
      dwellMs: { kind: 'parameter', id: 'dwellMs' },
    });
    const { noField } = ENGLISH.steeringSetup.fit;
    for (const figure of FIT_FIGURES) expect(noField[figure] !== '').toBe(fields[figure] === undefined);
  });

  it('go into the field in its steps and inside its bounds, and say where they lie outside', () => {
    expect(row('hingeThresholdDeg', 13.67)).toMatchObject({ value: 14, isBeyond: false });
    expect(row('hingeGain', 0.66)).toMatchObject({ value: 0.7, isBeyond: false });
    expect(row('hingeThresholdDeg', 3.2)).toMatchObject({ value: 5, isBeyond: true });
    expect(row('hingeGain', 1.08)).toMatchObject({ value: 1, isBeyond: true });
  });

  it('show what is saved, and where another way is saved the default', () => {
    expect(row('dwellMs', 700)).toMatchObject({ now: 1000, isSaved: true, value: 700 });
    expect(row('hingeThresholdDeg', 14)).toMatchObject({ now: 15, isSaved: false });
    const profile: Profile = {
      ...DEFAULT_PROFILE,
      gazeStrategy: 'worldHinge',
      gazeStrategySettings: { yawHingeDeg: 12 },
    };
    expect(row('hingeThresholdDeg', 14, profile)).toMatchObject({ now: 12, isSaved: true });
  });
});
