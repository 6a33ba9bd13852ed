import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { FAULTS } from '../../protocol/faults.ts';
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
import { visiting } from './visiting.ts';

const it = visiting();

const movements = ({ gateway }: Visit) => gateway.of('move').map(({ message }) => message.movement);

/** Longer than any pause of a machine that runs several browsers, for what is not about the lease. */
const PATIENT_LEASE_MS = 2000;
/** As the real one. */
const LEASE_MS = 250;

/** Looks at "Turn left" until the scripted head moves. */
async function startTurning(visit: Visit): Promise<Page> {
  visit.gateway.control.leaseMs = PATIENT_LEASE_MS;
  visit.gateway.control.speedDegPerS = 1.5;
  const { page } = await visit.openReady();
  await lookAt(page, control('turnLeft'));
  await eventually(() => expect(visit.gateway.control.state).toBe('engaged'));
  await page.waitForSelector('[data-moving="true"]');
  return page;
}

/**
 * Does something to a page that moves the head, and waits until the movement is over. A display that stalls for 150 ms by itself ends
 * a movement, as it must, and on a busy machine one does: what was ended before it could be about this is begun anew.
 */
async function endedBy(visit: Visit, act: (page: Page) => Promise<void>): Promise<Page> {
  for (let attempt = 1; ; attempt++) {
    const page = await startTurning(visit);
    visit.gateway.control.leaseMs = LEASE_MS;
    await act(page);
    await eventually(() => expect(visit.gateway.control.state).toBe('ready'));
    if (visit.gateway.control.reason === 'leaseLapsed' || attempt === 5) return page;
    await page.close();
  }
}

// Alone: a display that stalls for 150 ms ends a movement, as it must.
describe('a look at a movement', () => {
  it('asks for it once and renews at about 20 Hz, with ticks that were painted, until it arrives', async ({
    visit,
  }) => {
    visit.gateway.control.speedDegPerS = 2.5;
    const { page, complaints } = await visit.openReady();
    await lookAt(page, control('turnLeft'));
    await eventually(() => expect(visit.gateway.control.reason).toBe('arrived'), 6000);
    await page.waitForTimeout(1500);
    expect(movements(visit)).toEqual(['turnLeft']);
    expect(visit.gateway.control.commanded?.yawDeg).toBeCloseTo(5);

    const renewals = visit.gateway.of('renew');
    const [first, last] = [renewals[0], renewals.at(-1)];
    expect(first && last).toBeDefined();
    if (!first || !last) return;
    const rateHz = ((renewals.length - 1) * 1000) / (last.atMs - first.atMs);
    expect(rateHz).toBeGreaterThan(12);
    expect(rateHz).toBeLessThan(24);
    for (const [index, { message }] of renewals.entries()) {
      const previous = renewals[index - 1]?.message;
      expect(message.gaze).toBe('unknown');
      if (!previous) continue;
      expect(message.sequence).toBeGreaterThan(previous.sequence);
      expect(message.renderedTick).toBeGreaterThanOrEqual(previous.renderedTick);
    }
    expect(complaints).toEqual([]);
  });

  it('gives one step in a stare of many dwell times, still or jittering', async ({ visit }) => {
    visit.gateway.control.speedDegPerS = 30;
    const { page } = await visit.openReady();
    await lookAt(page, control('nodUp'));
    await page.waitForTimeout(8 * QUICK.dwellMs);
    const box = await page.locator(control('nodUp')).boundingBox();
    for (let jitter = 0; jitter < 40; jitter++) {
      const turn = jitter * 2.4;
      await page.mouse.move(
        (box?.x ?? 0) + (box?.width ?? 0) / 2 + 20 * Math.cos(turn),
        (box?.y ?? 0) + (box?.height ?? 0) / 2 + 20 * Math.sin(turn),
      );
      await page.waitForTimeout(40);
    }
    expect(movements(visit)).toEqual(['nodUp']);
  });

  it('gives another step after a look elsewhere', async ({ visit }) => {
    visit.gateway.control.speedDegPerS = 30;
    const { page } = await visit.openReady();
    for (const expected of [['tiltRight'], ['tiltRight', 'tiltRight']]) {
      await lookAt(page, control('tiltRight'));
      await eventually(() => expect(movements(visit)).toEqual(expected));
      await eventually(() => expect(visit.gateway.control.state).toBe('ready'));
      await lookAt(page, NOWHERE);
      await page.waitForTimeout(700);
    }
  });

  it('shows its progress', async ({ visit }) => {
    const { page } = await visit.openReady();
    await lookAt(page, control('nodDown'));
    await page.waitForSelector(`${control('nodDown')}[data-gaze="dwelling"]`);
    await page.waitForSelector(`${control('nodDown')}[data-gaze="held"]`);
  });
});

