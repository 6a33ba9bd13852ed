import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MARK_MS } from '../../controller/gaze/dwell/eyeCheck.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import { DESK_SCREEN } from '../browser/scriptedSteering.ts';
import { BORDER, NO_POINTER, NOTHING, STOP, SteeringPage } from './steeringPage.ts';

const { armDwellMs, confirmDwellMs, dwellMs, clutchReleaseMs } = DEFAULT_PARAMETERS;
/** Nothing is chosen for 1 s after what can be chosen has changed. */
const DEAD_MS = 1000;
/** Two looks, from the calm screen to a head that follows the eyes. */
const begun = (page = new SteeringPage()): SteeringPage =>
  page
    .look(NOTHING, 1200)
    .lookAt('bottom', armDwellMs + 150)
    .look(NOTHING, 600)
    .lookAt('wholeRight', 400 + confirmDwellMs + 150)
    .look(NOTHING, 100);

describe('a person whose gaze may steer', () => {
  it('is offered it beside the steps, and nobody else is', () => {
    expect(new SteeringPage().screen).toBe('calmSteer');
    // Also after two looks that made ready: which of the two ways it was for is chosen next.
    const arming = new SteeringPage();
    arming.control.enter('standby', 'holding');
    arming.look(NOTHING, 1200).lookAt('wholeBottom', armDwellMs + 150);
    expect(arming.screen).toBe('confirm');
    arming.look(NOTHING, 1200).lookAt('wholeRight', confirmDwellMs + 300);
    expect([arming.control.state, arming.screen]).toEqual(['ready', 'calmSteer']);
    const without = new SteeringPage();
    without.control.steering.isOn = false;
    expect(without.look(NO_POINTER, 100).screen).toBe('calm');
  });

  it('begins by two looks at two places, each told to control as it is taken', () => {
    const page = new SteeringPage().look(NOTHING, 1200).lookAt('bottom', armDwellMs + 150);
    expect([page.screen, page.acts.filter((type) => type !== 'chose')]).toEqual([
      'steerConfirm',
      ['askToSteer'],
    ]);
    page.look(NOTHING, 600).lookAt('wholeRight', 400 + confirmDwellMs + 150);
    expect(page.of('confirmSteer').map(({ engagedBy }) => engagedBy)).toEqual(['gaze']);
    expect([page.screen, page.control.state]).toEqual(['steer', 'engaged']);
  });

  it('does not begin by staring, by a look that rests elsewhere after the first, nor by one that says no', () => {
    const staring = new SteeringPage().look(NOTHING, 1200).lookAt('bottom', 12_000);
    expect([staring.of('confirmSteer'), staring.screen]).toEqual([[], 'calmSteer']);
    const resting = new SteeringPage().look(NOTHING, 1200).lookAt('bottom', armDwellMs + 150);
    resting.look(NOTHING, DEAD_MS + 1300).lookAt('wholeRight', confirmDwellMs + 500);
    expect(resting.of('confirmSteer')).toEqual([]);
    const declining = new SteeringPage().look(NOTHING, 1200).lookAt('bottom', armDwellMs + 150);
    declining.look(NOTHING, 600).lookAt('wholeLeft', 400 + confirmDwellMs + 150);
    expect([declining.screen, declining.of('confirmSteer')]).toEqual(['calmSteer', []]);
  });

  it.each([
    ['look', 'attendant'],
    ['oneSwitch', 'attendant'],
  ] as const)('begins by one act of a hand, with the way "%s"', (way, engagedBy) => {
    const page = new SteeringPage({ way }).click('followEyes');
    expect(page.of('confirmSteer').map((message) => message.engagedBy)).toEqual([engagedBy]);
    expect(page.of('askToSteer')).toEqual([]);
    expect(page.screen).toBe('steer');
  });

  it('begins by one act of a switch, and a press while the head follows is STOP', () => {
    const page = new SteeringPage({ way: 'twoSwitches' }).look(NO_POINTER, 700);
    expect(page.screen).toBe('calmSteer');
    const press = (which: 'first' | 'second'): void => {
      page.patient.press(which, page.nowMs);
      page.look(NO_POINTER, 60);
      page.patient.release(which, page.nowMs);
      page.look(NO_POINTER, 200);
    };
    // The light, STOP, "Move my head", "Follow my eyes".
    for (const which of ['first', 'first', 'first', 'second'] as const) press(which);
    expect(page.of('confirmSteer').map(({ engagedBy }) => engagedBy)).toEqual(['switch']);
    expect(page.screen).toBe('steer');
    press('second');
    expect(page.of('stop')).toHaveLength(1);
    expect([page.screen, page.of('confirmSteer')]).toEqual(['stopped', [expect.anything()]]);
  });

  it('reaches the movements with a switch by one act, and keeps them until gaze steers or they rest', () => {
    const page = new SteeringPage({ way: 'oneSwitch' }).click('moveHead');
    expect(page.screen).toBe('move');
    expect(page.look(NO_POINTER, 3 * clutchReleaseMs).screen).toBe('move');
    page.control.enter('paused', 'resting');
    page.look(NO_POINTER, 100);
    page.control.enter('ready', 'armed');
    expect(page.look(NO_POINTER, 100).screen).toBe('calmSteer');
  });
});

