import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { ENGLISH } from '../../hmi/i18n/english.ts';
import type { LearnedModel } from '../../protocol/learnedModel.ts';
import { REFUSALS } from '../../protocol/refusals.ts';
import { GAZE_STRATEGIES } from '../../protocol/steering.ts';
import { MODEL } from '../controller/gaze/strategies/models.ts';
import { FIT } from '../hmi/fitFile.ts';
import { eventually, type Visit } from './pages.ts';
import { visiting } from './visiting.ts';

const { steeringSetup: WORDS } = ENGLISH;

const it = visiting(({ gateway: { control } }) => {
  control.profile = { ...control.profile, gazeStrategy: 'vectorSoft' };
  control.steering.switchOn();
  control.steering.strategy = 'vectorSoft';
  control.steering.source = 'gazepoint';
  control.steering.hindrance = 'gateNotPassed';
});

const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`);
const applyButton = (page: Page) => page.getByRole('button', { name: WORDS.apply, exact: true });

async function enter(page: Page, name: string, text: string): Promise<void> {
  const input = figure(page, name).getByRole('textbox');
  await input.fill(text);
  await input.press('Tab');
}

const choose = (page: Page, name: string): Promise<void> =>
  page.getByRole('radio', { name, exact: true }).check({ force: true });

async function enterScreen(page: Page): Promise<void> {
  await choose(page, WORDS.screen.mount.chair.label);
  for (const [name, text] of [
    ['widthMm', '600'],
    ['heightMm', '340'],
    ['distanceMm', '650'],
  ] as const)
    await enter(page, name, text);
}

function give(page: Page, part: string, content: object | string): Promise<void> {
  const buffer = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  return page
    .locator(`${part} input[type=file]`)
    .setInputFiles({ name: 'given.json', mimeType: 'application/json', buffer });
}

const sentSteering = ({ gateway }: Visit) => gateway.of('setSteering').map(({ message }) => message);

describe('steering by looking, on the engineer’s page', () => {
  it('S200: is chosen, refused without losing anything, applied whole, and then to be tested', async ({
    visit,
  }) => {
    const { page, complaints } = await visit.open('/tuning');
    const { control } = visit.gateway;
    await page.getByText(REFUSALS.gateNotPassed.sentence).waitFor();
    await page.getByText('npm run sim -- gate vectorSoft --profile').waitFor();
    await page.getByText('counts as 300 ms', { exact: false }).waitFor();
    expect(await applyButton(page).isDisabled()).toBe(true);

    const way = page.locator('[data-choice="vectorLinear"]');
    expect(await way.textContent()).toContain('It is not known whether the screen is on the chair');
    await enterScreen(page);
    await page.getByText('the screen spans ±24.8° by ±14.7°', { exact: false }).waitFor();
    expect(await way.textContent()).toContain(WORDS.strategy.suits);

    await choose(page, GAZE_STRATEGIES.vectorLinear.label);
    await enter(page, 'gainPerS', '9');
    await figure(page, 'gainPerS')
      .getByText('“Gain” must lie between 0.2 and 2.6', { exact: false })
      .waitFor();
    expect(await applyButton(page).isDisabled()).toBe(true);
    await enter(page, 'gainPerS', '1.2');

    control.refuseSteering = { id: 'outOfBounds', detail: 'In the words of the strategy.' };
    await applyButton(page).click();
    await page.getByText(REFUSALS.outOfBounds.sentence).waitFor();
    await page.getByText('In the words of the strategy.').waitFor();
    expect(await figure(page, 'gainPerS').getByRole('textbox').inputValue()).toBe('1.2');
    expect(await figure(page, 'widthMm').getByRole('textbox').inputValue()).toBe('600');

    control.refuseSteering = undefined;
    await applyButton(page).click();
    await page.getByText(ENGLISH.tuning.applied).waitFor();
    await page.getByText(WORDS.gate.sentence).waitFor();
    await page.getByText('npm run sim -- gate vectorLinear --profile').waitFor();
    expect(await applyButton(page).isDisabled()).toBe(true);
    expect(sentSteering(visit).at(-1)).toMatchObject({
      basedOn: 'hash-1',
      steering: {
        screen: { mount: 'chair', widthMm: 600, heightMm: 340, distanceMm: 650 },
        gazeStrategy: 'vectorLinear',
        gazeStrategySettings: { gainPerS: 1.2 },
        learnedModel: null,
      },
    });
    expect(complaints).toEqual([]);
  });

  it('S200: keeps the draft and says so when somebody else has changed it, and refuses what they have not seen', async ({
    visit,
  }) => {
    const { page } = await visit.open('/tuning');
    const { control } = visit.gateway;
    await choose(page, GAZE_STRATEGIES.vectorLinear.label);
    await enter(page, 'gainPerS', '1.1');
    control.profileHash = 'changed by someone else';
    await applyButton(page).click();
    await page.getByText(REFUSALS.settingsChanged.sentence).waitFor();
    control.profile = { ...control.profile, gazeStrategy: 'quadrant' };
    visit.gateway.send({ type: 'profile', profile: control.profile, hash: control.profileHash });
    await page.getByText(WORDS.elsewhere.sentence).waitFor();
    expect(await figure(page, 'gainPerS').getByRole('textbox').inputValue()).toBe('1.1');
    await page.getByRole('button', { name: WORDS.revert, exact: true }).click();
    expect(
      await page.getByRole('radio', { name: GAZE_STRATEGIES.quadrant.label, exact: true }).isChecked(),
    ).toBe(true);
  });

  it('S200: takes a learned law from its file, and sends none that is wrong or too large; all of it reads well', async ({
    visit,
  }) => {
    const { page } = await visit.open('/tuning');
    const law = '[data-part="law"]';
    await choose(page, GAZE_STRATEGIES.learned.label);
    await page.getByText('There is no learned law in the profile.').waitFor();
    await give(page, law, { ...MODEL, yaw: 'none' });
    await page
      .getByText('The file of the model has a field that is missing or wrong', { exact: false })
      .waitFor();

    const sources = Array.from({ length: 299 }, (_, index) => ({
      name: `recording ${index}`,
      sha256: 'a'.repeat(64),
    }));
    const large: LearnedModel = { ...MODEL, provenance: { ...MODEL.provenance, sources } };
    await give(page, law, large);
    await page.getByText(WORDS.problem.tooLarge.sentence).waitFor();
    expect(await applyButton(page).isDisabled()).toBe(true);

    await give(page, law, MODEL);
    for (const part of [MODEL.name, MODEL.hash, '2 recordings of 1 people, 80 s', '40 % to the side'])
      await page.locator(law).getByText(part, { exact: false }).waitFor();
    await choose(page, WORDS.screen.mount.chair.label);
    await give(page, 'section[aria-labelledby="group-fit"]', FIT);
    await page.waitForSelector('[data-fit]');
    expect(await violations(page)).toEqual([]);

    // Axe opens a page of its own, behind which this one would be hidden.
    await page.bringToFront();
    await enterScreen(page);
    await applyButton(page).click();
    await page.getByText('npm run sim -- gate learned --profile').waitFor();
    expect(sentSteering(visit)).toMatchObject([
      { steering: { gazeStrategy: 'learned', gazeStrategySettings: {}, learnedModel: MODEL } },
    ]);
  });
});

describe('proposals from a recording', () => {
  it('S201: are only put into fields, from a file that the tool wrote and from no other', async ({
    visit,
  }) => {
    const { page } = await visit.open('/tuning');
    const section = 'section[aria-labelledby="group-fit"]';
    await give(page, section, { ...FIT, schemaVersion: 2 });
    await page.getByText(WORDS.fit.problem.newer.sentence).waitFor();
    await give(page, section, 'nonsense');
    await page.getByText(WORDS.fit.problem.noFit.sentence).waitFor();
    await give(page, section, FIT);

    await page.getByRole('button', { name: 'Put 700 ms into the field Dwell' }).click();
    const dwell = page.locator('[data-parameter="dwellMs"]');
    expect(await dwell.getByRole('textbox').inputValue()).toBe('700');
    await page.getByRole('button', { name: 'Put 14 deg into the field Hinge, to the side' }).click();
    await page.getByText('choose that way above to use it', { exact: false }).waitFor();
    await choose(page, GAZE_STRATEGIES.worldHinge.label);
    expect(await figure(page, 'yawHingeDeg').getByRole('textbox').inputValue()).toBe('14');
    expect(await page.locator('[data-fit="eyeOnlyDeg"]').getByRole('button').count()).toBe(0);
    expect([visit.gateway.of('setParameter'), visit.gateway.of('setSteering')]).toEqual([[], []]);

    await page.getByRole('button', { name: 'Apply Dwell', exact: true }).click();
    await eventually(() => expect(visit.gateway.control.profile.parameters.dwellMs).toBe(700));
  });
});

/** In dark; light has the same colours by name, which test/browser/looks.test.ts judges on this page, too. */
async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .include('.parts')
    .options({ rules: { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } } })
    .analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
