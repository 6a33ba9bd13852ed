import type { Telemetry } from '../protocol/telemetry.ts';

/** Telemetry of a brace that is ready, of which nothing was measured; `known` says what else is to be true of it. */
export function telemetryWith(known: Partial<Telemetry>): Telemetry {
  return {
    type: 'telemetry',
    tick: 1,
    epoch: 0,
    state: 'ready',
    reason: 'armed',
    measured: null,
    commanded: null,
    target: null,
    speedDegPerS: 0,
    faults: [],
    alarms: [],
    audio: { kind: 'on' },
    lease: null,
    gaze: 'unknown',
    steering: null,
    brace: {
      isPowered: null,
      isHeadHeld: null,
      isStopPressed: null,
      supplyVolts: null,
      servoTemperaturesC: [null, null],
    },
    profileHash: null,
    ...known,
  };
}
