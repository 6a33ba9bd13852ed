import { describe, expect, it } from 'vitest';
import type { Place } from '../../controller/gaze/dwell/screens.ts';
import type { ShownControl } from '../../hmi/patient/controls.ts';
import type { Preferences } from '../../hmi/patient/preferences.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import { ScriptedControl } from '../browser/scriptedControl.ts';
import { BORDER, NO_POINTER, NOTHING, PageBefore, STOP, SteeringPage } from './steeringPage.ts';

type Id = ShownControl['id'];

/** The software of a tracker: it clicks when a look has rested so long. */
const DEVICE_MS = 800;

/** The page of a person whose tracker moves the pointer and clicks; in `ready` unless it enters something else. */
class ClickedPage extends PageBefore<ScriptedControl> {
  constructor(preferences: Partial<Preferences> = { way: 'deviceClicks' }) {
    const control = new ScriptedControl();
    control.enter('ready', 'armed');
    super(control, preferences);
    this.look(NOTHING, 1200);
  }

  /** One look, at the end of which the device clicks, and goes on clicking while it lasts. */
  lookAndClick(place: Place, id: Id, clicks = 1, madeWith = 'mouse'): this {
    for (let click = 0; click < clicks; click++) {
      this.lookAt(place, DEVICE_MS);
      this.patient.choose(id, this.nowMs, madeWith);
    }
    return this.lookAt(place, 100);
  }

  /** A look whose pointer trembles with the eye. */
  tremble(xPx: number, yPx: number, forMs: number): this {
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; )
      this.look({ kind: 'onPage', xPx: xPx + 3 * (Math.round(this.nowMs / 16) % 2), yPx }, 1);
    return this;
  }

  /** Two looks that put the page's clutch in, and one at nothing. */
  offerMovements(): this {
    this.lookAndClick('wideBottom', 'moveHead').look(NOTHING, 100);
    return this.lookAndClick('wholeRight', 'yes').look(NOTHING, 600);
  }
}

