import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLive, type Lease, provenTime, type Renewal, renew } from '../../../controller/safety/lease.ts';

const LEASE_MS = 250;
/** Tick n was sent at 10 n ms. */
const tickTimes = { firstTick: 10, sentAtMs: Array.from({ length: 90 }, (_, index) => (10 + index) * 10) };
const lease: Lease = { leaseId: 'lease-1', holder: 'page', epoch: 3, provenAtMs: 500, lastSequence: 7 };
const renewal: Renewal = { leaseId: 'lease-1', holder: 'page', epoch: 3, sequence: 8, renderedTick: 60 };
const renewAt = (nowMs: number, change: Partial<Renewal> = {}, from: Lease | undefined = lease) =>
  renew(from, { ...renewal, ...change }, tickTimes, nowMs, LEASE_MS);

describe('intent lease', () => {
  test('S12: it runs from when the echoed tick was sent, not from when the renewal arrived', () => {
    const result = renewAt(740);
    expect(result).toMatchObject({ kind: 'renewed', lease: { provenAtMs: 600, lastSequence: 8 } });
    if (result.kind !== 'renewed') return;
    expect(isLive(result.lease, 600, LEASE_MS)).toBe(true);
    expect(isLive(result.lease, 850, LEASE_MS)).toBe(true);
    expect(isLive(result.lease, 851, LEASE_MS)).toBe(false);
  });

  test('S12: an echo of an older tick than the newest proves nothing less', () => {
    expect(renewAt(650, { renderedTick: 45 })).toMatchObject({ lease: { provenAtMs: 500 } });
  });

  test.each([
    ['an echo 251 ms old', 700, { renderedTick: 44 }, 'staleView'],
    ['a tick that was never sent', 700, { renderedTick: 5000 }, 'staleView'],
    ['a tick that is no longer remembered', 600, { renderedTick: 9 }, 'staleView'],
    ['the sequence of the last renewal', 600, { sequence: 7 }, 'sequenceRegressed'],
    ['another lease', 600, { leaseId: 'lease-2' }, 'leaseUnknown'],
    ['another epoch', 600, { epoch: 2 }, 'leaseUnknown'],
    ['another holder', 600, { holder: 'other' }, 'anotherCommander'],
  ] as const)('S13: %s is refused', (_, nowMs, change, refusal) => {
    expect(renewAt(nowMs, change)).toEqual({ kind: 'refused', refusal });
  });

  test('S13: a burst of renewals that a stalled socket delivers at once prolongs nothing', () => {
    const burst = Array.from({ length: 60 }, (_, index) => ({
      sequence: 8 + index,
      renderedTick: 20 + index / 2,
    }));
    const atMs = 50 * 10 + LEASE_MS + 1;
    for (const change of burst) expect(renewAt(atMs, change).kind).toBe('refused');
  });

  test('S14: what has run out is not renewed, however fresh the echo', () => {
    expect(renewAt(751, { renderedTick: 75 })).toEqual({ kind: 'refused', refusal: 'leaseUnknown' });
    expect(renew(undefined, renewal, tickTimes, 600, LEASE_MS).kind).toBe('refused');
  });

  test('S12: no sequence of renewals keeps a lease alive beyond 250 ms after the newest echoed tick', () => {
    const step = fc.record({ afterMs: fc.nat(120), renderedTick: fc.nat(120), sequence: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let nowMs = 500;
        let current = lease;
        let newestEchoMs = lease.provenAtMs;
        for (const { afterMs, renderedTick, sequence } of steps) {
          nowMs += afterMs;
          const result = renewAt(nowMs, { renderedTick, sequence }, current);
          if (result.kind === 'renewed') {
            current = result.lease;
            newestEchoMs = Math.max(newestEchoMs, renderedTick * 10);
          }
          if (isLive(current, nowMs, LEASE_MS)) expect(nowMs - newestEchoMs).toBeLessThanOrEqual(LEASE_MS);
        }
      }),
    );
  });

  test('S12: a movement may begin on an echo no older than the lease', () => {
    expect(provenTime(50, tickTimes, 750, LEASE_MS)).toBe(500);
    expect(provenTime(50, tickTimes, 751, LEASE_MS)).toBeUndefined();
    expect(provenTime(50.5, tickTimes, 600, LEASE_MS)).toBeUndefined();
  });

  test('S12: a clock that runs backwards leaves no lease alive', () => {
    expect(isLive(lease, 499, LEASE_MS)).toBe(false);
    expect(isLive(lease, Number.NaN, LEASE_MS)).toBe(false);
  });
});
