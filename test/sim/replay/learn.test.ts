import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readLearnedModel } from '../../../controller/gaze/strategies/learned/readModel.ts';
import { fitFile as fitFileSchema } from '../../../protocol/personalFit.ts';
import { fitFile } from '../../../sim/replay/fit.ts';
import { learn } from '../../../sim/replay/learn.ts';

const PAIRED = resolve(import.meta.dirname, '..', '..', 'fixtures', 'eyeHead', 'paired');
const TOBII = join(PAIRED, 'tobiig3-cal1.csv.gz');
const VIVE = join(PAIRED, 'vive-na01-360vr-fist3.csv.gz');
const SHORT = join(PAIRED, 's360-static2.csv.gz');
const ON_SCREEN = join(PAIRED, '..', 'on-screen', 'lookatpoint-s1.csv.gz');
const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

let directory = '';
let out = '';
let said: string[] = [];
let wrong: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'poise-learn-'));
  out = join(directory, 'law.json');
  [said, wrong] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => wrong.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

describe('learn', () => {
  it('writes a law that is read back whole, with its training figures, and shows them', () => {
    expect(learn([`ann=${TOBII}`, `bob=${VIVE}`, '--out', out, '--name', 'Two people'])).toBe(0);
    const read = readLearnedModel(readFileSync(out, 'utf8'), sha256);
    if (read.kind === 'refused') throw new Error(read.sentence);
    const { name, training, provenance } = read.model;
    expect(name).toBe('Two people');
    expect(training).toMatchObject({ recordings: 2, people: 2, lagMs: 50, ridge: 0.05 });
    expect(provenance.sources.map((one) => one.sha256)).toEqual([
      sha256(readFileSync(TOBII)),
      sha256(readFileSync(VIVE)),
    ]);
    expect(said.join('\n')).toContain(`2 recordings of 2 people, ${training.seconds.toFixed(0)} s`);
    expect(said.join('\n')).toMatch(
      new RegExp(
        `explained +${(100 * training.explained.yaw).toFixed(1)} % +${(100 * training.explained.pitch).toFixed(1)} %`,
      ),
    );
  });

  it('counts recordings without a name as one person’s, and tries no more terms than it is told', () => {
    expect(learn([TOBII, VIVE, '--out', out, '--terms', 'ownAxis', '--json'])).toBe(0);
    const model = JSON.parse(said.join('\n'));
    expect(`${JSON.stringify(model)}\n`).toBe(readFileSync(out, 'utf8'));
    expect(model).toMatchObject({
      training: { people: 1, terms: 'ownAxis' },
      yaw: { biasDegPerS: 0, eyePitchPerS: 0, softPitchPerS: 0, headYawPerS: 0 },
    });
  });

  it('ends with 1 and the words of the fit where it tells nothing, and writes nothing', () => {
    expect(learn([SHORT, '--out', out])).toBe(1);
    expect(wrong.join('\n')).toContain('fitTooShort: The recordings are too short to learn from.');
    expect(existsSync(out)).toBe(false);
  });

  it.each<readonly [readonly string[], string]>([
    [[], 'From which recordings?'],
    [[TOBII], 'Add --out FILE'],
    [['nowhere.csv', '--out', 'x'], 'nowhere.csv'],
    [[ON_SCREEN, '--out', 'x'], 'on-screen'],
    [[TOBII, '--out', join(PAIRED, 'no', 'such', 'place')], '--out'],
    [[TOBII, '--out', 'x', '--lag', '-5'], '--lag'],
    [[TOBII, '--out', 'x', '--lag', '1001'], '--lag 1001'],
    [[TOBII, '--out', 'x', '--ridge', '0'], '--ridge 0'],
    [[TOBII, '--out', 'x', '--name', ''], '--name'],
    [[TOBII, '--out', 'x', '--terms', 'most'], '--terms most'],
    [[TOBII, '--what'], '--what'],
  ])('%j ends with 2', (args, sentence) => {
    expect(learn(args)).toBe(2);
    expect(said).toEqual([]);
    expect(wrong.join('\n')).toContain(sentence);
  });

  it('says what it does on --help', () => {
    expect(learn(['--help'])).toBe(0);
    expect(said.join('\n')).toContain('--out FILE');
  });
});

describe('fit --json', () => {
  it('writes the file that the engineer’s page opens', () => {
    expect(fitFile([TOBII, '--json'])).toBe(0);
    const told = fitFileSchema.parse(JSON.parse(said.join('\n')));
    expect(told.recording).toEqual({ name: 'tobiig3-cal1', sha256: sha256(readFileSync(TOBII)) });
    expect(told.kind === 'fitted' && told.proposed.map(({ figure }) => figure)).toEqual([
      'eyeOnlyDeg',
      'hingeThresholdDeg',
      'hingeGain',
      'headDelayMs',
      'dwellMs',
    ]);
  });

  it('writes the reason into it where the recording tells too little', () => {
    const blind = join(directory, 'blind.csv');
    const rows = Array.from({ length: 3000 }, (_, index) => `${index / 100},,,0,0,0,0`);
    writeFileSync(
      blind,
      ['t_s,eyeYawDeg,eyePitchDeg,headYawDeg,headPitchDeg,headRollDeg,valid', ...rows].join('\n'),
    );
    expect(fitFile([blind, '--json'])).toBe(1);
    expect(fitFileSchema.parse(JSON.parse(said.join('\n')))).toMatchObject({
      kind: 'refused',
      id: 'eyesTooOftenLost',
    });
  });
});