describe('S206: the clicks of a tracker’s own software', () => {
  it('take two looks where two looks are needed', () => {
    const page = new ClickedPage().lookAndClick('wideBottom', 'moveHead');
    expect(page.screen).toBe('calmConfirm');
    expect(page.look(NOTHING, 100).lookAndClick('wholeRight', 'yes').screen).toBe('move');
    const arming = new ClickedPage();
    arming.control.enter('standby', 'holding');
    arming.look(NOTHING, 600).lookAndClick('wholeBottom', 'getReady', 3).look(NOTHING, 100);
    expect(arming.screen).toBe('confirm');
    expect(arming.lookAndClick('wholeRight', 'yes').screen).toBe('move');
  });

  it('move while the pointer stays on the control: away from it nothing is renewed and the movement is handed back', () => {
    for (const away of [NOTHING, BORDER, { kind: 'away', why: 'left' } as const]) {
      const page = new ClickedPage().offerMovements();
      page.control.speedDegPerS = 1;
      page.lookAndClick('left', 'turnLeft').lookAt('left', 900);
      expect(page.control.state).toBe('engaged');
      expect(page.of('renew').length).toBeGreaterThan(15);
      for (const { gaze } of page.of('renew')) expect(gaze).toBe('unknown');
      expect(page.of('endMove')).toEqual([]);
      if (away.kind === 'away') page.patient.left(page.nowMs);
      page.look(away, 100);
      expect(page.of('endMove')).toHaveLength(1);
      const renewals = page.of('renew').length;
      page.look(away, 500);
      expect(page.of('renew')).toHaveLength(renewals);
    }
  });

  it('make one step of one stare, and another after a look elsewhere', () => {
    const page = new ClickedPage().offerMovements();
    page.control.speedDegPerS = 30;
    page.lookAndClick('left', 'turnLeft', 5);
    expect(page.of('move')).toHaveLength(1);
    page.look(NOTHING, 100).lookAndClick('left', 'turnLeft', 2);
    expect(page.of('move').map(({ movement }) => movement)).toEqual(['turnLeft', 'turnLeft']);
  });

  it('make no further step for a person who had chosen that one look makes several', () => {
    const page = new ClickedPage({ way: 'deviceClicks', keepsMoving: true });
    page.control.enter('standby', 'holding');
    page.click('settings', NOTHING).click('checkPointer', NOTHING);
    page.patient.checkPointer({ xPx: 860, yPx: 600 }, 130);
    page.tremble(860, 600, 10_100);
    expect(page.patient.picture().liveness.kind).toBe('known');
    page.control.enter('ready', 'armed');
    page.tremble(860, 600, 600).patient.choose('moveHead', page.nowMs);
    page.tremble(860, 600, 600).control.speedDegPerS = 30;
    page.tremble(310, 600, DEVICE_MS).patient.choose('turnLeft', page.nowMs, 'mouse');
    page.tremble(310, 600, 5000);
    expect(page.of('move')).toHaveLength(1);
  });

  it('do not choose while the page was not in front, nor on what the pointer is still on when it is again', () => {
    const page = new ClickedPage().offerMovements();
    page.control.speedDegPerS = 30;
    page.lookAndClick('left', 'turnLeft').lookAt('left', 500);
    page.patient.interrupted('blurred', page.nowMs);
    page.look({ kind: 'away', why: 'blurred' }, 1000);
    const acts = page.acts.length;
    page.patient.choose('moveHead', page.nowMs, 'mouse');
    page.lookAndClick('bottom', 'moveHead', 3);
    expect([page.screen, page.acts.length]).toEqual(['calm', acts]);
    expect(page.look(NOTHING, 100).lookAndClick('bottom', 'moveHead').screen).toBe('calmConfirm');
  });

  it('answer for a fault as a look does: in two steps, by gaze', () => {
    const page = new ClickedPage();
    page.control.enter('protectiveHold', 'faultHeld');
    page.look(NOTHING, 600).lookAndClick('wholeBottom', 'haveLooked', 3);
    expect([page.screen, page.of('acknowledge')]).toEqual(['faultConfirm', []]);
    page.look(NOTHING, 100).lookAndClick('wholeRight', 'yesGoOn');
    expect(page.of('acknowledge').map(({ by }) => by)).toEqual(['gaze']);
  });

  it('let the head follow the eyes by two looks, and teach nothing of where they were', () => {
    const page = new SteeringPage({ way: 'deviceClicks' }).look(NOTHING, 1200).lookAt('bottom', DEVICE_MS);
    page.patient.choose('followEyes', page.nowMs, 'mouse');
    page.look(NOTHING, 600);
    expect([page.screen, page.acts]).toEqual(['steerConfirm', ['askToSteer']]);
    page.lookAt('wholeRight', DEVICE_MS);
    page.patient.choose('yes', page.nowMs, 'mouse');
    page.look(NOTHING, 100);
    expect(page.of('confirmSteer').map(({ engagedBy }) => engagedBy)).toEqual(['gaze']);
    expect([page.screen, page.of('chose')]).toEqual(['steer', []]);
    page.patient.left(page.nowMs);
    expect(page.of('endMove')).toHaveLength(1);
  });

  it('are all that chooses what moves or what leads to it: a look alone is STOP and looking away', () => {
    const page = new ClickedPage().lookAt('wideBottom', 10_000);
    expect(page.screen).toBe('calm');
    page.look(NOTHING, 100).offerMovements().lookAt('left', 10_000);
    expect(page.acts).toEqual([]);
    page.look(STOP, 100);
    expect(page.acts).toEqual(['stop']);
    const idle = new ClickedPage();
    idle.control.enter('standby', 'holding');
    idle.look(NOTHING, 1200).lookAt('wholeBottom', 10_000);
    expect([idle.screen, idle.acts]).toEqual(['begin', []]);
    idle
      .look(NOTHING, 100)
      .lookAndClick('wholeBottom', 'getReady')
      .look(NOTHING, 1200)
      .lookAt('wholeRight', 5000);
    expect(idle.acts).toEqual(['askToArm']);
    const asked = new ClickedPage().lookAndClick('wideBottom', 'moveHead').look(NOTHING, 100);
    expect(asked.lookAt('wholeRight', 4000).screen).toBe('calmConfirm');
    const away = new ClickedPage().offerMovements();
    expect(away.look(BORDER, 200).look(NOTHING, 100).screen).toBe('calm');
  });

  it('are a look of a pen too; a finger and a key stay a hand', () => {
    const pen = new ClickedPage().lookAndClick('wideBottom', 'moveHead', 1, 'pen');
    expect(pen.screen).toBe('calmConfirm');
    for (const madeWith of ['touch', '']) {
      const page = new ClickedPage().look(NO_POINTER, 600);
      page.patient.choose('moveHead', page.nowMs, madeWith);
      expect(page.look(NO_POINTER, 600).screen).toBe('move');
      page.control.speedDegPerS = 1;
      page.patient.choose('turnLeft', page.nowMs, madeWith);
      page.look(NOTHING, 1000);
      expect([page.control.state, page.of('endMove')]).toEqual(['engaged', []]);
    }
  });

  it('alone are enough: a pointer that only comes to click reaches a movement', () => {
    const page = new ClickedPage().look(NO_POINTER, 600);
    const jump = (place: Place, id: Id): void => {
      // The press moves the pointer there; no frame has seen it anywhere else.
      page.patient.choose(id, page.nowMs, 'mouse');
      page.lookAt(place, 900);
    };
    jump('wideBottom', 'moveHead');
    jump('wholeRight', 'yes');
    jump('left', 'turnLeft');
    expect(page.of('move').map(({ movement }) => movement)).toEqual(['turnLeft']);
  });

  it('are a hand’s while nobody has said that the device clicks', () => {
    const page = new ClickedPage({}).lookAndClick('wideBottom', 'moveHead').look(NOTHING, 600);
    expect(page.screen).toBe('move');
    page.control.speedDegPerS = 1;
    page.lookAndClick('left', 'turnLeft').look(NOTHING, 500);
    expect([page.control.state, page.of('endMove')]).toEqual(['engaged', []]);
  });
});