describe('what speaks against it', () => {
  it('is told, and asked for in vain: nothing is sent', () => {
    const page = new SteeringPage();
    page.control.steering.hindrance = 'gateOutdated';
    page.look(NO_POINTER, 1200);
    expect(page.steering?.obstacle).toBe('gateOutdated');
    page.click('followEyes');
    expect(page.acts).toEqual([]);
    expect(page.patient.picture().notice).toEqual({ kind: 'refused', id: 'gateOutdated' });
    expect(page.screen).toBe('calmSteer');
  });

  it('does not come and go with a blink', () => {
    const page = new SteeringPage();
    for (let blink = 0; blink < 5; blink++) {
      page.control.steering.hindrance = 'gazeNotSeen';
      expect(page.look(NO_POINTER, 400).steering?.obstacle).toBeNull();
      page.control.steering.hindrance = null;
      page.look(NO_POINTER, 400);
    }
  });

  it('is a tracker that is not heard: said as such', () => {
    const page = new SteeringPage();
    page.control.steering.source = null;
    expect(page.look(NO_POINTER, 1200).steering?.isUnheard).toBe(true);
  });

  it('is a refusal of control: told, and the question goes', () => {
    const page = new SteeringPage().look(NOTHING, 1200).lookAt('bottom', armDwellMs + 150);
    page.look(NOTHING, 600);
    page.control.steering.hindrance = 'loopTooSlow';
    page.lookAt('wholeRight', 400 + confirmDwellMs + 150);
    expect(page.of('confirmSteer')).toHaveLength(1);
    expect(page.patient.picture().notice).toEqual({ kind: 'refused', id: 'loopTooSlow' });
    expect([page.screen, page.control.state]).toEqual(['calmSteer', 'ready']);
  });
});

