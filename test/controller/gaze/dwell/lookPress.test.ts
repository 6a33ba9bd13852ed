import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { step } from '../../../../controller/gaze/dwell/dwell.ts';
import {
  DEFAULT_DWELL_SETTINGS,
  type DwellState,
  INITIAL_DWELL_STATE,
} from '../../../../controller/gaze/dwell/dwellState.ts';
import type { DwellLayout } from '../../../../controller/gaze/dwell/layout.ts';
import { LOOK_BACK_MS, lookPress, NO_LOOKS, noteLook } from '../../../../controller/gaze/dwell/lookPress.ts';
import type { ScanEffect, ScanInput } from '../../../../controller/gaze/dwell/scan.ts';

const SETTINGS = DEFAULT_DWELL_SETTINGS;
const FRAME_MS = 10;
/** As the page lays it out for this way: a look alone never chooses. */
const target = (id: string, leftPx: number) =>
  ({
    kind: 'dwell',
    id,
    dwellMs: Number.POSITIVE_INFINITY,
    isRemembered: false,
    rect: { leftPx, topPx: 0, widthPx: 200, heightPx: 200 },
  }) as const;
const LAYOUT: DwellLayout = { version: 1, targets: [target('left', 0), target('right', 600)] };
const X = { left: 100, nothing: 400, right: 700 } as const;
type Place = keyof typeof X;

class Person {
  dwell: DwellState = INITIAL_DWELL_STATE;
  looks = NO_LOOKS;
  layout = LAYOUT;
  isMoving = false;
  tMs = 0;
  readonly effects: ScanEffect[] = [];

  look(place: Place, forMs: number, isValid = true): this {
    for (const endMs = this.tMs + forMs; this.tMs < endMs; ) {
      this.tMs += FRAME_MS;
      const sample = { type: 'sample', tMs: this.tMs, xPx: X[place], yPx: 100, isValid } as const;
      const next = step(this.dwell, sample, this.layout, SETTINGS);
      expect(next.effects).toEqual([]);
      this.dwell = next.state;
      this.looks = noteLook(this.looks, this.tMs, this.dwell, SETTINGS);
    }
    return this;
  }

  give(input: ScanInput): this {
    const next = lookPress(this.looks, input, this.isMoving);
    this.looks = next.state;
    this.effects.push(...next.effects);
    return this;
  }

  press(): this {
    this.give({ type: 'pressed', tMs: this.tMs, which: 'first' });
    return this.give({ type: 'released', tMs: this.tMs, which: 'first' });
  }

  get chosen(): string[] {
    return this.effects.flatMap((effect) => (effect.type === 'chosen' ? [effect.targetId] : []));
  }
}

const awake = (): Person => new Person().look('nothing', 1200);

describe('a look that a switch confirms', () => {
  it('chooses what is looked at, and looking alone never does', () => {
    const person = awake().look('left', 30_000);
    expect(person.chosen).toEqual([]);
    expect(person.press().chosen).toEqual(['left']);
  });

  it('means what was looked at up to 250 ms before the press, and nothing older', () => {
    expect(
      awake()
        .look('left', 500)
        .look('nothing', LOOK_BACK_MS - FRAME_MS)
        .press().chosen,
    ).toEqual(['left']);
    expect(
      awake()
        .look('left', 500)
        .look('nothing', LOOK_BACK_MS + FRAME_MS)
        .press().chosen,
    ).toEqual([]);
  });

  it('goes on through a blink', () => {
    expect(awake().look('left', 500).look('left', 200, false).press().chosen).toEqual(['left']);
  });

  it('is nothing where two were looked at: nobody can say which is meant', () => {
    const person = awake().look('left', 500).look('nothing', 50).look('right', 100).press();
    expect(person.chosen).toEqual([]);
    expect(person.look('right', 300).press().chosen).toEqual(['right']);
  });

  it('is not spoilt by a glance in passing, which is shorter than the debounce', () => {
    expect(awake().look('left', 500).look('right', 40).press().chosen).toEqual(['left']);
    expect(awake().look('left', 40).press().chosen).toEqual([]);
  });

  it('chooses nothing in the dead time after a change of layout, nor what was looked at before it', () => {
    const person = awake().look('left', 500);
    person.layout = { ...LAYOUT, version: 2 };
    expect(person.look('left', FRAME_MS).press().chosen).toEqual([]);
    expect(person.look('nothing', 100).look('left', 500).press().chosen).toEqual([]);
    expect(person.look('left', 600).press().chosen).toEqual(['left']);
  });

  it('is once per press: a bounce, and the 600 ms after a choice, choose nothing', () => {
    const person = awake().look('left', 500).press();
    person.look('left', 50).press().look('left', 300).press();
    expect(person.chosen).toEqual(['left']);
    expect(person.look('left', 400).press().chosen).toEqual(['left', 'left']);
  });

  it('is STOP and nothing else while the head moves, wherever the gaze is', () => {
    fc.assert(
      fc.property(fc.constantFrom<Place>('left', 'nothing', 'right'), fc.nat(900), (place, forMs) => {
        const person = awake().look('left', 500).press().look(place, forMs);
        person.isMoving = true;
        const before = person.effects.length;
        person.press();
        expect(person.effects.slice(before)).toEqual([{ type: 'stop' }]);
      }),
    );
  });

  it('forgets what was looked at before an interruption', () => {
    const person = awake().look('left', 500);
    person.give({ type: 'interrupted', tMs: person.tMs });
    person.tMs += 120;
    expect(person.press().chosen).toEqual([]);
  });
});
