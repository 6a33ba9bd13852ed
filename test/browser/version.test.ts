import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENGLISH } from '../../hmi/i18n/english.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { launchBrowser } from './launch.ts';
import { eventually, type PagePath, Visit } from './pages.ts';

let browser: Browser;
let visit: Visit;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  visit = await Visit.start(browser);
});
afterEach(async () => {
  await visit.end();
  expect(visit.gateway.wrong).toEqual([]);
});

const { sentence } = ENGLISH.notice.otherVersion;

/** A page that meets a Poise of another version, and has been loaded again because of it. */
async function openForeign(path: PagePath) {
  visit.gateway.version = '9.9.9';
  const { page } = await visit.open(path);
  const loads = { again: 0 };
  page.on('load', () => {
    loads.again += 1;
  });
  await eventually(() => expect(loads.again).toBe(1), 20_000);
  await page.waitForSelector('[data-state="standby"]');
  return { page, loads };
}

describe.each(['/', '/tuning', '/trackers'] as const)('the page %s', (path) => {
  it('S139: of the same version says nothing of versions', async () => {
    const { page } = await visit.open(path);
    await page.waitForSelector('[data-state="standby"]');
    expect(await page.textContent('body')).not.toContain(sentence);
  });

  it('S139: of another version says so, and is loaded again exactly once', async () => {
    const { page, loads } = await openForeign(path);
    await page.getByText(sentence).first().waitFor();
    await page.waitForTimeout(3000);
    expect(loads.again).toBe(1);
    expect(await page.textContent('body')).toContain(sentence);
  });
});

describe('the patient’s page', () => {
  it('S139: says its version, and of what it was built', async () => {
    await visit.open('/');
    await eventually(() => expect(visit.gateway.of('presence').length).toBeGreaterThan(0), 10_000);
    expect(visit.gateway.of('presence')[0]?.message.version).toBe(packageFile.version);
  });

  it('S139: STOP works all the same', async () => {
    const { page } = await openForeign('/');
    await page.keyboard.press('Escape');
    await eventually(() => expect(visit.gateway.of('stop').length).toBe(1));
  });
});

describe('the settings page', () => {
  it('S139: of another version applies nothing', async () => {
    const { page } = await openForeign('/tuning');
    await page.getByText(ENGLISH.tuning.locked).waitFor();
    const field = page.locator('[data-parameter="stepDeg"]');
    await field.getByRole('textbox').fill('3', { force: true });
    await field.getByRole('textbox').press('Tab');
    expect(await field.getByRole('button', { name: /^Apply / }).isDisabled()).toBe(true);
  });
});
