import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { ALARM_SIGNALS, burst, isLit, VOICE } from '../../protocol/alarmSignals.ts';
import { type AlarmPriorityName, alarmPriority, type StandingAlarm } from '../../protocol/alarms.ts';
import { FAULTS, type FaultId } from '../../protocol/faults.ts';
import { REFUSALS } from '../../protocol/refusals.ts';
import { REASONS } from '../../protocol/states.ts';
import { launchBrowser } from './launch.ts';
import {
  clickSeen,
  control,
  DEAD_TIME_MS,
  eventually,
  lookAt,
  NOWHERE,
  QUICK,
  SEEN_MS,
  type Visit,
} from './pages.ts';
import { recordSound, type Sound } from './soundRecorder.ts';
import { visiting } from './visiting.ts';

const it = visiting((visit) => visit.gateway.control.withParameters(QUICK));

const alarm = (id: FaultId, changes: Partial<StandingAlarm> = {}): StandingAlarm => ({
  id,
  occurrence: 1,
  priority: alarmPriority.parse(FAULTS[id].priority),
  sinceTick: 1,
  isConditionPresent: true,
  isAcknowledged: false,
  ...changes,
});

const PAUSE = '.sound[data-sound="on"]';
const PAUSED = '.sound[data-sound="paused"]';
const LOOKED = '.looked-button';

/** A gesture that means nothing: the border of a page that moves nothing. */
const unblock = (page: Page): Promise<void> => page.mouse.click(1, 1);

interface LampSample {
  readonly tMs: number;
  readonly colour: string;
}

/** The colour of a lamp in every frame of some seconds, on the clock that its flashes follow. */
function watchLamp(page: Page, selector: string, forMs: number): Promise<readonly LampSample[]> {
  return page.evaluate(
    ([lamp, lastsMs]) =>
      new Promise<LampSample[]>((resolve) => {
        const samples: LampSample[] = [];
        const beginMs = Number(document.timeline.currentTime);
        const look = (): void => {
          const tMs = Number(document.timeline.currentTime);
          const element = document.querySelector(lamp);
          if (element) samples.push({ tMs, colour: getComputedStyle(element).backgroundColor });
          if (tMs - beginMs < lastsMs) requestAnimationFrame(look);
          else resolve(samples);
        };
        requestAnimationFrame(look);
      }),
    [selector, forMs] as const,
  );
}

/** The two colours of a lamp: the more red, green and blue together, the brighter; in the dark theme that is the lit one. */
function litColour(samples: readonly LampSample[]): string {
  const brightness = (colour: string) =>
    (colour.match(/\d+/g) ?? []).reduce((sum, part) => sum + Number(part), 0);
  return samples.map(({ colour }) => colour).reduce((a, b) => (brightness(b) > brightness(a) ? b : a));
}

