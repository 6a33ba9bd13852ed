import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { control, lookAt, NOWHERE } from '../browser/pages.ts';
import { type RunningPoise, startPoise } from './poise.ts';

/** Where a developer wants to see what the test saw. */
const PICTURES = process.env['POISE_PICTURES'];

let browser: Browser;
let poise: RunningPoise;
let page: Page;

beforeAll(async () => {
  poise = await startPoise();
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await poise?.stop();
});

const yawDeg = (): number => poise.truth?.bandPose.yawDeg ?? Number.NaN;

async function picture(name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png` });
}

/** Looks at a control until the page has taken it, then at nothing. */
async function choose(id: Parameters<typeof control>[0]): Promise<void> {
  await page.waitForSelector(control(id), { timeout: 15_000 });
  await lookAt(page, NOWHERE);
  await page.waitForTimeout(1100);
  await lookAt(page, control(id));
}

const waitForState = (state: string) => page.waitForSelector(`[data-state="${state}"]`, { timeout: 15_000 });

describe('npm start, and a person who looks', () => {
  test('prints one address, and its page shows the measured pose', async () => {
    expect(poise.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(poise.output.filter((line) => line.includes('http://'))).toHaveLength(1);
    expect(poise.output.join('\n')).toContain('simulated caregiver holds the head');
    await page.goto(poise.url);
    await waitForState('standby');
    await expect.poll(() => page.textContent('.figure-measured'), { timeout: 5000 }).toMatch(/\d°/);
  });

  test('two deliberate looks make it ready; a look at "Turn left" turns the head 5° to the left, and it stops there', async () => {
    await choose('getReady');
    await choose('yes');
    await waitForState('ready');
    await picture('ready');
    const beforeDeg = yawDeg();
    await choose('turnLeft');
    await waitForState('engaged');
    await picture('moving');
    await waitForState('ready');
    await page.waitForTimeout(800);
    const turnedDeg = yawDeg() - beforeDeg;
    expect(turnedDeg).toBeGreaterThan(4);
    expect(turnedDeg).toBeLessThan(6);
    const skull = poise.truth?.skullPose.yawDeg;
    expect(skull).toBeDefined();
    // A stare is one step.
    await page.waitForTimeout(2500);
    expect(Math.abs(yawDeg() - beforeDeg - turnedDeg)).toBeLessThan(0.5);
  });

  test('STOP stops a movement at once, and stays', async () => {
    await choose('turnRight');
    await waitForState('engaged');
    await lookAt(page, '.stop');
    await waitForState('stopped');
    await picture('stopped');
    const restDeg = yawDeg();
    await page.waitForTimeout(1500);
    expect(Math.abs(yawDeg() - restDeg)).toBeLessThan(2.6);
    expect(poise.truth?.isServoPowerOn).toBe(true);
  });

  test('a browser that vanishes mid-move leaves the head held', async () => {
    await page.keyboard.press('Escape');
    await choose('continue');
    await choose('yesContinue');
    await choose('getReady');
    await choose('yes');
    await waitForState('ready');
    await choose('turnLeft');
    await waitForState('engaged');
    await page.close();
    const atDeg = yawDeg();
    await new Promise((done) => setTimeout(done, 600));
    const restDeg = yawDeg();
    expect(Math.abs(restDeg - atDeg)).toBeLessThan(4);
    await new Promise((done) => setTimeout(done, 1000));
    expect(Math.abs(yawDeg() - restDeg)).toBeLessThan(0.3);
  });

  test('Ctrl-C ends in a powered hold, says so, and exits 0', async () => {
    const code = await poise.interrupt();
    expect(poise.output.join('\n')).toMatch(/powered hold/);
    expect(code).toBe(0);
  });
});
