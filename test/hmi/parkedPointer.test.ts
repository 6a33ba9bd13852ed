import { describe, expect, it } from 'vitest';
import type { Switch } from '../../controller/gaze/dwell/scan.ts';
import type { GazeSight } from '../../hmi/patient/gazePointer.ts';
import type { Preferences } from '../../hmi/patient/preferences.ts';
import { BORDER, NOTHING, STOP, SteeringPage } from './steeringPage.ts';

/** A page of a person who may not steer, in `ready`, over which a mouse lies still. */
class ParkedPage extends SteeringPage {
  sight: GazeSight;
  private scanned: string | undefined;

  constructor(sight: GazeSight, preferences: Partial<Preferences> = {}) {
    super(preferences);
    this.control.steering.isOn = false;
    this.sight = sight;
    const { frame } = this.patient;
    this.patient.frame = (...seen) => {
      const drawing = frame(...seen);
      this.scanned = drawing.scanned;
      return drawing;
    };
    this.last(1500);
  }

  last(ms: number): this {
    return this.look(this.sight, ms);
  }

  press(which: Switch): this {
    this.patient.press(which, this.nowMs);
    this.last(60);
    this.patient.release(which, this.nowMs);
    return this.last(700);
  }

  /** Walks the light of two switches to a control and takes it. */
  take(id: string): this {
    for (let press = 0; press < 12 && this.scanned !== id; press++) this.press('first');
    expect(this.scanned).toBe(id);
    return this.press('second');
  }
}

describe('a pointer that rests', () => {
  it('S204: on STOP lets a switch lead on from STOP, and stops again when it has left and come back', () => {
    const page = new ParkedPage(STOP, { way: 'twoSwitches' });
    expect([page.of('stop').length, page.screen]).toEqual([1, 'stopped']);
    page.take('continue').take('yesContinue').take('getReady').take('yes').take('turnLeft');
    expect(page.of('move')).toHaveLength(1);
    expect(page.last(1500).control.reason).toBe('arrived');
    expect(page.of('stop')).toHaveLength(1);
    expect(page.look(NOTHING, 200).last(200).of('stop')).toHaveLength(2);
  });

  it('S204: on STOP lets a hand lead on from STOP', () => {
    const page = new ParkedPage(STOP);
    for (const id of ['continue', 'yesContinue', 'getReady', 'yes', 'turnLeft'] as const)
      page.click(id, STOP).last(700);
    expect([page.of('move').length, page.of('stop').length]).toEqual([1, 1]);
  });

  it('S204: at the border ends no movement of a switch or a hand', () => {
    const bySwitch = new ParkedPage(BORDER, { way: 'twoSwitches' }).take('turnLeft').last(1500);
    const byHand = new ParkedPage(BORDER).click('moveHead', BORDER).click('turnLeft', BORDER).last(1500);
    for (const page of [bySwitch, byHand]) {
      expect(page.acts).toEqual(['move']);
      expect(page.control.reason).toBe('arrived');
    }
  });

  it('S204: at the border ends neither what a switch or a hand let follow the eyes, nor the check of the eyes', () => {
    for (const way of ['twoSwitches', 'look'] as const) {
      const page = new SteeringPage({ way }).look(BORDER, 1500).click('followEyes', BORDER);
      expect(page.look(BORDER, 1500).screen).toBe('steer');
      expect(page.look(NOTHING, 200).look(BORDER, 200).acts).toEqual(['confirmSteer', 'endMove']);
    }
    const page = new SteeringPage();
    page.control.steering.isAheadKnown = false;
    page.look(BORDER, 1500).click('followEyes', BORDER);
    expect(page.look(BORDER, 500).screen).toBe('eyeCheck');
    expect(page.look(NOTHING, 200).look(BORDER, 200).screen).toBe('calmSteer');
  });

  it('S204: on STOP stops again once the page is seen and connected again', () => {
    const page = new ParkedPage(STOP);
    for (const cause of ['hidden', 'blurred'] as const) {
      page.patient.interrupted(cause, page.nowMs);
      page.last(200);
    }
    expect(page.of('stop')).toHaveLength(3);
    page.line.drop(1006);
    page.isCut = true;
    page.last(2000);
    page.line.isOpen = true;
    page.isCut = false;
    page.welcome();
    expect(page.last(2000).of('stop')).toHaveLength(4);
    page.tell({ type: 'controlLink', isUp: false });
    page.last(500);
    page.tell({ type: 'controlLink', isUp: true });
    expect(page.last(2000).of('stop')).toHaveLength(5);
  });
});