describe.concurrent('S92: the lamp', () => {
  it.for<readonly [AlarmPriorityName, FaultId, 'reduce' | 'no-preference', boolean]>([
    ['high', 'headDropping', 'no-preference', false],
    ['medium', 'batteryLow', 'no-preference', false],
    ['low', 'servoWarm', 'no-preference', false],
    ['high', 'headDropping', 'reduce', true],
    ['medium', 'batteryLow', 'reduce', true],
  ])(
    'of %s priority (%s) flashes as the data says; motion: %s, acknowledged: %s',
    async ([priority, id, reducedMotion, isAcknowledged], { visit }) => {
      visit.gateway.control.alarms = [alarm(id, { isAcknowledged })];
      const { page, complaints } = await visit.open('/', { colorScheme: 'dark', reducedMotion });
      await page.waitForSelector(`.fault-mark[data-lamp="${priority}"]`);
      await page.waitForTimeout(200);
      for (const lamp of ['.fault-mark', '.strip-lamp']) {
        const samples = await watchLamp(page, `${lamp}[data-lamp="${priority}"]`, 4100);
        const lit = litColour(samples);
        const asExpected = samples.filter(({ tMs, colour }) => (colour === lit) === isLit(priority, tMs));
        expect(samples.length).toBeGreaterThan(60);
        // A frame at the very edge of a flash may show either.
        expect(asExpected.length / samples.length).toBeGreaterThan(0.97);
        const colours = new Set(samples.map(({ colour }) => colour));
        expect(colours.size).toBe(ALARM_SIGNALS[priority].light.flash === null ? 1 : 2);
      }
      expect(complaints).toEqual([]);
    },
  );

  it('of an alarm that came later flashes in step with the others, and takes the colour of its priority', async ({
    visit,
  }) => {
    visit.gateway.control.alarms = [alarm('headDropping')];
    const { page } = await visit.open('/tuning', { colorScheme: 'dark' });
    await page.waitForSelector('.fault-mark');
    await page.waitForTimeout(333);
    visit.gateway.control.alarms = [alarm('headDropping'), alarm('supplyLow', { occurrence: 2 })];
    await page.waitForSelector('.fault:nth-child(2) .fault-mark');
    await page.waitForTimeout(200);
    const inStep = await page.evaluate(
      () =>
        new Promise<boolean[]>((resolve) => {
          const same: boolean[] = [];
          const look = (): void => {
            const colours = [...document.querySelectorAll('[data-lamp="high"]')].map(
              (lamp) => getComputedStyle(lamp).backgroundColor,
            );
            // The dark of the strip's lamp is the strip's.
            same.push(colours.at(-1) === colours.at(-2));
            if (same.length < 90) requestAnimationFrame(look);
            else resolve(same);
          };
          requestAnimationFrame(look);
        }),
    );
    expect(inStep.every((isSame) => isSame)).toBe(true);
    const litColours = new Set((await watchLamp(page, '.fault-mark', 1000)).map(({ colour }) => colour));
    expect([...litColours]).toContain('rgb(255, 90, 77)');
  });

  it('does not hide what the brace waits for: with a list of alarms the strip says it', async ({ visit }) => {
    visit.gateway.control.alarms = [alarm('previousCrash')];
    visit.gateway.control.enter('selfTest', 'needsHand');
    const { page } = await visit.open('/');
    await page.waitForSelector('.fault');
    expect(await page.locator('.strip-words').textContent()).toContain(REASONS.needsHand.sentence);
  });

  it('is lit while a movement is offered, where the strip says what is wrong', async ({ visit }) => {
    visit.gateway.control.alarms = [alarm('batteryLow')];
    visit.gateway.control.enter('ready', 'armed');
    const { page } = await visit.open('/');
    await page.waitForSelector(control('moveHead'));
    await page.waitForSelector('.strip-lamp[data-lamp="medium"]');
    expect(await page.locator('.strip-sentence').textContent()).toContain(FAULTS.batteryLow.sentence);
    expect(await page.locator('.fault').count()).toBe(0);
  });
});

