import { describe, expect, test } from 'vitest';
import { GAZE_CONDITIONS, type GazeCondition } from '../../../../protocol/clientMessages.ts';
import type { FaultId } from '../../../../protocol/faults.ts';
import { STATES } from '../../../../protocol/states.ts';
import { observed, type Row, raisedIn } from '../observed.ts';

const GONE: readonly FaultId[] = ['gazeInterrupted', 'gazeLost'];
const NAN = Number.NaN;

/** Every flag of a condition while something may move, without the one of a long loss. */
const RAISED: Readonly<Record<GazeCondition, readonly FaultId[]>> = {
  valid: [],
  unknown: [],
  invalid: GONE,
  eyesClosed: [...GONE, 'eyesShut'],
  offScreen: [...GONE, 'gazeOffScreen'],
  faceLost: [...GONE, 'faceLost'],
  secondFace: [...GONE, 'secondFace'],
  frozen: [...GONE, 'gazeFrozen'],
  uncertain: ['gazeUncertain'],
  trackerLost: [...GONE, 'trackerLost'],
};
const isLoss = (condition: GazeCondition): boolean => !['valid', 'unknown'].includes(condition);

describe('checks of the gaze', () => {
  test.each(GAZE_CONDITIONS)(
    'S123: %s raises its flags while engaged and while ready, and nowhere else',
    (condition) => {
      for (const state of STATES) {
        const long: readonly FaultId[] = isLoss(condition) ? ['gazeLostLong'] : [];
        const moving = state === 'engaged' || state === 'ready' ? RAISED[condition] : [];
        expect(raisedIn(observed({ state, gaze: { condition } })), state).toEqual([...moving, ...long]);
      }
    },
  );

  test.each<Row>([
    ['150 ms', { gaze: { reportedForMs: 150 } }, []],
    ['151 ms', { gaze: { reportedForMs: 151 } }, ['gazeStale']],
    ['151 ms, only ready', { state: 'ready', gaze: { reportedForMs: 151 } }, []],
    [
      '151 ms, uncertain',
      { gaze: { condition: 'uncertain', reportedForMs: 151 } },
      ['gazeStale', 'gazeUncertain', 'gazeLostLong'],
    ],
    ['ever', { gaze: { reportedForMs: undefined } }, ['gazeStale', 'gazeLostLong']],
    ['a time that is not a number', { gaze: { reportedForMs: NAN } }, ['gazeStale', 'gazeLostLong']],
    ['ever, by a bare pointer', { gaze: { condition: 'unknown', reportedForMs: undefined } }, []],
    ['10 s, by a bare pointer', { gaze: { condition: 'unknown', reportedForMs: 10_000 } }, []],
  ])('S124: no report for %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['a source silent for 500 ms', { state: 'standby', gaze: { reportedForMs: 500 } }, []],
    ['a source silent for 501 ms', { state: 'standby', gaze: { reportedForMs: 501 } }, ['gazeLostLong']],
    [
      'a bare pointer silent for a minute',
      { state: 'standby', gaze: { condition: 'unknown', reportedForMs: 60_000 } },
      [],
    ],
    [
      'eyes shut while another hand holds the head',
      { state: 'supportedRelease', brace: { isPowered: false }, gaze: { condition: 'eyesClosed' } },
      [],
    ],
    ['eyes shut in rest', { state: 'paused', gaze: { condition: 'eyesClosed' } }, ['gazeLostLong']],
  ])('S125: %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });
});
