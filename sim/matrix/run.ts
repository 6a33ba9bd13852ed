import type { Telemetry } from '../../protocol/telemetry.ts';
import { createRig, type Rig } from '../rig/rig.ts';
import { type Cell, isBeside, nameOf } from './cells.ts';
import { INJECTED, undo } from './faults.ts';
import { linkGateway } from './gatewayLink.ts';
import { createMeter, type Figures, type Meter } from './meter.ts';
import { drawPlan, type Plan } from './plan.ts';
import { pullUpServoLines } from './pullUps.ts';
import { rearm } from './rearm.ts';
import { bringAbout } from './situations.ts';
import { supervise } from './supervisor.ts';
import { advance, comesTrue, NeverCameError, type World } from './world.ts';

/** What a run of the matrix may not do. */
export const BAR = {
  /** Over the profile's speed, °/s, over any 250 ms from the fault to the end: never. */
  sustainedOverDegPerS: 0,
  /**
   * The same over the fastest 40 ms, in which a pulse that is a whole microsecond, 0.1° of its servo, is 2.5°/s: from the fault until
   * somebody moves the head on purpose.
   */
  faultOverDegPerS: 2.5,
  /** The same of the whole run. The movement at its end is no fault, but must not be another one than before. */
  overDegPerS: 2.5,
  beyondHardDeg: 0,
  reconnectDeg: 1,
} as const;
/** After the reconnection, before anybody presses anything. */
export const WATCH_MS = 800;
/** A movement that went on through the fault ends by itself. */
const ENDS_WITHIN_MS = 12_000;
/** A head that nothing carries is at its end by then. */
const FALL_MS = 2000;
/** What a killed host still has under way comes to its end. */
const LAST_TIMERS_MS = 60;

export interface RunResult {
  readonly cell: string;
  readonly seed: number;
  /** The fault of this run, in words. */
  readonly fault: string;
  readonly headMassKg: number;
  /** State and reason in the millisecond before it. */
  readonly situation: string;
  readonly figures: Figures | null;
  /** State and faults after the reconnection, before anybody pressed anything; empty: unknown. */
  readonly after: string;
  /** Could the brace be moved again by deliberate acts; null: not tried. */
  readonly isRearmed: boolean | null;
  /** Sentences; empty: the bar held. */
  readonly failures: readonly string[];
  readonly simulatedMs: number;
}

/** One fault in one situation, from power-on to a head that moves again. The same cell and seed give the same run. */
export async function runCell(cell: Cell, seed: number): Promise<RunResult> {
  const plan = drawPlan(cell, seed);
  const { profile, startPose } = plan;
  const { headMassKg } = profile.parameters;
  const rig = await createRig({ seed, profile, startPose, headMassKg });
  const isRetreat = cell.situation === 'retreating';
  const meter = createMeter(profile, isRetreat ? profile.parameters.retreatSpeedDegPerS : undefined);
  const common = { cell: nameOf(cell), seed, fault: INJECTED[cell.fault].describe(plan), headMassKg };
  let situation = '';
  try {
    const world = createWorld(rig, plan, meter);
    await bringAbout(world);
    situation = `${rig.telemetry?.state}, ${rig.telemetry?.reason}`;
    meter.faultBegins();
    await INJECTED[cell.fault].inject(world);
    const { after, isRearmed } = await follow(world, meter);
    const figures = meter.figures();
    return {
      ...common,
      situation,
      figures,
      after,
      isRearmed,
      failures: isBeside(cell) ? [] : failuresOf(figures),
      simulatedMs: rig.lockstep.timeMs,
    };
  } catch (error) {
    if (!(error instanceof NeverCameError)) throw error;
    // What could not be measured is unknown, and unknown is not held.
    const failures = [`Unknown: ${error.message}`];
    return {
      ...common,
      situation,
      figures: null,
      after: '',
      isRearmed: null,
      failures,
      simulatedMs: rig.lockstep.timeMs,
    };
  } finally {
    rig.lockstep.onStep = () => {};
    rig.killHost();
    await rig.lockstep.advance(LAST_TIMERS_MS);
    undo(plan);
    rig.dispose();
  }
}

function createWorld(rig: Rig, plan: Plan, meter: Meter): World {
  const link = linkGateway(rig);
  const supervisor = supervise(rig, plan.bootMs);
  const world: World = {
    plan,
    rig,
    link,
    supervisor,
    resetsOnOpen: plan.resetsOnOpen,
    hasPullUps: true,
    reconnected: () => meter.reconnects(),
  };
  pullUpServoLines(rig.brace.chip, () => world.hasPullUps);
  let openings = 0;
  supervisor.onOpening = () => {
    openings += 1;
    if (openings === 1) return;
    meter.reconnects();
    rig.brace.wireReset(world.resetsOnOpen);
  };
  rig.lockstep.onStep = () => {
    link.step();
    const { pulsesUs, isServoPowerOn } = rig.brace.sight();
    meter.see({ band: rig.body.bandPose(), pulsesUs, isServoPowerOn, isMovementLive: isMovementLive(world) });
  };
  return world;
}

function isMovementLive({ supervisor: { telemetry } }: World): boolean {
  return telemetry?.state === 'engaged' || telemetry?.state === 'retreating';
}

/** State and faults in a word that two runs can be compared by. */
export function outcomeOf(telemetry: Telemetry | undefined): string {
  if (!telemetry) return 'no telemetry';
  return [telemetry.state, ...telemetry.faults.map(({ id }) => id).sort()].join(' ');
}

async function follow(
  world: World,
  meter: Meter,
): Promise<{ readonly after: string; readonly isRearmed: boolean | null }> {
  if (world.plan.cell.fault === 'powerLoss') {
    await advance(world, FALL_MS);
    return { after: outcomeOf(world.supervisor.telemetry), isRearmed: null };
  }
  await advance(world, WATCH_MS);
  const after = outcomeOf(world.supervisor.telemetry);
  await comesTrue(world, () => !isMovementLive(world), ENDS_WITHIN_MS);
  return { after, isRearmed: await rearm(world, () => meter.movedOnPurpose()) };
}

function failuresOf(figures: Figures): string[] {
  const failures: string[] = [];
  const { sustainedOverDegPerS, overDegPerS, faultOverDegPerS, beyondHardDeg, reconnectDeg } = figures;
  if (!(sustainedOverDegPerS <= BAR.sustainedOverDegPerS)) {
    failures.push(
      `The band was faster than the profile's speed over 250 ms, by ${sustainedOverDegPerS.toFixed(2)}°/s.`,
    );
  }
  if (!(faultOverDegPerS <= BAR.faultOverDegPerS && overDegPerS <= BAR.overDegPerS)) {
    const [fault, whole] = [faultOverDegPerS.toFixed(1), overDegPerS.toFixed(1)];
    failures.push(
      `The band was faster than the profile's speed over 40 ms: by ${fault}°/s from the fault, ${whole} in all.`,
    );
  }
  if (!(beyondHardDeg <= BAR.beyondHardDeg)) {
    failures.push(`The band was ${beyondHardDeg.toFixed(2)}° outside the hard limit.`);
  }
  if (reconnectDeg !== null && !(reconnectDeg <= BAR.reconnectDeg)) {
    failures.push(`The band turned by ${reconnectDeg.toFixed(2)}° on reconnection.`);
  }
  return failures;
}