describe.concurrent('S93: pausing the sound', () => {
  it('works by key, shows the countdown, and ends by a click', async ({ visit }) => {
    visit.gateway.control.alarms = [alarm('batteryLow')];
    const { page, complaints } = await visit.open('/');
    await unblock(page);
    await page.waitForSelector(PAUSE);
    await eventually(async () => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('sound');
    });
    await page.keyboard.press('Enter');
    await eventually(() =>
      expect(visit.gateway.of('pauseAudio').map(({ message }) => message.by)).toEqual(['hand']),
    );
    await page.waitForSelector(PAUSED);
    const shown = async () => (await page.locator(PAUSED).textContent()) ?? '';
    expect(await shown()).toMatch(/^Sound on againAudio paused (2:00|1:5\d)$/);
    await eventually(async () => expect(await shown()).toMatch(/1:5[0-7]$/), 6000);
    expect(await page.locator('.strip [role="status"]').textContent()).toContain('Audio paused.');
    // What is seen stays.
    await page.waitForSelector('.strip-lamp[data-lamp="medium"]');
    await page.waitForSelector('.fault[data-priority="medium"]');
    await page.locator(PAUSED).click();
    await eventually(() => expect(visit.gateway.of('resumeAudio')).toHaveLength(1));
    await page.waitForSelector(PAUSE);
    expect(complaints).toEqual([]);
  });

  it('works by touch, and only while there is something to hear', async ({ visit }) => {
    visit.gateway.control.alarms = [alarm('batteryLow')];
    const { page, complaints } = await visit.open('/', {
      hasTouch: true,
      viewport: { width: 360, height: 740 },
    });
    await page.getByText('Sound is off: tap once').waitFor();
    await page.touchscreen.tap(3, 3);
    await page.waitForSelector(PAUSE);
    const box = await page.locator(PAUSE).boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    await page.locator(PAUSE).tap();
    await eventually(() => expect(visit.gateway.of('pauseAudio')).toHaveLength(1));
    visit.gateway.control.audio = { kind: 'on' };
    visit.gateway.control.alarms = [alarm('batteryLow', { isAcknowledged: true })];
    await page.waitForSelector('.sound', { state: 'detached' });
    expect(await page.locator('.fault-standing').textContent()).toBe('Acknowledged.');
    expect(complaints).toEqual([]);
  });

  it('is not reached by a look that rests on it, and neither is “I have looked” of the list', async ({
    visit,
  }) => {
    visit.gateway.control.alarms = [alarm('previousCrash')];
    const { page } = await visit.open('/');
    await unblock(page);
    await page.waitForSelector(PAUSE);
    for (const target of [PAUSE, LOOKED]) {
      await lookAt(page, NOWHERE);
      await page.waitForTimeout(1200);
      await lookAt(page, target);
      await page.waitForTimeout(4 * QUICK.armDwellMs);
    }
    expect(visit.gateway.of('pauseAudio')).toEqual([]);
    expect(visit.gateway.of('acknowledge')).toEqual([]);
    expect(await page.locator('[data-gaze="dwelling"]').count()).toBe(0);
    // The look does choose what it may.
    await lookAt(page, control('getReady'));
    await eventually(() => expect(visit.gateway.of('askToArm')).toHaveLength(1));
  });
});

/**
 * Presses “I have looked” once the alarms have been seen, and again where the page, on a machine that is busy, had just no picture to
 * answer for (S95), until the gateway has heard it.
 */
async function sayLooked(page: Page, { gateway }: Visit): Promise<void> {
  const heard = gateway.of('acknowledge').length;
  for (let presses = 1; ; presses += 1) {
    await clickSeen(page, LOOKED);
    try {
      return await eventually(() => expect(gateway.of('acknowledge')).toHaveLength(heard + 1), 5000);
    } catch (error) {
      if (presses === 3) throw error;
    }
  }
}

