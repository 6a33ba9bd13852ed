import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './launch.ts';
import { Visit } from './pages.ts';

/** Tests in one browser, each with a gateway and pages of its own, so that their waiting times overlap. */
export function visiting(prepare: (visit: Visit) => void = () => undefined) {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  return test.extend<{ visit: Visit }>({
    visit: async ({ task: _ }, use) => {
      const visit = await Visit.start(browser);
      prepare(visit);
      await use(visit);
      await visit.end();
      expect(visit.gateway.wrong).toEqual([]);
    },
  });
}
