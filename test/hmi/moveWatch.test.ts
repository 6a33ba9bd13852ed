import { describe, expect, it } from 'vitest';
import type { Preferences } from '../../hmi/patient/preferences.ts';
import { ScriptedControl } from '../browser/scriptedControl.ts';
import { BORDER, NO_POINTER, NOTHING, PageBefore, STOP, SteeringPage } from './steeringPage.ts';

/** A page in `ready`, and an attendant's that moves the head. */
function watched(preferences: Partial<Preferences> = {}): PageBefore<ScriptedControl> {
  const control = new ScriptedControl();
  control.enter('ready', 'armed');
  control.leaseMs = 1e9;
  control.speedDegPerS = 1;
  const page = new PageBefore(control, preferences).look(NOTHING, 1200);
  moveElsewhere(page);
  return page;
}

function moveElsewhere(page: PageBefore<ScriptedControl>): void {
  const move = { type: 'move', requestId: 'x', movement: 'turnLeft', renderedTick: 0 } as const;
  page.control.answer(move, 'other', page.nowMs);
}

describe('S207: while another page moves the head', () => {
  it('this one says so, offers nothing, and no look ends it but one at STOP', () => {
    const page = watched().look(NOTHING, 100);
    const { isMoving, isOwnMove } = page.patient.picture();
    expect([page.screen, isMoving, isOwnMove]).toEqual(['moveWatch', true, false]);
    page.lookAt('wideBottom', 800).look(BORDER, 600);
    page.patient.left(page.nowMs);
    page.look({ kind: 'away', why: 'left' }, 500);
    expect([page.control.state, page.acts]).toEqual(['engaged', []]);
    expect(page.look(STOP, 100).acts).toEqual(['stop']);
    expect(page.control.state).toBe('stopped');
  });

  it('this one says so too where the movements were shown, and shows them again', () => {
    const page = watched();
    page.control.enter('ready', 'arrived');
    page.click('moveHead', NOTHING).look(NOTHING, 1200);
    expect(page.screen).toBe('move');
    moveElsewhere(page);
    expect(page.look(NOTHING, 100).screen).toBe('moveWatch');
    page.lookAt('left', 2500);
    page.control.enter('ready', 'arrived');
    expect(page.lookAt('left', 500).screen).toBe('move');
    expect(page.of('move')).toEqual([]);
  });

  it('a press of a switch is STOP', () => {
    const page = watched({ way: 'oneSwitch' }).look(NO_POINTER, 300);
    expect(page.screen).toBe('moveWatch');
    page.patient.press('first', page.nowMs);
    expect(page.acts).toEqual(['stop']);
  });

  it('the edge ends nothing, and is not said to, also where the eyes steer by that page', () => {
    const page = new SteeringPage();
    const asked = { type: 'confirmSteer', requestId: 'x', engagedBy: 'attendant', renderedTick: 0 } as const;
    page.control.answer(asked, 'other', page.nowMs);
    page.control.leaseMs = 1e9;
    page.look(NOTHING, 1500);
    expect([page.screen, page.patient.picture().isOwnMove]).toEqual(['steerWatch', false]);
  });

  it('and never while it is this page’s own movement, by a look or a hand', () => {
    const page = watched();
    page.control.enter('ready', 'arrived');
    page.control.leaseMs = 250;
    page.click('moveHead', NOTHING).look(NOTHING, 1200);
    page.patient.choose('turnLeft', page.nowMs);
    for (let frame = 0; frame < 60; frame++) {
      page.look(NOTHING, 1);
      expect([page.screen, page.patient.picture().isOwnMove]).toEqual(['move', true]);
    }
    page.look(BORDER, 100).look(NOTHING, 100);
    expect(page.of('endMove')).toHaveLength(1);
    expect(page.patient.picture().isOwnMove).toBe(false);
  });
});
