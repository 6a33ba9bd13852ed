import { expect } from 'vitest';
import { control, DEAD_TIME_MS, eventually, lookAt, NOWHERE, QUICK } from './pages.ts';
import { DESK_SCREEN } from './scriptedSteering.ts';
import { visiting } from './visiting.ts';

const it = visiting();

it('lets a person check their eyes, steer by gaze, go on with it, and ends by itself', async ({ visit }) => {
  const scripted = visit.gateway.control;
  scripted.withParameters({ ...QUICK, clutchConfirmMs: 8000, clutchReleaseMs: 8000 });
  scripted.profile = { ...scripted.profile, screen: DESK_SCREEN };
  scripted.leaseMs = 2000;
  scripted.steering.switchOn();
  scripted.steering.isAheadKnown = false;
  scripted.steering.areSidesKnown = false;
  scripted.enter('ready', 'armed');
  const { page, complaints } = await visit.open('/');
  const shown = (screen: string) => page.waitForSelector(`[data-screen="${screen}"]`, { timeout: 10_000 });
  const lookAfterRest = async (id: Parameters<typeof control>[0]): Promise<void> => {
    await lookAt(page, NOWHERE);
    await page.waitForTimeout(DEAD_TIME_MS - 200);
    await lookAt(page, control(id));
  };

  await shown('calmSteer');
  await lookAfterRest('followEyes');
  await shown('eyeCheck');
  // The eyes go to the marks; where they end up is nothing that the page acts on.
  for (const mark of ['ahead', 'left', 'right']) await lookAt(page, `[data-mark="${mark}"]`);
  await shown('calmSteer');
  expect(visit.gateway.of('lookAhead').map(({ message }) => message.mark)).toEqual([{ x: 0.5, y: 0.5 }]);
  expect(visit.gateway.of('lookToSide').map(({ message }) => message.side)).toEqual(['left', 'right']);
  expect(scripted.state).toBe('ready');

  await lookAfterRest('followEyes');
  await shown('steerConfirm');
  expect(scripted.leases).toBe(0);
  await lookAfterRest('yes');
  await shown('steer');
  await page.getByText('The eyes look straight ahead.').waitFor();
  await page
    .getByText(/Ends by itself in \d s/)
    .first()
    .waitFor();

  await lookAfterRest('goOn');
  await shown('steerGoOn');
  await lookAt(page, NOWHERE);
  await page.waitForTimeout(DEAD_TIME_MS - 200);
  await lookAt(page, control('yesGoOn'));
  await eventually(() => expect(visit.gateway.of('confirmSteer')).toHaveLength(2));
  await shown('steer');
  await lookAt(page, NOWHERE);
  // Nobody needs to wait for all of it.
  scripted.withParameters({ ...QUICK, clutchConfirmMs: 8000, clutchReleaseMs: 5000 });
  expect(visit.gateway.of('renew').length).toBeGreaterThan(20);
  expect(scripted.leases).toBe(1);

  await page.waitForSelector('[data-last="true"]', { timeout: 10_000 });
  await shown('calmSteer');
  await page.getByText('Nobody chose “Go on”', { exact: false }).first().waitFor();
  expect(scripted.state).toBe('ready');
  const renewals = visit.gateway.of('renew').length;
  await page.waitForTimeout(300);
  expect(visit.gateway.of('renew')).toHaveLength(renewals);
  expect(visit.gateway.of('chose').length).toBeGreaterThanOrEqual(5);
  expect(visit.gateway.of('undid')).toEqual([]);
  expect(complaints).toEqual([]);
});
