import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { CDPSession, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Way } from '../../controller/gaze/dwell/switchChoice.ts';
import type { Preferences } from '../../hmi/patient/preferences.ts';
import type { StandingAlarm } from '../../protocol/alarms.ts';
import {
  clickSeen,
  control,
  DEAD_TIME_MS,
  eventually,
  lookAt,
  NOWHERE,
  offerMovements,
  QUICK,
  SEEN_MS,
  type Visit,
} from './pages.ts';
import { visiting } from './visiting.ts';

const it = visiting((visit) => visit.gateway.control.withParameters(QUICK));

const stops = ({ gateway }: Visit): number => gateway.of('stop').length;

/** A ready page of a person who chooses in that way. */
async function openAs(visit: Visit, preferences: Partial<Preferences> & { way: Way }): Promise<Page> {
  visit.gateway.control.enter('ready', 'armed');
  const kept = JSON.stringify(JSON.stringify(preferences));
  const { page } = await visit.open('/', {}, { content: `localStorage.setItem('poise.patient', ${kept});` });
  await offerMovements(page);
  visit.gateway.forget();
  return page;
}

const lit = (page: Page, selector: string) =>
  page.waitForSelector(`${selector}[data-scan="on"]`, { timeout: 5000 });

const KEYS = { Escape: 27, ' ': 32, Enter: 13 } as const;

/** A key as keyboards on a screen send it: it says what it says, and not where on a keyboard it is. */
async function pressUnplaced(session: CDPSession, key: keyof typeof KEYS): Promise<void> {
  const event = { key, code: '', windowsVirtualKeyCode: KEYS[key] };
  await session.send('Input.dispatchKeyEvent', { ...event, type: 'rawKeyDown' });
  await session.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
}

describe.concurrent('a key that does not say where it is', () => {
  it('is STOP, as Escape and as the space bar', async ({ visit }) => {
    const page = await openAs(visit, { way: 'look' });
    const session = await page.context().newCDPSession(page);
    await pressUnplaced(session, 'Escape');
    await eventually(() => expect(stops(visit)).toBe(1));
    await pressUnplaced(session, ' ');
    await eventually(() => expect(stops(visit)).toBe(2));
  });

  it('is a switch: one walks, the other takes, and each press counts', async ({ visit }) => {
    const page = await openAs(visit, { way: 'twoSwitches' });
    const session = await page.context().newCDPSession(page);
    for (const selector of ['.stop', control('tiltLeft'), control('nodUp')]) {
      await page.waitForTimeout(250);
      await pressUnplaced(session, ' ');
      await lit(page, selector);
    }
    await page.waitForTimeout(250);
    await pressUnplaced(session, 'Enter');
    await eventually(() =>
      expect(visit.gateway.of('move')).toMatchObject([{ message: { movement: 'nodUp' } }]),
    );
    expect(stops(visit)).toBe(0);
    await pressUnplaced(session, 'Escape');
    await eventually(() => expect(stops(visit)).toBe(1));
  });
});

declare global {
  interface Window {
    heard: string[];
    switches: 'none' | 'one' | 'two';
    isMoving: boolean;
  }
}

/** An empty page that writes down what its switches do; its STOP is as high as the page, at the right. */
async function openListening(visit: Visit, switches: Window['switches']) {
  const page = await (await visit.open('/')).page.context().newPage();
  await page.clock.install();
  await page.setContent(
    `<button class="sound" onclick="heard.push('sound')">Pause sound</button>
     <button class="stop" style="position:fixed;left:80%;width:20%;height:100%">STOP</button>`,
  );
  const source = readFileSync(new URL('../../hmi/patient/switchInputs.ts', import.meta.url), 'utf8');
  await page.evaluate(
    `(() => { ${stripTypeScriptTypes(source).replace(/^import .*$|^export /gm, '')}
    window.heard = [];
    window.switches = '${switches}';
    window.isMoving = false;
    watchSwitchInputs({
      switches: () => window.switches,
      isPressSwitch: () => true,
      isTrying: () => false,
      isMoving: () => window.isMoving,
      press: (which) => window.heard.push(which + ' down'),
      release: (which) => window.heard.push(which + ' up'),
      stop: () => window.heard.push('stop'),
    }); })()`,
  );
  const heard = () => page.evaluate(() => window.heard.splice(0));
  return { page, heard };
}