describe.concurrent('S93: “I have looked”', () => {
  it('of the list is offered in standby and said by hand; a press that comes with a new alarm is none', async ({
    visit,
  }) => {
    visit.gateway.control.alarms = [alarm('previousCrash')];
    const { page } = await visit.open('/');
    await page.waitForSelector(LOOKED);
    await page.waitForTimeout(SEEN_MS);
    // As soon as the new alarm is there, before anybody can have seen it. The observer is in place before the alarm comes.
    await page.evaluate((button) => {
      const observer = new MutationObserver(() => {
        if (!document.querySelector('.fault[data-priority="high"]')) return;
        observer.disconnect();
        document.querySelector<HTMLElement>(button)?.click();
        document.body.dataset['pressed'] = 'true';
      });
      observer.observe(document, { subtree: true, childList: true, attributes: true });
    }, LOOKED);
    visit.gateway.control.alarms = [alarm('previousCrash'), alarm('supplyLow', { occurrence: 2 })];
    await page.waitForSelector('body[data-pressed="true"]', { state: 'attached' });
    await page.waitForTimeout(200);
    expect(visit.gateway.of('acknowledge')).toEqual([]);
    await clickSeen(page, LOOKED);
    await eventually(() =>
      expect(visit.gateway.of('acknowledge').map(({ message }) => message.by)).toEqual(['hand']),
    );
    await page.waitForSelector(LOOKED, { state: 'detached' });
    expect(await page.locator('.fault-standing').allTextContents()).toEqual([
      'Acknowledged.',
      'Acknowledged.',
    ]);
  });

  it('says truthfully by what it was said, and why it was refused', async ({ visit }) => {
    visit.gateway.control.alarms = [alarm('servoStalled', { isConditionPresent: false })];
    visit.gateway.control.faults = [{ id: 'servoStalled', sinceTick: 1, isLatched: true }];
    visit.gateway.control.enter('protectiveHold', 'faultHeld');
    visit.gateway.control.refuseGaze = 'needsAttendant';
    const { page } = await visit.open('/');
    await page.waitForSelector('.fault[data-over="true"]');
    await page.waitForSelector(control('haveLooked'));
    expect(await page.locator('.fault-standing').textContent()).toBe('Over; shown until looked at.');
    expect(await page.locator(LOOKED).count()).toBe(0);
    await lookAt(page, NOWHERE);
    await page.waitForTimeout(300);
    await lookAt(page, control('haveLooked'));
    await page.waitForSelector(control('yesGoOn'));
    await page.waitForTimeout(DEAD_TIME_MS + 100);
    await lookAt(page, control('yesGoOn'));
    await page.getByText(REFUSALS.needsAttendant.sentence).first().waitFor();
    await clickSeen(page, control('haveLooked'));
    await eventually(() => expect(visit.gateway.control.state).toBe('standby'));
    expect(visit.gateway.of('acknowledge').map(({ message }) => message.by)).toEqual(['gaze', 'hand']);
    await page.waitForSelector('.fault', { state: 'detached' });
  });

  it('is on the engineer’s page, with why it was refused', async ({ visit }) => {
    visit.gateway.control.alarms = [alarm('previousCrash')];
    const { page } = await visit.open('/tuning');
    const answer = visit.gateway.control.answer.bind(visit.gateway.control);
    visit.gateway.control.answer = (message, ...others) =>
      message.type === 'acknowledge'
        ? [
            {
              type: 'refused',
              requestId: message.requestId,
              id: 'faultPresent',
              ...REFUSALS.faultPresent,
              detail: null,
            },
          ]
        : answer(message, ...others);
    await sayLooked(page, visit);
    await page.getByText(REFUSALS.faultPresent.sentence, { exact: false }).waitFor();
    visit.gateway.control.answer = answer;
    await sayLooked(page, visit);
    await page.waitForSelector(LOOKED, { state: 'detached' });
    expect(visit.gateway.of('acknowledge').map(({ message }) => message.by)).toEqual(['hand', 'hand']);
  });
});

describe.concurrent('S94: a page that cannot be heard', () => {
  it.for(['/', '/tuning'] as const)('says so until a key is pressed: %s', async (path, { visit }) => {
    visit.gateway.control.alarms = [alarm('batteryLow')];
    const { page, complaints } = await visit.open(path);
    await page.getByText('Sound is off: press any key or click once').waitFor();
    await page.waitForSelector('.strip-lamp');
    expect(await page.locator('.sound').count()).toBe(0);
    await page.keyboard.press('Tab');
    await page.waitForSelector('.sound-off', { state: 'detached' });
    await page.waitForSelector(PAUSE);
    expect(complaints).toEqual([]);
  });

  it('is heard at once where the browser was told to let it', async ({ visit }) => {
    visit.gateway.control.alarms = [alarm('batteryLow')];
    const kiosk = await launchBrowser({ maySound: true });
    try {
      const page = await kiosk.newPage();
      await page.goto(visit.gateway.url);
      await page.waitForSelector(PAUSE);
      expect(await page.locator('.sound-off').count()).toBe(0);
    } finally {
      await kiosk.close();
    }
  });

  it('says so where the browser has no sound', async ({ visit }) => {
    const { page } = await visit.open('/', {}, () => {
      Reflect.deleteProperty(window, 'AudioContext');
    });
    await page.getByText('Sound is off: this browser has none').waitFor();
    await unblock(page);
    await page.waitForTimeout(200);
    expect(await page.locator('.sound-off').count()).toBe(1);
  });
});