describe.concurrent('a movement ends', () => {
  it('when the gaze goes to another place', async ({ visit }) => {
    const page = await startTurning(visit);
    await lookAt(page, NOWHERE);
    await eventually(() => expect(visit.gateway.of('endMove')).toHaveLength(1));
    expect(visit.gateway.control.reason).toBe('lookedAway');
    expect(visit.gateway.of('stop')).toEqual([]);
  });

  it('when the gaze goes to the border of the page, and it is not a STOP', async ({ visit }) => {
    const page = await startTurning(visit);
    await page.mouse.move(3, 450, { steps: 3 });
    await eventually(() => expect(visit.gateway.of('endMove')).toHaveLength(1));
    expect(visit.gateway.of('stop')).toEqual([]);
    expect(visit.gateway.control.state).toBe('ready');
  });

  it('when the pointer vanishes from the page', async ({ visit }) => {
    const page = await startTurning(visit);
    await page.evaluate(() =>
      document.documentElement.dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' })),
    );
    await page.waitForSelector('[data-sight="left"]');
    await eventually(() => expect(visit.gateway.of('endMove')).toHaveLength(1));
  });

  it.for(['blur', 'hidden'] as const)('when the page goes out of sight: %s', async (how, { visit }) => {
    const page = await startTurning(visit);
    await page.evaluate((cause) => {
      if (cause === 'blur') window.dispatchEvent(new Event('blur'));
      else {
        Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }
    }, how);
    await eventually(() => expect(visit.gateway.of('endMove')).toHaveLength(1));
    const renewals = visit.gateway.of('renew').length;
    await page.waitForTimeout(300);
    expect(visit.gateway.of('renew')).toHaveLength(renewals);
    expect(visit.gateway.control.state).toBe('ready');
  });

  it('when the page stops painting: nothing is renewed, and the lease lapses', async ({ visit }) => {
    await endedBy(visit, (page) =>
      page.evaluate(() => {
        window.requestAnimationFrame = () => 0;
      }),
    );
    expect(visit.gateway.control.reason).toBe('leaseLapsed');
    const renewals = visit.gateway.of('renew').length;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(visit.gateway.of('renew')).toHaveLength(renewals);
  });

  it('when the page is busy for longer than the lease', async ({ visit }) => {
    const page = await endedBy(visit, (turning) =>
      turning.evaluate(() => {
        const end = performance.now() + 600;
        while (performance.now() < end);
      }),
    );
    expect(visit.gateway.control.reason).toBe('leaseLapsed');
    await page.waitForTimeout(200);
    expect(visit.gateway.control.state).toBe('ready');
  });

  it('when control ends it: the page asks for nothing more', async ({ visit }) => {
    const page = await startTurning(visit);
    visit.gateway.control.enter('ready', 'arrived');
    await page.waitForSelector('[data-moving="false"]');
    const renewals = visit.gateway.of('renew').length;
    await page.waitForTimeout(300);
    expect(visit.gateway.of('renew')).toHaveLength(renewals);
  });
});

describe.concurrent('STOP', () => {
  it('acts when the gaze enters it, without a dwell', async ({ visit }) => {
    const page = await startTurning(visit);
    await lookAt(page, '.stop');
    await eventually(() => expect(visit.gateway.of('stop').length).toBeGreaterThan(0), 1000);
    await page.waitForSelector('[data-screen="stopped"]');
    expect(visit.gateway.of('endMove').length).toBeLessThanOrEqual(1);
  });

  it.for(['Space', 'Escape'])('acts on the key %s, whatever has the focus', async (key, { visit }) => {
    const { page } = await visit.openReady();
    await page.locator(control('turnRight')).focus();
    await page.keyboard.press(key);
    await eventually(() => expect(visit.gateway.of('stop')).toHaveLength(1));
    expect(movements(visit)).toEqual([]);
  });

  it('acts on a press, a tap of a switch and a screen reader', async ({ visit }) => {
    const { page } = await visit.openReady();
    await page.locator('.stop').dispatchEvent('click');
    await eventually(() => expect(visit.gateway.of('stop')).toHaveLength(1));
    await page.locator('.stop').click();
    await eventually(() => expect(visit.gateway.of('stop').length).toBeGreaterThan(1));
  });

  it('keeps its place and its four degrees in every state', async ({ visit }) => {
    const { page } = await visit.openReady();
    const places: unknown[] = [];
    for (const [state, reason, screen] of [
      ['ready', 'armed', 'move'],
      ['standby', 'holding', 'begin'],
      ['standby', 'awaitingConfirm', 'confirm'],
      ['stopped', 'stopPressed', 'stopped'],
      ['protectiveHold', 'faultHeld', 'fault'],
      ['starting', 'connecting', 'wait'],
    ] as const) {
      visit.gateway.control.enter(state, reason);
      await page.waitForSelector(`[data-screen="${screen}"]`);
      places.push(await page.locator('.stop').boundingBox());
    }
    expect(new Set(places.map((box) => JSON.stringify(box))).size).toBe(1);
    const box = await page.locator('.stop').boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(4 * 44);
  });
});

