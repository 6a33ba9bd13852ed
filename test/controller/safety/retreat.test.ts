import { describe, expect, test } from 'vitest';
import { NO_FAULTS } from '../../../controller/safety/faultState.ts';
import { type RetreatSituation, refuseRetreat, wantsRetreat } from '../../../controller/safety/retreat.ts';
import { FAULT_IDS, type FaultId } from '../../../protocol/faults.ts';
import { acting, assessed, raised } from './faults.ts';
import { ruleRow } from './ruleRows.ts';

const OPEN: RetreatSituation = { hasConsent: true, tubes: 'none', isPoseKnown: true, hasSecondInput: true };

describe('what a retreat needs', () => {
  test('S76: with everything there is nothing against it; each missing piece is', () => {
    expect(refuseRetreat(NO_FAULTS, OPEN)).toBeUndefined();
    expect(refuseRetreat(NO_FAULTS, { ...OPEN, hasConsent: false })).toEqual({ kind: 'noConsent' });
    expect(refuseRetreat(NO_FAULTS, { ...OPEN, tubes: 'present' })).toEqual({ kind: 'tubes' });
    expect(refuseRetreat(NO_FAULTS, { ...OPEN, tubes: 'unknown' })).toEqual({ kind: 'tubes' });
    expect(refuseRetreat(NO_FAULTS, { ...OPEN, isPoseKnown: false })).toEqual({ kind: 'poseUnknown' });
    expect(refuseRetreat(NO_FAULTS, { ...OPEN, hasSecondInput: false })).toBeUndefined();
  });

  test('S76: while gaze cannot be relied upon, somebody else must be able to stop it', () => {
    const unreliable: readonly FaultId[] = [
      'gazeLost',
      'gazeLostLong',
      'trackerLost',
      'faceLost',
      'secondFace',
      'eyesShut',
      'gazeFrozen',
      'gazeUncertain',
    ];
    const alone = { ...OPEN, hasSecondInput: false };
    for (const id of FAULT_IDS.filter((each) => ruleRow(each).retreat !== 'forbidden')) {
      expect(refuseRetreat(acting(id), alone)).toEqual(
        unreliable.includes(id) ? { kind: 'noSecondInput' } : undefined,
      );
      expect(refuseRetreat(acting(id), OPEN)).toBeUndefined();
    }
  });

  test('S76: one fault that forbids it is enough, whatever another wants; its grace must be over', () => {
    const both = acting('flexionOverLimit', 'servoStalled');
    expect(refuseRetreat(both, OPEN)).toEqual({ kind: 'fault', id: 'servoStalled' });
    expect(refuseRetreat(assessed(NO_FAULTS, [0, raised('servoStalled')]), OPEN)).toBeUndefined();
  });

  test('S76: a fault that does not act yet wants nothing', () => {
    expect(wantsRetreat(acting('gazeLostLong'))).toBe('gazeLostLong');
    expect(wantsRetreat(assessed(NO_FAULTS, [0, raised('gazeLostLong')]))).toBeUndefined();
    expect(wantsRetreat(NO_FAULTS)).toBeUndefined();
  });
});
