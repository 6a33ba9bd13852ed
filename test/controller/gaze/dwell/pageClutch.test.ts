import { describe, expect, it } from 'vitest';
import {
  type ChoosesBy,
  followChoice,
  followFrame,
  letGo,
  lookAway,
  mayMove,
  PAGE_CLUTCH_OUT,
  type PageClutch,
  shownPhase,
} from '../../../../controller/gaze/dwell/pageClutch.ts';
import type { Act } from '../../../../controller/gaze/dwell/screens.ts';
import { hasSwitch, WAYS } from '../../../../controller/gaze/dwell/switchChoice.ts';
import type { GazeCondition } from '../../../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS } from '../../../../protocol/parameters.ts';
import { STATES, type StateName } from '../../../../protocol/states.ts';

const FRAME_MS = 20;
const { clutchReleaseMs, clutchConfirmMs, lookAwayMs, gazeDisengageMs } = DEFAULT_PARAMETERS;
const ASK: Act = { kind: 'clutch', step: 'ask' };
const CONFIRM: Act = { kind: 'clutch', step: 'confirm' };
const ENGAGE: Act = { kind: 'clutch', step: 'engage' };
const TURN: Act = { kind: 'move', movement: 'turnLeft' };
const ask = (type: 'askToArm' | 'confirmArm' | 'rest'): Act => ({ kind: 'ask', type });

/** A page at 50 frames per second. */
class Page {
  clutch: PageClutch = PAGE_CLUTCH_OUT;
  nowMs = 0;
  state: StateName | undefined = 'ready';

  frames(ms: number, condition: GazeCondition = 'valid', isMoving = false): this {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) {
      this.nowMs += FRAME_MS;
      const frame = { state: this.state, condition, isMoving };
      this.clutch = followFrame(this.clutch, frame, this.nowMs, DEFAULT_PARAMETERS);
    }
    return this;
  }

  choose(act: Act, by: ChoosesBy = 'gaze'): this {
    this.clutch = followChoice(this.clutch, act, by, this.nowMs, DEFAULT_PARAMETERS);
    return this;
  }

  enter(state: StateName | undefined): this {
    this.state = state;
    return this.frames(FRAME_MS);
  }

  get shown() {
    return this.clutch.shown;
  }
}

/** Two steps by looking, seen. */
const engaged = (): Page => new Page().frames(100).choose(ASK).frames(1000).choose(CONFIRM).frames(20);

describe('the clutch of the page goes in', () => {
  it('by two steps of looking, and not by one, nor by the second alone', () => {
    const page = new Page().frames(100);
    expect(page.choose(CONFIRM).frames(20).shown).toBe('out');
    expect(page.choose(ASK).frames(20).shown).toBe('asked');
    expect(page.choose(CONFIRM).frames(20).shown).toBe('in');
  });

  it('not by a second step that comes too late or was declined', () => {
    expect(
      new Page()
        .frames(20)
        .choose(ASK)
        .frames(clutchConfirmMs + 40).shown,
    ).toBe('out');
    const declined = new Page().frames(20).choose(ASK).choose({ kind: 'clutch', step: 'decline' });
    expect(declined.choose(CONFIRM).frames(20).shown).toBe('out');
  });

  it('by one act of a hand, wherever the gaze is, and never by one look', () => {
    expect(new Page().frames(100, 'offScreen').choose(ENGAGE, 'hand').frames(1000, 'offScreen').shown).toBe(
      'in',
    );
    expect(new Page().frames(100).choose(ENGAGE, 'gaze').frames(20).shown).toBe('out');
  });

  it('as soon as the brace is ready by both steps of arming that this page has asked for', () => {
    const arming = (): Page => {
      const page = new Page();
      page.state = 'standby';
      return page.frames(100);
    };
    const armed = arming().choose(ask('askToArm')).frames(2000).choose(ask('confirmArm')).frames(60);
    expect(armed.enter('ready').shown).toBe('in');
    // Another page has asked, or has confirmed, or it took too long, or the answer was no.
    expect(arming().choose(ask('confirmArm')).frames(60).enter('ready').shown).toBe('out');
    expect(arming().choose(ask('askToArm')).frames(2000).enter('ready').shown).toBe('out');
    const late = arming().choose(ask('askToArm')).frames(2000).choose(ask('confirmArm')).frames(1500);
    expect(late.enter('ready').shown).toBe('out');
    const rested = arming()
      .choose(ask('askToArm'))
      .frames(2000)
      .choose(ask('rest'))
      .choose(ask('confirmArm'));
    expect(rested.enter('ready').shown).toBe('out');
    expect(arming().choose(ask('confirmArm'), 'hand').frames(60).enter('ready').shown).toBe('in');
  });

  it('in no state but ready', () => {
    for (const state of STATES.filter((name) => name !== 'ready')) {
      const page = new Page();
      page.state = state;
      page.frames(20).choose(ASK).choose(CONFIRM).choose(ENGAGE, 'hand').frames(20);
      expect([state, page.clutch.clutch.phase]).toEqual([state, 'out']);
    }
  });
});

