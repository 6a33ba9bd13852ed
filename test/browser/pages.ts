import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { ControlId } from '../../controller/gaze/dwell/screens.ts';
import { ScriptedGateway } from './scriptedGateway.ts';

/** Times of a dwell in these tests: as short as a profile admits. */
export const QUICK = { dwellMs: 300, dwellOnsetMs: 100, armDwellMs: 800, confirmDwellMs: 500 } as const;
/** After a change of what can be chosen nothing is chosen for 1000 ms. */
export const DEAD_TIME_MS = 1000;

/** What has just appeared cannot be clicked yet: nobody has seen it. */
export const SEEN_MS = 600;

/** A page of the scripted gateway, with everything that the browser complained about. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
}

export type PagePath = '/' | '/tuning' | '/trackers';

/** One person at a scripted gateway of their own. */
export class Visit {
  readonly gateway: ScriptedGateway;
  private readonly browser: Browser;
  private readonly contexts: BrowserContext[] = [];

  private constructor(browser: Browser, gateway: ScriptedGateway) {
    this.browser = browser;
    this.gateway = gateway;
  }

  static async start(browser: Browser): Promise<Visit> {
    return new Visit(browser, await ScriptedGateway.start());
  }

  /** `before` runs in the page before its own programs. */
  async open(
    path: PagePath,
    options: BrowserContextOptions = {},
    before?: (() => void) | { readonly content: string },
  ): Promise<OpenPage> {
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    this.contexts.push(context);
    const page = await context.newPage();
    if (before) await page.addInitScript(before);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${this.gateway.url}${path}`);
    return { page, complaints };
  }

  /** A patient's page in `ready` with the movements on it, whose dead time is over and whose gaze rests on nothing. */
  async openReady(): Promise<OpenPage> {
    this.gateway.control.withParameters(QUICK);
    this.gateway.control.enter('ready', 'armed');
    const opened = await this.open('/');
    await offerMovements(opened.page);
    await lookAt(opened.page, NOWHERE);
    await opened.page.waitForTimeout(DEAD_TIME_MS + 100);
    this.gateway.forget();
    return opened;
  }

  async end(): Promise<void> {
    for (const context of this.contexts) await context.close();
    await this.gateway.stop();
  }
}

/** Moves the gaze onto the middle of an element, as an eye does: in one quick saccade. */
export async function lookAt(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector);
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} is not on the page.`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
}

/** A click by somebody who has seen what is there. */
export async function clickSeen(page: Page, selector: string, withinMs = 30_000): Promise<void> {
  await page.waitForSelector(selector);
  await page.waitForTimeout(SEEN_MS);
  await page.locator(selector).click({ timeout: withinMs });
}

/** Clicks by somebody who has seen what is there, until it shows; a busy machine shows things late, and a page takes no early click. */
export async function clickUntil(page: Page, selector: string, shown: string): Promise<void> {
  await eventually(async () => {
    if ((await page.locator(shown).count()) > 0) return;
    // What it shows may have been gone for a moment only.
    await page.waitForSelector(selector, { timeout: 2000 });
    await clickSeen(page, selector, 3000);
    await page.waitForSelector(shown, { timeout: 2000 });
  }, 30_000);
}

/** A hand puts the page's clutch in, if it is out: the movements are there. */
export async function offerMovements(page: Page): Promise<void> {
  await page.waitForSelector(`${control('turnLeft')}, ${control('moveHead')}`);
  await clickUntil(page, control('moveHead'), control('turnLeft'));
}

export const control = (id: ControlId): string => `[data-control="${id}"]`;

/** The middle of the page, where nothing can be chosen. */
export const NOWHERE = '.centre .head';

/** Waits until something holds; fails with what was wrong last. */
export async function eventually(check: () => void | Promise<void>, withinMs = 15_000): Promise<void> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > endMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
