import { beforeEach, describe, expect, it } from 'vitest';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import type { GazeSight } from '../../hmi/patient/gazePointer.ts';
import { createPatient, type Patient } from '../../hmi/patient/patient.ts';
import type { ClientMessage } from '../../protocol/clientMessages.ts';
import { DEFAULT_PROFILE } from '../../protocol/profile.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { telemetryWith } from '../telemetry.ts';
import { Line } from './line.ts';

const LAYOUT: DwellLayout = {
  version: 1,
  targets: [
    {
      kind: 'stop',
      id: 'stop',
      side: 'inside',
      rect: { leftPx: 800, topPx: 20, widthPx: 180, heightPx: 560 },
    },
    {
      kind: 'stop',
      id: 'border',
      side: 'outside',
      rect: { leftPx: 20, topPx: 20, widthPx: 960, heightPx: 560 },
    },
    {
      kind: 'dwell',
      id: 'turnLeft',
      dwellMs: 1000,
      isRemembered: false,
      rect: { leftPx: 40, topPx: 200, widthPx: 200, heightPx: 200 },
    },
  ],
};
const AT: Readonly<Record<'turnLeft' | 'nothing' | 'border' | 'stop', GazeSight>> = {
  turnLeft: { kind: 'onPage', xPx: 140, yPx: 300 },
  nothing: { kind: 'onPage', xPx: 500, yPx: 300 },
  border: { kind: 'onPage', xPx: 5, yPx: 300 },
  stop: { kind: 'onPage', xPx: 900, yPx: 300 },
};

let nowMs = 0;
let tick = 0;
let line: Line;
let patient: Patient;
let lease: Telemetry['lease'] = null;

const telemetry = (state: Telemetry['state'] = lease ? 'engaged' : 'ready'): Telemetry =>
  telemetryWith({ tick, state, reason: lease ? 'moving' : 'armed', lease, profileHash: 'h' });

/** Frames of a 60 Hz display, with telemetry at 50 Hz. */
function look(sight: GazeSight, forMs: number, layout: DwellLayout = LAYOUT): void {
  for (const endMs = nowMs + forMs; nowMs < endMs; ) {
    nowMs += 1000 / 60;
    while (tick < nowMs / 10 - 2) {
      tick += 2;
      line.tell(telemetry(), nowMs);
    }
    patient.frame(nowMs, sight, layout);
  }
}

const sentOf = (type: ClientMessage['type']) => line.sent.filter((message) => message.type === type);

function grant(): void {
  const move = line.sent.findLast((message) => message.type === 'move');
  expect(move).toBeDefined();
  if (move?.type !== 'move') return;
  lease = { leaseId: 'L', holder: 'me', ageMs: 0 };
  line.tell({ type: 'leaseGranted', requestId: move.requestId, leaseId: 'L', holder: 'me', epoch: 0 }, nowMs);
}

/** Somebody's hand puts the page's clutch in: the movements are there, and have been seen. */
function offerMovements(): void {
  patient.choose('moveHead', nowMs);
  look(AT.nothing, 600);
  expect(patient.picture().screen).toBe('move');
}

beforeEach(() => {
  nowMs = 0;
  tick = 0;
  lease = null;
  line = new Line();
  patient = createPatient(line.client, () => nowMs);
  line.tell({ type: 'welcome', sessionId: 's', clientId: 'me', version: '0', isSimulated: true }, 0);
  line.tell({ type: 'profile', profile: DEFAULT_PROFILE, hash: 'h' }, 0);
  look(AT.nothing, 1500);
  offerMovements();
});

