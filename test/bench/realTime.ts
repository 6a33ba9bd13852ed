import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../browser/launch.ts';
import { control, lookAt, NOWHERE } from '../browser/pages.ts';
import { type RunningPoise, startPoise } from '../endToEnd/poise.ts';
import { row, spread } from './statistics.ts';

const MOVES = 40;
const HELD_MS = 2000;

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Milliseconds to add to the page's clock to get the system's monotonic one, from the quickest of many questions. */
async function clockOffsetMs(page: Page): Promise<number> {
  let best = { roundTripMs: Number.POSITIVE_INFINITY, offsetMs: Number.NaN };
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const beforeMs = nowMs();
    const pageMs = await page.evaluate(() => performance.now());
    const roundTripMs = nowMs() - beforeMs;
    if (roundTripMs < best.roundTripMs) best = { roundTripMs, offsetMs: beforeMs + roundTripMs / 2 - pageMs };
  }
  return best.offsetMs;
}

/** Notes in the page when each `move` leaves it: the frame of the gaze sample that completed the dwell. */
async function watchMoves(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sent: number[] = [];
    Object.assign(window, { poiseMoves: sent });
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
      if (typeof data === 'string' && data.includes('"type":"move"')) sent.push(performance.now());
      send.call(this, data);
    };
  });
}

const movesOf = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window as unknown as { poiseMoves: number[] }).poiseMoves);

interface Load {
  readonly cpuMs: number;
  readonly residentMb: number;
}

function loadOf(pid: number): Load {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { cpuMs: ticks * 10, residentMb: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024 };
}

const stateIs = (page: Page, state: string): Promise<unknown> =>
  page.waitForSelector(`[data-state="${state}"]`, { timeout: 20_000 });

async function choose(page: Page, id: Parameters<typeof control>[0]): Promise<void> {
  await page.waitForSelector(control(id), { timeout: 20_000 });
  await lookAt(page, NOWHERE);
  await pause(1150);
  await lookAt(page, control(id));
}

/** Moves left and right in turn; milliseconds from the page's `move` to the first changed pulse, and to arrival. */
async function measureMoves(page: Page, poise: RunningPoise) {
  const offsetMs = await clockOffsetMs(page);
  const toPulseMs: number[] = [];
  const turnedDeg: number[] = [];
  const skullDeg: number[] = [];
  for (let index = 0; index < MOVES; index += 1) {
    let firstChangeMs: number | undefined;
    await lookAt(page, NOWHERE);
    await pause(700);
    const before = poise.truth;
    poise.onPulseChange = ({ monotonicMs }) => {
      firstChangeMs ??= monotonicMs;
    };
    await lookAt(page, control(index % 2 === 0 ? 'turnLeft' : 'turnRight'));
    await stateIs(page, 'engaged');
    await stateIs(page, 'ready');
    const sentMs = ((await movesOf(page)).at(-1) ?? Number.NaN) + offsetMs;
    if (firstChangeMs !== undefined) toPulseMs.push(firstChangeMs - sentMs);
    await pause(400);
    if (before && poise.truth) {
      turnedDeg.push(Math.abs(poise.truth.bandPose.yawDeg - before.bandPose.yawDeg));
      skullDeg.push(Math.abs(poise.truth.skullPose.yawDeg - before.skullPose.yawDeg));
    }
  }
  return { toPulseMs, turnedDeg, skullDeg };
}

/** Everything in real time, as `npm start` runs it: latency, lateness, load, and a host that is killed. */
export async function benchRealTime(): Promise<void> {
  const poise = await startPoise();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await watchMoves(page);
    await page.goto(poise.url);
    await page.waitForFunction(() =>
      /\d°/.test(document.querySelector('.figure-measured')?.textContent ?? ''),
    );
    row(
      'start to first pose in the page',
      `${((performance.now() - poise.startedAtMs) / 1000).toFixed(1)} s`,
    );
    await choose(page, 'getReady');
    await choose(page, 'yes');
    await stateIs(page, 'ready');

    const pids = poise.children();
    const names = ['control', 'gateway', 'brace'] as const;
    const before = names.map((name) => loadOf(pids[name]));
    const startedMs = nowMs();
    const { toPulseMs, turnedDeg, skullDeg } = await measureMoves(page, poise);
    const tookMs = nowMs() - startedMs;
    row('gaze event to changed pulse', spread(toPulseMs, 'ms'));
    row('a step of 5°: band in the physics', spread(turnedDeg, '°', 2));
    row('a step of 5°: skull', spread(skullDeg, '°', 2));
    for (const [index, name] of names.entries()) {
      const now = loadOf(pids[name]);
      const share = (100 * (now.cpuMs - (before[index]?.cpuMs ?? 0))) / tookMs;
      row(name, `${share.toFixed(1)} % of a core, ${now.residentMb.toFixed(0)} MB resident`);
    }
    row('brace', `${poise.truth?.slips ?? 0} slips of the simulated brace`);
    await measureLateness(poise);
    await measureKilledHost(page, poise);
  } finally {
    await browser.close();
    await poise.stop();
  }
}

/** Control says on its end how late its ticks were; the supervisor starts it again. */
async function measureLateness(poise: RunningPoise): Promise<void> {
  process.kill(poise.children().control, 'SIGTERM');
  const line = await poise.waitForOutput(/ticks, late by/, 5000);
  row('ticks', line.replace(/^\s*Control\s+/, ''));
}

async function measureKilledHost(page: Page, poise: RunningPoise): Promise<void> {
  await choose(page, 'haveLooked');
  await choose(page, 'yesGoOn');
  await stateIs(page, 'standby');
  await choose(page, 'getReady');
  await choose(page, 'yes');
  await stateIs(page, 'ready');
  await choose(page, 'turnLeft');
  await stateIs(page, 'engaged');
  await pause(150);
  process.kill(poise.children().control, 'SIGKILL');
  const atDeg = poise.truth?.bandPose.yawDeg ?? Number.NaN;
  let farthestDeg = 0;
  poise.onTruth = ({ bandPose }) => {
    farthestDeg = Math.max(farthestDeg, Math.abs(bandPose.yawDeg - atDeg));
  };
  await pause(HELD_MS);
  row('host killed mid-move', `head within ${farthestDeg.toFixed(2)}° over the next ${HELD_MS / 1000} s`);
}
