import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SettingId } from '../../hmi/patient/settingScreens.ts';
import { alarmPriority, type StandingAlarm } from '../../protocol/alarms.ts';
import { FAULTS, type FaultId } from '../../protocol/faults.ts';
import type { ReasonId, StateName } from '../../protocol/states.ts';
import { launchBrowser } from './launch.ts';
import { layoutFaults, violations } from './pageFaults.ts';
import { clickUntil, control, lookAt, NOWHERE, offerMovements, QUICK, SEEN_MS, Visit } from './pages.ts';

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
});

/** `npm run test:long` looks at every size, every state and in light too. */
const IS_LONG = process.env['POISE_LONG'] === '1';
const SCHEMES = IS_LONG ? (['dark', 'light'] as const) : (['dark'] as const);
const SIZES = [
  ['desktop', 1440, 900],
  ['small phone', 360, 640],
  ...(IS_LONG
    ? ([
        ['200 % zoom', 720, 450],
        ['phone on its side', 740, 360],
        ['phone', 360, 740],
        ['tablet', 820, 1180],
      ] as const)
    : []),
] as const;

const SCENES: readonly (readonly [string, StateName, ReasonId])[] = [
  ['begin', 'standby', 'holding'],
  ['confirm', 'standby', 'awaitingConfirm'],
  ['calm', 'ready', 'leaseLapsed'],
  ['move', 'ready', 'leaseLapsed'],
  ['moveWatch', 'ready', 'armed'],
  ['stopped', 'stopped', 'stopPressed'],
  ['fault', 'protectiveHold', 'faultHeld'],
  ['retreat', 'retreating', 'retreatAnnounced'],
  ['wait', 'selfTest', 'needsHand'],
];

const alarm = (
  occurrence: number,
  id: FaultId,
  isConditionPresent = true,
  isAcknowledged = false,
): StandingAlarm => ({
  id,
  occurrence,
  priority: alarmPriority.parse(FAULTS[id].priority),
  sinceTick: 1,
  isConditionPresent,
  isAcknowledged,
});
/** Every way in which an alarm can stand, with long words. */
const HELD_ALARMS = [
  alarm(1, 'followingError', false),
  alarm(2, 'servoHot', true, true),
  alarm(3, 'limitsNotEchoed'),
];
const CALM_ALARMS = [alarm(1, 'previousCrash'), alarm(2, 'sensorsSilent')];

/** Another page moves the head, for longer than anybody looks at this one. */
function moveElsewhere(): void {
  const { control: scripted } = visit.gateway;
  scripted.leaseMs = 60_000;
  scripted.speedDegPerS = 0.001;
  const move = { type: 'move', requestId: 'x', movement: 'turnLeft', renderedTick: 0 } as const;
  scripted.answer(move, 'other', performance.now());
}

async function show(page: Page, [screen, state, reason]: (typeof SCENES)[number]): Promise<void> {
  visit.gateway.control.alarms = state === 'protectiveHold' ? HELD_ALARMS : [];
  visit.gateway.control.enter(state, reason);
  if (screen === 'move') await offerMovements(page);
  if (screen === 'moveWatch') moveElsewhere();
  await page.waitForSelector(`[data-screen="${screen}"]`);
  await page.waitForSelector('.fault', { state: state === 'protectiveHold' ? 'attached' : 'detached' });
}

/** The same scene with alarms, where it has none by itself. */
async function showAlarmed(page: Page, scene: (typeof SCENES)[number]): Promise<void> {
  await show(page, scene);
  if (visit.gateway.control.alarms.length === 0) visit.gateway.control.alarms = CALM_ALARMS;
  await page.waitForSelector('.strip-lamp');
}

