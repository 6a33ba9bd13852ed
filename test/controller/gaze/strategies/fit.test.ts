import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_FIT,
  errorsOf,
  fitLearnedModel,
} from '../../../../controller/gaze/strategies/learned/fit.ts';
import { type LearnedLaw, learnedRate } from '../../../../controller/gaze/strategies/learned/law.ts';
import { readLearnedModel } from '../../../../controller/gaze/strategies/learned/readModel.ts';
import { ridgeFit } from '../../../../controller/gaze/strategies/learned/ridge.ts';
import {
  type RecordedRow,
  type Recording,
  samplesOf,
} from '../../../../controller/gaze/strategies/learned/samples.ts';
import { toward } from './given.ts';
import { MODEL, NO_WEIGHTS, sha256 } from './models.ts';

const LAG_MS = 60;
const OPTIONS = { ...DEFAULT_FIT, lagMs: LAG_MS, ridge: 1e-4, name: 'Made for a test' };

/** A head that follows this law, seen every 20 ms, of a person who looks from place to place by a fixed pattern. */
function recordingOf(
  law: LearnedLaw,
  seconds: number,
  change: (row: RecordedRow) => RecordedRow = (row) => row,
): Recording {
  const rows: RecordedRow[] = [];
  let head = toward(0, 0);
  for (let tick = 0; tick < seconds * 50; tick += 1) {
    const look = Math.floor(tick / 35);
    // Every place is looked at from the other side, too, so that straight ahead is the middle of the looks.
    const [pair, side] = [Math.floor(look / 2), look % 2 === 0 ? 1 : -1];
    const target = toward(28 * side * Math.sin(2.4 * pair), 14 * side * Math.sin(1.7 * pair + 1));
    rows.push({
      tMs: tick * 20,
      eye: toward(target.yawDeg - head.yawDeg, target.pitchDeg - head.pitchDeg),
      head,
    });
    const seen = rows[Math.max(0, tick - LAG_MS / 20)];
    const rate = learnedRate(law, seen?.eye ?? toward(0, 0), seen?.head ?? head);
    head = toward(head.yawDeg + rate.yawDegPerS * 0.02, head.pitchDeg + rate.pitchDegPerS * 0.02);
  }
  return { name: 'made', sha256: sha256(`${seconds}`), person: 'nobody', rows: rows.map(change) };
}
const fitted = (recording: Recording) => {
  const result = fitLearnedModel([recording], OPTIONS, sha256);
  if (result.kind === 'refused') throw new Error(`${result.id}: ${result.sentence}`);
  return result.model;
};
/** The eyes rest straight ahead, so that the law's own rest is not mistaken for the device's zero. */
const LAW: LearnedLaw = {
  ...MODEL,
  yaw: { ...MODEL.yaw, headYawPerS: -0.3 },
  pitch: { ...MODEL.pitch, biasDegPerS: 0, headPitchPerS: -0.3 },
};

describe('a law fitted to recordings', () => {
  it('turns the head as the recorded one turned, to 1°/s, and says how well', () => {
    const recording = recordingOf(LAW, 30);
    const model = fitted(recording);
    const { yaw, pitch } = errorsOf(model, samplesOf(recordingOf(LAW, 21), LAG_MS));
    expect(yaw.explained).toBeGreaterThan(0.9);
    expect(pitch.explained).toBeGreaterThan(0.9);
    expect(model.training).toMatchObject({ recordings: 1, people: 1, terms: 'all', lagMs: LAG_MS });
    expect(model.training.explained.yaw).toBeGreaterThan(0.9);
    const rate = learnedRate(model, toward(15, 6), toward(5, 2));
    const truth = learnedRate(LAW, toward(15, 6), toward(5, 2));
    expect(Math.abs(rate.yawDegPerS - truth.yawDegPerS)).toBeLessThan(1);
    expect(Math.abs(rate.pitchDegPerS - truth.pitchDegPerS)).toBeLessThan(1);
  });

  it('is read back from its own file, and names what it came from', () => {
    const model = fitted(recordingOf(LAW, 30));
    expect(readLearnedModel(JSON.stringify(model), sha256)).toEqual({ kind: 'read', model });
    expect(model.provenance.sources).toEqual([{ name: 'made', sha256: sha256('30') }]);
  });

  it('is the same with the device’s zero elsewhere, with blinks, and with a head that passes ±180°', () => {
    const plain = fitted(recordingOf(LAW, 30));
    const rate = (model: LearnedLaw) => learnedRate(model, toward(15, 6), toward(0, 0));
    const shifted = fitted(
      recordingOf(LAW, 30, (row) => ({
        ...row,
        eye: row.eye && toward(row.eye.yawDeg + 7, row.eye.pitchDeg - 5),
      })),
    );
    expect(rate(shifted).yawDegPerS).toBeCloseTo(rate(plain).yawDegPerS, 6);
    const blinking = fitted(
      recordingOf(LAW, 30, (row) => (row.tMs % 3000 < 200 ? { ...row, eye: undefined } : row)),
    );
    expect(Math.abs(rate(blinking).yawDegPerS - rate(plain).yawDegPerS)).toBeLessThan(1);
    const turned = recordingOf(LAW, 30, (row) => {
      const yawDeg = row.head.yawDeg + 180;
      return { ...row, head: toward(yawDeg > 180 ? yawDeg - 360 : yawDeg, row.head.pitchDeg) };
    });
    const speeds = samplesOf(turned, LAG_MS).map((sample) => Math.abs(sample.rate.yawDegPerS));
    expect(Math.max(...speeds)).toBeLessThan(100);
  });

  it('leaves the head’s own part out where it would run away', () => {
    const driving = { ...LAW, yaw: { ...LAW.yaw, headYawPerS: 0.2 } };
    const model = fitted(recordingOf(driving, 30));
    expect(model.training.terms).not.toBe('all');
    expect(model.yaw.headYawPerS).toBe(0);
  });

  it.each<readonly [string, string, Recording]>([
    ['fitTooShort', '19 s', recordingOf(LAW, 19)],
    ['fitTooShort', 'no eyes', recordingOf(LAW, 30, (row) => ({ ...row, eye: undefined }))],
    ['fitTooShort', 'nothing', { ...recordingOf(LAW, 30), rows: [] }],
    ['fitTooShort', 'no times', recordingOf(LAW, 30, (row) => ({ ...row, tMs: Number.NaN }))],
    [
      'learnedTurnsAway',
      'eyes that were recorded mirrored',
      recordingOf(LAW, 30, (row) => ({ ...row, eye: row.eye && toward(-row.eye.yawDeg, row.eye.pitchDeg) })),
    ],
    [
      'fitHasNoAnswer',
      'eyes that never move',
      recordingOf(LAW, 30, (row) => ({ ...row, eye: toward(0, 0) })),
    ],
  ])('%s: %s', (id, _, recording) => {
    const refusal = fitLearnedModel([recording], OPTIONS, sha256);
    expect(refusal).toMatchObject({ kind: 'refused', id });
    expect(refusal.kind === 'refused' && refusal.advice.endsWith('.')).toBe(true);
  });

  it('a head that never answers gives no law', () => {
    const still = recordingOf({ ...LAW, yaw: NO_WEIGHTS, pitch: NO_WEIGHTS }, 30);
    expect(fitLearnedModel([still], OPTIONS, sha256).kind).toBe('refused');
  });
});

