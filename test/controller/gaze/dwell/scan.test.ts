import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SCAN_SETTINGS,
  highlighted,
  NO_SCAN,
  type ScanEffect,
  type ScanInput,
  type ScanMethod,
  type ScanScene,
  scan,
} from '../../../../controller/gaze/dwell/scan.ts';

const { stepMs, holdMs, rounds, afterChoiceMs } = DEFAULT_SCAN_SETTINGS;
const TARGETS = ['turnLeft', 'turnRight', 'rest'];
const SCENE: ScanScene = { version: 1, targetIds: TARGETS, isMoving: false };

class Scanner {
  state = NO_SCAN;
  scene = SCENE;
  tMs = 0;
  readonly effects: ScanEffect[] = [];
  readonly method: ScanMethod;

  constructor(method: ScanMethod) {
    this.method = method;
  }

  give(input: ScanInput): this {
    const step = scan(this.state, input, this.scene, { ...DEFAULT_SCAN_SETTINGS, method: this.method });
    this.state = step.state;
    this.effects.push(...step.effects);
    return this;
  }

  wait(ms: number): this {
    for (const endMs = this.tMs + ms; this.tMs < endMs; ) {
      this.tMs = Math.min(endMs, this.tMs + 16);
      this.give({ type: 'tick', tMs: this.tMs });
    }
    return this;
  }

  press(forMs = 120, which: 'first' | 'second' = 'first'): this {
    this.give({ type: 'pressed', tMs: this.tMs, which }).wait(forMs);
    return this.give({ type: 'released', tMs: this.tMs, which });
  }

  get on(): string | undefined {
    return highlighted(this.state, this.scene);
  }
}

describe('one switch', () => {
  test('the first press lights the first control and takes nothing; the highlight walks, twice as long on the first', () => {
    const scanner = new Scanner('oneSwitch').wait(10_000);
    expect(scanner.on).toBeUndefined();
    scanner.press();
    expect([scanner.on, scanner.effects]).toEqual(['turnLeft', []]);
    expect(scanner.wait(2 * stepMs - 200).on).toBe('turnLeft');
    expect(scanner.wait(200).on).toBe('turnRight');
    expect(scanner.wait(stepMs).on).toBe('rest');
    expect(scanner.wait(stepMs).on).toBe('turnLeft');
  });

  test('a press takes what is lit, once, and then nothing for the dead time', () => {
    const scanner = new Scanner('oneSwitch').press().wait(2 * stepMs + 300);
    expect(scanner.press().effects).toEqual([{ type: 'chosen', targetId: 'turnRight' }]);
    expect(scanner.on).toBeUndefined();
    scanner.wait(afterChoiceMs - 300).press();
    expect(scanner.on).toBeUndefined();
    expect(scanner.wait(300).press().on).toBe('turnLeft');
    expect(scanner.effects).toHaveLength(1);
  });

  test('a press that comes before anybody could have seen the highlight move means what it was on', () => {
    const scanner = new Scanner('oneSwitch').press();
    scanner.wait(2 * stepMs + 50 - scanner.tMs);
    expect(scanner.on).toBe('turnRight');
    expect(scanner.press().effects).toEqual([{ type: 'chosen', targetId: 'turnLeft' }]);
  });

  test('goes out after its rounds', () => {
    const scanner = new Scanner('oneSwitch').press();
    const roundMs = stepMs * (TARGETS.length + 1);
    expect(scanner.wait(rounds * roundMs - 500).on).toBeDefined();
    expect(scanner.wait(700).on).toBeUndefined();
    expect(scanner.effects).toEqual([]);
  });
});

describe('a tap or a hold', () => {
  test('taps walk, a hold takes when its time is over and not again while it lasts', () => {
    const scanner = new Scanner('tapOrHold').press().wait(200).press();
    expect(scanner.on).toBe('turnRight');
    scanner.wait(200).press(holdMs - 50);
    expect(scanner.on).toBe('rest');
    scanner
      .wait(200)
      .give({ type: 'pressed', tMs: scanner.tMs, which: 'first' })
      .wait(holdMs - 20);
    expect(scanner.effects).toEqual([]);
    scanner.wait(40);
    expect(scanner.effects).toEqual([{ type: 'chosen', targetId: 'rest' }]);
    expect(scanner.wait(20_000).effects).toHaveLength(1);
  });

  test('a hold that no tick saw is still a hold', () => {
    const scanner = new Scanner('tapOrHold').press().wait(200);
    scanner.give({ type: 'pressed', tMs: scanner.tMs, which: 'first' });
    scanner.give({ type: 'released', tMs: scanner.tMs + holdMs, which: 'first' });
    expect(scanner.effects).toEqual([{ type: 'chosen', targetId: 'turnLeft' }]);
  });
});

