import { describe, expect, test } from 'vitest';
import { permitsNewMotion, refuseAsk, refuseConfirm } from '../../../controller/safety/arming.ts';
import { ACTIONS } from '../../../controller/safety/failsafe.ts';

describe('arming', () => {
  test('S70: a question is refused under everything that forbids motion, and under nothing milder', () => {
    for (const action of ACTIONS) {
      const isMild = action === 'none' || action === 'warn';
      expect(permitsNewMotion(action)).toBe(isMild);
      expect(refuseAsk(action)).toBe(isMild ? undefined : 'faultPresent');
    }
  });

  test('S21: each confirmation that does not arm says why', () => {
    const good = { nowMs: 700, action: 'none', isAtRest: true } as const;
    expect(refuseConfirm(100, good)).toBeUndefined();
    expect(refuseConfirm(undefined, good)).toBe('notAsked');
    expect(refuseConfirm(201, good)).toBe('confirmTooSoon');
    expect(refuseConfirm(200, good)).toBeUndefined();
    expect(refuseConfirm(Number.NaN, good)).toBe('confirmTooSoon');
    expect(refuseConfirm(100, { ...good, nowMs: 10_100 })).toBeUndefined();
    expect(refuseConfirm(100, { ...good, nowMs: 10_101 })).toBe('confirmTooLate');
    expect(refuseConfirm(100, { ...good, action: 'noNewMotion' })).toBe('faultPresent');
    expect(refuseConfirm(100, { ...good, isAtRest: false })).toBe('stillMoving');
  });
});
