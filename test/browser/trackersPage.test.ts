import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { NO_TRACKERS } from '../../controller/gateway/trackerSettings.ts';
import { buildIfStale } from '../../hmi/build.ts';
import { ENGLISH } from '../../hmi/i18n/english.ts';
import { targetsOf } from '../../hmi/trackers/targets.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { REFUSALS } from '../../protocol/refusals.ts';
import { spotKey } from '../../sim/trackers/gazepoint/fakeCalibration.ts';
import { startFakeGazepoint } from '../../sim/trackers/gazepoint/fakeGazepoint.ts';
import { type House, startHouse } from '../controller/gateway/support.ts';
import { launchBrowser } from './launch.ts';
import { eventually } from './pages.ts';

const PICTURES = process.env['POISE_PICTURES'];
const DIST = fileURLToPath(new URL('../../hmi/dist', import.meta.url));
/** Of its own version, or it would be loaded again. */
const BUILT = { pagesDirectory: DIST, version: packageFile.version };
const { trackers: WORDS } = ENGLISH;

let browser: Browser;

beforeAll(async () => {
  await buildIfStale();
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** The real gateway with a Gazepoint that streams, whose calibration takes a tenth of its time. */
async function startRoom() {
  const fake = await startFakeGazepoint({ hz: 60 });
  onTestFinished(() => fake.close());
  fake.calibration.habits.pace = 0.1;
  const house = await startHouse({
    ...BUILT,
    trackers: {
      ...NO_TRACKERS,
      trackers: [{ kind: 'gazepoint', host: '127.0.0.1', port: fake.port }],
      screen: { widthPx: 1920, heightPx: 1080, widthMm: 345, heightMm: 194, distanceMm: 600 },
    },
  });
  return { fake, house };
}

async function openPage({ gateway }: House, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    colorScheme: 'dark',
    ...options,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`http://127.0.0.1:${gateway.port}/trackers`);
  return { page, complaints };
}

const picture = async (page: Page, name: string): Promise<void> => {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/trackers-${name}.png`, fullPage: true });
};

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .options({ rules: { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } } })
    .analyze();
  // Axe opens a page of its own, behind which this one would be hidden.
  await page.bringToFront();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

interface SeenTarget {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  /** What else there is to see. */
  readonly others: number;
}
declare global {
  interface Window {
    seenTargets: SeenTarget[];
  }
}

/** Notes every target in the page, at the moment it is put there: a busy machine may show some of them to nobody. */
function watchTargets(): void {
  window.seenTargets = [];
  new MutationObserver(() => {
    const target = document.querySelector<HTMLElement>('.target');
    if (!target) return;
    const box = target.getBoundingClientRect();
    window.seenTargets.push({
      index: Number(target.dataset['index']),
      x: (box.left + box.right) / 2 / innerWidth,
      y: (box.top + box.bottom) / 2 / innerHeight,
      others: document.querySelectorAll('main, header, button, a, .target').length - 1,
    });
  }).observe(document.body, { subtree: true, childList: true });
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const card = (page: Page) => page.locator('[data-source="gazepoint"]');

test('a tracker: its state, figures and the eyes in words, as they change', async () => {
  const { fake, house } = await startRoom();
  const { page, complaints } = await openPage(house);
  await card(page).getByText(WORDS.state.streaming).waitFor();
  await card(page).getByText(WORDS.well).waitFor();
  const text = async () => (await card(page).textContent()) ?? '';
  await eventually(async () => {
    expect(await text()).toMatch(/Samples a second(5\d|6\d)/);
    expect(await text()).toMatch(/Samples with eyes\d+ %/);
    expect(await text()).toContain('62 cm. Good');
  });
  expect(await text()).toContain(`${WORDS.figure.error}${WORDS.unknown}`);
  expect(await violations(page)).toEqual([]);
  await picture(page, 'dark');

  fake.habits.areEyesAway = true;
  await card(page).getByText(WORDS.box.neither).waitFor();
  await card(page).getByText(WORDS.state.noEyes).waitFor();
  expect(await text()).not.toContain(' cm');
  await fake.stop();
  await card(page).getByText(WORDS.state.lost).waitFor();
  expect(await text()).toContain(WORDS.box.untold);
  expect(await button(page, WORDS.calibrate.begin).isDisabled()).toBe(true);
  await picture(page, 'lost');
  expect(complaints).toEqual([]);
});

test('a calibration by key: only the target looked at, a result for each point, once more, closed', async () => {
  const { fake, house } = await startRoom();
  fake.calibration.habits.unseen.add(spotKey({ x: 0.15, y: 0.85 }));
  fake.calibration.habits.astray.add(spotKey({ x: 0.85, y: 0.85 }));
  const { page } = await openPage(house, { colorScheme: 'light' });
  await card(page).getByText(WORDS.state.streaming).waitFor();
  await picture(page, 'light');
  await page.evaluate(watchTargets);
  await button(page, WORDS.calibrate.begin).press('Enter');
  await page.locator('[data-result="done"]').waitFor();
  const seen = await page.evaluate(() => window.seenTargets);
  expect(seen.length).toBeGreaterThan(0);
  for (const { index, x, y, others } of seen) {
    const target = targetsOf(5)[index];
    expect(x).toBeCloseTo(target?.x ?? Number.NaN, 2);
    expect(y).toBeCloseTo(target?.y ?? Number.NaN, 2);
    expect(others).toBe(0);
  }
  expect(await page.locator('[data-said="result"]').textContent()).toBe('3 of 5 points are good.');
  const rows = await page.locator('.result-table tbody tr').allTextContents();
  expect(rows).toEqual([
    '1middleGood8 px',
    '2top rightGood8 px',
    '3bottom rightPoor96 px',
    '4bottom leftNot seennot known',
    '5top leftGood8 px',
  ]);
  await page.getByText('0.5°').first().waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('result-title');
  expect(await violations(page)).toEqual([]);
  await picture(page, 'result');
  for (const width of [360, 640]) {
    await page.setViewportSize({ width, height: 740 });
    expect(await overflow(page), `${width} px`).toBe(0);
    await picture(page, `result-${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });

  fake.calibration.habits.unseen.clear();
  fake.calibration.habits.astray.clear();
  await button(page, WORDS.result.redo).press('Enter');
  await page.getByText('All 5 points are good.').first().waitFor();
  expect((await page.locator('.result-table tbody tr').allTextContents())[0]).toContain('bottom right');
  await button(page, WORDS.result.close).click();
  await page.locator('[data-result]').waitFor({ state: 'detached' });
});