const AFTER_REST = [
  { state: 'stopped', reason: 'stopPressed', first: 'continue', second: 'yesContinue', sent: 'leaveStop' },
  {
    state: 'protectiveHold',
    reason: 'faultHeld',
    first: 'haveLooked',
    second: 'yesGoOn',
    sent: 'acknowledge',
  },
] as const;
const WITHIN_MS = DEFAULT_PARAMETERS.clutchConfirmMs;

describe.each(AFTER_REST)('S206: the second click on the screen $state', ({ state, reason, ...ids }) => {
  const waiting = (): ClickedPage => {
    const page = new ClickedPage();
    page.control.enter(state, reason);
    return page.look(NOTHING, 1200);
  };
  const answeredAfter = (page: ClickedPage, forMs: number, by: string): number => {
    page.look(NO_POINTER, forMs).patient.choose(ids.second, page.nowMs, by);
    return page.look(NO_POINTER, 100).of(ids.sent).length;
  };

  it('comes in the time that control gives a second look, or the first one is asked for anew', () => {
    const page = waiting().lookAndClick('wholeBottom', ids.first);
    const second = page.screen;
    page.look(NOTHING, WITHIN_MS + 100);
    expect(page.screen).not.toBe(second);
    expect(page.lookAndClick('wholeRight', ids.second).of(ids.sent)).toEqual([]);
    page.look(NOTHING, 600).lookAndClick('wholeBottom', ids.first);
    expect(page.screen).toBe(second);
    expect(page.look(NOTHING, 100).lookAndClick('wholeRight', ids.second).of(ids.sent)).toHaveLength(1);
  });

  it('is that of a pointer that rests anywhere, or is nowhere, until the device clicks', () => {
    const jumped = waiting().look(NO_POINTER, 600);
    jumped.patient.choose(ids.first, jumped.nowMs, 'mouse');
    expect(answeredAfter(jumped, WITHIN_MS - 100, 'mouse')).toBe(1);
    const resting = waiting().lookAndClick('wholeBottom', ids.first);
    expect(answeredAfter(resting.look(NOTHING, WITHIN_MS - 1000), 100, 'mouse')).toBe(1);
  });

  it('is no look where a click has asked', () => {
    const page = waiting().lookAndClick('wholeBottom', ids.first).look(NOTHING, 1100);
    expect(page.lookAt('wholeRight', WITHIN_MS).of(ids.sent)).toEqual([]);
  });

  it('is not needed where the device clicks no more: two looks lead on, and rest nowhere else between them', () => {
    const page = waiting();
    const { screen } = page;
    page.lookAt('wholeBottom', DEFAULT_PARAMETERS.armDwellMs + 150);
    const second = page.screen;
    expect(second).not.toBe(screen);
    expect(page.look(NOTHING, 2300).screen).toBe(screen);
    expect(page.lookAt('wholeRight', 10_000).of(ids.sent)).toEqual([]);
    page.look(NOTHING, 1200).lookAt('wholeBottom', DEFAULT_PARAMETERS.armDwellMs + 150);
    expect([page.screen, page.of(ids.sent)]).toEqual([second, []]);
    page.look(NOTHING, 700).lookAt('wholeRight', 400 + DEFAULT_PARAMETERS.confirmDwellMs + 150);
    expect(page.of(ids.sent)).toHaveLength(1);
  });

  it('is not needed for “No”, but for its click, where a look has asked', () => {
    const asked = (): ClickedPage =>
      waiting()
        .lookAt('wholeBottom', DEFAULT_PARAMETERS.armDwellMs + 150)
        .look(NOTHING, 700);
    expect(asked().lookAndClick('wholeRight', ids.second).of(ids.sent)).toHaveLength(1);
    const no = asked().lookAt('wholeLeft', 400 + DEFAULT_PARAMETERS.confirmDwellMs + 150);
    expect([no.screen, no.of(ids.sent)]).toEqual([waiting().screen, []]);
  });

  it('is too late too where no frame was drawn meanwhile', () => {
    const page = waiting().lookAndClick('wholeBottom', ids.first);
    page.nowMs += WITHIN_MS;
    page.patient.choose(ids.second, page.nowMs, 'mouse');
    expect(page.look(NOTHING, 100).of(ids.sent)).toEqual([]);
  });
});

