import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PARAMETERS } from '../../protocol/parameters.ts';
import { REFUSALS } from '../../protocol/refusals.ts';
import { launchBrowser } from '../browser/launch.ts';
import { type Client, connectClient } from './client.ts';
import { type RunningPoise, startPoise } from './poise.ts';

const PICTURES = process.env['POISE_PICTURES'];
const { label } = PARAMETERS.yawSoftDeg;

let browser: Browser;
let poise: RunningPoise;
let page: Page;
let client: Client;

beforeAll(async () => {
  poise = await startPoise();
  browser = await launchBrowser();
  client = await connectClient(poise.url);
  await client.untilState('standby');
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${poise.url}/tuning`);
});
afterAll(async () => {
  client?.close();
  await browser?.close();
  await poise?.stop();
});

const field = () => page.locator('[data-parameter="yawSoftDeg"]');

async function enter(value: string): Promise<void> {
  await field().locator('input').fill(value);
  await field().locator('input').press('Tab');
}

const applyButton = () => page.getByRole('button', { name: `Apply ${label}`, exact: true });

describe('an engineer changes a limit', () => {
  test('in standby it is applied, echoed by control and saved, and the head goes no further', async () => {
    const before = client.of('profile').at(-1)?.hash;
    await enter('8');
    await applyButton().click();
    await client.until(() => client.of('profile').at(-1)?.profile.parameters.yawSoftDeg === 8, 'saved', 5000);
    await client.until(
      () => client.telemetry?.profileHash === client.of('profile').at(-1)?.hash,
      'in force',
      5000,
    );
    expect(client.telemetry?.profileHash).not.toBe(before);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/tuning.png` });

    await client.arm();
    for (let step = 0; step < 2; step += 1) {
      await client.move('turnLeft');
      await client.untilState('ready');
    }
    await expect(client.move('turnLeft')).rejects.toThrow(/atLimit/);
    await new Promise((done) => setTimeout(done, 500));
    const yawDeg = poise.truth?.bandPose.yawDeg ?? Number.NaN;
    expect(yawDeg).toBeGreaterThan(7);
    expect(yawDeg).toBeLessThan(9);
  });

  test('armed, the page does not offer it, and control refuses it with a sentence that says when it may be changed', async () => {
    await enter('9');
    await expect.poll(() => applyButton().isDisabled()).toBe(true);
    expect(await page.textContent('main')).toContain('standby');
    const basedOn = client.telemetry?.profileHash ?? '';
    client.send({ type: 'setParameter', requestId: 'armed', parameter: 'yawSoftDeg', value: 9, basedOn });
    await client.until(
      () => client.of('refused').some(({ requestId }) => requestId === 'armed'),
      'refused',
      2000,
    );
    expect(client.of('refused').at(-1)).toMatchObject({
      id: 'onlyInStandby',
      sentence: REFUSALS.onlyInStandby.sentence,
    });
    expect(client.of('profile').at(-1)?.profile.parameters.yawSoftDeg).toBe(8);
  });

  test('out of bounds it is refused with its sentence, and nothing is sent', async () => {
    await enter('55');
    await expect.poll(() => field().textContent()).toMatch(/must lie between 0 and 40 deg; 55 does not/);
    expect(client.of('profile').at(-1)?.profile.parameters.yawSoftDeg).toBe(8);
  });

  test('what was saved is there again after a restart of both processes', async () => {
    const { hash } = client.of('profile').at(-1) ?? { hash: '' };
    const { control, gateway } = poise.children();
    process.kill(gateway, 'SIGKILL');
    process.kill(control, 'SIGKILL');
    await poise.waitForOutput(/gateway\s+started again/i, 10_000);
    await expect
      .poll(
        async () => {
          const again = await connectClient(poise.url).catch(() => undefined);
          const profile = again?.of('profile').at(-1);
          again?.close();
          return profile?.hash;
        },
        { timeout: 15_000, interval: 500 },
      )
      .toBe(hash);
  });
});
