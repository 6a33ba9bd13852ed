import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STOP_HOLD_MS } from '../../../../controller/gaze/dwell/longPress.ts';
import {
  highlighted,
  type ScanEffect,
  type ScanInput,
  type ScanScene,
  type Switch,
} from '../../../../controller/gaze/dwell/scan.ts';
import { NO_SWITCHES, stepSwitches, WAYS, type Way } from '../../../../controller/gaze/dwell/switchChoice.ts';

const STEP_MS = 1500;
const TARGETS = ['stop', 'turnLeft', 'turnRight', 'rest'];
const FRAME_MS = 16;
const WITH_SWITCH = WAYS.filter((way) => way !== 'look' && way !== 'deviceClicks');

/** A person with switches, whose page paints every 16 ms. */
class Person {
  state = NO_SWITCHES;
  scene: ScanScene = { version: 1, targetIds: TARGETS, isMoving: false };
  tMs = 0;
  readonly effects: ScanEffect[] = [];
  private readonly way: Way;
  private readonly stepMs: number;

  constructor(way: Way, stepMs = STEP_MS) {
    this.way = way;
    this.stepMs = stepMs;
  }

  give(input: ScanInput): this {
    const next = stepSwitches(this.state, input, this.scene, { way: this.way, stepMs: this.stepMs });
    this.state = next.state;
    this.effects.push(...next.effects);
    return this;
  }

  wait(ms: number): this {
    for (const endMs = this.tMs + ms; this.tMs < endMs; ) {
      this.tMs = Math.min(endMs, this.tMs + FRAME_MS);
      this.give({ type: 'tick', tMs: this.tMs });
    }
    return this;
  }

  down(which: Switch = 'first'): this {
    return this.give({ type: 'pressed', tMs: this.tMs, which });
  }

  up(which: Switch = 'first'): this {
    return this.give({ type: 'released', tMs: this.tMs, which });
  }

  tap(which: Switch = 'first'): this {
    return this.down(which).wait(120).up(which).wait(200);
  }

  get on(): string | undefined {
    return highlighted(this.state.scan, this.scene);
  }
}

describe('every way with a switch', () => {
  test.each(WITH_SWITCH)('%s: a press that lasts is STOP, once', (way) => {
    const person = new Person(way).down().wait(STOP_HOLD_MS - FRAME_MS);
    expect(person.effects).toEqual([]);
    person.wait(2 * FRAME_MS);
    expect(person.effects).toEqual([{ type: 'stop' }]);
    person.wait(20_000).up();
    expect(person.effects).toHaveLength(1);
  });

  test.each(WITH_SWITCH)('%s: a long press that no frame saw is STOP', (way) => {
    const person = new Person(way).down();
    person.tMs += STOP_HOLD_MS;
    expect(person.up().effects).toEqual([{ type: 'stop' }]);
  });

  test.each(WITH_SWITCH)('%s: a press of a switch that is down does not begin its time anew', (way) => {
    const person = new Person(way)
      .down()
      .wait(STOP_HOLD_MS - 200)
      .down()
      .wait(200 + FRAME_MS);
    expect(person.effects).toEqual([{ type: 'stop' }]);
  });

  test.each(WITH_SWITCH)(
    '%s: after every history, a long press stops within a frame of its time, and a press while moving at once',
    (way) => {
      const event = fc.record({
        kind: fc.constantFrom('tap', 'down', 'up', 'wait', 'scene', 'interrupted'),
        which: fc.constantFrom<Switch>('first', 'second'),
        ms: fc.integer({ min: 1, max: 4000 }),
      });
      fc.assert(
        fc.property(fc.array(event, { maxLength: 25 }), fc.boolean(), (events, isMoving) => {
          const person = new Person(way);
          for (const { kind, which, ms } of events) {
            if (kind === 'tap') person.tap(which);
            else if (kind === 'down') person.down(which);
            else if (kind === 'up') person.up(which);
            else if (kind === 'wait') person.wait(ms);
            else if (kind === 'scene') person.scene = { ...person.scene, version: person.scene.version + 1 };
            else person.give({ type: 'interrupted', tMs: person.tMs });
          }
          // A contact can only close once it is open.
          person.up('first').up('second');
          person.scene = { ...person.scene, isMoving };
          const before = person.effects.length;
          person.down();
          if (isMoving) expect(person.effects.slice(before)).toEqual([{ type: 'stop' }]);
          person.wait(STOP_HOLD_MS + FRAME_MS);
          expect(person.effects.slice(before).at(-1)).toEqual({ type: 'stop' });
        }),
      );
    },
  );

  test.each(['look', 'deviceClicks'] as const)('looking alone hears no switch: %s', (way) => {
    const person = new Person(way).tap().wait(5000).down().wait(5000);
    expect([person.effects, person.state]).toEqual([[], NO_SWITCHES]);
  });
});

describe('scanning', () => {
  test.each(['oneSwitch', 'tapOrHold', 'twoSwitches'] as const)(
    '%s: two presses from rest are STOP, which stands first',
    (way) => {
      const person = new Person(way).tap();
      expect(person.on).toBe('stop');
      if (way === 'oneSwitch') person.tap();
      else if (way === 'tapOrHold') person.down().wait(450).up();
      else person.tap('second');
      expect(person.effects).toEqual([{ type: 'chosen', targetId: 'stop' }]);
    },
  );

  test.each([800, 1500, 4000])('one switch: each control is lit for %i ms, STOP twice as long', (stepMs) => {
    const person = new Person('oneSwitch', stepMs).down().up();
    const litMs = new Map<string, number>();
    for (const endMs = person.tMs + 5 * stepMs; person.tMs < endMs; person.wait(FRAME_MS)) {
      const { on } = person;
      if (on) litMs.set(on, (litMs.get(on) ?? 0) + FRAME_MS);
    }
    expect(Math.abs((litMs.get('stop') ?? 0) - 2 * stepMs)).toBeLessThanOrEqual(2 * FRAME_MS);
    for (const id of TARGETS.slice(1))
      expect(Math.abs((litMs.get(id) ?? 0) - stepMs)).toBeLessThanOrEqual(2 * FRAME_MS);
  });
});
