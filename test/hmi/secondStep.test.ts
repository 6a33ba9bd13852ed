import { describe, expect, it } from 'vitest';
import type { Preferences } from '../../hmi/patient/preferences.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import { NOTHING, SteeringPage } from './steeringPage.ts';

const { armDwellMs, confirmDwellMs } = DEFAULT_PARAMETERS;

const QUESTIONS = [
  { state: 'stopped', reason: 'stopPressed', second: 'stoppedConfirm', sent: 'leaveStop' },
  { state: 'protectiveHold', reason: 'faultHeld', second: 'faultConfirm', sent: 'acknowledge' },
] as const;

/** A page that waits for the first of two steps. */
function waiting(
  { state, reason }: Pick<(typeof QUESTIONS)[number], 'state' | 'reason'>,
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