describe('the moments that are learned from', () => {
  const row = (tMs: number): RecordedRow => ({ tMs, eye: toward(tMs / 100, 0), head: toward(tMs / 50, 0) });
  const of = (rows: readonly RecordedRow[], lagMs: number) =>
    samplesOf({ name: 'made', sha256: '', person: 'nobody', rows }, lagMs);

  it('pair the speed of the head with the eye from the lag before', () => {
    const rows = Array.from({ length: 101 }, (_, index) => row(index * 10));
    const samples = of(rows, 60);
    expect(samples.every(({ rate }) => Math.abs(rate.yawDegPerS - 20) < 1e-6)).toBe(true);
    // The median of the eyes is 5°: 500 ms looked 440 ms, 4.4°.
    const middle = samples.find(({ head }) => Math.abs(head.yawDeg - 440 / 50) < 1e-9);
    expect(middle?.eye.yawDeg).toBeCloseTo(4.4 - 5, 9);
  });

  it('are none across a gap, and none before the first look', () => {
    const rows = [
      ...Array.from({ length: 51 }, (_, index) => row(index * 10)),
      ...Array.from({ length: 51 }, (_, index) => row(5000 + index * 10)),
    ];
    const samples = of(rows, 200);
    expect(samples.length).toBeGreaterThan(10);
    expect(samples.every(({ rate }) => Math.abs(rate.yawDegPerS - 20) < 1e-6)).toBe(true);
    expect(of(rows.slice(0, 5), 200)).toEqual([]);
    // A short gap, over which the head was carried 30° round: nobody turned it.
    const carried = [
      ...Array.from({ length: 51 }, (_, index) => row(index * 10)),
      ...Array.from({ length: 51 }, (_, index) => row(610 + index * 10)),
    ].map((one) => (one.tMs > 600 ? { ...one, head: toward(one.head.yawDeg + 30, 0) } : one));
    const around = of(carried, 60);
    expect(around.length).toBeGreaterThan(10);
    expect(around.every(({ rate }) => Math.abs(rate.yawDegPerS - 20) < 1e-6)).toBe(true);
  });
});

describe('ridgeFit', () => {
  it('draws a single weight to 0 by 1 / (1 + ridge), and never the constant', () => {
    const x = fc.array(fc.double({ min: 0.1, max: 5, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(x, fc.double({ min: 0, max: 2, noNaN: true }), (values, ridge) => {
        const rows = values.map((value) => [1, value]);
        const wanted = values.map((value) => 3 * value);
        const weight = ridgeFit(rows, wanted, ridge, [false, true])?.[1];
        expect(weight).toBeCloseTo(3 / (1 + ridge), 9);
        const sevens = values.map(() => 7);
        expect(ridgeFit(rows, sevens, ridge, [true, false])?.[0]).toBeCloseTo(7, 9);
      }),
    );
  });

  it('has no answer for terms that are nothing or say the same', () => {
    expect(ridgeFit([[1, 0]], [1], 0, [true, true])).toBeUndefined();
    expect(
      ridgeFit(
        [
          [1, 1],
          [1, 1],
        ],
        [1, 2],
        0,
        [true, true],
      ),
    ).toBeUndefined();
    expect(ridgeFit([], [], 1, [true])).toBeUndefined();
  });
});
