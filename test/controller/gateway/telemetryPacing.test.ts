import { expect, test } from 'vitest';
import { isDue } from '../../../controller/gateway/telemetryPacing.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import { telemetryOf } from './support.ts';

test('every second tick is due', () => {
  let last: Telemetry | null = null;
  const sent: number[] = [];
  for (let tick = 0; tick < 100; tick++) {
    const next = telemetryOf(tick, { speedDegPerS: tick });
    if (!isDue(last, next)) continue;
    last = next;
    sent.push(tick);
  }
  expect(sent).toEqual(Array.from({ length: 50 }, (_, index) => index * 2));
});

test.each<[string, Partial<Telemetry>]>([
  ['state', { state: 'stopped' }],
  ['reason', { reason: 'stopPressed' }],
  ['fault', { faults: [{ id: 'linkLate', sinceTick: 1, isLatched: false }] }],
  ['epoch', { epoch: 1 }],
  ['lease', { lease: { leaseId: 'l', holder: 'c', ageMs: 0 } }],
  ['gaze', { gaze: 'invalid' }],
  ['brace', { brace: { ...telemetryOf(0).brace, isHeadHeld: true } }],
  ['profile', { profileHash: 'h' }],
])('a change of %s is due at once', (_name, change) => {
  expect(isDue(telemetryOf(4), telemetryOf(5))).toBe(false);
  expect(isDue(telemetryOf(4), telemetryOf(5, change))).toBe(true);
});

test('a tick that ran backwards is a new control process, and due', () => {
  expect(isDue(telemetryOf(4000), telemetryOf(0))).toBe(true);
});