test('two switches: one walks, the other takes', () => {
  const scanner = new Scanner('twoSwitches').press().wait(200).press().wait(200).press();
  expect(scanner.on).toBe('rest');
  expect(scanner.wait(200).press(120, 'second').effects).toEqual([{ type: 'chosen', targetId: 'rest' }]);
});

test('a contact that bounces is one press', () => {
  const scanner = new Scanner('twoSwitches').press().wait(200);
  for (let bounce = 0; bounce < 5; bounce += 1) scanner.press(10).wait(20);
  expect(scanner.on).toBe('turnRight');
});

test('what changed under the highlight is not taken', () => {
  const scanner = new Scanner('oneSwitch').press().wait(500);
  scanner.scene = { ...SCENE, version: 2, targetIds: ['getReady'] };
  scanner.press();
  expect([scanner.effects, scanner.on]).toEqual([[], 'getReady']);
  const holding = new Scanner('tapOrHold').press().wait(200);
  holding.give({ type: 'pressed', tMs: holding.tMs, which: 'first' }).wait(200);
  holding.scene = { ...SCENE, version: 2 };
  expect(holding.wait(5000).effects).toEqual([]);
});

const METHODS: readonly ScanMethod[] = ['oneSwitch', 'tapOrHold', 'twoSwitches'];

const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 1200 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('press' as const),
      ms: fc.integer({ min: 1, max: 600 }),
      which: fc.constantFrom('first' as const, 'second' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('scene' as const),
      isMoving: fc.boolean(),
      isNew: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'interrupted' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'noTime' as const }) },
);
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

describe('for every history', () => {
  test.each(METHODS)('%s: any press while the head moves is STOP and nothing else', (method) => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 40, size: 'max' }),
        fc.constantFrom('first', 'second'),
        (events, which) => {
          const scanner = new Scanner(method);
          for (const one of events) play(scanner, one);
          // Let go of whatever was held: a contact can only close once it is open.
          scanner.give({ type: 'interrupted', tMs: scanner.tMs });
          scanner.scene = { ...scanner.scene, isMoving: true };
          const before = scanner.effects.length;
          scanner.press(1000, which as 'first' | 'second');
          expect(scanner.effects.slice(before)).toEqual([{ type: 'stop' }]);
        },
      ),
    );
  });

  test.each(METHODS)(
    '%s: nothing is chosen that was not lit at that press, and never while the head moves',
    (method) => {
      let chosen = 0;
      fc.assert(
        fc.property(fc.array(event, { maxLength: 40, size: 'max' }), (events) => {
          const scanner = new Scanner(method);
          for (const one of events) {
            const wasOn = scanner.on;
            const wasMoving = scanner.scene.isMoving;
            const before = scanner.effects.length;
            play(scanner, one);
            const choices = scanner.effects.slice(before).filter(({ type }) => type === 'chosen');
            if (choices.length === 0) continue;
            chosen += 1;
            expect(choices).toHaveLength(1);
            expect([wasMoving, wasOn === undefined, one.kind]).toEqual([false, false, 'press']);
          }
        }),
        { numRuns: 200 },
      );
      expect(chosen).toBeGreaterThan(10);
    },
  );
});

function play(scanner: Scanner, one: Event): void {
  switch (one.kind) {
    case 'wait':
      scanner.wait(one.ms);
      return;
    case 'press':
      scanner.press(one.ms, one.which);
      return;
    case 'scene': {
      const { version } = scanner.scene;
      scanner.scene = { ...SCENE, isMoving: one.isMoving, version: one.isNew ? version + 1 : version };
      return;
    }
    case 'interrupted':
      scanner.give({ type: 'interrupted', tMs: scanner.tMs });
      return;
    case 'noTime':
      scanner.give({ type: 'tick', tMs: Number.NaN });
  }
}
