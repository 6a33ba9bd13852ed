import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from './launch.ts';
import { layoutFaults, violations } from './pageFaults.ts';
import { clickUntil, control, DEAD_TIME_MS, lookAt, NOWHERE, QUICK, Visit } from './pages.ts';
import { DESK_SCREEN } from './scriptedSteering.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const DESKTOP = [1440, 900] as const;
const SIZES = [DESKTOP, [720, 450], [360, 640], [740, 360]] as const;
const IS_LONG = process.env['POISE_LONG'] === '1';

/**
 * What goes on lies within 5° of the middle of the screen, the dead zone of most strategies, and leaves the 2° free where the eyes come
 * to rest, at 44 CSS px per degree.
 */
async function isNear(page: Page, id: 'goOn' | 'yesGoOn'): Promise<void> {
  const box = await page.locator(control(id)).boundingBox();
  if (!box) throw new Error(`${id} is not on the page.`);
  const [rightPx, downPx] = [box.x + box.width / 2 - DESKTOP[0] / 2, box.y + box.height / 2 - DESKTOP[1] / 2];
  expect(Math.hypot(rightPx, downPx)).toBeLessThan(5 * 44);
  expect(Math.abs(downPx) - box.height / 2).toBeGreaterThan(2 * 44);
}

/** Every screen of steering by gaze, one after the other, and the sizes at which it exists: marks need a screen that is wide enough. */
async function* scenes(
  page: Page,
  visit: Visit,
): AsyncGenerator<readonly [string, typeof SIZES | readonly [typeof DESKTOP]]> {
  const { steering } = visit.gateway.control;
  const shown = (screen: string) => page.waitForSelector(`[data-screen="${screen}"]`);
  steering.hindrance = 'gateOutdated';
  await page.waitForSelector('.control-value');
  yield ['offered, and why not now', SIZES];
  steering.hindrance = null;
  steering.areSidesKnown = false;
  // It is not passed, however long somebody looks.
  steering.refusals.push('sidesWrong');
  await clickUntil(page, control('followEyes'), '[data-mark="left"]');
  yield ['a mark', [DESKTOP]];
  // Axe may keep a page busy for longer than it may be silent, which ends a check and forgets a question.
  await clickUntil(page, control('endCheck'), '[data-screen="calmSteer"]');
  steering.refusals.splice(0, 1, 'sidesWrong');
  await clickUntil(page, control('followEyes'), '[data-mark="left"]');
  await shown('eyeCheckTold');
  yield ['what came of the check', SIZES];
  steering.areSidesKnown = true;
  await clickUntil(page, control('endCheck'), '[data-screen="calmSteer"]');
  await lookAt(page, NOWHERE);
  await page.waitForTimeout(DEAD_TIME_MS + 100);
  await lookAt(page, control('followEyes'));
  await shown('steerConfirm');
  yield ['the question', SIZES];
  await clickUntil(page, control('no'), '[data-screen="calmSteer"]');
  steering.heldLeftMs = 9000;
  await clickUntil(page, control('followEyes'), '[data-screen="steer"]');
  await isNear(page, 'goOn');
  yield ['following', SIZES];
  steering.heldLeftMs = 2000;
  await page.waitForSelector('[data-last="true"]');
  yield ['following, and soon over', SIZES];
  await lookAt(page, NOWHERE);
  await page.waitForTimeout(DEAD_TIME_MS + 100);
  await lookAt(page, control('goOn'));
  await shown('steerGoOn');
  await isNear(page, 'yesGoOn');
  yield ['going on', SIZES];
  steering.release('gazeLost');
  steering.hindrance = 'gazeNotSeen';
  visit.gateway.control.enter('ready', 'gazeLost');
  await shown('calmSteer');
  yield ['ended', SIZES];
}

it('steering by gaze has screens that fit without overlap or cut text, and without accessibility violation', async () => {
  const visit = await Visit.start(browser);
  const { control: scripted } = visit.gateway;
  scripted.withParameters({ ...QUICK, clutchConfirmMs: 8000 });
  scripted.profile = { ...scripted.profile, screen: DESK_SCREEN };
  scripted.leaseMs = 60_000;
  scripted.steering.switchOn();
  scripted.enter('ready', 'armed');
  const { page, complaints } = await visit.open('/');
  for await (const [scene, sizes] of scenes(page, visit)) {
    // Inside the page at every size, on nothing that acts.
    await page.mouse.move(150, 112);
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      expect(await layoutFaults(page), `${scene}, ${width} × ${height}`).toEqual([]);
    }
    await page.setViewportSize({ width: DESKTOP[0], height: DESKTOP[1] });
    // The others are made of the same parts.
    const isNew = IS_LONG || /why|mark|soon over/.test(scene);
    const hasNewColours = IS_LONG || /mark|soon over/.test(scene);
    const judged = [...(isNew ? (['dark'] as const) : []), ...(hasNewColours ? (['light'] as const) : [])];
    for (const colorScheme of judged) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page, colorScheme, true), `${scene}, ${colorScheme}`).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'dark' });
  }
  expect(complaints).toEqual([]);
  expect(visit.gateway.wrong).toEqual([]);
  await visit.end();
});
