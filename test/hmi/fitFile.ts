import type { FitFile } from '../../protocol/personalFit.ts';

/** As the tool writes it of a minute of looks. */
export const FIT: Extract<FitFile, { readonly kind: 'fitted' }> = {
  schemaVersion: 1,
  file: 'poise personal fit',
  recording: {
    name: 'guided-looks',
    sha256: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  },
  kind: 'fitted',
  seconds: 63.89,
  proposed: [
    {
      figure: 'eyeOnlyDeg',
      value: 27.361,
      low: 22.155,
      high: 32.566,
      population: { mean: 21.5, sd: 5, source: 'reference/people.md' },
      weight: 0.718,
      from: 122,
      sentence:
        'The eyes go up to 27\u00b0 from their middle without the head. The recording weighs 72 %, what people are like the rest.',
    },
    {
      figure: 'hingeThresholdDeg',
      value: 13.665,
      low: 3.893,
      high: 23.438,
      population: { mean: 13, sd: 6, source: 'reference/people.md' },
      weight: 0.309,
      from: 19,
      sentence:
        'The head joins a turn of the gaze from 14\u00b0 on. The recording weighs 31 %, what people are like the rest.',
    },
    {
      figure: 'hingeGain',
      value: 0.659,
      low: 0.355,
      high: 0.962,
      population: { mean: 0.65, sd: 0.25, source: 'reference/people.md' },
      weight: 0.616,
      from: 19,
      sentence:
        'Beyond that it takes 66 % of the turn. The recording weighs 62 %, what people are like the rest.',
    },
    {
      figure: 'headDelayMs',
      value: -5.832,
      low: -113.188,
      high: 101.524,
      population: { mean: 0, sd: 60, source: 'reference/people.md' },
      weight: 0.167,
      from: 6,
      sentence:
        'The head begins 6 ms before the eyes. The recording weighs 17 %, what people are like the rest.',
    },
    {
      figure: 'dwellMs',
      value: 700,
      low: 458.7,
      high: 926.805,
      population: { source: 'reference/people.md', mean: 950.0, sd: 332.5 },
      weight: 0.737,
      from: 122,
      sentence:
        'One look in twenty that means nothing lasts longer than 700 ms; a dwell should be no shorter. The recording weighs 74 %, what people are like the rest.',
    },
  ],
};