// Alone: a recording of sound must not miss a part.
describe('the sound', () => {
  /** Opens a page with its sound recorded, lets it be heard, and then raises the alarms. */
  async function openRecorded(
    visit: Visit,
    ...alarms: readonly StandingAlarm[]
  ): Promise<{ readonly page: Page; readonly sound: Sound }> {
    const { page } = await visit.open('/', {}, recordSound);
    await page.waitForSelector('.control');
    await unblock(page);
    await page.waitForSelector('.sound-off', { state: 'detached' });
    visit.gateway.control.alarms = [...alarms];
    return {
      page,
      sound: {
        pulses: () => page.evaluate(() => window.poiseSound.pulses()),
        level: (hz, atMs) => page.evaluate(([f, t]) => window.poiseSound.level(f, t), [hz, atMs] as const),
      },
    };
  }

  it.for(['high', 'medium', 'low'] as const)(
    'S90: of %s priority is one burst of the data',
    async (priority, { visit }) => {
      const id = ({ high: 'headDropping', medium: 'batteryLow', low: 'servoWarm' } as const)[priority];
      const expected = burst(priority);
      const { page, sound } = await openRecorded(visit, alarm(id));
      await page.waitForTimeout((expected.at(-1)?.endMs ?? 0) + 2000);
      const pulses = await sound.pulses();
      expect(pulses).toHaveLength(expected.length);
      const [first] = pulses;
      if (!first) return;
      for (const [index, { startMs, endMs }] of expected.entries()) {
        const pulse = pulses[index];
        // The soft begin and end of a pulse are below what counts as heard.
        expect(Math.abs((pulse?.startMs ?? Number.NaN) - first.startMs - startMs)).toBeLessThan(10);
        expect((pulse?.endMs ?? Number.NaN) - (pulse?.startMs ?? Number.NaN)).toBeGreaterThan(
          (endMs - startMs) * 0.7,
        );
        expect((pulse?.endMs ?? Number.NaN) - (pulse?.startMs ?? Number.NaN)).toBeLessThan(
          endMs - startMs + 10,
        );
      }
      const middleMs = (first.startMs + first.endMs) / 2;
      const fundamental = await sound.level(VOICE.fundamentalHz, middleMs);
      expect(fundamental).toBeGreaterThan(0.05);
      for (const [index, db] of VOICE.harmonicsDb.entries()) {
        const harmonic = await sound.level(VOICE.fundamentalHz * (index + 2), middleMs);
        expect(20 * Math.log10(harmonic / fundamental)).toBeCloseTo(db, 0);
      }
    },
  );

  it('S84: ends with an acknowledgement, within a pulse', async ({ visit }) => {
    const { page, sound } = await openRecorded(visit, alarm('headDropping'));
    await page.waitForTimeout(900);
    visit.gateway.control.alarms = [alarm('headDropping', { isAcknowledged: true })];
    await page.waitForTimeout(burst('high').at(-1)?.endMs ?? 0);
    const heard = (await sound.pulses()).length;
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThan(burst('high').length - 3);
  });

  it('S88: is silent in a pause, begins again after it, and repeats in its interval', async ({ visit }) => {
    visit.gateway.control.audio = { kind: 'paused', remainingMs: 60_000 };
    const { page, sound } = await openRecorded(visit, alarm('headDropping'));
    await page.waitForTimeout(1500);
    expect(await sound.pulses()).toEqual([]);
    visit.gateway.control.audio = { kind: 'on' };
    await page.waitForTimeout((ALARM_SIGNALS.high.sound.repeatEveryMs ?? 0) + 1500);
    const pulses = await sound.pulses();
    expect(pulses.length).toBeGreaterThan(burst('high').length);
    const apartMs =
      (pulses[burst('high').length]?.startMs ?? Number.NaN) - (pulses[0]?.startMs ?? Number.NaN);
    expect(Math.abs(apartMs - (ALARM_SIGNALS.high.sound.repeatEveryMs ?? 0))).toBeLessThan(400);
  });
});
