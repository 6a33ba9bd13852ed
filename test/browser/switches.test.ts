import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { SettingId } from '../../hmi/patient/settingScreens.ts';
import { REFUSALS } from '../../protocol/refusals.ts';
import {
  clickSeen,
  clickUntil,
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

const it = visiting();

const movements = ({ gateway }: Visit) => gateway.of('move').map(({ message }) => message.movement);
const setting = (id: SettingId): string => `[data-control="${id}"]`;

/** A ready page whose person has chosen before how they choose. */
async function openAs(visit: Visit, preferences: object): Promise<Page> {
  visit.gateway.control.withParameters(QUICK);
  visit.gateway.control.leaseMs = 2000;
  visit.gateway.control.enter('ready', 'armed');
  const kept = JSON.stringify(JSON.stringify(preferences));
  const { page } = await visit.open('/', {}, { content: `localStorage.setItem('poise.patient', ${kept});` });
  await offerMovements(page);
  return page;
}

const lit = (page: Page, selector: string) =>
  page.waitForSelector(`${selector}[data-scan="on"]`, { timeout: 5000 });

/**
 * One attempt after another from a fresh `ready`, until one succeeds. A page that cannot paint for half a second lets go of all that was
 * begun, as it must; what must never happen is expected outside of attempts.
 */
async function attempt(visit: Visit, page: Page, act: () => Promise<void>): Promise<void> {
  await eventually(async () => {
    visit.gateway.control.enter('stopped', 'stopPressed');
    await page.waitForSelector(control('continue'), { timeout: 5000 });
    visit.gateway.forget();
    visit.gateway.control.enter('ready', 'armed');
    await offerMovements(page);
    await page.waitForTimeout(200);
    await act();
  }, 60_000);
}

/** A press by somebody who has seen what is lit. */
async function pressSeen(page: Page, key: string): Promise<void> {
  await page.waitForTimeout(250);
  await page.keyboard.press(key);
}

/** A look at a control by somebody who has looked elsewhere since anything changed. */
async function lookAnew(page: Page, selector: string, nowhere = NOWHERE): Promise<void> {
  await lookAt(page, nowhere);
  await page.waitForTimeout(DEAD_TIME_MS + 100);
  await lookAt(page, selector);
}

async function middleOf(page: Page, selector: string): Promise<[number, number]> {
  const box = await page.locator(selector).boundingBox();
  return [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2];
}

/** Where the pointer of a tracker is, and whether it trembles, frame by frame. */
declare global {
  interface Window {
    gazeOn: { selector: string; isLiving: boolean };
  }
}

// All at once, the longest first: what they wait for is mostly time.
describe.concurrent('how a person chooses', () => {
  it('a pointer makes several steps of one look only after its check, and none once it freezes', async ({
    visit,
  }) => {
    visit.gateway.control.speedDegPerS = 30;
    const page = await openAs(visit, { keepsMoving: true });
    await page.evaluate(() => {
      window.gazeOn = { selector: '.centre', isLiving: true };
      let frame = 0;
      const move = (): void => {
        frame += 1;
        const { selector, isLiving } = window.gazeOn;
        const box = document.querySelector(selector)?.getBoundingClientRect();
        if (box && isLiving) {
          const clientX = box.left + box.width / 2 + 3 * (frame % 2);
          const clientY = box.top + box.height / 2;
          window.dispatchEvent(new PointerEvent('pointermove', { pointerType: 'mouse', clientX, clientY }));
        }
        requestAnimationFrame(move);
      };
      move();
    });
    const gaze = (selector: string, isLiving = true) =>
      page.evaluate(
        (next) => {
          window.gazeOn = next;
        },
        { selector, isLiving },
      );
    const press = (id: SettingId, shown: string) =>
      eventually(async () => {
        if ((await page.locator(shown).count()) > 0) return;
        await page.waitForTimeout(SEEN_MS);
        await page.locator(setting(id)).dispatchEvent('click');
        await page.waitForSelector(shown, { timeout: 2000 });
      });

    const lookAndWait = (steps: number) =>
      attempt(visit, page, async () => {
        await gaze('.centre');
        await page.waitForTimeout(DEAD_TIME_MS + 100);
        await gaze(control('turnLeft'));
        await eventually(() => expect(movements(visit).length).toBeGreaterThanOrEqual(steps), 5000);
      });

    await lookAndWait(1);
    await page.waitForTimeout(2000);
    expect(movements(visit)).toEqual(['turnLeft']);

    await gaze('.centre');
    visit.gateway.control.enter('standby', 'holding');
    await press('settings', setting('checkPointer'));
    expect(await page.locator(setting('keepMoving')).count()).toBe(0);
    // A page that paints too seldom sees the pointer rest, and learns nothing.
    await eventually(async () => {
      await gaze('.centre');
      await press('checkPointer', '.dot');
      await gaze('.dot');
      await page.waitForSelector('[data-screen="settings"]', { timeout: 20_000 });
      expect(await page.locator(`${setting('keepMoving')}[aria-pressed="true"]`).count()).toBe(1);
    }, 60_000);

    await lookAndWait(3);
    await gaze(control('turnLeft'), false);
    await eventually(() => expect(visit.gateway.of('presence').at(-1)?.message.gaze).toBe('frozen'));
    const steps = movements(visit).length;
    await page.waitForTimeout(1500);
    expect(movements(visit)).toHaveLength(steps);
  });

  it('with one switch: two presses from rest are STOP, and the light walks by itself to a step', async ({
    visit,
  }) => {
    visit.gateway.control.speedDegPerS = 1;
    const page = await openAs(visit, { way: 'oneSwitch', scanStepMs: 1000 });
    await attempt(visit, page, async () => {
      await page.keyboard.press('Enter');
      await lit(page, control('tiltLeft'));
      await pressSeen(page, 'Enter');
      await eventually(() => expect(movements(visit)).toEqual(['tiltLeft']), 2000);
      await page.waitForSelector('[data-moving="true"]', { timeout: 2000 });
      await eventually(async () => expect(await page.locator('[data-scan="on"]').count()).toBe(0), 2000);
      await page.keyboard.press('Space');
      await eventually(() => expect(visit.gateway.control.state).toBe('stopped'), 2000);
    });
    await attempt(visit, page, async () => {
      await page.keyboard.press('Space');
      await lit(page, '.stop');
      expect(visit.gateway.of('stop')).toEqual([]);
      await pressSeen(page, 'Space');
      await eventually(() => expect(visit.gateway.of('stop')).toHaveLength(1), 2000);
    });
  });

  it('with two switches: one walks, the other takes', async ({ visit }) => {
    visit.gateway.control.speedDegPerS = 30;
    const page = await openAs(visit, { way: 'twoSwitches' });
    await attempt(visit, page, async () => {
      for (const selector of ['.stop', control('tiltLeft'), control('nodUp')]) {
        await pressSeen(page, 'Space');
        await lit(page, selector);
      }
      await pressSeen(page, 'Enter');
      await eventually(() => expect(movements(visit)).toEqual(['nodUp']), 2000);
    });
    await attempt(visit, page, async () => {
      await pressSeen(page, 'Space');
      await lit(page, '.stop');
      expect(visit.gateway.of('stop')).toEqual([]);
      await pressSeen(page, 'Enter');
      await eventually(() => expect(visit.gateway.control.state).toBe('stopped'), 2000);
    });
  });

  it('with a switch that is held: STOP; and a mouse anywhere may be the switch', async ({ visit }) => {
    const page = await openAs(visit, { way: 'twoSwitches', isPressSwitch: true });
    await attempt(visit, page, async () => {
      await page.mouse.move(700, 450);
      await page.mouse.down();
      await page.mouse.up();
      await lit(page, '.stop');
      await page.waitForTimeout(250);
      // A press on a control is the switch too, and no click.
      await page.locator(control('turnRight')).click({ timeout: 5000 });
      await lit(page, control('tiltLeft'));
    });
    expect(movements(visit)).toEqual([]);
    await page.keyboard.down('Space');
    await eventually(() => expect(visit.gateway.control.state).toBe('stopped'), 4000);
    await page.keyboard.up('Space');
  });

  it('Escape stops, and so does a press on STOP, whatever is a switch', async ({ visit }) => {
    const page = await openAs(visit, { way: 'oneSwitch', isPressSwitch: true });
    await page.keyboard.press('Escape');
    await eventually(() => expect(visit.gateway.of('stop')).toHaveLength(1));
    await page.locator('.stop').click();
    await eventually(() => expect(visit.gateway.of('stop').length).toBeGreaterThan(1));
  });

  it('a look that a switch confirms moves, and does nothing without it', async ({ visit }) => {
    visit.gateway.control.speedDegPerS = 30;
    const page = await openAs(visit, { way: 'lookAndPress' });
    await lookAnew(page, control('turnLeft'));
    await page.waitForTimeout(4 * QUICK.dwellMs);
    expect(movements(visit)).toEqual([]);
    await attempt(visit, page, async () => {
      await lookAnew(page, control('turnLeft'));
      await pressSeen(page, 'Space');
      await eventually(() => expect(movements(visit)).toEqual(['turnLeft']), 2000);
    });
    expect(visit.gateway.of('stop')).toEqual([]);
  });

  it('S206: what a tracker’s software clicks is a look, and a finger or a key a hand', async ({ visit }) => {
    const { control: scripted } = visit.gateway;
    scripted.withParameters({ ...QUICK, clutchConfirmMs: 8000 });
    scripted.leaseMs = 2000;
    scripted.speedDegPerS = 1;
    const kept = `localStorage.setItem('poise.patient', '{"way":"deviceClicks"}');`;
    const { page } = await visit.open('/', { hasTouch: true }, { content: kept });
    const fresh = async (): Promise<void> => {
      scripted.enter('stopped', 'stopPressed');
      await page.waitForSelector(control('continue'));
      visit.gateway.forget();
      scripted.enter('ready', 'armed');
      await page.waitForSelector(control('moveHead'));
      await page.waitForTimeout(SEEN_MS);
    };
    // A page that cannot paint for a second lets go of what was begun, as it must: it is begun anew.
    await eventually(async () => {
      await fresh();
      await page.locator(control('moveHead')).click({ timeout: 3000 });
      await page.waitForSelector('[data-screen="calmConfirm"]', { timeout: 2000 });
      expect(await page.locator(control('turnLeft')).count()).toBe(0);
      await clickSeen(page, control('yes'), 3000);
      await page.waitForSelector(control('turnLeft'), { timeout: 2000 });
      await lookAnew(page, control('turnLeft'));
      await page.waitForTimeout(3 * QUICK.dwellMs);
      expect(movements(visit)).toEqual([]);
      await page.mouse.down();
      await page.mouse.up();
      await page.waitForSelector(`${control('turnLeft')}[data-gaze="held"]`, { timeout: 2000 });
      await page.mouse.click(...(await middleOf(page, control('turnLeft'))));
      await eventually(() => expect(visit.gateway.of('renew').length).toBeGreaterThan(5), 2000);
      expect([movements(visit), visit.gateway.of('endMove')]).toEqual([['turnLeft'], []]);
      await lookAt(page, NOWHERE);
      await eventually(() => expect(visit.gateway.of('endMove')).toHaveLength(1), 2000);
    }, 60_000);
    for (const act of ['tap', 'key'] as const)
      await eventually(async () => {
        await fresh();
        if (act === 'tap') await page.locator(control('moveHead')).tap({ timeout: 3000 });
        else await page.locator(control('moveHead')).press('Enter');
        await page.waitForSelector(control('turnLeft'), { timeout: 2000 });
      }, 60_000);
    expect(visit.gateway.of('stop')).toEqual([]);
    await page.locator('.stop').click();
    await eventually(() => expect(visit.gateway.of('stop').length).toBeGreaterThan(0));
  });

  it('S206, S93: what a tracker’s software clicks neither pauses the sound nor answers for an alarm', async ({
    visit,
  }) => {
    const { control: scripted } = visit.gateway;
    const kept = `localStorage.setItem('poise.patient', '{"way":"deviceClicks"}');`;
    scripted.alarms = [
      {
        id: 'previousCrash',
        occurrence: 1,
        priority: 'medium',
        sinceTick: 1,
        isConditionPresent: true,
        isAcknowledged: false,
      },
    ];
    const { page } = await visit.open('/', {}, { content: kept });
    await page.waitForSelector('.looked-button');
    await page.mouse.click(1, 1);
    for (const selector of ['.sound', '.looked-button']) {
      await clickSeen(page, selector);
      await page.getByText(REFUSALS.notByGaze.sentence).first().waitFor();
    }
    await page.waitForTimeout(300);
    expect([visit.gateway.of('pauseAudio'), visit.gateway.of('acknowledge')]).toEqual([[], []]);
    await page.locator('.sound').press('Enter');
    await eventually(() => expect(visit.gateway.of('pauseAudio')).toHaveLength(1));
    await page.locator('.looked-button').press('Enter');
    await eventually(() =>
      expect(visit.gateway.of('acknowledge').map(({ message }) => message.by)).toEqual(['hand']),
    );
  });

  it('S206: a device that clicks is used once it has clicked by itself, and that is kept', async ({
    visit,
  }) => {
    visit.gateway.control.withParameters(QUICK);
    const { page } = await visit.open('/');
    await clickUntil(page, setting('settings'), setting('ways'));
    await clickUntil(page, setting('ways'), setting('wayDeviceClicks'));
    await eventually(async () => {
      await lookAnew(page, setting('wayDeviceClicks'), '.centre');
      await page.waitForSelector('[data-trial="true"]', { timeout: 3000 });
    });
    expect(await page.evaluate(() => localStorage.getItem('poise.patient'))).toBeNull();
    await lookAnew(page, setting('wayDeviceClicks'), '.centre');
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForSelector(`${setting('wayDeviceClicks')}[aria-pressed="true"]`);
    await page.reload();
    // And by looking alone somebody comes back here whose device has ceased to click.
    for (const [id, shown] of [
      ['settings', setting('ways')],
      ['ways', setting('wayLook')],
      ['wayLook', `${setting('wayLook')}[aria-pressed="true"]`],
    ] as const)
      await eventually(async () => {
        if ((await page.locator(shown).count()) > 0) return;
        await lookAnew(page, setting(id), '.centre');
        await page.waitForSelector(shown, { timeout: 2000 });
      });
  });

  it('a look never goes through what lies over a control', async ({ visit }) => {
    visit.gateway.control.speedDegPerS = 30;
    const { page } = await visit.openReady();
    await page.evaluate(() => {
      const dialog = document.createElement('div');
      dialog.id = 'over';
      dialog.style.cssText = 'position:fixed;inset:10% 40% 10% 0;background:white';
      document.body.append(dialog);
    });
    await lookAt(page, control('turnLeft'));
    await page.waitForTimeout(5 * QUICK.dwellMs);
    expect(movements(visit)).toEqual([]);
    await page.evaluate(() => document.getElementById('over')?.remove());
    await attempt(visit, page, async () => {
      await lookAnew(page, control('turnLeft'));
      await eventually(() => expect(movements(visit)).toEqual(['turnLeft']), 5 * QUICK.dwellMs);
    });
  });

  it('a look sets how long it rests, by looking alone; that stays when the page is loaded again', async ({
    visit,
  }) => {
    visit.gateway.control.withParameters(QUICK);
    const { page } = await visit.open('/');
    const choose = (id: SettingId, shown: string): Promise<void> =>
      eventually(async () => {
        if ((await page.locator(shown).count()) > 0) return;
        await lookAt(page, '.centre');
        await page.waitForTimeout(DEAD_TIME_MS);
        await lookAt(page, setting(id));
        await page.waitForSelector(shown, { timeout: 2000 });
      });
    await choose('settings', '.setting-value:text-is("0.3 s")');
    await choose('longer', '.setting-value:text-is("0.4 s")');
    await page.reload();
    await clickUntil(page, setting('settings'), '.setting-value');
    expect(await page.locator('.setting-value').textContent()).toBe('0.4 s');
    await clickUntil(page, setting('asSetUp'), '.setting-value:text-is("0.3 s")');
    expect(visit.gateway.received.every(({ message }) => message.type === 'presence')).toBe(true);
  });
});