describe('the patient’s page without its pixels', () => {
  it('echoes only what the frame before has shown: what arrived since is not painted yet', () => {
    line.tell(telemetry(), nowMs);
    for (let frame = 0; frame < 60; frame++) {
      const applied = line.client.shown().telemetry?.tick;
      tick += 2;
      line.tell(telemetry(), nowMs);
      nowMs += 250;
      const before = line.sent.length;
      patient.frame(nowMs, AT.nothing, LAYOUT);
      const [presence] = line.sent.slice(before);
      if (presence?.type === 'presence') expect(presence.renderedTick).toBe(applied);
    }
    expect(sentOf('presence').length).toBeGreaterThan(50);
  });

  it('says 5 times per second that it is alive, and renews 20 times instead while it moves', () => {
    const before = sentOf('presence').length;
    look(AT.nothing, 10_000);
    const presences = sentOf('presence').length - before;
    expect(presences).toBeGreaterThanOrEqual(44);
    expect(presences).toBeLessThanOrEqual(51);
    patient.choose('turnLeft', nowMs);
    grant();
    const atGrant = sentOf('presence').length;
    look(AT.turnLeft, 1000);
    expect(sentOf('presence')).toHaveLength(atGrant);
    expect(sentOf('renew').length).toBeGreaterThanOrEqual(18);
    expect(sentOf('renew').length).toBeLessThanOrEqual(21);
  });

  it('gives sequence numbers that only rise', () => {
    look(AT.turnLeft, 1100);
    grant();
    look(AT.turnLeft, 500);
    look(AT.nothing, 2000);
    const numbers = line.sent.flatMap((message) => ('sequence' in message ? [message.sequence] : []));
    expect(numbers.length).toBeGreaterThan(20);
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  });

  it.each(['gaze', 'hand'] as const)('ends a movement by %s at the border', (origin) => {
    if (origin === 'gaze') look(AT.turnLeft, 1100);
    else patient.choose('turnLeft', nowMs);
    grant();
    look(origin === 'gaze' ? AT.turnLeft : AT.nothing, 500);
    expect(sentOf('endMove')).toEqual([]);
    look(AT.border, 100);
    expect(sentOf('endMove')).toEqual([{ type: 'endMove', leaseId: 'L' }]);
    expect(sentOf('stop')).toEqual([]);
  });

  it.each(['hidden', 'blurred'] as const)('ends a movement by hand when the page is %s', (cause) => {
    patient.choose('turnLeft', nowMs);
    grant();
    look({ kind: 'away', why: 'left' }, 300);
    expect(sentOf('endMove')).toEqual([]);
    patient.interrupted(cause, nowMs);
    expect(sentOf('endMove')).toHaveLength(1);
  });

  it('keeps what a hand has brought for the hand, and a look that rests on it meets the two looks', () => {
    look(AT.nothing, 30_000);
    expect(patient.picture().screen).toBe('move');
    look(AT.turnLeft, 1100);
    expect([sentOf('move'), patient.picture().screen]).toEqual([[], 'calm']);
    look(AT.nothing, 600);
    offerMovements();
    look(AT.nothing, 30_000);
    patient.choose('turnLeft', nowMs);
    expect(sentOf('move')).toHaveLength(1);
  });

  it('offers movements after a click that was heard while a frame had begun: its time lies before the click', () => {
    patient.stop();
    look(AT.nothing, 600);
    expect(patient.picture().screen).toBe('calm');
    patient.choose('moveHead', nowMs + 30);
    look(AT.nothing, 200);
    expect(patient.picture().screen).toBe('move');
  });

  it('hands a lease back that comes after the person looked away', () => {
    look(AT.turnLeft, 1100);
    look(AT.nothing, 100);
    expect(sentOf('endMove')).toEqual([]);
    grant();
    expect(sentOf('endMove')).toEqual([{ type: 'endMove', leaseId: 'L' }]);
    look(AT.nothing, 500);
    expect(sentOf('renew')).toEqual([]);
  });

  it('renews nothing after STOP, whatever the gaze does', () => {
    look(AT.turnLeft, 1100);
    grant();
    look(AT.turnLeft, 300);
    patient.stop();
    const renewals = sentOf('renew').length;
    look(AT.turnLeft, 500);
    expect(sentOf('renew')).toHaveLength(renewals);
    expect(sentOf('stop')).toHaveLength(1);
  });

  it('says so when STOP cannot be sent', () => {
    line.drop(1006);
    patient.stop();
    patient.frame(nowMs + 16, AT.nothing, LAYOUT);
    expect(line.sent.some(({ type }) => type === 'stop')).toBe(false);
    patient.stop();
    patient.frame(nowMs + 32, AT.nothing, LAYOUT);
    expect(patient.picture().notice).toEqual({ kind: 'stopNotSent' });
  });

  it('forgets everything of another run of Poise: no old tick is ever echoed', () => {
    look(AT.turnLeft, 1100);
    grant();
    look(AT.turnLeft, 200);
    line.drop(1006);
    line.isOpen = true;
    const before = line.sent.length;
    tick = 0;
    lease = null;
    line.tell({ type: 'welcome', sessionId: 's2', clientId: 'me2', version: '0', isSimulated: true }, nowMs);
    line.tell({ type: 'profile', profile: DEFAULT_PROFILE, hash: 'h' }, nowMs);
    for (let frame = 0; frame < 120; frame++) {
      nowMs += 16;
      tick += 2;
      line.tell(telemetry(), nowMs);
      patient.frame(nowMs, AT.turnLeft, LAYOUT);
    }
    const after = line.sent.slice(before);
    expect(after.map(({ type }) => type)).not.toContain('renew');
    for (const message of after)
      if ('renderedTick' in message) expect(message.renderedTick).toBeLessThanOrEqual(tick);
    expect(after.length).toBeGreaterThan(5);
  });
});
