import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import { createMeter, type Figures, type Meter } from '../meter.ts';
import type { Page } from '../page.ts';
import { wantedPress } from '../rearm.ts';
import { outcomeOf, WATCH_MS } from '../run.ts';
import { type Browser, openBrowser } from './browser.ts';
import { type RealPoise, startRealPoise } from './poise.ts';

/** What a process can suffer, and what the lock-step rig stands in for. */
export const REAL_FAULTS = ['sigkill', 'sigstop', 'controlCrash', 'gatewayCrash', 'pageClosed'] as const;
export type RealFault = (typeof REAL_FAULTS)[number];
export const REAL_SITUATIONS = ['standby', 'moving', 'stopped'] as const;
export type RealSituation = (typeof REAL_SITUATIONS)[number];

export interface RealResult {
  readonly fault: RealFault;
  readonly situation: RealSituation;
  readonly after: string;
  readonly figures: Figures;
  readonly isRearmed: boolean;
}

const SIGSTOP_MS = 5000;
const PAGE_CLOSED_MS = 1500;
const PRESS_EVERY_MS = 400;
const LONGEST_MS = 25_000;
const BACK_WITHIN_MS = 20_000;
/** The truth comes every 10 ms, the meter counts single ones. */
const TRUTH_MS = 10;
const MOVING_DEG_PER_S = 5;

const nowMs = (): number => performance.now();
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function until(condition: () => boolean, what: string, withinMs = LONGEST_MS): Promise<void> {
  const endMs = nowMs() + withinMs;
  while (!condition()) {
    if (nowMs() > endMs) throw new Error(`Not within ${withinMs} ms: ${what}.`);
    await pause(2);
  }
}

/** One fault, once in each situation, on one start of everything: the supervisor gives a process up that ends five times in a minute. */
export async function runReal(fault: RealFault): Promise<readonly RealResult[]> {
  const poise = await startRealPoise();
  const browser = openBrowser(poise.url, nowMs);
  const results: RealResult[] = [];
  const stage: Stage = { poise, browser, shown: () => browser.page?.shown(nowMs()), turns: 0 };
  try {
    let isHandThere = true;
    poise.onTruth = ({ isHandHolding }) => {
      isHandThere = isHandHolding;
    };
    await makeCalm(stage, () => !isHandThere);
    for (const situation of REAL_SITUATIONS) results.push(await runOnce(stage, fault, situation));
    return results;
  } finally {
    browser.close();
    await poise.stop();
  }
}

interface Stage {
  readonly poise: RealPoise;
  readonly browser: Browser;
  readonly shown: () => Telemetry | undefined;
  /** Movements so far: they go to and fro. */
  turns: number;
}

async function pageOf({ browser }: Stage): Promise<Page> {
  await until(() => browser.page !== undefined, 'a page');
  if (!browser.page) throw new Error('No page is open.');
  return browser.page;
}

async function runOnce(stage: Stage, fault: RealFault, situation: RealSituation): Promise<RealResult> {
  await bringAbout(stage, situation);
  const meter = createMeter(DEFAULT_PROFILE);
  stage.poise.onTruth = ({ bandPose, pulsesUs, isServoPowerOn }) => {
    const state = stage.shown()?.state;
    const isMovementLive = state === 'engaged' || state === 'retreating';
    for (let ms = 0; ms < TRUTH_MS; ms += 1) {
      meter.see({ band: bandPose, pulsesUs, isServoPowerOn, isMovementLive });
    }
  };
  await pause(4 * TRUTH_MS);
  meter.faultBegins();
  await inject(stage, fault, meter);
  await pause(WATCH_MS);
  await until(() => stage.shown() !== undefined, 'telemetry');
  const after = outcomeOf(stage.shown());
  const isRearmed = await makeReady(stage).then(
    () => true,
    () => false,
  );
  meter.movedOnPurpose();
  return { fault, situation, after, figures: meter.figures(), isRearmed };
}

/** Everything has started: the hand has let go, and what a busy machine made of the start has been acknowledged. */
async function makeCalm(stage: Stage, hasLetGo: () => boolean): Promise<void> {
  const endMs = nowMs() + 2 * LONGEST_MS;
  while (!(hasLetGo() && stage.shown()?.state === 'standby')) {
    if (nowMs() > endMs) throw new Error('The servos never carried the head.');
    if (stage.shown()?.state === 'protectiveHold') stage.browser.page?.press('acknowledge');
    await pause(PRESS_EVERY_MS);
  }
}

async function makeReady(stage: Stage): Promise<void> {
  const isReady = () => stage.shown()?.state === 'ready';
  const endMs = nowMs() + LONGEST_MS;
  while (!isReady()) {
    if (nowMs() > endMs) throw new Error('It never became ready again.');
    const shown = stage.shown();
    const wanted = shown && wantedPress(shown);
    if (wanted) (await pageOf(stage)).press(wanted);
    await pause(PRESS_EVERY_MS);
  }
}

async function bringAbout(stage: Stage, situation: RealSituation): Promise<void> {
  const page = await pageOf(stage);
  switch (situation) {
    case 'standby':
      if (stage.shown()?.state === 'standby') return;
      page.stop();
      await until(() => stage.shown()?.state === 'stopped', 'stopped');
      page.press('leaveStop');
      return until(() => stage.shown()?.state === 'standby', 'standby');
    case 'stopped':
      page.stop();
      return until(() => stage.shown()?.state === 'stopped', 'stopped');
    case 'moving': {
      await makeReady(stage);
      const ready = await pageOf(stage);
      ready.move(stage.turns % 2 === 0 ? 'turnLeft' : 'turnRight', nowMs());
      stage.turns += 1;
      return until(() => (stage.shown()?.speedDegPerS ?? 0) > MOVING_DEG_PER_S, 'a movement');
    }
  }
}

async function inject({ poise, browser, shown }: Stage, fault: RealFault, meter: Meter): Promise<void> {
  switch (fault) {
    case 'sigkill':
    case 'controlCrash': {
      const isBack = poise.prints(/Control\s+started again/, BACK_WITHIN_MS);
      process.kill(poise.pidOf('control'), fault === 'sigkill' ? 'SIGKILL' : 'SIGABRT');
      await isBack;
      meter.reconnects();
      // What was shown before is out of date by now; the new control is heard when it has opened the line.
      return until(() => shown() !== undefined, 'the new control', BACK_WITHIN_MS);
    }
    case 'sigstop': {
      const pid = poise.pidOf('control');
      process.kill(pid, 'SIGSTOP');
      await pause(SIGSTOP_MS);
      meter.reconnects();
      process.kill(pid, 'SIGCONT');
      return;
    }
    case 'gatewayCrash': {
      const isBack = poise.prints(/ready again/, BACK_WITHIN_MS);
      process.kill(poise.pidOf('gateway'), 'SIGKILL');
      await isBack;
      meter.reconnects();
      return until(() => shown() !== undefined, 'the new gateway', BACK_WITHIN_MS);
    }
    case 'pageClosed':
      browser.close();
      await pause(PAGE_CLOSED_MS);
      meter.reconnects();
      browser.open();
      return until(() => shown() !== undefined, 'the page', BACK_WITHIN_MS);
  }
}
