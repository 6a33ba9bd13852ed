import { createCaregiver } from '../brace/caregiver.ts';
import { type FaultyWorld, SIMULATED_FAULTS } from '../faults/faults.ts';
import { LockstepTimeout } from '../lockstep/lockstep.ts';
import { createPerson, type Person } from '../person/person.ts';
import { createRig, type Rig } from '../rig/rig.ts';
import { profileOf } from './check.ts';
import { judge, peakSpeedDegPerS, type Verdict } from './criteria.ts';
import { createRecorder, createStatusTap, hashOf, type Recorder } from './recording.ts';
import type { Condition, Scenario } from './schema.ts';
import { createTimeline, type TimelineProgress } from './timeline.ts';

/** How a run ended. */
export interface ScenarioResult {
  readonly name: string;
  readonly seed: number;
  readonly verdicts: readonly Verdict[];
  /** Why the run did not come to its end; null: it did. */
  readonly brokenOff: string | null;
  /** Every criterion held, and the run came to its end. */
  readonly isHeld: boolean;
  /** From power-on. */
  readonly simulatedMs: number;
  /** SHA-256 of the whole recording. */
  readonly hash: string;
  readonly events: readonly { readonly atMs: number; readonly what: string }[];
}

/** The brace has been given this long to settle before the timeline starts. */
const SETTLE_MS = 700;
/** A person sees a new screen before the eyes leave for it; gaze that was already there chooses nothing. */
const REACTION_MS = 300;
/** Each part of the beginning takes a few seconds; a controller that needs longer is broken. */
const LONGEST_PART_MS = 20_000;
/** A host that finds no brace is started again after this long, as the supervisor does. */
const RETRY_MS = 500;
/** The band's speed in conditions is a difference over as many instants as a criterion uses. */
const RECENT_INSTANTS = 41;

/**
 * Runs a scenario in virtual time: the whole controller, the real firmware, the physics and a person at the patient's page.
 * The same scenario and seed give the same recording. @throws whatever the rig throws that is not a finding about the controller.
 */
export async function runScenario(scenario: Scenario, seed: number): Promise<ScenarioResult> {
  const profile = profileOf(scenario);
  const { startPose } = scenario.person;
  const rig = await createRig({ seed, profile, ...(startPose ? { startPose } : {}) });
  const run = createRun(rig, scenario, seed);
  const brokenOff = await run.toItsEnd();
  rig.lockstep.onStep = () => {};
  const simulatedMs = rig.lockstep.timeMs;
  rig.killHost();
  await rig.lockstep.advance(100);
  rig.dispose();
  const { recorder } = run;
  const verdicts = scenario.criteria.map((criterion) => judge(criterion, recorder, profile.parameters));
  return {
    name: scenario.name,
    seed,
    verdicts,
    brokenOff,
    isHeld: brokenOff === null && verdicts.every(({ isHeld }) => isHeld),
    simulatedMs,
    hash: hashOf(recorder),
    events: recorder.events,
  };
}

interface Run {
  readonly recorder: Recorder;
  /** Null, or why it was broken off. */
  toItsEnd(): Promise<string | null>;
}