describe('the check of the eyes', () => {
  const unchecked = (): SteeringPage => {
    const page = new SteeringPage({}, { screen: DESK_SCREEN });
    page.control.steering.isAheadKnown = false;
    page.control.steering.areSidesKnown = false;
    return page.look(NO_POINTER, 1200);
  };

  it('comes first, by a hand for whoever has no pointer, and leads back to the choice', () => {
    const page = unchecked().click('followEyes');
    expect([page.screen, page.steering?.mark]).toEqual(['eyeCheck', 'ahead']);
    expect(page.acts).toEqual([]);
    page.look(NO_POINTER, 4 * MARK_MS + 400);
    expect(page.of('lookAhead').map(({ mark }) => mark)).toEqual([{ x: 0.5, y: 0.5 }]);
    expect(page.of('lookToSide').map(({ side }) => side)).toEqual(['left', 'right', 'up']);
    expect([page.screen, page.steering?.ended]).toEqual(['calmSteer', 'checked']);
    expect(page.acts).toEqual(['lookAhead', 'lookToSide', 'lookToSide', 'lookToSide']);
    expect(page.control.state).toBe('ready');
  });

  it('tells why it did not pass, and goes on from there', () => {
    const page = unchecked();
    page.control.steering.refusals.push('recentreTooFar');
    page.click('followEyes').look(NO_POINTER, MARK_MS);
    expect([page.screen, page.steering?.told]).toEqual(['eyeCheckTold', 'recentreTooFar']);
    // It is said once, in the middle of the page.
    expect(page.patient.picture().notice).toBeNull();
    page.click('checkAgain');
    expect([page.screen, page.steering?.mark]).toEqual(['eyeCheck', 'ahead']);
    page.click('endCheck');
    expect(page.screen).toBe('calmSteer');
  });

  it('has no place for its marks on a screen nobody can see them apart on', () => {
    const page = new SteeringPage({}, { screen: { ...DESK_SCREEN, distanceMm: 1500 } });
    page.control.steering.areSidesKnown = false;
    page.look(NO_POINTER, 1200).click('followEyes');
    expect([page.screen, page.steering?.told]).toEqual(['eyeCheckTold', 'tooNarrow']);
    expect(page.acts).toEqual([]);
  });

  it('is begun and left by a switch, which walks over what is there', () => {
    const page = new SteeringPage({ way: 'twoSwitches' }, { screen: DESK_SCREEN });
    page.control.steering.isAheadKnown = false;
    page.look(NO_POINTER, 1200);
    const press = (...presses: readonly ('first' | 'second')[]): void => {
      for (const which of presses) {
        page.patient.press(which, page.nowMs);
        page.look(NO_POINTER, 60);
        page.patient.release(which, page.nowMs);
        page.look(NO_POINTER, 150);
      }
    };
    // The light, STOP, "Move my head", "Follow my eyes".
    press('first', 'first', 'first', 'second');
    expect([page.screen, page.of('confirmSteer')]).toEqual(['eyeCheck', []]);
    page.look(NO_POINTER, 500);
    press('first', 'first', 'second');
    expect([page.screen, page.of('stop')]).toEqual(['calmSteer', []]);
  });

  it.each([
    ['a look away', (page: SteeringPage) => page.look(BORDER, 100), 'calmSteer'],
    ['STOP', (page: SteeringPage) => page.look(STOP, 100), 'stopped'],
    [
      'a page that is hidden',
      (page: SteeringPage) => {
        page.patient.interrupted('hidden', page.nowMs);
        return page.look(NO_POINTER, 50);
      },
      'calmSteer',
    ],
  ] as const)('is left by %s', (_, leave, screen) => {
    const page = unchecked().click('followEyes').look(NOTHING, 100);
    leave(page);
    const asked = page.of('lookAhead').length;
    page.look(NOTHING, 3000);
    expect([page.screen, page.of('lookAhead').length]).toEqual([screen, asked]);
  });
});