describe.concurrent('two steps', () => {
  it('arm the brace, and staring at one place does not', async ({ visit }) => {
    visit.gateway.control.withParameters(QUICK);
    const { page } = await visit.open('/');
    await page.waitForSelector(control('getReady'));
    await lookAt(page, NOWHERE);
    await page.waitForTimeout(300);
    await lookAt(page, control('getReady'));
    await page.waitForSelector(control('yes'));
    await page.waitForTimeout(1000 + 2 * QUICK.armDwellMs);
    expect(visit.gateway.of('confirmArm')).toEqual([]);
    // A look that rested elsewhere has withdrawn the question: it is asked anew, and answered.
    await eventually(async () => {
      visit.gateway.control.enter('standby', 'holding');
      await page.waitForSelector(control('getReady'));
      await lookAt(page, NOWHERE);
      await page.waitForTimeout(DEAD_TIME_MS + 100);
      await lookAt(page, control('getReady'));
      await page.waitForSelector(control('yes'), { timeout: 3000 });
      await lookAt(page, control('yes'));
      await page.waitForSelector('[data-state="ready"]', { timeout: 3000 });
    });
    expect(visit.gateway.of('confirmArm')).toHaveLength(1);
    // Nobody takes four steps.
    await page.waitForSelector(control('turnLeft'));
  });

  it('offer the movements where somebody else has made it ready, and a look at STOP takes them away', async ({
    visit,
  }) => {
    visit.gateway.control.withParameters(QUICK);
    visit.gateway.control.enter('ready', 'armed');
    const { page } = await visit.open('/');
    await page.waitForSelector(control('moveHead'));
    // What is not offered is not advised either.
    expect(await page.locator('.strip-advice').count()).toBe(0);
    expect(await page.locator('.strip [role="status"]').textContent()).not.toContain('Look at a movement');
    await eventually(async () => {
      await lookAt(page, NOWHERE);
      await page.waitForTimeout(DEAD_TIME_MS);
      await lookAt(page, control('moveHead'));
      await page.waitForSelector('[data-screen="calmConfirm"]', { timeout: 2000 });
      expect(await page.locator(control('turnLeft')).count()).toBe(0);
      await lookAt(page, control('yes'));
      await page.waitForSelector(control('turnLeft'), { timeout: 3000 });
    });
    expect(visit.gateway.received.every(({ message }) => message.type === 'presence')).toBe(true);
    await lookAt(page, '.stop');
    await page.waitForSelector('[data-screen="stopped"]');
    visit.gateway.control.enter('ready', 'armed');
    await page.waitForSelector(control('moveHead'));
  });

  it('leave STOP', async ({ visit }) => {
    visit.gateway.control.withParameters(QUICK);
    visit.gateway.control.enter('stopped', 'stopPressed');
    const { page } = await visit.open('/');
    await clickSeen(page, control('continue'));
    await page.waitForSelector(control('yesContinue'));
    expect(visit.gateway.of('leaveStop')).toEqual([]);
    await clickSeen(page, control('yesContinue'));
    await eventually(() => expect(visit.gateway.control.state).toBe('standby'));
  });

  it('acknowledge a fault by gaze; a hand needs one', async ({ visit }) => {
    visit.gateway.control.withParameters(QUICK);
    visit.gateway.control.faults = [{ id: 'followingError', sinceTick: 1, isLatched: true }];
    visit.gateway.control.enter('protectiveHold', 'faultHeld');
    const { page } = await visit.open('/');
    await page.waitForSelector('.fault[data-priority="high"]');
    expect(await page.locator('.strip [role="status"]').textContent()).toContain(
      FAULTS.followingError.sentence,
    );
    await lookAt(page, NOWHERE);
    await page.waitForTimeout(300);
    await lookAt(page, control('haveLooked'));
    await page.waitForSelector(control('yesGoOn'));
    expect(visit.gateway.of('acknowledge')).toEqual([]);
    await clickSeen(page, control('lookAgain'));
    await clickSeen(page, control('haveLooked'));
    await eventually(() => expect(visit.gateway.of('acknowledge')).toHaveLength(1));
  });
});