it('S206: a question that a hand has asked after STOP waits for the click of the device', () => {
  const page = new ClickedPage();
  page.control.enter('stopped', 'stopPressed');
  page.look(NOTHING, 1200).patient.choose('continue', page.nowMs, 'touch');
  expect(page.look(NOTHING, 60_000).screen).toBe('stoppedConfirm');
  expect(page.lookAndClick('wholeRight', 'yesContinue').of('leaveStop')).toHaveLength(1);
});

describe('S206: “My device clicks”', () => {
  const way = (page: ClickedPage) => page.patient.picture().settings.preferences.way;
  /** The screen of ways, in `standby`, where the device clicks and nobody has said so. */
  const onWays = (): ClickedPage => {
    const page = new ClickedPage({});
    page.control.enter('standby', 'holding');
    page.look(NOTHING, 600);
    for (const id of ['settings', 'ways'] as const) page.click(id, NOTHING);
    return page.look(NOTHING, 1200);
  };

  it('is used once the device has clicked by itself after it was chosen, by a look, a key, or a click', () => {
    for (const choose of ['look', 'key', 'device'] as const) {
      const page = onWays();
      if (choose === 'look') page.lookAt('bottom', 1200);
      else if (choose === 'key') page.click('wayDeviceClicks', NOTHING);
      else page.lookAndClick('bottom', 'wayDeviceClicks', 3);
      expect([way(page), page.patient.picture().settings.trial?.way], choose).toEqual([
        'look',
        'deviceClicks',
      ]);
      page.look(NOTHING, 1200).lookAndClick('bottom', 'wayDeviceClicks');
      expect([way(page), page.patient.picture().settings.trial], choose).toEqual(['deviceClicks', undefined]);
    }
  });

  it('is not used for looking on, for a finger or a key, nor once something else was chosen', () => {
    const page = onWays().lookAt('bottom', 1200);
    page.look(NOTHING, 1200).lookAt('bottom', 5000);
    for (const madeWith of ['touch', '']) page.patient.choose('wayDeviceClicks', page.nowMs, madeWith);
    expect(way(page)).toBe('look');
    page.look(NOTHING, 1200).lookAt('topLeft', 1200);
    expect(page.patient.picture().settings).toMatchObject({ view: 'settings', trial: undefined });
  });

  it('leaves a switch in use meanwhile: whoever has no such device goes back by it', () => {
    const page = new ClickedPage({ way: 'twoSwitches' });
    page.control.enter('standby', 'holding');
    page.look(NO_POINTER, 600);
    for (const id of ['settings', 'ways', 'wayDeviceClicks'] as const) page.click(id, NO_POINTER);
    expect(page.patient.picture().settings.trial?.way).toBe('deviceClicks');
    const press = (which: 'first' | 'second'): void => {
      page.patient.press(which, page.nowMs);
      page.look(NO_POINTER, 60);
      page.patient.release(which, page.nowMs);
      page.look(NO_POINTER, 700);
    };
    // The light, STOP, "Back".
    for (const which of ['first', 'first', 'second'] as const) press(which);
    expect(page.patient.picture().settings).toMatchObject({ view: 'settings', trial: undefined });
    expect(way(page)).toBe('twoSwitches');
  });

  it('locks nobody out: a look finds the settings and “Only look” where the device clicks no more', () => {
    const page = new ClickedPage();
    page.control.enter('standby', 'holding');
    page.look(NOTHING, 1200).lookAt('bottomLeft', 1200);
    expect(page.patient.picture().settings.view).toBe('settings');
    page.look(NOTHING, 1200).lookAt('bottomRight', 1200);
    expect(page.patient.picture().settings.view).toBe('ways');
    page.look(NOTHING, 1200).lookAt('top', 1200);
    expect(way(page)).toBe('look');
    expect(page.acts).toEqual([]);
  });

  it('locks nobody out of rest: a look at “Rest” leads to where the settings are', () => {
    const calm = new ClickedPage();
    const steering = new SteeringPage({ way: 'deviceClicks' }).look(NOTHING, 1200);
    for (const page of [calm, new ClickedPage().offerMovements(), steering]) {
      page.look(NOTHING, 1200).lookAt('bottomRight', DEFAULT_PARAMETERS.dwellMs + 150);
      expect([page.screen, page.of('rest').length]).toEqual(['begin', 1]);
      expect(page.of('move')).toEqual([]);
    }
  });

  it('chooses once in the settings, where looks choose too: whoever was first', () => {
    const page = new ClickedPage();
    page.control.enter('standby', 'holding');
    page.look(NOTHING, 1200).lookAndClick('bottomLeft', 'settings');
    const isOn = () => page.patient.picture().settings.preferences.isPressSwitch;
    expect([page.patient.picture().settings.view, isOn()]).toEqual(['settings', false]);
    // Under the same stare lies another control now.
    page.lookAt('bottomLeft', 1000);
    page.patient.choose('pressIsSwitch', page.nowMs, 'mouse');
    expect(isOn()).toBe(false);
    page.look(NOTHING, 1200).lookAt('bottomLeft', 1300);
    page.patient.choose('pressIsSwitch', page.nowMs, 'mouse');
    page.lookAt('bottomLeft', 2500);
    page.patient.choose('pressIsSwitch', page.nowMs, 'mouse');
    expect(isOn()).toBe(true);
  });
});
