import type { CDPSession, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Way } from '../../controller/gaze/dwell/switchChoice.ts';
import type { Preferences } from '../../hmi/patient/preferences.ts';
import { control, eventually, offerMovements, QUICK, type Visit } from './pages.ts';
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
