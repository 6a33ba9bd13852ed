import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asking, onGrant, onTelemetry } from '../../../../controller/gaze/dwell/moveSession.ts';
import { NO_REPORTS, type Reports, reportFrame } from '../../../../controller/gaze/dwell/reports.ts';
import type { LeaseGranted } from '../../../../protocol/serverMessages.ts';
import { telemetryWith } from '../../../telemetry.ts';

const GRANT: LeaseGranted = { type: 'leaseGranted', requestId: 'r1', leaseId: 'L', holder: 'me', epoch: 0 };
const granted = onGrant(asking('r1', 'turnLeft', 'gaze', 0), GRANT, 0).session;
const LEASE = { leaseId: 'L', holder: 'me', ageMs: 0 };
const MOVING: Reports = { ...NO_REPORTS, session: onTelemetry(granted, telemetryWith({ lease: LEASE })) };

/** What is sent in frames at these times. */
function sentBy(begin: Reports, framesMs: readonly number[], renderedTick: number | null = 7) {
  let reports = begin;
  return framesMs.flatMap((nowMs) => {
    const step = reportFrame(reports, nowMs, {
      renderedTick,
      gaze: 'valid',
      version: '0.1.0',
      secondInput: 'none',
    });
    reports = step.reports;
    return step.messages;
  });
}

const everyFrame = (forMs: number) =>
  Array.from({ length: Math.floor((forMs * 60) / 1000) }, (_, frame) => (frame * 1000) / 60);

describe('what the page tells control in every frame', () => {
  it('is that it is there, 5 times per second, while nothing moves', () => {
    const sent = sentBy(NO_REPORTS, everyFrame(10_000));
    expect(new Set(sent.map(({ type }) => type))).toEqual(new Set(['presence']));
    expect(sent.length).toBeGreaterThanOrEqual(46);
    expect(sent.length).toBeLessThanOrEqual(50);
    expect(sent[0]).toEqual({
      type: 'presence',
      sequence: 1,
      renderedTick: 7,
      gaze: 'valid',
      version: '0.1.0',
      secondInput: 'none',
    });
  });

  it('is only the renewal while a movement is under way', () => {
    const sent = sentBy(MOVING, everyFrame(2000));
    expect(new Set(sent.map(({ type }) => type))).toEqual(new Set(['renew']));
  });

  it('is nothing before anything has been painted', () => {
    expect(sentBy(NO_REPORTS, everyFrame(2000), null)).toEqual([]);
    expect(sentBy(MOVING, everyFrame(2000), null)).toEqual([]);
  });

  it('is the end of a movement that was never confirmed, and at once that it is still there', () => {
    const unconfirmed: Reports = { ...NO_REPORTS, session: granted };
    expect(sentBy(unconfirmed, [501]).map(({ type }) => type)).toEqual(['endMove', 'presence']);
  });

  it('is numbered without a gap, whatever is sent and whenever the frames come', () => {
    const begins = fc.constantFrom(NO_REPORTS, MOVING, { ...NO_REPORTS, session: granted });
    const gapsMs = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(begins, gapsMs, (begin, gaps) => {
        let nowMs = 0;
        const framesMs = gaps.map((gapMs) => {
          nowMs += gapMs;
          return nowMs;
        });
        const numbers = sentBy(begin, framesMs).flatMap((message) =>
          message.type === 'renew' || message.type === 'presence' ? [message.sequence] : [],
        );
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      }),
    );
  });
});
