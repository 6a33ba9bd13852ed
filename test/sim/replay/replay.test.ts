import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { replay } from '../../../sim/replay/main.ts';
import { restBefore } from '../../../sim/replay/onScreen.ts';
import { PERTURBATIONS, perturbed } from '../../../sim/replay/perturb.ts';
import {
  headBetween,
  parseRecording,
  RecordingError,
  readRecording,
  readRecordings,
} from '../../../sim/replay/recording.ts';
import { ticksOf } from '../../../sim/replay/stream.ts';
import { followRecording, straightAheadOf } from '../../../sim/replay/worn.ts';
import { eyeHeadPath } from '../../eyeHead.ts';

const FIXTURES = resolve(import.meta.dirname, '..', '..', 'fixtures', 'eyeHead');
const PAIRED = 't_s,eyeYawDeg,eyePitchDeg,headYawDeg,headPitchDeg,headRollDeg,valid';

describe('the reader', () => {
  it('tells a set by its columns, in any order, and what a row does not know is undefined', () => {
    const text =
      'valid,t_s,headRollDeg,headPitchDeg,headYawDeg,eyePitchDeg,eyeYawDeg\n1,0,3,2,170,5,4\n0,0.01,3,2,-170,,\n';
    const { set, moments } = parseRecording('one', text);
    expect(set).toBe('paired');
    expect(moments[0]).toEqual({
      tMs: 0,
      eye: { yawDeg: 4, pitchDeg: 5 },
      point: undefined,
      head: { yawDeg: 170, pitchDeg: 2, rollDeg: 3 },
      headSpeedDegPerS: undefined,
    });
    // Over 180° the head goes on, and does not turn back by 340°.
    expect(moments[1]).toMatchObject({ eye: undefined, head: { yawDeg: 190 } });
    expect(headBetween(moments, 5, 0)).toMatchObject({ yawDeg: 180 });
    expect(headBetween(moments, -5, 0)).toBeUndefined();
  });

  it('leaves out rows whose time does not advance and says how many; refuses what is no recording', () => {
    const row = (t: string): string => `${t},1,1,0,0,0,1`;
    const { moments, droppedRows } = parseRecording(
      'one',
      [PAIRED, ...['0', '0.01', '0.01', 'x', '0.02'].map(row)].join('\n'),
    );
    expect([moments.length, droppedRows]).toEqual([3, 2]);
    expect(() => parseRecording('one', 'a,b\n1,2\n3,4')).toThrow(RecordingError);
    expect(() => parseRecording('one', `${PAIRED}\n${row('0')}`)).toThrow(RecordingError);
    expect(() => readRecordings(resolve(FIXTURES, 'nowhere'))).toThrow(RecordingError);
  });
});

describe('recordings of real people', () => {
  const worn = readRecordings(FIXTURES).filter(
    ({ set, name }) => set !== 'on-screen' && name !== 'tobiig3-cal1',
  );

  it('move nothing with the clutch out, through every strategy; with it in they do, within the limits', () => {
    const rows = worn.flatMap((recording) => followRecording(recording, straightAheadOf(recording)));
    expect(rows.length).toBeGreaterThanOrEqual(worn.length);
    for (const row of rows)
      expect([row.recording, row.movedOutOfClutch, row.beyondLimits]).toEqual([row.recording, 0, 0]);
    expect(Math.max(...rows.map(({ commandedPathDeg }) => commandedPathDeg))).toBeGreaterThan(5);
    expect(new Set(worn.map(({ set }) => set))).toEqual(new Set(['paired', 'eye-only']));
  });

  it('nor do their disturbed copies: late, off by degrees, with gaps and at a third of the rate', () => {
    const recording = readRecording(eyeHeadPath('paired/s360-static2'));
    for (const how of PERTURBATIONS) {
      const copy = perturbed(recording, how, 1);
      for (const row of followRecording(copy, straightAheadOf(recording), how.skewMs))
        expect([how.name, row.movedOutOfClutch, row.beyondLimits]).toEqual([how.name, 0, 0]);
    }
  });

  it('a turning head reaches the pipeline: gaze against the trunk is known where both were recorded', () => {
    const known = [...ticksOf(readRecording(eyeHeadPath('paired/vive-na01-360vr-fist3')))].filter(
      ({ pipeline }) => pipeline.seen?.inTrunk,
    );
    expect(known.length).toBeGreaterThan(1000);
    const eyesOnly = [...ticksOf(readRecording(eyeHeadPath('eye-only/sgaze-04-forest')))];
    expect(eyesOnly.some(({ pipeline }) => pipeline.seen?.inHead)).toBe(true);
    expect(eyesOnly.some(({ pipeline }) => pipeline.seen?.inTrunk)).toBe(false);
  });

  it('leave rest never, also by stares of two seconds at nine targets', () => {
    const onScreen = readRecordings(FIXTURES).filter(({ set }) => set === 'on-screen');
    expect(onScreen.length).toBeGreaterThanOrEqual(6);
    for (const recording of onScreen) {
      const { chosen } = restBefore(recording);
      expect([recording.name, chosen.asked ?? 0, chosen.resumed ?? 0]).toEqual([recording.name, 0, 0]);
    }
  });
});

describe('the command', () => {
  const quietly = (args: readonly string[]): { readonly code: number; readonly said: string } => {
    const said: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((text) => void said.push(String(text)));
    const error = vi.spyOn(console, 'error').mockImplementation((text) => void said.push(String(text)));
    try {
      return { code: replay(args), said: said.join('\n') };
    } finally {
      log.mockRestore();
      error.mockRestore();
    }
  };

  it('says 2 where there is nothing to judge, and never 0', () => {
    expect(quietly(['--dir', resolve(FIXTURES, 'nowhere')]).code).toBe(2);
    expect(quietly(['--dir', resolve(FIXTURES, '..', 'standardFirmata')]).code).toBe(2);
    expect(quietly(['--set', 'seated'])).toMatchObject({ code: 2 });
    expect(quietly(['--wrong']).code).toBe(2);
  });

  it('says 0 of one directory in which everything held, with a row for each recording', () => {
    const directory = mkdtempSync(join(tmpdir(), 'recordings-'));
    copyFileSync(eyeHeadPath('paired/s360-static2'), join(directory, 'one.csv.gz'));
    const { code, said } = quietly(['--dir', directory, '--set', 'paired']);
    rmSync(directory, { recursive: true });
    expect(code).toBe(0);
    expect(said).toContain('one ');
    expect(said).toContain('0 ticks moved with the clutch out');
  });
});
