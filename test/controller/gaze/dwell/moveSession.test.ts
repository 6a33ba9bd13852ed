import { describe, expect, it } from 'vitest';
import {
  asking,
  end,
  IDLE,
  onFrame,
  onGrant,
  onRefusal,
  onTelemetry,
} from '../../../../controller/gaze/dwell/moveSession.ts';
import type { RefusalId } from '../../../../protocol/refusals.ts';
import type { LeaseGranted, Refused } from '../../../../protocol/serverMessages.ts';
import type { Telemetry } from '../../../../protocol/telemetry.ts';
import { telemetryWith } from '../../../telemetry.ts';

const ASKING = asking('r1', 'turnLeft', 'gaze', 0);
const GRANT: LeaseGranted = { type: 'leaseGranted', requestId: 'r1', leaseId: 'L', holder: 'me', epoch: 3 };
const HANDED_BACK = [{ type: 'endMove', leaseId: 'L' }];
const MOVING = onGrant(ASKING, GRANT, 100).session;
const FRAME = { renderedTick: 7, gaze: 'unknown', sequence: 1 } as const;

const telemetry = (leaseId: string | null, epoch: number): Telemetry =>
  telemetryWith({ epoch, lease: leaseId ? { leaseId, holder: 'me', ageMs: 0 } : null });

describe('a movement as the page sees it', () => {
  it('renews 20 times per second at any rate of frames, with the painted tick', () => {
    for (const frameMs of [1000 / 30, 1000 / 60, 1000 / 144]) {
      let session = onTelemetry(MOVING, telemetry('L', 3));
      let sent = 0;
      for (let nowMs = 100; nowMs < 10_100; nowMs += frameMs) {
        const step = onFrame(session, nowMs, { ...FRAME, sequence: sent + 1 });
        session = step.session;
        if (step.messages.length === 0) continue;
        sent += 1;
        expect(step.messages).toEqual([
          { type: 'renew', leaseId: 'L', epoch: 3, renderedTick: 7, sequence: sent, gaze: 'unknown' },
        ]);
      }
      expect(sent / 10).toBeGreaterThan(18);
      expect(sent / 10).toBeLessThanOrEqual(20.1);
    }
  });

  it('sends no burst after a stall', () => {
    let session = onTelemetry(MOVING, telemetry('L', 3));
    let sent = 0;
    for (const nowMs of [100, 1100, 1101, 1102, 1103, 1104]) {
      const step = onFrame(session, nowMs, FRAME);
      session = step.session;
      sent += step.messages.length;
    }
    expect(sent).toBe(2);
  });

  it('renews nothing before anything has been painted', () => {
    expect(onFrame(MOVING, 200, { ...FRAME, renderedTick: null }).messages).toEqual([]);
  });

  it('is ended by the page with the lease, and a lease that comes later is handed back', () => {
    expect(end(MOVING)).toEqual({ session: IDLE, messages: HANDED_BACK });
    const abandoned = end(ASKING).session;
    expect(onGrant(abandoned, GRANT, 100)).toEqual({ session: IDLE, messages: HANDED_BACK });
    expect(onGrant(IDLE, GRANT, 100)).toEqual({ session: IDLE, messages: HANDED_BACK });
    const another = asking('r2', 'turnLeft', 'gaze', 0);
    expect(onGrant(another, GRANT, 100)).toEqual({ session: another, messages: HANDED_BACK });
  });

  it('is over when telemetry no longer shows its lease, but not before telemetry has shown it', () => {
    expect(onTelemetry(MOVING, telemetry(null, 3))).toBe(MOVING);
    const confirmed = onTelemetry(MOVING, telemetry('L', 3));
    expect(onTelemetry(confirmed, telemetry(null, 4))).toEqual(IDLE);
    expect(onTelemetry(MOVING, telemetry(null, 4))).toEqual(IDLE);
    expect(onTelemetry(confirmed, telemetry('another', 3))).toEqual(IDLE);
  });

  it('is given up without an answer, and without a confirmation', () => {
    expect(onFrame(ASKING, 1001, FRAME).session).toEqual(IDLE);
    expect(onFrame(MOVING, 601, FRAME)).toEqual({ session: IDLE, messages: HANDED_BACK });
  });

  it('tells control where the gaze is only if the gaze started it', () => {
    const away = { ...FRAME, gaze: 'invalid' } as const;
    expect(onFrame(MOVING, 100, away).messages).toMatchObject([{ gaze: 'invalid' }]);
    const byHand = onGrant(asking('r1', 'turnLeft', 'hand', 0), GRANT, 100).session;
    expect(onFrame(byHand, 100, away).messages).toMatchObject([{ gaze: 'unknown' }]);
  });

  it('is over when its request is refused, not when another is', () => {
    const refusal = (requestId: string | null, id: RefusalId): Refused => ({
      type: 'refused',
      requestId,
      id,
      sentence: '',
      advice: '',
      detail: null,
    });
    expect(onRefusal(ASKING, refusal('r1', 'atLimit'))).toEqual(IDLE);
    expect(onRefusal(ASKING, refusal('r0', 'atLimit'))).toBe(ASKING);
    expect(onRefusal(MOVING, refusal('r1', 'atLimit'))).toBe(MOVING);
    // Renewals carry no request: what is refused without one is the lease.
    expect(onRefusal(MOVING, refusal(null, 'leaseUnknown'))).toEqual(IDLE);
    expect(onRefusal(MOVING, refusal(null, 'anotherCommander'))).toEqual(IDLE);
    expect(onRefusal(MOVING, refusal(null, 'staleView'))).toBe(MOVING);
  });
});
