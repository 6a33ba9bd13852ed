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
  const shown = (screen: string, timeout = 4000) =>
    page.waitForSelector(`[data-screen="${screen}"]`, { timeout });
  /** A look by somebody who has looked at nothing for a moment: longer, and the second of two looks is none any more. */
  const lookAfterRest = async (id: Parameters<typeof control>[0]): Promise<void> => {
    await lookAt(page, NOWHERE);
    await page.waitForTimeout(DEAD_TIME_MS - 300);
    await lookAt(page, control(id));
  };

  await shown('calmSteer', 15_000);
  await lookAfterRest('followEyes');
  await shown('eyeCheck');
  await shown('calmSteer', 15_000);
  expect(visit.gateway.of('lookAhead').map(({ message }) => message.mark)).toEqual([{ x: 0.5, y: 0.5 }]);
  expect(visit.gateway.of('lookToSide').map(({ message }) => message.side)).toEqual(['left', 'right', 'up']);
  expect([scripted.state, scripted.leases]).toEqual(['ready', 0]);

  // A page that cannot paint for a second lets go of what was begun, as it must: it is begun anew.
  const begin = async (): Promise<void> => {
    if ((await page.locator('[data-screen="steer"]').count()) > 0) return;
    await shown('calmSteer', 10_000);
    await lookAfterRest('followEyes');
    await shown('steerConfirm');
    await lookAfterRest('yes');
    await shown('steer');
  };
  const renewals = () => visit.gateway.of('confirmSteer').length - scripted.leases;
  await eventually(async () => {
    await begin();
    await lookAfterRest('goOn');
    await shown('steerGoOn');
    await lookAfterRest('yesGoOn');
    await eventually(() => expect(renewals()).toBe(1), 3000);
    await shown('steer');
  }, 60_000);
  for (const { message } of visit.gateway.of('confirmSteer')) expect(message.engagedBy).toBe('gaze');
  expect(visit.gateway.of('askToSteer').length).toBeGreaterThanOrEqual(2);
  expect(visit.gateway.of('renew').length).toBeGreaterThan(20);
  await page.getByText('The eyes look straight ahead.').waitFor();
  await page
    .getByText(/Ends by itself in \d s/)
    .first()
    .waitFor();
  await lookAt(page, NOWHERE);
  // Nobody needs to wait for all of it.
  scripted.withParameters({ ...QUICK, clutchConfirmMs: 8000, clutchReleaseMs: 5000 });

  await page.waitForSelector('[data-last="true"]', { timeout: 10_000 });
  await shown('calmSteer', 10_000);
  await page.getByText('Nobody chose “Go on”', { exact: false }).first().waitFor();
  expect(scripted.state).toBe('ready');
  const kept = visit.gateway.of('renew').length;
  await page.waitForTimeout(300);
  expect(visit.gateway.of('renew')).toHaveLength(kept);
  expect(visit.gateway.of('chose').length).toBeGreaterThanOrEqual(5);
  expect(visit.gateway.of('undid')).toEqual([]);
  expect(complaints).toEqual([]);
});