/** The page's own screens, one after the other, as a hand reaches them; with the light of a switch on the last. */
async function* settingScenes(page: Page): AsyncGenerator<string> {
  const choose = (id: SettingId, shown: string) => clickUntil(page, `[data-control="${id}"]`, shown);
  await choose('settings', '[data-screen="settings"]');
  await choose('longer', '[data-control="asSetUp"]');
  yield 'settings';
  await choose('ways', '[data-screen="ways"]');
  await choose('wayDeviceClicks', '[data-trial="true"]');
  yield 'ways, a device that clicks to be tried';
  await choose('wayLook', '[data-trial="false"]');
  await choose('wayTwoSwitches', '[data-trial="true"]');
  yield 'ways, one to be tried';
  for (const key of ['Space', 'Enter']) await page.keyboard.press(key);
  await page.waitForSelector('[data-trial="false"]');
  // The light, unlike the words of what is in use, comes with a press of its own.
  await page.waitForTimeout(SEEN_MS);
  await page.keyboard.press('Space');
  await page.waitForSelector('.stop[data-scan="on"]');
  yield 'ways, STOP lit';
  await choose('back', '[data-screen="settings"]');
  await choose('checkPointer', '.dot');
  yield 'check';
  await page.waitForSelector('[data-screen="settings"]');
  yield 'settings, after a check that taught nothing';
}

/** Contrast of two opaque colours as the browser writes them (WCAG 2.2 'contrast ratio'). */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [r = Number.NaN, g = Number.NaN, b = Number.NaN] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = Number.NaN, light = Number.NaN] = [luminance(one), luminance(other)].toSorted(
    (a, b) => a - b,
  );
  return (light + 0.05) / (dark + 0.05);
}

describe('the patient’s page', () => {
  it.each(SCHEMES)('has no accessibility violation, %s', async (colorScheme) => {
    const { page } = await visit.open('/', { colorScheme });
    for (const scene of SCENES.filter(([screen]) => IS_LONG || screen === 'begin' || screen === 'fault')) {
      await show(page, scene);
      expect(await violations(page, colorScheme), scene[0]).toEqual([]);
    }
    await page.mouse.click(1, 1);
    for (const scene of SCENES.filter(([screen]) => (IS_LONG && screen === 'begin') || screen === 'move')) {
      await showAlarmed(page, scene);
      await page.waitForSelector('.sound');
      expect(await violations(page, colorScheme), `${scene[0]} with alarms`).toEqual([]);
    }
  });

  it.each(SIZES)('fits without overlap, cut text or scrolling: %s', async (_, width, height) => {
    const { page } = await visit.open('/', { viewport: { width, height } });
    for (const scene of SCENES) {
      await show(page, scene);
      expect(await layoutFaults(page), scene[0]).toEqual([]);
      await showAlarmed(page, scene);
      expect(await layoutFaults(page), `${scene[0]} with alarms, not heard`).toEqual([]);
    }
    await page.mouse.click(1, 1);
    for (const audio of [{ kind: 'on' }, { kind: 'paused', remainingMs: 119_000 }] as const) {
      visit.gateway.control.audio = audio;
      for (const scene of SCENES) {
        await showAlarmed(page, scene);
        await page.waitForSelector('.sound');
        expect(await layoutFaults(page), `${scene[0]} with alarms, ${audio.kind}`).toEqual([]);
      }
    }
  });

  it('has a question before the movements that fits, and without accessibility violation', async () => {
    visit.gateway.control.withParameters({ ...QUICK, clutchConfirmMs: 8000 });
    const { page } = await visit.open('/');
    await show(page, ['calm', 'ready', 'armed']);
    await lookAt(page, NOWHERE);
    await page.waitForTimeout(1100);
    await lookAt(page, control('moveHead'));
    await page.waitForSelector('[data-screen="calmConfirm"]');
    for (const [width, height] of [
      [1440, 900],
      [720, 450],
      [360, 740],
      [740, 360],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await layoutFaults(page), `${width} × ${height}`).toEqual([]);
    }
    expect(await violations(page)).toEqual([]);
  });

  it.runIf(IS_LONG)(
    'has settings that fit without overlap or cut text, and without accessibility violation',
    async () => {
      const { page } = await visit.open('/');
      for await (const scene of settingScenes(page)) {
        for (const [width, height] of [
          [1440, 900],
          [720, 450],
          [360, 740],
          [360, 640],
          [740, 360],
        ] as const) {
          await page.setViewportSize({ width, height });
          expect(await layoutFaults(page), `${scene}, ${width} × ${height}`).toEqual([]);
        }
        await page.setViewportSize({ width: 1440, height: 900 });
        for (const colorScheme of scene.startsWith('ways')
          ? (['dark', 'light'] as const)
          : (['dark'] as const)) {
          await page.emulateMedia({ colorScheme });
          expect(await violations(page, colorScheme), `${scene}, ${colorScheme}`).toEqual([]);
        }
        // Axe opens a page of its own, behind which this one would have no gaze.
        await page.bringToFront();
      }
    },
  );

  it.each(['dark', 'light'] as const)(
    'lights what a switch takes at 3:1 and more, %s',
    async (colorScheme) => {
      const { page } = await visit.open('/', { colorScheme });
      await page.evaluate(() => localStorage.setItem('poise.patient', '{"way":"twoSwitches"}'));
      await page.reload();
      await show(page, ['move', 'ready', 'armed']);
      await page.keyboard.press('Space');
      await page.waitForSelector('.stop[data-scan="on"]');
      await page.waitForTimeout(150);
      await page.keyboard.press('Space');
      const lit = page.locator('.control[data-scan="on"]');
      await lit.waitFor();
      const [frame, around] = await lit.evaluate((element) => [
        getComputedStyle(element).outlineColor,
        getComputedStyle(document.body).backgroundColor,
      ]);
      // WCAG 1.4.11, non-text contrast.
      expect(contrast(frame ?? '', around ?? '')).toBeGreaterThanOrEqual(3);
    },
  );

  it('keeps every movement on its side in a language that is read from the right', async () => {
    const { page } = await visit.open('/');
    await show(page, ['move', 'ready', 'armed']);
    await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
    const at = async (selector: string) => (await page.locator(selector).boundingBox())?.x ?? Number.NaN;
    expect(await at(control('turnLeft'))).toBeLessThan(await at(NOWHERE));
    expect(await at(control('turnRight'))).toBeGreaterThan(await at(NOWHERE));
    expect(await layoutFaults(page)).toEqual([]);
  });

  it('fills the ring in steps where motion is unwanted', async () => {
    visit.gateway.control.withParameters({ dwellMs: 3000 });
    const { page } = await visit.open('/', { reducedMotion: 'reduce' });
    await show(page, ['move', 'ready', 'armed']);
    await lookAt(page, NOWHERE);
    await page.waitForTimeout(1100);
    await lookAt(page, control('turnLeft'));
    await page.waitForSelector(`${control('turnLeft')}[data-gaze="dwelling"]`);
    const offsets = new Set<string>();
    for (let look = 0; look < 12; look++) {
      const ring = page.locator(`${control('turnLeft')} .ring-progress`);
      offsets.add(await ring.evaluate((element) => getComputedStyle(element).strokeDashoffset));
      await page.waitForTimeout(50);
    }
    expect(offsets.size).toBeLessThanOrEqual(3);
  });
});

