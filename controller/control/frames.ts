import type { HostFrame, Motion as MotionFrame } from '../../hardware/link/hostFrames.ts';
import { nextSeq } from '../../hardware/link/sequence.ts';
import { pulsesFromPots } from '../motion/kinematics/servoMap.ts';
import { judgeFrame, remember, type Verdict } from '../safety/guard.ts';
import { viewSafety } from '../safety/safety.ts';
import { mayTakeOver } from './boardFitness.ts';
import { isPowered } from './braceView.ts';
import { nextHandshakeFrame } from './handshake.ts';
import { standWhereTheBraceStands } from './ingest.ts';
import { commandedPose, pulsesFor } from './movement.ts';
import { isEchoLate } from './pursue.ts';
import type { ControlState, TickInputs } from './state.ts';

/** The state after this tick's frames, which are numbered and remembered in it. */
export interface Framed {
  readonly state: ControlState;
  readonly frames: readonly HostFrame[];
}

/** The motion frame of every powered state, judged on the very integers that go out, and what is said beside it. */
export function frameTick(state: ControlState, inputs: TickInputs): Framed {
  if (!inputs.isLineOpen) return { state, frames: [] };
  const moved = motionFrame(state, inputs);
  const { force } = moved.state;
  const { status } = moved.state.brace;
  const { handshake, frame } = nextHandshakeFrame(moved.state.handshake, {
    isEchoLate: force !== undefined && isEchoLate(inputs, force.profile.parameters.echoLateMs),
    status,
    isBoardFit: status !== undefined && mayTakeOver(moved.state, status),
    measured: moved.state.brace.measured,
    wanted: moved.state.pending?.stage === 'echo' ? moved.state.pending.candidate : force,
    permission: viewSafety(moved.state.safety).permission,
    isMoving: moved.state.motion.kind === 'running',
    isHeadOutOfBrace: moved.state.release?.isHeadOutOfBrace === true,
    nowMs: inputs.nowMs,
  });
  return { state: { ...moved.state, handshake }, frames: frame ? [...moved.frames, frame] : moved.frames };
}

function motionFrame(state: ControlState, inputs: TickInputs): Framed {
  const { force, motion, handshake, brace } = state;
  const { status } = brace;
  if (!force || !status || !isPowered(status) || motion.kind === 'none' || handshake.lastSeq === undefined) {
    return { state, frames: [] };
  }
  const { firmwareLeaseMs, echoLateMs } = force.profile.parameters;
  // Two frames are on the way and unconfirmed: a third would be planned on a guess.
  if (isEchoLate(inputs, echoLateMs)) return { state, frames: [] };
  const seq = nextSeq(handshake.lastSeq);
  const head = { kind: 'motion', seq, leaseMs: firmwareLeaseMs } as const;
  const numbered: ControlState = { ...state, handshake: { ...handshake, lastSeq: seq } };
  const { nowMs } = inputs;
  if (motion.kind === 'still') return stillFrame(numbered, head, nowMs);

  const pose = commandedPose(motion);
  const pulseUs = pose && pulsesFor(pose, force);
  const history = state.history.length > 0 ? state.history : [{ atMs: nowMs, pulsesUs: status.appliedUs }];
  const verdict: Verdict =
    pose && pulseUs
      ? judgeFrame(pose, pulseUs, nowMs, {
          limits: force.limits,
          referenceUs: force.referenceUs,
          envelope: force.envelope,
          speed: force.speed,
          previousPose: state.lastPose ?? pose,
          history,
          readingsUs: brace.believed.map(({ potSum }) => pulsesFromPots(potSum, force.profile.build.servos)),
        })
      : { kind: 'refuse', rule: 'pose', detail: 'The mechanism cannot take the planned pose.' };
  if (verdict.kind === 'refuse' || !pulseUs || !pose) {
    const incidents = new Set([...state.incidents, 'guardRefused' as const]);
    return stillFrame(standWhereTheBraceStands({ ...numbered, incidents }), head, nowMs);
  }
  return {
    state: { ...numbered, lastPose: pose, history: remember(history, { atMs: nowMs, pulsesUs: pulseUs }) },
    frames: [{ ...head, isMoving: true, pulseUs }],
  };
}

function stillFrame(
  state: ControlState,
  head: Pick<MotionFrame, 'kind' | 'seq' | 'leaseMs'>,
  nowMs: number,
): Framed {
  const { motion } = state;
  if (motion.kind !== 'still') return { state, frames: [] };
  const history = remember(state.history, { atMs: nowMs, pulsesUs: motion.pulsesUs });
  return {
    state: { ...state, lastPose: motion.pose, history },
    frames: [{ ...head, isMoving: false, pulseUs: motion.pulsesUs }],
  };
}