function createRun(rig: Rig, scenario: Scenario, seed: number): Run {
  const { lockstep, brace } = rig;
  const recorder = createRecorder();
  const caregiver = createCaregiver();
  const clients = new Map<string, number>();
  let startedAtMs: number | undefined;
  let isHostUp = false;
  let hostWantedAtMs: number | undefined;
  let endsAtMs: number | undefined;
  let brokenOff: string | null = null;
  let lastState = '';

  const nowMs = () => lockstep.timeMs - (startedAtMs ?? lockstep.timeMs);
  const isRecording = () => startedAtMs !== undefined && !isOver();
  const isOver = () => brokenOff !== null || (endsAtMs !== undefined && nowMs() > endsAtMs);
  const note = (what: string) => {
    if (isRecording()) recorder.events.push({ atMs: nowMs(), what });
  };

  const person: Person = createPerson({
    seed,
    profile: profileOf(scenario),
    eyes: scenario.person,
    gazeSource: scenario.person.gazeSource,
    isInsisting: scenario.person.pageInsists,
    gateway: {
      send(clientId, message) {
        if (!clients.has(clientId)) clients.set(clientId, 0);
        rig.send(clientId, message);
      },
      clientGone: rig.clientGone,
      repliesTo: rig.repliesTo,
      get telemetry() {
        return isHostUp ? rig.telemetry : undefined;
      },
    },
  });

  const world: FaultyWorld = {
    rig: {
      brace,
      killHost() {
        isHostUp = false;
        rig.killHost();
      },
    },
    person,
    startHost,
  };

  function startHost(): void {
    hostWantedAtMs = lockstep.timeMs;
  }

  function isTrue({ state, reason, bandSpeedAboveDegPerS, hostEnded }: Condition): boolean {
    const { telemetry } = rig;
    const recent = recorder.instants.slice(-RECENT_INSTANTS);
    const speedDegPerS = Math.hypot(
      peakSpeedDegPerS(recent, 'yawDeg'),
      peakSpeedDegPerS(recent, 'pitchDeg'),
      peakSpeedDegPerS(recent, 'rollDeg'),
    );
    return (
      (state === undefined || (isHostUp && telemetry?.state === state)) &&
      (reason === undefined || (isHostUp && telemetry?.reason === reason)) &&
      (bandSpeedAboveDegPerS === undefined || speedDegPerS > bandSpeedAboveDegPerS) &&
      (hostEnded === undefined || recorder.hostEnds.length > 0)
    );
  }

  const timeline = createTimeline(scenario.timeline, {
    look(target) {
      note(`looks at ${target}`);
      person.look(target);
    },
    pressStopKey() {
      note('presses the stop key');
      person.pressStopKey();
    },
    hand(hand) {
      note(hand === 'holdsHead' ? 'a hand holds the head' : 'the hand lets go');
      caregiver.stepBack();
      if (hand === 'holdsHead') brace.holdHead();
      else brace.letGo();
    },
    beginFault(fault) {
      note(`fault ${fault}`);
      SIMULATED_FAULTS[fault].begin(world);
    },
    endFault(fault) {
      note(`end of fault ${fault}`);
      SIMULATED_FAULTS[fault].end(world);
    },
    restartHost() {
      note('a new host is started');
      startHost();
    },
    mark(name) {
      recorder.marks.set(name, nowMs());
    },
    isTrue,
  });

  rig.onTelemetry = (telemetry) => {
    isHostUp = true;
    if (!isRecording()) return;
    recorder.telemetry.push({ atMs: nowMs(), what: telemetry });
    const faults = telemetry.faults.map(({ id }) => id).join(', ');
    const state = `${telemetry.state}, ${telemetry.reason}${faults ? ` (${faults})` : ''}`;
    if (state !== lastState) note(state);
    lastState = state;
  };
  rig.onHostEnd = (end) => {
    isHostUp = false;
    note(`control has ended: ${end.cause}`);
    if (isRecording()) recorder.hostEnds.push({ atMs: nowMs(), what: end });
  };
  const tap = createStatusTap((status) => {
    if (isRecording()) recorder.statuses.push({ atMs: nowMs(), what: status });
  });
  const transmit = brace.chip.onTransmit;
  brace.chip.onTransmit = (byte, cycle) => {
    tap(byte);
    transmit(byte, cycle);
  };

  function record(): void {
    const { pulsesUs } = brace.sight();
    recorder.instants.push({ band: rig.body.bandPose(), skull: rig.body.skullPose(), pulsesUs });
    for (const [clientId, read] of clients) {
      const replies = rig.repliesTo(clientId);
      for (const what of replies.slice(read)) recorder.replies.push({ atMs: nowMs(), what });
      clients.set(clientId, replies.length);
    }
  }

  function finish(progress: TimelineProgress): void {
    if (progress.kind === 'brokenOff') {
      note(progress.sentence);
      recorder.marks.set('end', nowMs());
      brokenOff = progress.sentence;
    } else if (progress.kind === 'done') {
      endsAtMs ??= progress.lastStepAtMs + Math.round(scenario.endsAfterS * 1000);
      recorder.marks.set('end', endsAtMs);
    }
  }

  lockstep.onStep = () => {
    if (caregiver.isTimeToLetGo(brace.sight())) brace.letGo();
    person.step(lockstep.timeMs);
    if (!isRecording()) return;
    record();
    finish(timeline.step(nowMs()));
  };

  /** A host that finds no brace ends, and is started again after a while. */
  async function bringUpHost(): Promise<void> {
    hostWantedAtMs = undefined;
    try {
      if (rig.board) await rig.endHost();
      await rig.startHost();
    } catch (error) {
      note(`the host found no brace: ${error instanceof Error ? error.message : String(error)}`);
      hostWantedAtMs = lockstep.timeMs + RETRY_MS;
    }
  }

  const until = (condition: () => boolean, what: string) => lockstep.until(condition, LONGEST_PART_MS, what);

  async function begin(): Promise<void> {
    if (scenario.begin === 'powerOn') return;
    await rig.startHost();
    await until(
      () => rig.telemetry?.state === 'standby' && !brace.truth().isHandHolding,
      'standby, and the hand lets go',
    );
    if (scenario.begin === 'standby') {
      await lockstep.advance(SETTLE_MS);
      return;
    }
    person.look('getReady');
    await until(() => rig.telemetry?.reason === 'awaitingConfirm', '"Get ready" is chosen');
    await lockstep.advance(REACTION_MS);
    person.look('yes');
    await until(() => rig.telemetry?.state === 'ready', '"Yes" is chosen');
    person.look('centre');
    await lockstep.advance(SETTLE_MS);
  }

  return {
    recorder,
    async toItsEnd() {
      try {
        await begin();
      } catch (error) {
        if (!(error instanceof LockstepTimeout)) throw error;
        return `The run could not begin: ${error.message}.`;
      }
      startedAtMs = lockstep.timeMs;
      recorder.marks.set('start', 0);
      record();
      if (scenario.begin === 'powerOn') startHost();
      const isHostDue = () => hostWantedAtMs !== undefined && lockstep.timeMs >= hostWantedAtMs;
      while (!isOver()) {
        if (isHostDue()) await bringUpHost();
        else await lockstep.until(() => isOver() || isHostDue(), 3_600_000, 'the scenario ends');
      }
      return brokenOff;
    },
  };
}