describe('while the head follows the eyes', () => {
  it('its lease is renewed at 20 Hz, and it ends by itself without a deliberate act', () => {
    const page = begun();
    const before = page.of('renew').length;
    page.look(NOTHING, 2000);
    expect(page.of('renew').length - before).toBeGreaterThanOrEqual(38);
    expect(page.steering?.isLast).toBe(false);
    page.look(NOTHING, clutchReleaseMs - 5500);
    expect([page.screen, page.steering?.isLast]).toEqual(['steer', true]);
    page.look(NOTHING, 4000);
    expect([page.screen, page.control.state, page.steering?.ended]).toEqual([
      'calmSteer',
      'ready',
      'noIntent',
    ]);
    const renewed = page.of('renew').length;
    page.look(NOTHING, 1000);
    expect(page.of('renew')).toHaveLength(renewed);
  });

  it('goes on by two looks, and not by one', () => {
    const page = begun()
      .look(NOTHING, 1200)
      .lookAt('top', dwellMs + 200);
    expect([page.screen, page.of('askToSteer').length]).toEqual(['steerGoOn', 2]);
    page.look(NOTHING, 500).lookAt('bottom', 600 + confirmDwellMs + 150);
    expect(page.of('confirmSteer')).toHaveLength(2);
    expect([page.screen, page.control.leases]).toEqual(['steer', 1]);
    expect(page.look(NOTHING, clutchReleaseMs - 1500).screen).toBe('steer');
    page.look(NOTHING, 2000);
    expect(page.screen).toBe('calmSteer');
    const once = begun()
      .look(NOTHING, 1200)
      .lookAt('top', 2 * clutchReleaseMs);
    expect([once.of('confirmSteer').length, once.control.state]).toEqual([1, 'ready']);
  });

  it('goes on by one act of a hand, under the same lease', () => {
    const page = begun().look(NOTHING, 4000).click('goOn', NOTHING);
    expect(page.of('confirmSteer').map(({ engagedBy }) => engagedBy)).toEqual(['gaze', 'attendant']);
    page.look(NOTHING, clutchReleaseMs - 1000);
    expect([page.screen, page.control.leases]).toEqual(['steer', 1]);
  });

  it('goes on by two looks of whoever confirms looks with a press, since a press is STOP', () => {
    const page = new SteeringPage({ way: 'lookAndPress' }).click('followEyes', NOTHING);
    page.look(NOTHING, 1200).lookAt('top', dwellMs + 200);
    expect(page.screen).toBe('steerGoOn');
    page.look(NOTHING, 500).lookAt('bottom', 600 + confirmDwellMs + 150);
    expect(page.of('confirmSteer').map(({ engagedBy }) => engagedBy)).toEqual(['attendant', 'gaze']);
    const scanning = new SteeringPage({ way: 'oneSwitch' }).click('followEyes', NOTHING);
    scanning.look(NOTHING, 1200).lookAt('top', dwellMs + 200);
    expect([scanning.screen, scanning.of('askToSteer')]).toEqual(['steer', []]);
  });

  it('ends by one look at "Stop following", and the page says what it ended by', () => {
    const page = begun()
      .look(NOTHING, 1200)
      .lookAt('bottomLeft', dwellMs + 200);
    expect(page.of('endMove')).toHaveLength(1);
    expect([page.screen, page.steering?.ended]).toEqual(['calmSteer', 'asked']);
  });

  it.each([
    ['a look at the border', (page: SteeringPage) => page.look(BORDER, 100)],
    ['a page that is hidden', (page: SteeringPage) => page.patient.interrupted('hidden', page.nowMs)],
    ['a page without the focus', (page: SteeringPage) => page.patient.interrupted('blurred', page.nowMs)],
    ['a pointer that leaves the page', (page: SteeringPage) => page.patient.left(page.nowMs)],
  ])('ends by %s', (_, leave) => {
    const page = begun();
    leave(page);
    page.look(NOTHING, 200);
    expect([page.of('endMove').length, page.control.state]).toEqual([1, 'ready']);
  });

  it('ends by STOP, and nothing is renewed any more', () => {
    const page = begun().look(STOP, 100);
    const renewed = page.of('renew').length;
    page.look(NOTHING, 500);
    expect([page.of('stop').length, page.of('renew').length, page.screen]).toEqual([1, renewed, 'stopped']);
  });

  it('is not renewed by a page that is cut off, nor after control has let go', () => {
    const page = begun();
    page.isCut = true;
    page.look(NOTHING, 1000);
    expect(page.screen).toBe('unknown');
    const renewed = page.of('renew').length;
    page.line.drop(1006);
    page.look(NOTHING, 200);
    expect(page.of('renew')).toHaveLength(renewed);
  });

  it('another page watches: it renews nothing, offers nothing, and its STOP works', () => {
    const page = new SteeringPage();
    page.control.answer(
      { type: 'confirmSteer', requestId: 'x', engagedBy: 'attendant', renderedTick: 0 },
      'other',
      page.nowMs,
    );
    page.control.leaseMs = 1e9;
    page.look(NOTHING, 1500);
    expect(page.screen).toBe('steerWatch');
    page.lookAt('top', 3000).lookAt('bottom', 3000);
    expect(page.acts).toEqual([]);
    expect(page.of('renew')).toEqual([]);
    expect(page.look(STOP, 100).of('stop')).toHaveLength(1);
  });

  it('a press of a switch is STOP on the page that watches, too', () => {
    const page = new SteeringPage({ way: 'oneSwitch' });
    const asked = { type: 'confirmSteer', requestId: 'x', engagedBy: 'attendant', renderedTick: 0 } as const;
    page.control.answer(asked, 'other', page.nowMs);
    page.control.leaseMs = 1e9;
    page.look(NO_POINTER, 1500);
    page.patient.press('first', page.nowMs);
    expect(page.of('stop')).toHaveLength(1);
  });
});