const ENDS: readonly (readonly [string, (page: Page) => unknown])[] = [
  ['on STOP', (page) => (page.clutch = letGo(page.clutch, 'stop', page.nowMs, DEFAULT_PARAMETERS))],
  ['at the border', (page) => (page.clutch = lookAway(page.clutch, page.nowMs, DEFAULT_PARAMETERS))],
  ['with rest', (page) => page.choose(ask('rest'))],
  ['with a look beside the page', (page) => page.frames(lookAwayMs + 40, 'offScreen')],
  ['with eyes that are shut', (page) => page.frames(gazeDisengageMs + 40, 'eyesClosed')],
  ['with eyes that are not seen', (page) => page.frames(gazeDisengageMs + 40, 'invalid')],
  ['with a pointer that is frozen', (page) => page.frames(20, 'frozen')],
  ['without a tracker', (page) => page.frames(20, 'trackerLost')],
  ['with a fault', (page) => page.enter('protectiveHold')],
  ['when nobody knows the state', (page) => page.enter(undefined)],
];

describe('the clutch of the page lets go', () => {
  it('after its time without intent; a choice and a movement under way are intent, looking is not', () => {
    expect(engaged().frames(clutchReleaseMs - 100).shown).toBe('in');
    expect(engaged().frames(clutchReleaseMs + 40).shown).toBe('out');
    const chosen = engaged()
      .frames(5000)
      .choose(TURN)
      .frames(clutchReleaseMs - 100);
    expect(chosen.shown).toBe('in');
    const moving = engaged().frames(3 * clutchReleaseMs, 'valid', true);
    expect(moving.frames(clutchReleaseMs - 100).shown).toBe('in');
    expect(moving.frames(200).shown).toBe('out');
  });

  it('the same where nobody can tell whether the pointer lives', () => {
    const page = engaged().frames(5000, 'unknown').choose(TURN).frames(5000, 'unknown');
    expect(page.shown).toBe('in');
    expect(page.frames(clutchReleaseMs - 5000 + 40, 'unknown').shown).toBe('out');
  });

  it.each(ENDS)('at once %s', (_, act) => {
    const page = engaged().frames(500);
    act(page);
    expect(page.frames(20).clutch.clutch.phase).toBe('out');
    page.state = 'ready';
    expect(page.frames(100).shown).toBe('out');
  });

  it('not in a blink, nor by one sample beside the page', () => {
    expect(
      engaged()
        .frames(gazeDisengageMs - 20, 'eyesClosed')
        .frames(100).shown,
    ).toBe('in');
    expect(engaged().frames(FRAME_MS, 'offScreen').frames(100).shown).toBe('in');
  });

  it('when frames stay away for longer than a blink: the eyes may have been anywhere; a hand was where it was', () => {
    const [byLook, byHand] = [engaged(), new Page().frames(20).choose(ENGAGE, 'hand').frames(20)];
    for (const page of [byLook, byHand]) page.nowMs += gazeDisengageMs + 20;
    expect([byLook.frames(20).shown, byHand.frames(20).shown]).toEqual(['out', 'in']);
  });

  it('also where a hand has put it in, once eyes that were there have left', () => {
    const page = new Page().frames(20, 'offScreen').choose(ENGAGE, 'hand').frames(500, 'offScreen');
    expect(page.frames(500, 'unknown').shown).toBe('in');
    expect(page.frames(lookAwayMs + 40, 'offScreen').shown).toBe('out');
  });
});