describe('the engineer’s page', () => {
  it.each(SCHEMES)('has no accessibility violation, %s', async (colorScheme) => {
    const { page } = await visit.open('/tuning', { colorScheme });
    await page.waitForSelector('[data-parameter]');
    const input = page.locator('[data-parameter="yawSoftDeg"]').getByRole('textbox');
    await input.fill('41');
    await input.press('Tab');
    visit.gateway.control.enter('ready', 'armed');
    await page.waitForSelector('.lock');
    expect(await violations(page, colorScheme)).toEqual([]);
  });

  it.each([360, 720, 1440])('does not scroll sideways at %i px', async (width) => {
    const { page } = await visit.open('/tuning', { viewport: { width, height: 800 } });
    await page.waitForSelector('[data-parameter]');
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });

  it('keeps the longest state word inside its strip at 360 px', async () => {
    const { page } = await visit.open('/tuning', { viewport: { width: 360, height: 740 } });
    visit.gateway.control.enter('protectiveHold', 'faultHeld');
    await page.waitForSelector('[data-state="protectiveHold"]');
    const isInside = await page.evaluate(() => {
      const right = document.querySelector('.strip')?.getBoundingClientRect().right ?? Number.NaN;
      return [...document.querySelectorAll('.strip-state, .strip-words, .strip-more')].every(
        (element) => element.getBoundingClientRect().right <= right,
      );
    });
    expect(isInside).toBe(true);
  });
});