describe('what control may learn from looks', () => {
  it('is where each control lies that a look chose, on a page that fills the screen; a hand tells nothing', () => {
    const page = new SteeringPage().look(NOTHING, 1200).lookAt('bottom', armDwellMs + 150);
    const [told, ...more] = page.of('chose');
    expect(told?.at.x).toBeCloseTo(860 / 1920);
    expect(told?.at.y).toBeCloseTo(895 / 1080);
    expect(more).toEqual([]);
    expect(new SteeringPage().click('followEyes').of('chose')).toEqual([]);
  });

  it('is nothing that the person takes back', () => {
    const page = new SteeringPage().look(NOTHING, 1200).lookAt('bottom', armDwellMs + 150);
    expect(page.of('undid')).toEqual([]);
    page.look(NOTHING, 300).lookAt('wholeLeft', 700 + confirmDwellMs + 150);
    expect(page.acts.slice(-2)).toEqual(['undid', 'chose']);
    const away = begun().look(BORDER, 100);
    expect(away.of('undid')).toHaveLength(1);
    expect(begun().look(NOTHING, 3000).look(BORDER, 100).of('undid')).toEqual([]);
  });

  it('is nothing for a person whose gaze does not steer', () => {
    const page = new SteeringPage();
    page.control.steering.isOn = false;
    page.look(NOTHING, 1200).lookAt('wideBottom', armDwellMs + 150);
    expect([page.screen, page.of('chose')]).toEqual(['calmConfirm', []]);
  });
});

describe('for every history', () => {
  type Step = readonly [kind: 'look' | 'click' | 'away', where: string, ms: number];
  const PLACES = ['top', 'bottom', 'bottomLeft', 'bottomRight', 'wholeLeft', 'wholeRight'] as const;
  const CLICKS = [
    'followEyes',
    'goOn',
    'yes',
    'no',
    'yesGoOn',
    'stopFollowing',
    'moveHead',
    'checkAgain',
  ] as const;
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.tuple(
      fc.constant('look' as const),
      fc.constantFrom(...PLACES, 'nothing'),
      fc.integer({ min: 100, max: 4000 }),
    ),
    fc.tuple(fc.constant('click' as const), fc.constantFrom(...CLICKS), fc.constant(0)),
    fc.tuple(fc.constant('away' as const), fc.constantFrom('border', 'left', 'hidden'), fc.constant(0)),
  );

  function take(page: SteeringPage, [kind, where, ms]: Step): void {
    const place = PLACES.find((one) => one === where);
    const id = CLICKS.find((one) => one === where);
    if (kind === 'look' && place) page.lookAt(place, ms);
    else if (kind === 'click' && id) page.click(id, NOTHING);
    else if (where === 'border') page.look(BORDER, 100);
    else if (where === 'left') page.patient.left(page.nowMs);
    else if (where === 'hidden') page.patient.interrupted('hidden', page.nowMs);
    page.look(NOTHING, kind === 'look' && !place ? ms : 50);
  }

  it('nothing of steering is sent by looks shorter than a dwell, and nothing renewed after it was handed back', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const page = new SteeringPage();
        for (const one of steps) {
          const before = page.line.sent.length;
          take(page, one);
          const sent = page.line.sent.slice(before).map(({ type }) => type);
          const isDeliberate = one[0] === 'click' || (one[0] === 'look' && one[2] >= dwellMs - 60);
          if (!isDeliberate)
            for (const type of ['askToSteer', 'confirmSteer'] as const) expect(sent).not.toContain(type);
        }
        const ended = new Set<string>();
        for (const message of page.line.sent) {
          if (message.type === 'endMove') ended.add(message.leaseId);
          if (message.type === 'renew') expect(ended).not.toContain(message.leaseId);
        }
      }),
      { numRuns: 40 },
    );
  });
});