describe('what a hand has brought', () => {
  const brought = (): Page => new Page().frames(100).choose(ENGAGE, 'hand').frames(20);
  /** After the time in which looks may choose. */
  const kept = (): Page => brought().frames(3 * clutchReleaseMs);

  it('stays for the hand, and looks choose only in the time that is theirs', () => {
    const page = brought();
    expect(mayMove(page.clutch, 'gaze')).toBe(true);
    page.frames(clutchReleaseMs + 40);
    expect([page.shown, mayMove(page.clutch, 'gaze'), mayMove(page.clutch, 'hand')]).toEqual([
      'in',
      false,
      true,
    ]);
    expect(page.frames(600_000, 'unknown').shown).toBe('in');
    const arming = new Page();
    arming.state = 'standby';
    arming.frames(100).choose(ask('confirmArm'), 'hand').frames(60).enter('ready');
    expect(arming.frames(3 * clutchReleaseMs).shown).toBe('in');
  });

  it('gives looks no more time with each further act of the hand', () => {
    const page = kept().choose(TURN, 'hand').enter('engaged').frames(500, 'valid', true).enter('ready');
    expect([page.shown, mayMove(page.clutch, 'gaze')]).toEqual(['in', false]);
  });

  it('gives them none either while their own time still goes on, however often the hand acts', () => {
    const page = brought();
    for (let act = 0; act < 6; act++)
      page
        .choose(TURN, 'hand')
        .enter('engaged')
        .frames(1000, 'valid', true)
        .enter('ready')
        .frames(clutchReleaseMs / 4);
    expect([page.shown, mayMove(page.clutch, 'gaze'), mayMove(page.clutch, 'hand')]).toEqual([
      'in',
      false,
      true,
    ]);
  });

  it('goes with a look that rests on a movement, which then needs its two looks', () => {
    const page = kept().choose(TURN).frames(20);
    expect([page.shown, mayMove(page.clutch, 'gaze')]).toEqual(['out', false]);
    page.choose(ASK).frames(1000).choose(CONFIRM).frames(20);
    expect([page.shown, mayMove(page.clutch, 'gaze')]).toEqual(['in', true]);
    expect(page.frames(clutchReleaseMs + 40).shown).toBe('out');
  });

  it('is for looks once a look has chosen in its time', () => {
    const page = brought()
      .choose(TURN)
      .frames(clutchReleaseMs - 100);
    expect(page.shown).toBe('in');
    expect(page.frames(200).shown).toBe('out');
  });

  it('stays while the eyes follow what the hand moves', () => {
    const page = kept().choose(TURN, 'hand').enter('engaged').choose(TURN).frames(500, 'valid', true);
    expect(page.enter('ready').shown).toBe('in');
  });

  it.each(ENDS)('goes at once %s', (_, act) => {
    const page = kept();
    act(page);
    page.state = 'ready';
    expect(page.frames(100).shown).toBe('out');
  });
});

describe('while the head moves', () => {
  it('what is shown stays, and what it shows no longer moves anything by a look', () => {
    const page = engaged().enter('engaged').frames(200, 'offScreen');
    expect([page.shown, page.clutch.clutch.phase]).toEqual(['in', 'out']);
    expect([mayMove(page.clutch, 'gaze'), mayMove(page.clutch, 'hand')]).toEqual([false, true]);
    expect(page.frames(500).shown).toBe('in');
    expect(page.enter('ready').shown).toBe('out');
  });

  it('by somebody else, no movement appears', () => {
    const page = new Page().frames(100).enter('engaged').choose(ASK).choose(CONFIRM).frames(500);
    expect(page.shown).toBe('out');
    expect(page.enter('ready').shown).toBe('out');
  });
});

it('is for looks: whoever chooses with a switch meets no clutch', () => {
  for (const way of WAYS) expect(shownPhase(PAGE_CLUTCH_OUT, way)).toBe(hasSwitch(way) ? 'in' : 'out');
});
