import type { Telemetry } from '../../protocol/telemetry.ts';
import { audioOf, standingAlarms } from '../safety/alarms.ts';
import { FAILSAFE } from '../safety/failsafe.ts';
import { actingFaults } from '../safety/faultState.ts';
import { viewSafety } from '../safety/safety.ts';
import type { Readiness } from '../safety/safetyEvents.ts';
import { isPowered } from './braceView.ts';
import { commandedPose, commandedSpeedDegPerS } from './movement.ts';
import type { ControlState, TickInputs } from './state.ts';
import { steeringView } from './steering/steeringView.ts';

/** This tick as the pages see it. Null is unknown, never a default. */
export function telemetryOf(state: ControlState, inputs: TickInputs, waitingFor: Readiness): Telemetry {
  const { brace, failsafe, force, intent, motion } = state;
  const { status } = brace;
  const view = viewSafety(state.safety);
  // The machine's reason of the self test is what it last waited for; a status of this very tick may know better.
  const isTesting = view.state === 'selfTest' && waitingFor !== 'passed';
  return {
    type: 'telemetry',
    tick: state.tick,
    epoch: intent.epoch,
    state: view.state,
    reason: isTesting ? waitingFor : view.reason,
    measured: brace.measured ?? null,
    commanded: commandedPose(motion) ?? null,
    target: motion.kind === 'running' ? motion.target : null,
    speedDegPerS: commandedSpeedDegPerS(motion),
    faults: actingFaults(failsafe).map(({ id, sinceMs, isFlagged }) => ({
      id,
      sinceTick: Math.max(0, state.tick - Math.round((inputs.nowMs - sinceMs) / 10)),
      isLatched: !isFlagged || FAILSAFE[id].clears !== 'self',
    })),
    alarms: standingAlarms(state.alarms),
    audio: audioOf(state.alarms),
    lease: intent.lease
      ? {
          leaseId: intent.lease.leaseId,
          holder: intent.lease.holder,
          ageMs: Math.max(0, inputs.nowMs - intent.lease.provenAtMs),
        }
      : null,
    gaze: intent.gaze.condition,
    steering: steeringView(state, inputs.nowMs),
    brace: {
      isPowered: status ? isPowered(status) : null,
      isHeadHeld: status ? status.inputs.isHeadHeld : null,
      isStopPressed: status ? status.inputs.isStopPressed : null,
      supplyVolts: inputs.supplyVolts,
      servoTemperaturesC: [inputs.servoTemperaturesC[0], inputs.servoTemperaturesC[1]],
    },
    profileHash: force?.hash ?? null,
  };
}