it('S207: a page on which nobody moves the head says who does, and promises no end by a look at the edge', async ({
  visit,
}) => {
  const { control: scripted } = visit.gateway;
  scripted.leaseMs = 60_000;
  scripted.speedDegPerS = 1;
  const { page } = await visit.openReady();
  scripted.answer(
    { type: 'move', requestId: 'x', movement: 'turnLeft', renderedTick: 0 },
    'other',
    performance.now(),
  );
  await page.getByText('Somebody moves the head.').first().waitFor();
  await page.getByText('A look at STOP stops it.', { exact: false }).first().waitFor();
  expect(await page.locator('[data-moving="true"]').count()).toBe(0);
  expect(await page.locator('.frame-words').isVisible()).toBe(false);
  await page.mouse.move(3, 450, { steps: 3 });
  await page.waitForTimeout(300);
  expect([scripted.state, visit.gateway.of('endMove')]).toEqual(['engaged', []]);
  await lookAt(page, '.stop');
  await eventually(() => expect(scripted.state).toBe('stopped'));
});

describe.concurrent('a hand', () => {
  it('starts a movement by a click, which goes on to its end wherever the pointer is', async ({ visit }) => {
    visit.gateway.control.speedDegPerS = 5;
    const { page } = await visit.openReady();
    await page.locator(control('turnRight')).click();
    await lookAt(page, NOWHERE);
    await eventually(() => expect(visit.gateway.control.reason).toBe('arrived'));
    expect(movements(visit)).toEqual(['turnRight']);
    expect(visit.gateway.of('endMove')).toEqual([]);
  });

  it('does not choose twice by clicking and looking on', async ({ visit }) => {
    visit.gateway.control.speedDegPerS = 30;
    const { page } = await visit.openReady();
    await page.locator(control('turnRight')).click();
    await page.waitForTimeout(4 * QUICK.dwellMs);
    expect(movements(visit)).toEqual(['turnRight']);
  });

  it('reaches every control with the keyboard, and one press of Enter is one choice', async ({ visit }) => {
    visit.gateway.control.speedDegPerS = 30;
    const { page } = await visit.openReady();
    const reached: (string | undefined)[] = [];
    for (let press = 0; press < 9; press++) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(() => {
          const element = document.activeElement as HTMLElement | null;
          return element?.dataset['control'] ?? element?.className;
        }),
      );
    }
    expect(reached.toSorted()).toEqual(
      [
        'home',
        'nodDown',
        'nodUp',
        'rest',
        'stop',
        'tiltLeft',
        'tiltRight',
        'turnLeft',
        'turnRight',
      ].toSorted(),
    );
    await page.locator(control('nodDown')).focus();
    for (let repeat = 0; repeat < 4; repeat++) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await page.waitForTimeout(400);
    expect(movements(visit)).toEqual(['nodDown']);
  });

  it('is not a gaze: a finger that rests on a control chooses nothing, its tap does', async ({ visit }) => {
    visit.gateway.control.withParameters(QUICK);
    visit.gateway.control.enter('ready', 'armed');
    const { page } = await visit.open('/', {
      hasTouch: true,
      viewport: { width: 360, height: 740 },
    });
    await page.waitForSelector(control('moveHead'));
    await page.waitForTimeout(SEEN_MS);
    await page.locator(control('moveHead')).tap();
    await page.waitForSelector(control('turnLeft'));
    await page.waitForTimeout(DEAD_TIME_MS + 100);
    const box = await page.locator(control('turnLeft')).boundingBox();
    const session = await page.context().newCDPSession(page);
    const touchPoints = [{ x: (box?.x ?? 0) + 30, y: (box?.y ?? 0) + 30 }];
    // A finger that comes from beside the control, as a gaze would.
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 180, y: 330 }] });
    await page.waitForTimeout(200);
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints });
    await page.waitForTimeout(3 * QUICK.dwellMs);
    expect(movements(visit)).toEqual([]);
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.locator(control('turnLeft')).tap();
    await eventually(() => expect(movements(visit)).toEqual(['turnLeft']));
    await page.waitForTimeout(3 * QUICK.dwellMs);
    expect(movements(visit)).toEqual(['turnLeft']);
  });
});

