import { commandedSpeeds } from '../../../protocol/commandedSpeed.ts';
import { STRAIGHT_AHEAD } from '../../../protocol/gatePerson.ts';
import { isEngaged } from '../../gaze/clutch.ts';
import { afterTime } from '../../gaze/drift.ts';
import { atTick, inputsAt, NO_GAZE } from '../../gaze/gazePipeline.ts';
import { unseenForMs } from '../../gaze/gazeStream.ts';
import { followDelay } from '../../gaze/loopDelay.ts';
import { exactTracker, SELF_TEST_BEGUN, stepSelfTest } from '../../gaze/strategies/handedness.ts';
import { viewSafety } from '../../safety/safety.ts';
import { steeringObstacle } from '../../safety/steering/all.ts';
import { withGaze } from '../intent.ts';
import { commandedPose } from '../movement.ts';
import type { ProfileInForce } from '../profileInForce.ts';
import type { ControlState } from '../state.ts';
import { steeringGain, steeringSituation, withClutch } from './engagement.ts';
import { healthOf, isReady, pipelineSettings, type Steering, UNCHECKED } from './steering.ts';

/**
 * Before anything is judged: what the tracker said since the last tick, with the head of its moment, and what the clutch makes of
 * it. A profile without a strategy listens to no tracker.
 */
export function followSteering(before: ControlState, nowMs: number): ControlState {
  const { force, brace, steering } = before;
  if (!force || force.profile.gazeStrategy === 'none') return withoutGaze(before, nowMs);
  const { source } = steering.pipeline.stream;
  const settings = pipelineSettings(steering, force.profile, source, nowMs);
  // A pose that came before the last tick says where the head was then, which the pipeline knows already.
  const isNew = (brace.receivedAtMs ?? 0) > (before.lastTickAtMs ?? 0);
  const health = healthOf(steering, source, nowMs);
  const isRunning = health !== undefined && isReady(health);
  const commandedDeg = commandedPose(before.motion)?.yawDeg ?? Number.NaN;
  const commandAgeMs = nowMs - (before.lastTickAtMs ?? nowMs);
  const seen: ControlState = {
    ...before,
    steering: {
      ...steering,
      pipeline: atTick(steering.pipeline, nowMs, isNew ? brace.measured : undefined, settings),
      delay: followDelay(steering.delay, nowMs, commandedDeg, brace.measured?.yawDeg, commandAgeMs),
      // While gaze steers no other zero may come: the head would turn toward where nobody looks.
      drift: isEngaged(steering.clutch) ? steering.drift : afterTime(steering.drift, nowMs),
      ...(isRunning ? { selfTest: tested(steering, force) } : UNCHECKED),
    },
  };
  return withHeardGaze(withFollowedClutch(seen, nowMs), nowMs);
}

/** One look more of the test of sides, from the beginning for another strategy, screen or kind of reading. */
function tested(
  { selfTest, reading }: Steering,
  { steering, profile: { screen } }: ProfileInForce,
): Steering['selfTest'] {
  if (!steering || !screen || !reading) return undefined;
  const isOfThis = selfTest !== undefined && selfTest.of === steering && selfTest.reading === reading;
  const before = isOfThis ? selfTest.test : SELF_TEST_BEGUN;
  const test = stepSelfTest(before, exactTracker(reading, screen), steering.strategy, screen);
  return { of: steering, reading, test };
}

function withoutGaze(before: ControlState, nowMs: number): ControlState {
  const released = withClutch(before, { type: 'release', cause: 'fault' }, nowMs);
  const { steering } = released;
  if (steering.pipeline === NO_GAZE && !steering.isHeard) return released;
  return { ...released, steering: { ...steering, pipeline: NO_GAZE, isHeard: false, reading: undefined } };
}

function withFollowedClutch(before: ControlState, nowMs: number): ControlState {
  if (before.steering.clutch.phase === 'out') return before;
  const { stream } = before.steering.pipeline;
  const { condition, sinceMs } = stream;
  const gaze = {
    type: 'gaze',
    condition,
    forMs: nowMs - sinceMs,
    unseenForMs: unseenForMs(stream, nowMs),
  } as const;
  const state = withClutch(before, gaze, nowMs);
  const isHindered = isEngaged(state.steering.clutch) && steeringObstacle(steeringSituation(state, nowMs));
  return isHindered ? withClutch(state, { type: 'release', cause: 'fault' }, nowMs) : state;
}

/** The gaze that the checks judge is that of the tracker while it steers, and until what was lost with it is seen again. */
function withHeardGaze(state: ControlState, nowMs: number): ControlState {
  const { steering } = state;
  const isIn = isEngaged(steering.clutch);
  const { stream } = steering.pipeline;
  if ((!isIn && !steering.isHeard) || stream.source === undefined) return state;
  const intent = withGaze(
    state.intent,
    stream.source,
    stream.condition,
    Math.min(nowMs, stream.clock.newestMs),
  );
  return { ...state, intent, steering: { ...steering, isHeard: isIn || stream.condition !== 'valid' } };
}

/**
 * After the safety state of this tick is known: what the strategy wishes. It sees every tick from its engagement on, also where nothing
 * may move, as in the gate; what it wishes then is left. A wish renews no intent: people who only look around have their eyes further
 * out than 15° in 35 % of the time (reference/people.md §5).
 */
export function proposeSteering(state: ControlState, nowMs: number): ControlState {
  const { force, steering } = state;
  if (!force || !isEngaged(steering.clutch)) return state;
  const gain = steeringGain(state, nowMs);
  const law = steering.law ?? force.steering?.law;
  const still = { wish: { kind: 'none' }, reason: '' } as const;
  if (!law || gain.kind === 'refused')
    return { ...state, steering: { ...steering, law: undefined, ...still } };
  const { parameters } = force.profile;
  const { gaze, head } = inputsAt(steering.pipeline, nowMs, undefined);
  const proposal = law.propose({
    tMs: nowMs,
    gaze,
    head,
    person: {
      straightAhead: STRAIGHT_AHEAD,
      gainLimitPerS: gain.gainLimitPerS,
      largestRate: commandedSpeeds(parameters),
    },
  });
  const mayMove = viewSafety(state.safety).permission === 'move';
  return { ...state, steering: { ...steering, ...proposal, ...(mayMove ? {} : still) } };
}