describe.concurrent('buttons of a mouse that are down together', () => {
  it('are each a press and a release of their own, once', async ({ visit }) => {
    const { page, heard } = await openListening(visit, 'two');
    await page.mouse.move(100, 100);
    await page.mouse.down({ button: 'right' });
    await page.mouse.down({ button: 'left' });
    expect(await heard()).toEqual(['second down', 'first down']);
    await page.mouse.move(150, 150, { steps: 5 });
    expect(await heard()).toEqual([]);
    await page.mouse.up({ button: 'right' });
    await page.mouse.down({ button: 'right' });
    await page.mouse.up({ button: 'left' });
    expect(await heard()).toEqual(['second up', 'second down', 'first up']);
    await page.mouse.up({ button: 'right' });
    expect(await heard()).toEqual(['second up']);
  });

  it('are one switch that is pressed twice, and let go with the last of them', async ({ visit }) => {
    const { page, heard } = await openListening(visit, 'one');
    await page.mouse.move(100, 100);
    await page.mouse.down({ button: 'left' });
    await page.mouse.down({ button: 'right' });
    await page.mouse.up({ button: 'left' });
    expect(await heard()).toEqual(['first down', 'first down']);
    await page.mouse.up({ button: 'right' });
    expect(await heard()).toEqual(['first up']);
  });

  it('are STOP for the one that presses it, also where nothing is a switch', async ({ visit }) => {
    const { page, heard } = await openListening(visit, 'none');
    await page.mouse.move(100, 100);
    await page.mouse.down({ button: 'right' });
    await page.mouse.move(1400, 450, { steps: 3 });
    expect(await heard()).toEqual([]);
    await page.mouse.down({ button: 'left' });
    await page.mouse.up({ button: 'left' });
    await page.mouse.up({ button: 'right' });
    expect(await heard()).toEqual(['stop']);
  });

  it('stop a head that the first of them has moved', async ({ visit }) => {
    visit.gateway.control.speedDegPerS = 2;
    visit.gateway.control.leaseMs = 2000;
    const page = await openAs(visit, { way: 'twoSwitches', isPressSwitch: true });
    await page.mouse.move(700, 450);
    for (const selector of ['.stop', control('tiltLeft')]) {
      await page.waitForTimeout(250);
      await page.mouse.down();
      await page.mouse.up();
      await lit(page, selector);
    }
    await page.waitForTimeout(250);
    await page.mouse.down({ button: 'right' });
    await eventually(() => expect(visit.gateway.control.state).toBe('engaged'), 1000);
    await page.mouse.down({ button: 'left' });
    // Before the press that lasts could be the STOP.
    await eventually(() => expect(stops(visit)).toBe(1), 400);
    await page.mouse.up({ button: 'left' });
    await page.mouse.up({ button: 'right' });
    await page.waitForTimeout(300);
    expect(stops(visit)).toBe(1);
  });
});

const PREVIOUS_CRASH: StandingAlarm = {
  id: 'previousCrash',
  occurrence: 1,
  priority: 'high',
  sinceTick: 1,
  isConditionPresent: true,
  isAcknowledged: false,
};

describe.concurrent('S93: the keyboard answers an alarm also where its keys are switches', () => {
  const tabTo = (page: Page, selector: string) =>
    eventually(async () => {
      await page.keyboard.press('Tab');
      expect(await page.locator(`${selector}:focus`).count()).toBe(1);
    });

  it.for(['oneSwitch', 'twoSwitches', 'lookAndPress'] as const)(
    'Enter pauses the sound and says “I have looked”: %s',
    async (way, { visit }) => {
      const page = await openAs(visit, { way });
      visit.gateway.control.enter('standby', 'holding');
      visit.gateway.control.alarms = [PREVIOUS_CRASH];
      await page.waitForSelector('.looked-button');
      await page.waitForTimeout(SEEN_MS);
      await tabTo(page, '.sound');
      await page.keyboard.press('Enter');
      await eventually(() =>
        expect(visit.gateway.of('pauseAudio')).toMatchObject([{ message: { by: 'hand' } }]),
      );
      await tabTo(page, '.looked-button');
      await page.keyboard.press('Enter');
      await eventually(() =>
        expect(visit.gateway.of('acknowledge')).toMatchObject([{ message: { by: 'hand' } }]),
      );
      expect(await page.locator('[data-scan="on"]').count()).toBe(0);
      expect(stops(visit)).toBe(0);
    },
  );

  it('not by a focus that a mouse has left there: a switch that sends Enter is the switch', async ({
    visit,
  }) => {
    const { page, heard } = await openListening(visit, 'two');
    await page.locator('.sound').click();
    await heard();
    expect(await page.locator('.sound:focus').count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await heard()).toEqual(['second down', 'second up']);
  });

  it('once, while nothing moves, and not by a focus that was left there: every other press is the switch', async ({
    visit,
  }) => {
    const { page, heard } = await openListening(visit, 'two');
    await page.focus('.sound');
    await page.keyboard.down('Enter');
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    expect(await heard()).toEqual(['sound']);
    await page.keyboard.press('Enter');
    expect(await heard()).toEqual(['second down', 'second up']);
    await page.focus('.sound');
    await page.keyboard.press('Space');
    expect(await heard()).toEqual(['first down', 'first up']);
    await page.focus('.sound');
    await page.evaluate(() => {
      window.isMoving = true;
    });
    await page.keyboard.press('Enter');
    expect(await heard()).toEqual(['second down', 'second up']);
    await page.evaluate(() => {
      window.isMoving = false;
    });
    await page.focus('.sound');
    await page.clock.fastForward(20_100);
    await page.keyboard.press('Enter');
    expect(await heard()).toEqual(['second down', 'second up']);
  });
});