test('Escape, a click and a lost page end it; another page cannot begin; nor can anybody while the head moves', async () => {
  const { fake, house } = await startRoom();
  fake.calibration.habits.pace = 1;
  const { page } = await openPage(house);
  await card(page).getByText(WORDS.state.streaming).waitFor();
  const begin = async () => {
    await button(page, WORDS.calibrate.begin).click();
    await page.locator('.run').waitFor();
  };
  if (PICTURES) {
    await begin();
    await page.locator('.target').waitFor();
    await picture(page, 'running');
    await page.keyboard.press('Escape');
    await page.locator('[data-result]').waitFor();
  }
  const isCancelled = () => page.locator('[data-result="failed"]').getByText(WORDS.failed.cancelled.sentence);
  await begin();
  await page.keyboard.press('Escape');
  await isCancelled().waitFor();
  await begin();
  await page.mouse.click(300, 300);
  await isCancelled().waitFor();

  await begin();
  const { page: other } = await openPage(house, { viewport: { width: 360, height: 740 } });
  await other.getByText(WORDS.calibrate.elsewhere).waitFor();
  expect(await button(other, WORDS.calibrate.begin).count()).toBe(0);
  expect(await overflow(other)).toBe(0);
  await picture(other, 'phone');
  await page.close();
  await button(other, WORDS.calibrate.begin).waitFor();

  house.control.startTelemetry({ state: 'engaged', reason: 'moving' });
  await other.locator('[data-state="engaged"]').waitFor();
  await button(other, WORDS.calibrate.begin).click();
  await other.getByText(REFUSALS.headMoves.sentence).waitFor();
});

test('a new alarm ends it, and so does a page that is hidden or no longer fills the screen', async () => {
  const { fake, house } = await startRoom();
  fake.calibration.habits.pace = 1;
  const { page } = await openPage(house);
  await card(page).getByText(WORDS.state.streaming).waitFor();
  const standing = {
    id: 'servoWarm',
    priority: 'medium',
    isConditionPresent: true,
    isAcknowledged: false,
    sinceTick: 0,
  } as const;
  const first = { ...standing, occurrence: 1 };
  house.control.startTelemetry({ alarms: [first] });
  await page.locator('.strip[data-priority="medium"]').waitFor();
  const begin = async () => {
    await button(page, WORDS.calibrate.begin).click();
    await page.locator('.run').waitFor();
  };
  const isCancelled = async () => {
    await page.locator('[data-result="failed"]').getByText(WORDS.failed.cancelled.sentence).waitFor();
  };
  // One that was there before is known: only a new one is worth an end.
  await begin();
  await page.locator('.target').waitFor();
  house.control.startTelemetry({ alarms: [first, { ...standing, id: 'batteryLow', occurrence: 2 }] });
  await isCancelled();

  await begin();
  await page.waitForFunction(() => document.fullscreenElement !== null);
  await page.evaluate(() => document.exitFullscreen());
  await isCancelled();

  await begin();
  // A browser without a window hides no page: what it would tell the page is told here.
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await isCancelled();
});

test('without a tracker the page says what to do', async () => {
  const house = await startHouse(BUILT);
  const { page } = await openPage(house, { colorScheme: 'light', viewport: { width: 640, height: 450 } });
  await page.getByText(WORDS.none.sentence).waitFor();
  await page.getByText(WORDS.none.setUp).waitFor();
  expect(await overflow(page)).toBe(0);
  await picture(page, 'none');
});
