import { describe, expect, it } from 'vitest';
import type { Preferences } from '../../hmi/patient/preferences.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import type { ReasonId, StateName } from '../../protocol/states.ts';
import { NOTHING, SteeringPage } from './steeringPage.ts';

const { armDwellMs, confirmDwellMs } = DEFAULT_PARAMETERS;

/** A question that a look has asked is taken back where the person sees it, so that no "Yes" stays that nothing answers. */
const TAKEN_BACK = [
  {
    asks: 'to arm',
    state: 'standby',
    at: 'wholeBottom',
    second: 'confirm',
    first: 'begin',
    leadsTo: 'calmSteer',
  },
  {
    asks: 'for the movements',
    state: 'ready',
    at: 'bottomLeft',
    second: 'calmConfirm',
    first: 'calmSteer',
    leadsTo: 'move',
  },
  {
    asks: 'to steer',
    state: 'ready',
    at: 'bottom',
    second: 'steerConfirm',
    first: 'calmSteer',
    leadsTo: 'steer',
  },
] as const;

const QUESTIONS = [
  { state: 'stopped', reason: 'stopPressed', second: 'stoppedConfirm', sent: 'leaveStop' },
  { state: 'protectiveHold', reason: 'faultHeld', second: 'faultConfirm', sent: 'acknowledge' },
] as const;

/** A page that waits for the first of two steps. */
function waiting(
  { state, reason }: { readonly state: StateName; readonly reason: ReasonId },
  preferences: Partial<Preferences> = {},
): SteeringPage {
  const page = new SteeringPage(preferences);
  page.control.enter(state, reason);
  return page.look(NOTHING, 1200);
}

describe.each(QUESTIONS)('the second step on the screen $second', ({ second, sent, ...known }) => {
  it('S205: is asked for anew once a look has rested elsewhere, and then taken', () => {
    const page = waiting(known).lookAt('wholeBottom', armDwellMs + 150);
    expect(page.screen).toBe(second);
    const first = page.look(NOTHING, 2300).screen;
    expect([first === second, page.of(sent)]).toEqual([false, []]);
    expect(page.lookAt('wholeRight', 10_000).of(sent)).toEqual([]);
    page.look(NOTHING, 1200).lookAt('wholeBottom', armDwellMs + 150);
    expect(page.screen).toBe(second);
    expect(
      page
        .look(NOTHING, 700)
        .lookAt('wholeRight', 400 + confirmDwellMs + 150)
        .of(sent),
    ).toHaveLength(1);
  });

  it('S205: waits for its press where a press confirms looks, however long somebody reads', () => {
    const page = waiting(known, { way: 'lookAndPress' });
    const press = (at: 'wholeBottom' | 'wholeRight'): void => {
      page.lookAt(at, 300);
      page.patient.press('first', page.nowMs);
      page.lookAt(at, 60);
      page.patient.release('first', page.nowMs);
      page.lookAt(at, 60);
    };
    press('wholeBottom');
    expect(page.look(NOTHING, 20_000).screen).toBe(second);
    press('wholeRight');
    expect(page.of(sent)).toHaveLength(1);
  });
});

describe('the question that a hand has asked', () => {
  const asked = (): SteeringPage => {
    const page = waiting({ state: 'stopped', reason: 'stopPressed' }).click('continue', NOTHING);
    expect(page.look(NOTHING, 60_000).screen).toBe('stoppedConfirm');
    return page;
  };

  it('S205: waits, wherever a mouse rests, for the hand', () => {
    expect(asked().click('yesContinue', NOTHING).of('leaveStop')).toHaveLength(1);
  });

  it('S205: waits for a look, too', () => {
    expect(
      asked()
        .lookAt('wholeRight', confirmDwellMs + 150)
        .of('leaveStop'),
    ).toHaveLength(1);
  });
});

describe('S205: the question that a look has asked', () => {
  it.each(TAKEN_BACK)('$asks is taken back, once a look has rested elsewhere', (known) => {
    const { state, at, second, first, leadsTo } = known;
    const page = waiting({ state, reason: state === 'ready' ? 'armed' : 'holding' });
    expect(page.lookAt(at, armDwellMs + 150).screen).toBe(second);
    expect(page.look(NOTHING, 2300).screen).toBe(first);
    page.lookAt('wholeRight', 10_000);
    expect(['confirmArm', 'confirmSteer', 'move'].filter((type) => page.acts.includes(type))).toEqual([]);
    page.look(NOTHING, 1200).lookAt(at, armDwellMs + 150);
    expect(page.screen).toBe(second);
    page.look(NOTHING, 700).lookAt('wholeRight', 400 + confirmDwellMs + 150);
    expect(page.look(NOTHING, 50).screen).toBe(leadsTo);
  });

  it('to go on is taken back, and the head follows meanwhile', () => {
    const page = waiting({ state: 'ready', reason: 'armed' }).click('followEyes', NOTHING);
    expect(page.screen).toBe('steer');
    page.look(NOTHING, 1200).lookAt('top', DEFAULT_PARAMETERS.dwellMs + 150);
    expect(page.screen).toBe('steerGoOn');
    expect(page.look(NOTHING, 2300).screen).toBe('steer');
    expect(page.control.state).toBe('engaged');
  });

  it('to arm is asked of control no more, as by “No”', () => {
    const page = waiting({ state: 'standby', reason: 'holding' }).lookAt('wholeBottom', armDwellMs + 150);
    expect(page.look(NOTHING, 2300).acts.filter((type) => type !== 'chose')).toEqual(['askToArm', 'rest']);
  });
});

describe('S205: the question to arm', () => {
  const armed = (page: SteeringPage): number =>
    page
      .look(NOTHING, 2300)
      .lookAt('wholeRight', confirmDwellMs + 150)
      .of('confirmArm').length;

  it('waits for a look where a hand has asked it, however long somebody reads', () => {
    expect(armed(waiting({ state: 'standby', reason: 'holding' }).click('getReady', NOTHING))).toBe(1);
  });

  it('waits for a look where another page has asked it', () => {
    const page = waiting({ state: 'standby', reason: 'holding' });
    // A look of this page was taken back long before.
    page.lookAt('wholeBottom', armDwellMs + 150).look(NOTHING, 2300);
    page.control.enter('standby', 'awaitingConfirm');
    expect(page.look(NOTHING, 100).screen).toBe('confirm');
    expect(armed(page)).toBe(1);
  });
});
