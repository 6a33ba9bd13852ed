import { type Built, STRATEGIES } from '../../controller/gaze/strategies/registry.ts';
import { defaultsOf } from '../../controller/gaze/strategies/settings.ts';
import type { Direction } from '../../protocol/gazeSample.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import type { ReasonId } from '../../protocol/states.ts';
import { GAZE_STRATEGY_IDS, type GazeStrategyId, type ReleaseCause } from '../../protocol/steering.ts';
import { NeverCameError, openSession, type Session } from './session.ts';
import { type Instant, type StepFigures, stepFigures } from './stepFigures.ts';

/** Steps of reference/domain.md §3.3, as far as gaze turns a head here. */
export const TARGETS: readonly Direction[] = [
  ...[10, 20, 30].flatMap((deg) => [deg, -deg]).map((yawDeg) => ({ yawDeg, pitchDeg: 0 })),
  ...[10, 15].flatMap((deg) => [deg, -deg]).map((pitchDeg) => ({ yawDeg: 0, pitchDeg })),
];

/**
 * Long enough for the slowest law, which goes on for some five of its time constants of about a second. The first look needs as long: a
 * law that rests elsewhere than straight ahead would still be on its way there, and the turn for the step would count as a turning back.
 */
const LEAD_MS = 8000;
export const STEP_MS = 10_000;
const TRIES = 8;
const RECORD_EVERY_MS = 10;

export interface StepResult {
  readonly strategy: GazeStrategyId;
  readonly seed: number;
  readonly target: Direction;
  /** Where the strategy foretells that the head comes to rest, as far as the profile lets gaze turn it. */
  readonly foretold: Direction;
  /** The profile, not the strategy, says where the head ends. */
  readonly isAtLimit: boolean;
  /** What the person's tracker was off by before they looked at the mark. */
  readonly offset: Direction;
  readonly figures: StepFigures;
  /** Why the clutch had let go at the end, and what control says of it; null: it had not. */
  readonly released: { readonly cause: ReleaseCause | null; readonly reason: ReasonId } | null;
  /** Frames that the chip refused. */
  readonly refusals: number;
}

type Foretell = (target: Direction) => Direction;

/** What a strategy foretells, or why a step of the target says nothing about it. */
export function foretelling(
  id: GazeStrategyId,
):
  | { readonly kind: 'foretells'; readonly rest: Foretell }
  | { readonly kind: 'left out'; readonly why: string } {
  const built = builtOf(id);
  if (!built) return { kind: 'left out', why: 'it is made from recordings of a person, and none are given' };
  if (built.kind === 'refused') return { kind: 'left out', why: built.sentence };
  const { rest } = built.figures;
  return rest
    ? { kind: 'foretells', rest: (target) => rest(target).pose }
    : {
        kind: 'left out',
        why: 'it foretells no rest: the head goes where it is sent, or for as long as it is held',
      };
}

function builtOf(id: GazeStrategyId): Built | undefined {
  if (id === 'none') return undefined;
  const entry = STRATEGIES[id];
  return entry.from === 'settings' ? entry.build(defaultsOf(entry.settings)) : undefined;
}

/** Every way of steering that control knows. */
export const STEERING_IDS = GAZE_STRATEGY_IDS.filter((id) => id !== 'none');

/** Gaze turns the head no further than this (protocol/parameters.ts): an ellipsoid whose axes the targets lie on. */
function withinRange({ yawDeg, pitchDeg }: Direction): Direction {
  const { yawSoftDeg, gazeYawDeg, flexionSoftDeg, extensionSoftDeg } = DEFAULT_PARAMETERS;
  const reach = Math.hypot(
    yawDeg / Math.min(yawSoftDeg, gazeYawDeg),
    pitchDeg / (pitchDeg > 0 ? flexionSoftDeg : extensionSoftDeg),
  );
  return reach <= 1 ? { yawDeg, pitchDeg } : { yawDeg: yawDeg / reach, pitchDeg: pitchDeg / reach };
}

/** At rest with the clutch in, before the target jumps. Who blinks so often that it lets go meanwhile puts it in again, as people do. */
async function leadIn(session: Session): Promise<void> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    await session.engage();
    await session.advance(LEAD_MS);
    if (session.telemetry.steering?.clutch === 'in') return;
  }
  throw new NeverCameError(`The clutch did not stay in for ${LEAD_MS / 1000} s in ${TRIES} tries.`);
}

/**
 * One person, drawn by the seed, puts the clutch in with the head in the middle and looks from straight ahead to `target`, on the
 * whole simulated brace.
 * @throws NeverCameError when they could not begin
 */
export async function runStep(
  strategy: GazeStrategyId,
  rest: Foretell,
  target: Direction,
  seed: number,
  stepMs = STEP_MS,
): Promise<StepResult> {
  const session = await openSession(strategy, seed);
  try {
    const { rig, steerer } = session;
    const recording: Instant[] = [];
    await leadIn(session);
    const jumpedAtMs = rig.lockstep.timeMs;
    session.onStep = () => {
      const tMs = rig.lockstep.timeMs - jumpedAtMs;
      if (tMs % RECORD_EVERY_MS !== 0) return;
      const { bandPose, skullPose } = rig.brace.truth();
      const { gaze, eye } = steerer;
      recording.push({ tMs, band: bandPose, skull: skullPose, gaze, eye });
    };
    steerer.target = target;
    await session.advance(stepMs);
    const { offset } = steerer.person;
    const told = rest(target);
    const foretold = withinRange(told);
    const { steering, reason } = session.telemetry;
    return {
      strategy,
      seed,
      target,
      foretold,
      isAtLimit: foretold.yawDeg !== told.yawDeg || foretold.pitchDeg !== told.pitchDeg,
      offset,
      figures: stepFigures(recording, target, foretold),
      released: steering?.clutch === 'in' ? null : { cause: steering?.released ?? null, reason },
      refusals: rig.board?.latestStatus.refusalCount ?? Number.NaN,
    };
  } finally {
    session.dispose();
  }
}
