import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeProblem, PARAMETER_IDS, PARAMETERS, type ParameterId } from '../../protocol/parameters.ts';
import { REFUSALS } from '../../protocol/refusals.ts';
import { launchBrowser } from './launch.ts';
import { eventually, Visit } from './pages.ts';

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

const field = (page: Page, id: ParameterId) => page.locator(`[data-parameter="${id}"]`);

async function openSettings(): Promise<Page> {
  const { page } = await visit.open('/tuning');
  await page.waitForSelector('[data-parameter]');
  return page;
}

/** Types a value and leaves the field, as a person does. */
async function enter(page: Page, id: ParameterId, text: string): Promise<void> {
  const input = field(page, id).getByRole('textbox');
  await input.fill(text);
  await input.press('Tab');
}

const apply = (page: Page, id: ParameterId) =>
  page.getByRole('button', { name: `Apply ${PARAMETERS[id].label}`, exact: true });

describe('the engineer’s page', () => {
  it('has a field for every parameter, with its unit, bounds and description', async () => {
    const page = await openSettings();
    expect(await page.locator('[data-parameter]').count()).toBe(PARAMETER_IDS.length);
    for (const id of PARAMETER_IDS) {
      const { label, description, unit, absolute } = PARAMETERS[id];
      const text = await field(page, id).textContent();
      for (const part of [label, description, `${absolute.min} to ${absolute.max} ${unit}`])
        expect(text).toContain(part);
    }
  });

  it('applies a good value, says so, and shows it as saved', async () => {
    const { page, complaints } = await visit.open('/tuning');
    await page.waitForSelector('[data-parameter]');
    await enter(page, 'yawSoftDeg', '20');
    await apply(page, 'yawSoftDeg').click();
    await field(page, 'yawSoftDeg').getByText('Applied and saved.').waitFor();
    expect(visit.gateway.of('setParameter').map(({ message }) => message)).toMatchObject([
      { parameter: 'yawSoftDeg', value: 20, basedOn: 'hash-1' },
    ]);
    expect(await field(page, 'yawSoftDeg').textContent()).toContain('20 deg');
    // The next one is based on what was saved meanwhile.
    await enter(page, 'stepDeg', '3');
    await apply(page, 'stepDeg').click();
    await eventually(() => expect(visit.gateway.control.profile.parameters.stepDeg).toBe(3));
    expect(complaints).toEqual([]);
  });

  it('refuses a value outside its bounds in the field, with the sentence of control, and keeps it', async () => {
    const page = await openSettings();
    await enter(page, 'yawSoftDeg', '41');
    const sentence = describeProblem({ kind: 'outOfBounds', parameter: 'yawSoftDeg', value: 41 });
    await field(page, 'yawSoftDeg').getByText(sentence).waitFor();
    expect(await apply(page, 'yawSoftDeg').isDisabled()).toBe(true);
    expect(await field(page, 'yawSoftDeg').getByRole('textbox').inputValue()).toBe('41');
    await enter(page, 'yawHardDeg', '30');
    await field(page, 'yawHardDeg')
      .getByText(describeProblem({ kind: 'order', lower: 'yawSoftDeg', upper: 'yawHardDeg' }))
      .waitFor();
    expect(visit.gateway.of('setParameter')).toEqual([]);
  });

  it('refuses an empty field, and takes the saved value back', async () => {
    const page = await openSettings();
    await enter(page, 'dwellMs', '');
    await field(page, 'dwellMs').getByText('must be a number', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Undo the change of Dwell', exact: true }).click();
    expect(await field(page, 'dwellMs').getByRole('textbox').inputValue()).toBe('1000');
  });

  it('notes in words what lies outside the recommended range, and lets it be applied', async () => {
    const page = await openSettings();
    await enter(page, 'dwellMs', '400');
    await field(page, 'dwellMs').getByText('Outside the recommended range', { exact: false }).waitFor();
    await apply(page, 'dwellMs').click();
    await eventually(() => expect(visit.gateway.control.profile.parameters.dwellMs).toBe(400));
  });

  it('goes in steps with the buttons and the arrow keys', async () => {
    const page = await openSettings();
    await field(page, 'accelerationDegPerS2').getByRole('button', { name: 'Less' }).click();
    const input = field(page, 'accelerationDegPerS2').getByRole('textbox');
    expect(await input.inputValue()).toBe('110');
    await input.press('ArrowDown');
    expect(await input.inputValue()).toBe('100');
  });

  it('shows what control refused beside the field, and loses nothing', async () => {
    const page = await openSettings();
    await enter(page, 'stepDeg', '4');
    visit.gateway.control.profileHash = 'changed by someone else';
    await apply(page, 'stepDeg').click();
    await field(page, 'stepDeg').getByText(REFUSALS.settingsChanged.sentence).waitFor();
    expect(await field(page, 'stepDeg').getByRole('textbox').inputValue()).toBe('4');
    expect(visit.gateway.control.profile.parameters.stepDeg).toBe(5);
  });

  it('applies nothing while the brace is armed, and says why; rest allows it again', async () => {
    const page = await openSettings();
    visit.gateway.control.enter('ready', 'armed');
    await page.getByText(REFUSALS.onlyInStandby.sentence, { exact: false }).waitFor();
    await enter(page, 'stepDeg', '4');
    expect(await apply(page, 'stepDeg').isDisabled()).toBe(true);
    visit.gateway.control.enter('paused', 'resting');
    await eventually(async () => expect(await apply(page, 'stepDeg').isDisabled()).toBe(false));
  });

  it('says that there was no answer when the connection goes while a value is applied', async () => {
    const page = await openSettings();
    visit.gateway.control.answer = () => [];
    await enter(page, 'stepDeg', '4');
    await apply(page, 'stepDeg').click();
    visit.gateway.disconnect(1001);
    await field(page, 'stepDeg').getByText('Poise has not answered', { exact: false }).waitFor();
    expect(await field(page, 'stepDeg').getByRole('textbox').inputValue()).toBe('4');
  });

  it('shows the measured pose as it changes', async () => {
    const page = await openSettings();
    visit.gateway.control.measured = { yawDeg: 12.34, pitchDeg: -3, rollDeg: 0 };
    await page.getByText('12.3° left').waitFor();
    await page.getByText('3.0° up').waitFor();
    visit.gateway.control.measured = null;
    await page.waitForSelector('.head-svg[data-unknown]');
  });
});
