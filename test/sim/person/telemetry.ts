import type { ReasonId, StateName } from '../../../protocol/states.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import { telemetryWith } from '../../telemetry.ts';

/** Telemetry of a healthy brace in a state, for pages. */
export function telemetryOf(what: {
  readonly tick: number;
  readonly state: StateName;
  readonly reason: ReasonId;
  readonly leaseId: string | null;
}): Telemetry {
  const { tick, state, reason, leaseId } = what;
  const pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
  return telemetryWith({
    tick,
    state,
    reason,
    measured: pose,
    commanded: pose,
    lease: leaseId === null ? null : { leaseId, holder: 'page', ageMs: 0 },
    brace: {
      isPowered: true,
      isHeadHeld: false,
      isStopPressed: false,
      supplyVolts: 6,
      servoTemperaturesC: [30, 30],
    },
    profileHash: 'h',
  });
}
