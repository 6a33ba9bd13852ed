import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeVerdict } from '../../controller/store/verdictFiles.ts';
import { DEFAULT_PROFILE } from '../../protocol/profile.ts';
import type { SteeringChoice } from '../../protocol/steeringChoice.ts';
import { assumedVerdict } from '../../sim/steer/assumedVerdict.ts';
import { launchBrowser } from '../browser/launch.ts';
import { control, lookAt } from '../browser/pages.ts';
import { type Client, connectClient } from './client.ts';
import { type GazeSender, startGazeSender } from './gazeSender.ts';
import { type RunningPoise, startPoise } from './poise.ts';

const PICTURES = process.env['POISE_PICTURES'];
const VIEWPORT = { width: 1440, height: 900 };
const CHOICE: SteeringChoice = {
  screen: {
    mount: 'chair',
    widthMm: 520,
    heightMm: 325,
    distanceMm: 650,
    centre: { yawDeg: 0, pitchDeg: 0 },
  },
  gazeStrategy: 'vectorLinear',
  gazeStrategySettings: {},
  learnedModel: null,
};

let browser: Browser;
let poise: RunningPoise;
let eyes: GazeSender;
let client: Client;
let page: Page;

beforeAll(async () => {
  eyes = await startGazeSender();
  poise = await startPoise(async (directory) => {
    const trackers = [{ kind: 'udp', port: eyes.port, latencyMs: 40 }];
    await writeFile(join(directory, 'trackers.json'), JSON.stringify({ trackers }));
    const { screen, gazeStrategy } = CHOICE;
    await writeVerdict(directory, assumedVerdict({ ...DEFAULT_PROFILE, screen, gazeStrategy }));
  });
  browser = await launchBrowser();
  client = await connectClient(poise.url);
  await client.untilState('standby');
  page = await browser.newPage({ viewport: VIEWPORT });
}, 120_000);
afterAll(async () => {
  client?.close();
  await browser?.close();
  eyes?.close();
  await poise?.stop();
});

const yawDeg = (): number => poise.truth?.bandPose.yawDeg ?? Number.NaN;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const picture = async (name: string): Promise<void> => {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png` });
};

/** The eyes go to the middle of an element, as the tracker sees it; the page fills the screen. */
async function eyesTo(selector: string): Promise<void> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not on the page.`);
  eyes.place = { x: (box.x + box.width / 2) / VIEWPORT.width, y: (box.y + box.height / 2) / VIEWPORT.height };
}

/** Looks at a control until the page has taken it: the pointer of the tracker’s own software goes along. */
async function choose(id: Parameters<typeof control>[0]): Promise<void> {
  await page.waitForSelector(control(id), { timeout: 15_000 });
  await lookAt(page, '.centre');
  await pause(1100);
  await eyesTo(control(id));
  await lookAt(page, control(id));
}

test('who was asked for nothing but a choice of the settings steers the head by looking, from the check of the eyes to STOP', async () => {
  const basedOn = client.telemetry?.profileHash ?? '';
  client.send({ type: 'setSteering', requestId: 'choose', steering: CHOICE, basedOn });
  await client.until(() => client.telemetry?.steering?.strategy === 'vectorLinear', 'the choice in force');
  await page.goto(poise.url);
  await choose('getReady');
  await choose('yes');
  await client.untilState('ready');

  // What speaks against it is what the page's own check answers.
  await client.until(() => client.telemetry?.steering?.obstacle === 'straightAheadUnchecked', 'the obstacle');
  const beforeDeg = yawDeg();
  await choose('followEyes');
  for (const mark of ['ahead', 'left', 'right', 'up']) {
    await page.waitForSelector(`[data-mark="${mark}"]`, { timeout: 15_000 });
    await eyesTo(`[data-mark="${mark}"]`);
    await picture(`steer-mark-${mark}`);
  }
  await client.until(() => client.telemetry?.steering?.obstacle === null, 'the eyes are checked');
  expect(Math.abs(yawDeg() - beforeDeg)).toBeLessThan(0.5);

  await choose('followEyes');
  await choose('yes');
  await client.until(() => client.telemetry?.steering?.clutch === 'in', 'the clutch in');
  await lookAt(page, '.centre');
  eyes.place = { x: 0.12, y: 0.5 };
  await client.until(() => yawDeg() > 6, 'the head follows to the left');
  await picture('steer-left');
  eyes.place = { x: 0.88, y: 0.5 };
  await client.until(() => yawDeg() < 0, 'the head follows to the right');
  expect(client.telemetry?.steering?.intentLeftMs).toBeLessThan(8000);

  eyes.place = { x: 0.12, y: 0.5 };
  await client.until(() => (client.telemetry?.speedDegPerS ?? 0) > 4, 'the head turns back');
  await lookAt(page, '.stop');
  await client.untilState('stopped');
  const stoppedDeg = yawDeg();
  await pause(1000);
  expect(Math.abs(yawDeg() - stoppedDeg)).toBeLessThan(2.6);
  expect(client.telemetry?.steering).toMatchObject({ clutch: 'out', released: 'stop' });
}, 180_000);
