import { createCaregiver } from '../brace/caregiver.ts';
import { type FaultyWorld, faultOf } from '../faults/faults.ts';
import { createPerson } from '../person/person.ts';
import { createRig, type Rig } from '../rig/rig.ts';
import { profileOf } from './check.ts';
import { judge, peakSpeedDegPerS, SPEED_WINDOW_MS, type Verdict } from './criteria.ts';
import { createHost } from './host.ts';
import { open } from './opening.ts';
import { hashOf, type Recording } from './recording.ts';
import type { Condition, Scenario } from './schema.ts';
import { createTimeline, type TimelineProgress } from './timeline.ts';
import { watchRig } from './watch.ts';

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

/** No scenario lasts longer: 200 steps of up to ten minutes are a mistake. */
const LONGEST_RUN_MS = 3_600_000;
/** What a killed host still has under way comes to its end. */
const LAST_TIMERS_MS = 100;

/**
 * Runs a scenario in virtual time: the whole controller, the real firmware, the physics and a person at the patient's page.
 * The same scenario and seed give the same recording. @throws whatever is thrown in the controller or in the simulation.
 */
export async function runScenario(scenario: Scenario, seed: number): Promise<ScenarioResult> {
  const profile = profileOf(scenario);
  const { startPose } = scenario.person;
  const rig = await createRig({ seed, profile, ...(startPose ? { startPose } : {}) });
  rig.brace.wireReset(scenario.brace.resetsOnOpen);
  try {
    const { recording, brokenOff } = await play(rig, scenario, seed);
    const simulatedMs = rig.lockstep.timeMs;
    rig.lockstep.onStep = () => {};
    rig.killHost();
    await rig.lockstep.advance(LAST_TIMERS_MS);
    const verdicts = scenario.criteria.map((criterion) => judge(criterion, recording, profile.parameters));
    return {
      name: scenario.name,
      seed,
      verdicts,
      brokenOff,
      isHeld: brokenOff === null && verdicts.every(({ isHeld }) => isHeld),
      simulatedMs,
      hash: hashOf(recording),
      events: recording.events,
    };
  } finally {
    rig.dispose();
  }
}

/** What was thrown, and by which function of which file; without this machine's paths, for they would change the hash. */
function describeThrown(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, functionName, place] = /at (\S+) \(.*\/([^/]+:\d+):\d+\)/.exec(error.stack ?? '') ?? [];
  return functionName === undefined ? error.message : `${error.message}, in ${functionName} (${place})`;
}

interface Played {
  readonly recording: Recording;
  readonly brokenOff: string | null;
}

async function play(rig: Rig, scenario: Scenario, seed: number): Promise<Played> {
  const { lockstep, brace } = rig;
  const caregiver = createCaregiver();
  let startedAtMs: number | undefined;
  let endsAtMs: number | undefined;
  let brokenOff: string | null = null;

  const nowMs = () => lockstep.timeMs - (startedAtMs ?? lockstep.timeMs);
  const isOver = () => brokenOff !== null || (endsAtMs !== undefined && nowMs() > endsAtMs);
  const watch = watchRig(rig, { nowMs, isRecording: () => startedAtMs !== undefined && !isOver() });
  const { recorder, note } = watch;
  const host = createHost(rig, note);

  const person = createPerson({
    seed,
    profile: profileOf(scenario),
    eyes: scenario.person,
    gazeSource: scenario.person.gazeSource,
    isInsisting: scenario.person.pageInsists,
    gateway: {
      send(clientId, message) {
        watch.meet(clientId);
        rig.send(clientId, message);
      },
      clientGone: rig.clientGone,
      repliesTo: rig.repliesTo,
      get telemetry() {
        return host.telemetry();
      },
    },
  });

  /** Ends the run at this millisecond; the first reason is the one that is told. */
  function breakOff(sentence: string): void {
    if (brokenOff !== null) return;
    note(sentence);
    recorder.marks.set('end', nowMs());
    brokenOff = sentence;
  }

  rig.onHostCrash = (error) => breakOff(`Control has crashed: ${describeThrown(error)}.`);

  const world: FaultyWorld = {
    brace,
    person,
    killHost() {
      if (!host.kill()) breakOff('There was no host to kill.');
    },
    startHost: host.want,
  };

  function isTrue({ state, reason, bandSpeedAboveDegPerS, hostEnded }: Condition): boolean {
    const telemetry = host.telemetry();
    return (
      (state === undefined || telemetry?.state === state) &&
      (reason === undefined || telemetry?.reason === reason) &&
      (bandSpeedAboveDegPerS === undefined || bandSpeedDegPerS() > bandSpeedAboveDegPerS) &&
      (hostEnded === undefined || recorder.hostEnds.length > 0)
    );
  }

  function bandSpeedDegPerS(): number {
    const recent = recorder.instants.slice(-SPEED_WINDOW_MS - 1);
    return Math.hypot(
      peakSpeedDegPerS(recent, 'yawDeg'),
      peakSpeedDegPerS(recent, 'pitchDeg'),
      peakSpeedDegPerS(recent, 'rollDeg'),
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
    beginFault(fault, settings) {
      const given = Object.entries(settings).map(([name, value]) => ` ${name} ${value}`);
      note(`fault ${fault}${given.join(',')}`);
      faultOf(fault, settings).begin(world);
    },
    endFault(fault, settings) {
      note(`end of fault ${fault}`);
      faultOf(fault, settings).end(world);
    },
    restartHost() {
      note('a new host is started');
      host.want();
    },
    mark: (name) => recorder.marks.set(name, nowMs()),
    isTrue,
  });

  function follow(progress: TimelineProgress): void {
    if (progress.kind === 'brokenOff') breakOff(progress.sentence);
    if (progress.kind !== 'done') return;
    endsAtMs ??= progress.lastStepAtMs + Math.round(scenario.endsAfterS * 1000);
    recorder.marks.set('end', endsAtMs);
  }

  lockstep.onStep = () => {
    if (caregiver.isTimeToLetGo(brace.sight())) brace.letGo();
    person.step(lockstep.timeMs);
    if (startedAtMs === undefined || isOver()) return;
    watch.record();
    follow(timeline.step(nowMs()));
  };

  const neverOpened = await open(rig, host.telemetry, person, scenario.begin);
  const brokenBefore = brokenOff ?? neverOpened;
  if (brokenBefore !== null) return { recording: recorder, brokenOff: brokenBefore };
  startedAtMs = lockstep.timeMs;
  recorder.marks.set('start', 0);
  watch.record();
  if (scenario.begin === 'powerOn') host.want();
  while (!isOver()) {
    if (host.isDue()) await host.start();
    else await lockstep.until(() => isOver() || host.isDue(), LONGEST_RUN_MS, 'the scenario ends');
  }
  return { recording: recorder, brokenOff };
}
