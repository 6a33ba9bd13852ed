import { describe, expect, it } from 'vitest';
import type { Act, ControlId } from '../../../../controller/gaze/dwell/screens.ts';
import { type After, type Chosen, takesBack } from '../../../../controller/gaze/dwell/takesBack.ts';

const chosen = (id: ControlId, act?: Act): Chosen => ({ id, act, atMs: 1000 });
const chose = (id: ControlId): After => ({ kind: 'chose', id });
const TURN = chosen('turnLeft', { kind: 'move', movement: 'turnLeft' });

describe('a choice by a look', () => {
  it.each([
    ['turnLeft', 'turnRight'],
    ['turnRight', 'turnLeft'],
    ['nodUp', 'nodDown'],
    ['nodDown', 'nodUp'],
    ['tiltLeft', 'tiltRight'],
    ['tiltRight', 'tiltLeft'],
    ['getReady', 'no'],
    ['moveHead', 'no'],
    ['continue', 'notYet'],
    ['haveLooked', 'lookAgain'],
    ['followEyes', 'no'],
    ['followEyes', 'endCheck'],
    ['yes', 'stopFollowing'],
    ['goOn', 'stopFollowing'],
    ['yesGoOn', 'stopFollowing'],
  ] as const)('of "%s" is taken back by "%s"', (id, by) => {
    expect(takesBack(chosen(id), chose(by), 3999)).toBe(true);
  });

  it.each([
    ['turnLeft', 'turnLeft'],
    ['turnLeft', 'nodUp'],
    ['turnLeft', 'home'],
    ['getReady', 'yes'],
    ['followEyes', 'yes'],
    ['rest', 'getReady'],
  ] as const)('of "%s" is not by "%s"', (id, by) => {
    expect(takesBack(chosen(id), chose(by), 1500)).toBe(false);
  });

  it('is taken back by STOP whatever it was, and by a look away where the head moves by it', () => {
    for (const id of ['turnLeft', 'getReady', 'rest', 'yes'] as const)
      expect(takesBack(chosen(id), { kind: 'stop' }, 1500)).toBe(true);
    expect(takesBack(TURN, { kind: 'lookedAway' }, 1500)).toBe(true);
    expect(takesBack(chosen('yes', { kind: 'steer', step: 'confirm' }), { kind: 'lookedAway' }, 1500)).toBe(
      true,
    );
    expect(takesBack(chosen('yes', { kind: 'ask', type: 'confirmArm' }), { kind: 'lookedAway' }, 1500)).toBe(
      false,
    );
  });

  it('is taken back within 3 s only, and not where there was none', () => {
    expect(takesBack(TURN, { kind: 'stop' }, 4000)).toBe(true);
    expect(takesBack(TURN, { kind: 'stop' }, 4001)).toBe(false);
    expect(takesBack(TURN, { kind: 'stop' }, Number.NaN)).toBe(false);
    expect(takesBack(undefined, { kind: 'stop' }, 1000)).toBe(false);
  });
});
