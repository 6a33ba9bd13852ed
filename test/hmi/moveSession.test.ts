import { describe, expect, it } from 'vitest';
import { end, IDLE, type MoveSession, onFrame, onGrant, onTelemetry } from '../../hmi/patient/moveSession.ts';
import type { LeaseGranted } from '../../protocol/serverMessages.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';

const ASKING: MoveSession = {
  phase: 'asking',
  requestId: 'r1',
  movement: 'turnLeft',
  origin: 'gaze',
  askedAtMs: 0,
  isAbandoned: false,
};
const GRANT: LeaseGranted = { type: 'leaseGranted', requestId: 'r1', leaseId: 'L', holder: 'me', epoch: 3 };
const MOVING = onGrant(ASKING, GRANT, 100).session;
const FRAME = { renderedTick: 7, gaze: 'unknown', sequence: 1 } as const;

const telemetry = (leaseId: string | null, epoch: number): Telemetry => ({
  type: 'telemetry',
  tick: 10,
  epoch,
  state: leaseId ? 'engaged' : 'ready',
  reason: leaseId ? 'moving' : 'arrived',
  measured: null,
  commanded: null,
  target: null,
  speedDegPerS: 0,
  faults: [],
  lease: leaseId ? { leaseId, holder: 'me', ageMs: 0 } : null,
  gaze: 'unknown',
  brace: {
    isPowered: null,
    isHeadHeld: null,
    isStopPressed: null,
    supplyVolts: null,
    servoTemperaturesC: [null, null],
  },
  profileHash: null,
});

describe('a movement as the page sees it', () => {
  it('renews 20 times per second at any rate of frames, with the painted tick', () => {
    for (const frameMs of [1000 / 30, 1000 / 60, 1000 / 144]) {
      let session = onTelemetry(MOVING, telemetry('L', 3));
      let sent = 0;
      for (let nowMs = 100; nowMs < 10_100; nowMs += frameMs) {
        const step = onFrame(session, nowMs, { ...FRAME, sequence: sent + 1 });
        session = step.session;
        if (step.send?.type !== 'renew') continue;
        sent += 1;
        expect(step.send).toMatchObject({ leaseId: 'L', epoch: 3, renderedTick: 7, sequence: sent });
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
      if (step.send) sent += 1;
    }
    expect(sent).toBe(2);
  });

  it('renews nothing before anything has been painted', () => {
    expect(onFrame(MOVING, 200, { ...FRAME, renderedTick: null }).send).toBeUndefined();
  });

  it('is ended by the page with the lease, and a lease that comes later is handed back', () => {
    expect(end(MOVING)).toEqual({ session: IDLE, send: { type: 'endMove', leaseId: 'L' } });
    const abandoned = end(ASKING).session;
    expect(onGrant(abandoned, GRANT, 100)).toEqual({
      session: IDLE,
      send: { type: 'endMove', leaseId: 'L' },
    });
    expect(onGrant(IDLE, GRANT, 100).send).toEqual({ type: 'endMove', leaseId: 'L' });
    expect(onGrant({ ...ASKING, requestId: 'r2' }, GRANT, 100).send).toEqual({
      type: 'endMove',
      leaseId: 'L',
    });
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
    expect(onFrame(MOVING, 601, FRAME)).toEqual({ session: IDLE, send: { type: 'endMove', leaseId: 'L' } });
  });

  it('tells control where the gaze is only if the gaze started it', () => {
    const away = { ...FRAME, gaze: 'invalid' } as const;
    expect(onFrame(MOVING, 100, away).send).toMatchObject({ gaze: 'invalid' });
    const byHand = onGrant({ ...ASKING, origin: 'hand' }, GRANT, 100).session;
    expect(onFrame(byHand, 100, away).send).toMatchObject({ gaze: 'unknown' });
  });
});