describe.concurrent('the keyboard alone', () => {
  const focused = (page: Page) =>
    page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['control'] ?? null);
  /** By somebody who has seen what is there. */
  const enter = async (page: Page): Promise<void> => {
    await page.waitForTimeout(SEEN_MS);
    await page.keyboard.press('Enter');
  };
  const said = (page: Page) => page.locator('.centre > [role="status"]').textContent();

  it('leads from STOP by its two questions, which are read aloud, to a movement', async ({ visit }) => {
    visit.gateway.control.speedDegPerS = 30;
    visit.gateway.control.enter('ready', 'armed');
    const { page } = await visit.open('/');
    await page.waitForSelector(control('moveHead'));
    await page.keyboard.press('Space');
    await page.waitForSelector(control('continue'));
    expect(await said(page)).toBe('');
    await eventually(async () => {
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('continue');
    });
    await enter(page);
    await eventually(async () => expect(await focused(page)).toBe('notYet'));
    expect(await said(page)).toContain('Continue?');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('yesContinue');
    await enter(page);
    await eventually(async () => expect(await focused(page)).toBe('getReady'));
    expect(visit.gateway.of('leaveStop')).toHaveLength(1);
    await enter(page);
    await eventually(async () => expect(await focused(page)).toBe('no'));
    await page.keyboard.press('Tab');
    await enter(page);
    // A press too many moves nothing: of the movements, the way back to rest has the focus.
    await eventually(async () => expect(await focused(page)).toBe('rest'));
    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('nodDown');
    await enter(page);
    await eventually(() =>
      expect(visit.gateway.of('move')).toMatchObject([{ message: { movement: 'nodDown' } }]),
    );
    expect(stops(visit)).toBe(1);
  });

  it('S85: carries no focus onto the answer to a fault: who steps with Enter acknowledges nothing by the next press', async ({
    visit,
  }) => {
    const { page } = await visit.openReady();
    await eventually(async () => {
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('turnLeft');
    });
    visit.gateway.control.enter('protectiveHold', 'faultHeld');
    await page.waitForSelector(control('haveLooked'));
    await enter(page);
    await enter(page);
    expect(await focused(page)).toBe(null);
    expect(visit.gateway.of('acknowledge')).toEqual([]);
  });

  it('has its focus back once a screen without controls is over', async ({ visit }) => {
    visit.gateway.control.enter('stopped', 'stopPressed');
    const { page } = await visit.open('/');
    await page.waitForSelector(control('continue'));
    await eventually(async () => {
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('continue');
    });
    visit.gateway.isSilent = true;
    await page.waitForSelector('[data-screen="unknown"]');
    expect(await focused(page)).toBe(null);
    visit.gateway.isSilent = false;
    await eventually(async () => expect(await focused(page)).toBe('continue'));
  });

  it('keeps the movements that it has brought, under its focus', async ({ visit }) => {
    visit.gateway.control.withParameters({ ...QUICK, clutchReleaseMs: 5000 });
    visit.gateway.control.enter('ready', 'armed');
    const { page } = await visit.open('/');
    // A page that cannot paint for half a second lets go of all that was begun, as it must: then anew.
    await eventually(async () => {
      if ((await page.locator(control('moveHead')).count()) > 0) {
        await page.locator(control('moveHead')).focus();
        await enter(page);
      }
      await eventually(async () => expect(await focused(page)).toBe('rest'), 1000);
      await page.keyboard.press('Shift+Tab');
      await page.waitForTimeout(6000);
      expect(await focused(page)).toBe('nodDown');
    }, 40_000);
  });

  it('has no focus moved by a mouse or a look', async ({ visit }) => {
    visit.gateway.control.enter('stopped', 'stopPressed');
    const { page } = await visit.open('/');
    await clickSeen(page, control('continue'));
    await clickSeen(page, control('yesContinue'));
    await page.waitForSelector(control('getReady'));
    expect(await focused(page)).toBe(null);
    await lookAt(page, NOWHERE);
    await page.waitForTimeout(DEAD_TIME_MS + 100);
    await lookAt(page, control('getReady'));
    await page.waitForSelector(control('yes'));
    expect(await focused(page)).toBe(null);
  });
});