describe.concurrent('a choice', () => {
  it('is not made by the second half of a double click on what was there before', async ({ visit }) => {
    visit.gateway.control.withParameters(QUICK);
    visit.gateway.control.enter('standby', 'awaitingConfirm');
    const { page } = await visit.open('/');
    await page.waitForSelector(control('yes'));
    await page.waitForTimeout(SEEN_MS);
    const box = await page.locator(control('yes')).boundingBox();
    const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + (box?.height ?? 0) - 40];
    await page.mouse.click(x, y);
    await page.waitForSelector(control('turnRight'));
    await page.mouse.click(x, y);
    await page.waitForTimeout(200);
    expect(visit.gateway.control.state).toBe('ready');
    expect(movements(visit)).toEqual([]);
  });
});

describe.concurrent('what the page does not know', () => {
  it('is shown as unknown while Poise is silent, and nothing can be chosen', async ({ visit }) => {
    const { page } = await visit.openReady();
    visit.gateway.isSilent = true;
    await page.waitForSelector('.strip[data-state="unknown"]');
    await page.waitForSelector('.head-svg[data-unknown]');
    expect(await page.locator('.control').count()).toBe(0);
    visit.gateway.isSilent = false;
    await page.waitForSelector(control('moveHead'));
  });

  it('is shown as unknown without a connection; the page comes back by itself', async ({ visit }) => {
    const { page } = await visit.openReady();
    visit.gateway.disconnect(1001);
    await page.waitForSelector('.strip[data-state="unknown"]');
    await page.waitForSelector(control('moveHead'));
  });

  it('is asked for over a new connection when the old one stays silent', async ({ visit }) => {
    const { page } = await visit.openReady();
    visit.gateway.isSilent = true;
    await eventually(() =>
      expect(new Set(visit.gateway.received.map(({ clientId }) => clientId)).size).toBe(1),
    );
    await page.waitForTimeout(3500);
    visit.gateway.isSilent = false;
    await page.waitForSelector(control('moveHead'));
    await eventually(() => expect(visit.gateway.received.at(-1)?.clientId).toBe('client-2'));
  });

  it('has its own sentence when a message was too large, and when control is down', async ({ visit }) => {
    const { page } = await visit.openReady();
    visit.gateway.setControlUp(false);
    await page.getByText('Control is not running', { exact: false }).first().waitFor();
    visit.gateway.setControlUp(true);
    await page.waitForSelector(control('moveHead'));
    visit.gateway.disconnect(1009);
    await page.getByText('was too large', { exact: false }).first().waitFor();
  });

  it('starts anew when Poise was restarted: a half-taken step is gone', async ({ visit }) => {
    visit.gateway.control.enter('stopped', 'stopPressed');
    const { page } = await visit.open('/');
    await clickSeen(page, control('continue'));
    await page.waitForSelector(control('yesContinue'));
    visit.gateway.sessionId = 'session-2';
    visit.gateway.control.tick = 0;
    visit.gateway.disconnect(1001);
    await page.waitForSelector(control('continue'));
    await eventually(() =>
      expect(visit.gateway.of('presence').at(-1)?.message.renderedTick).toBeGreaterThan(0),
    );
  });

  it.for<readonly [string, string]>([
    ['text that is not JSON', 'hello'],
    ['a type of another version', '{"type":"sing"}'],
    ['a message with a wrong field', '{"type":"controlLink","isUp":"yes"}'],
  ])('is told calmly after %s, and the page goes on', async ([, text], { visit }) => {
    const { page, complaints } = await visit.openReady();
    visit.gateway.sendText(text);
    await page.getByText('does not understand', { exact: false }).first().waitFor();
    expect(await page.locator(control('turnLeft')).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('tells why control refused', async ({ visit }) => {
    visit.gateway.control.refuseMoves = 'atLimit';
    const { page } = await visit.openReady();
    await page.locator(control('turnLeft')).click();
    await page.getByText('The head is at its limit in this direction.').first().waitFor();
    await page.waitForSelector('[data-moving="false"]');
  });
});
