import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterFrame,
  askedFirst,
  askedToConfirm,
  mayConfirm,
  NOT_ASKED,
  onAnswer,
  type SteerSession,
} from '../../../../controller/gaze/dwell/steerSession.ts';
import { REFUSALS } from '../../../../protocol/refusals.ts';
import type { Accepted, LeaseGranted, Refused } from '../../../../protocol/serverMessages.ts';

const accepted = (requestId: string): Accepted => ({ type: 'accepted', requestId });
const granted = (requestId: string): LeaseGranted => ({
  type: 'leaseGranted',
  requestId,
  leaseId: 'L',
  holder: 'me',
  epoch: 0,
});
const refused = (requestId: string | null): Refused => ({
  type: 'refused',
  requestId,
  id: 'gazeNotSeen',
  ...REFUSALS.gazeNotSeen,
  detail: null,
});
const OPEN = { clutch: 'out', confirmWithinMs: 5000 } as const;
const ASKED = onAnswer(askedFirst('r1', 0), accepted('r1'));

describe('the two looks that let gaze steer', () => {
  it('are a question once control has taken the first, and a second look counts only then', () => {
    expect(mayConfirm(NOT_ASKED)).toBe(false);
    expect(mayConfirm(askedFirst('r1', 0))).toBe(false);
    expect(mayConfirm(ASKED)).toBe(true);
    expect(mayConfirm(askedToConfirm('r2', 'gaze', 10))).toBe(false);
  });

  it('are over with a refusal, with a lease and with what renews one; an answer to anything else changes nothing', () => {
    expect(onAnswer(askedFirst('r1', 0), refused('r1'))).toEqual(NOT_ASKED);
    const confirming = askedToConfirm('r2', 'gaze', 10);
    for (const answer of [accepted('r2'), granted('r2'), refused('r2')])
      expect(onAnswer(confirming, answer)).toEqual(NOT_ASKED);
    for (const answer of [accepted('r1'), granted('r1'), refused(null)])
      expect(onAnswer(confirming, answer)).toBe(confirming);
    expect(onAnswer(ASKED, accepted('r1'))).toBe(ASKED);
  });

  it('are forgotten when it is too late to confirm, as counted from the first', () => {
    expect(afterFrame(ASKED, 5000, OPEN)).toBe(ASKED);
    expect(afterFrame(ASKED, 5001, OPEN)).toEqual(NOT_ASKED);
  });

  it('are forgotten when control, which had waited, waits no more', () => {
    const seen = afterFrame(ASKED, 100, { ...OPEN, clutch: 'asked' });
    expect(afterFrame(seen, 200, { ...OPEN, clutch: 'asked' })).toBe(seen);
    expect(afterFrame(seen, 200, OPEN)).toEqual(NOT_ASKED);
  });

  it('are given up without an answer, and where gaze can neither begin to steer nor go on', () => {
    for (const session of [askedFirst('r1', 0), askedToConfirm('r2', 'hand', 0)]) {
      expect(afterFrame(session, 1000, OPEN)).toBe(session);
      expect(afterFrame(session, 1001, OPEN)).toEqual(NOT_ASKED);
    }
    for (const session of [ASKED, askedFirst('r1', 0), askedToConfirm('r2', 'hand', 0)])
      expect(afterFrame(session, 10, { ...OPEN, clutch: undefined })).toEqual(NOT_ASKED);
  });

  it('never let a second look count without a first that control took within its time, whatever happens', () => {
    type Step = (session: SteerSession, nowMs: number) => SteerSession;
    const steps: Record<string, Step> = {
      ask: (_, nowMs) => askedFirst('a', nowMs),
      take: (session) => onAnswer(session, accepted('a')),
      refuse: (session) => onAnswer(session, refused('a')),
      other: (session) => onAnswer(session, accepted('b')),
      frame: (session, nowMs) => afterFrame(session, nowMs, { ...OPEN, clutch: 'asked' }),
      shut: (session, nowMs) => afterFrame(session, nowMs, { ...OPEN, clutch: undefined }),
    };
    const history = fc.array(
      fc.record({ step: fc.constantFrom(...Object.keys(steps)), afterMs: fc.integer({ min: 1, max: 3000 }) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(history, (taken) => {
        let session: SteerSession = NOT_ASKED;
        let nowMs = 0;
        let askedAtMs: number | undefined;
        let isTaken = false;
        for (const { step, afterMs } of taken) {
          nowMs += afterMs;
          session = afterFrame(session, nowMs, { ...OPEN, clutch: 'asked' });
          session = steps[step]?.(session, nowMs) ?? session;
          if (step === 'ask') [askedAtMs, isTaken] = [nowMs, false];
          if (step === 'take') isTaken = askedAtMs !== undefined;
          if (step === 'refuse' && !isTaken) askedAtMs = undefined;
          if (step === 'shut') askedAtMs = undefined;
          const isDue = isTaken && askedAtMs !== undefined && nowMs - askedAtMs <= OPEN.confirmWithinMs;
          if (mayConfirm(session)) expect(isDue).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
