import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { step } from '../../../../controller/gaze/dwell/dwell.ts';
import {
  DEFAULT_DWELL_SETTINGS,
  type DwellEffect,
  type DwellInput,
  type DwellState,
  dwellProgress,
  heldTarget,
  INITIAL_DWELL_STATE,
} from '../../../../controller/gaze/dwell/dwellState.ts';
import type { DwellLayout } from '../../../../controller/gaze/dwell/layout.ts';

const SETTINGS = DEFAULT_DWELL_SETTINGS;
const DWELL_MS = 1000;
/** The shortest dwell that a profile admits: shorter than every dead time. */
const SHORT_DWELL_MS = 300;

/** A page of 1000 × 600 with a border of 20, two controls, STOP, and emptiness in the middle. */
const LAYOUT: DwellLayout = {
  version: 1,
  targets: [
    {
      kind: 'stop',
      id: 'stop',
      side: 'inside',
      rect: { leftPx: 800, topPx: 20, widthPx: 180, heightPx: 560 },
    },
    {
      kind: 'stop',
      id: 'border',
      side: 'outside',
      rect: { leftPx: 20, topPx: 20, widthPx: 960, heightPx: 560 },
    },
    {
      kind: 'dwell',
      id: 'left',
      dwellMs: DWELL_MS,
      isRemembered: false,
      rect: { leftPx: 40, topPx: 200, widthPx: 200, heightPx: 200 },
    },
    {
      kind: 'dwell',
      id: 'right',
      dwellMs: SHORT_DWELL_MS,
      isRemembered: false,
      rect: { leftPx: 560, topPx: 200, widthPx: 200, heightPx: 200 },
    },
  ],
};

const PLACES = {
  left: [140, 300],
  right: [660, 300],
  stop: [890, 300],
  border: [5, 300],
  nothing: [400, 300],
} as const;
type Place = keyof typeof PLACES;

const at = (place: Place, tMs: number, isValid = true): DwellInput => {
  const [xPx, yPx] = PLACES[place];
  return { type: 'sample', tMs, xPx, yPx, isValid };
};

interface Happened {
  readonly tMs: number;
  readonly effect: DwellEffect;
}

class Engine {
  state: DwellState = INITIAL_DWELL_STATE;
  layout: DwellLayout = LAYOUT;
  readonly happened: Happened[] = [];
  tMs = 0;

  give(input: DwellInput): void {
    this.tMs = input.tMs;
    const next = step(this.state, input, this.layout, SETTINGS);
    this.state = next.state;
    for (const effect of next.effects) this.happened.push({ tMs: input.tMs, effect });
  }

  look(place: Place, forMs: number, periodMs = 1000 / 60): this {
    const end = this.tMs + forMs;
    while (this.tMs + periodMs <= end + 1e-9) this.give(at(place, this.tMs + periodMs));
    return this;
  }

  blink(forMs: number, periodMs = 1000 / 60): this {
    const end = this.tMs + forMs;
    while (this.tMs + periodMs <= end) this.give(at('nothing', this.tMs + periodMs, false));
    return this;
  }

  get activated(): string[] {
    return this.happened.flatMap(({ effect }) => (effect.type === 'activated' ? [effect.targetId] : []));
  }

  get released(): string[] {
    return this.happened.flatMap(({ effect }) =>
      effect.type === 'released' ? [`${effect.targetId}:${effect.cause}`] : [],
    );
  }
}

/** An engine whose dead time is over and whose gaze has been outside every control. */
const awake = (): Engine => new Engine().look('nothing', 1200);

describe('a look at a control', () => {
  it('activates it once after the dwell time', () => {
    const engine = awake();
    const startMs = engine.tMs;
    engine.look('left', 3000);
    expect(engine.activated).toEqual(['left']);
    const activatedMs = (engine.happened[0]?.tMs ?? 0) - startMs;
    expect(activatedMs).toBeGreaterThanOrEqual(DWELL_MS);
    expect(activatedMs).toBeLessThanOrEqual(DWELL_MS + 2 * (1000 / 60));
  });

  it('activates it once in a stare of 60 s, and holds it to the end', () => {
    const engine = awake().look('left', 60_000);
    expect(engine.activated).toEqual(['left']);
    expect(heldTarget(engine.state)).toBe('left');
  });

  it('activates it again only after a look elsewhere', () => {
    const engine = awake().look('left', 1500).look('nothing', 100).look('left', 1700);
    expect(engine.activated).toEqual(['left', 'left']);
    expect(engine.released).toEqual(['left:lookedAway']);
  });

  it('forgets a dwell that was not completed', () => {
    const engine = awake();
    for (let repeat = 0; repeat < 10; repeat++) engine.look('left', 900).look('nothing', 100);
    expect(engine.activated).toEqual([]);
  });

  it('survives a twitch that is shorter than the debounce, without counting it', () => {
    const engine = awake();
    const startMs = engine.tMs;
    engine.look('left', 500).look('nothing', 34).look('left', 600);
    expect(engine.activated).toEqual(['left']);
    expect((engine.happened[0]?.tMs ?? 0) - startMs).toBeGreaterThanOrEqual(DWELL_MS + 34);
  });

  it('shows nothing before the onset, then progress from 0 to 1', () => {
    const engine = awake().look('left', 180);
    expect(dwellProgress(engine.state, LAYOUT, SETTINGS)).toBeUndefined();
    engine.look('left', 420);
    const shown = dwellProgress(engine.state, LAYOUT, SETTINGS);
    expect(shown?.targetId).toBe('left');
    expect(shown?.progress).toBeGreaterThan(0.4);
    expect(shown?.progress).toBeLessThan(0.6);
    engine.look('left', 1000);
    expect(dwellProgress(engine.state, LAYOUT, SETTINGS)).toBeUndefined();
  });

  it('keeps a target that jitters over its edge, by half a degree', () => {
    const engine = awake();
    for (let sample = 0; sample < 80; sample++) {
      const xPx = sample < 10 || sample % 2 === 0 ? 236 : 258;
      engine.give({ type: 'sample', tMs: engine.tMs + 16, xPx, yPx: 300, isValid: true });
    }
    expect(engine.activated).toEqual(['left']);
  });

  it('is one look: a gaze that wanders over it chooses nothing that moves, however long it stays', () => {
    const engine = awake();
    const places = [
      [60, 220],
      [220, 220],
      [60, 380],
      [220, 380],
    ] as const;
    for (let sample = 0; sample < 400; sample++) {
      const [xPx, yPx] = places[Math.floor(sample / 40) % 4] ?? [0, 0];
      engine.give({ type: 'sample', tMs: engine.tMs + 16, xPx, yPx, isValid: true });
    }
    expect(engine.activated).toEqual([]);
    expect(engine.look('left', 1100).activated).toEqual(['left']);
  });

  it('is a look at its middle: a wide control is not chosen by resting at its end', () => {
    const engine = awake();
    engine.layout = {
      version: 1,
      targets: [
        {
          kind: 'dwell',
          id: 'wide',
          dwellMs: DWELL_MS,
          isRemembered: false,
          rect: { leftPx: 0, topPx: 400, widthPx: 800, heightPx: 180 },
        },
      ],
    };
    const rest = (xPx: number, samples: number): void => {
      for (let sample = 0; sample < samples; sample++)
        engine.give({ type: 'sample', tMs: engine.tMs + 16, xPx, yPx: 560, isValid: true });
    };
    rest(200, 200);
    expect(engine.activated).toEqual([]);
    rest(500, 70);
    expect(engine.activated).toEqual(['wide']);
  });

  it('a twitch of the eye on it neither begins another look nor counts', () => {
    const engine = awake().look('left', 900);
    engine.give({ type: 'sample', tMs: engine.tMs + 16, xPx: 50, yPx: 210, isValid: true });
    engine.give({ type: 'sample', tMs: engine.tMs + 16, xPx: 50, yPx: 210, isValid: true });
    expect(engine.look('left', 80).activated).toEqual([]);
    expect(engine.look('left', 60).activated).toEqual(['left']);
  });

  it('a wandering gaze chooses what only ends or leads back: rest is not to be aimed at', () => {
    const engine = awake();
    engine.layout = {
      ...LAYOUT,
      targets: LAYOUT.targets.map((target) =>
        target.id === 'left' && target.kind === 'dwell' ? { ...target, isRemembered: true } : target,
      ),
    };
    for (let sample = 0; sample < 80; sample++) {
      const xPx = Math.floor(sample / 20) % 2 === 0 ? 60 : 220;
      engine.give({ type: 'sample', tMs: engine.tMs + 16, xPx, yPx: 300, isValid: true });
    }
    expect(engine.activated).toEqual(['left']);
  });

  it('lets a target go beyond half a degree, and one that has no look yet is no larger than it is drawn', () => {
    const beside = (engine: Engine, xPx: number, forMs: number): Engine => {
      for (const end = engine.tMs + forMs; engine.tMs < end; )
        engine.give({ type: 'sample', tMs: engine.tMs + 10, xPx, yPx: 300, isValid: true });
      return engine;
    };
    const edgePx = 240;
    const { hysteresisPx } = SETTINGS;
    expect(beside(awake().look('left', 300), edgePx + hysteresisPx, 1500).activated).toEqual(['left']);
    expect(beside(awake().look('left', 300), edgePx + hysteresisPx + 1, 1500).activated).toEqual([]);
    expect(beside(awake(), edgePx + 1, 1500).activated).toEqual([]);
  });

  it('belongs to the nearer centre where the larger one overlaps its neighbour', () => {
    const rect = { leftPx: 40, topPx: 200, widthPx: 200, heightPx: 200 };
    const dwellTarget = { kind: 'dwell', isRemembered: false, dwellMs: DWELL_MS } as const;
    const engine = new Engine();
    engine.layout = {
      version: 1,
      targets: [
        { ...dwellTarget, id: 'left', rect },
        { ...dwellTarget, id: 'neighbour', rect: { ...rect, leftPx: 245, widthPx: 100 } },
      ],
    };
    engine.look('nothing', 1200).look('left', 300);
    // On the neighbour, and within the hysteresis of the other: 115 px from one centre, 40 from the other.
    for (const end = engine.tMs + 1500; engine.tMs < end; )
      engine.give({ type: 'sample', tMs: engine.tMs + 10, xPx: 255, yPx: 300, isValid: true });
    expect(engine.activated).toEqual(['neighbour']);
  });

  it('chooses nothing else for 600 ms after a choice', () => {
    const engine = awake().look('left', 1100);
    const chosenAtMs = engine.happened[0]?.tMs ?? Number.NaN;
    engine.look('right', 3000);
    expect(engine.activated).toEqual(['left', 'right']);
    const nextAtMs = engine.happened.findLast(({ effect }) => effect.type === 'activated')?.tMs ?? 0;
    expect(nextAtMs - chosenAtMs).toBeGreaterThanOrEqual(SETTINGS.afterChoiceMs + SHORT_DWELL_MS);
  });

  it('does not choose by looking on what was clicked', () => {
    const engine = awake().look('left', 500);
    engine.give({ type: 'clicked', tMs: engine.tMs, targetId: 'left' });
    expect(engine.look('left', 5000).activated).toEqual([]);
    expect(engine.look('nothing', 100).look('left', 1100).activated).toEqual(['left']);
  });
});

describe('S206: a look that the tracker’s software ended with a click', () => {
  it('holds what it chose until it goes elsewhere, as a dwell does', () => {
    const engine = awake().look('left', 500);
    engine.give({ type: 'clicked', tMs: engine.tMs, targetId: 'left', isLook: true });
    engine.look('left', 5000);
    expect([engine.activated, heldTarget(engine.state)]).toEqual([[], 'left']);
    engine.look('nothing', 100);
    expect(heldTarget(engine.state)).toBeUndefined();
    expect(engine.happened.map(({ effect }) => effect)).toEqual([
      { type: 'released', targetId: 'left', cause: 'lookedAway' },
    ]);
  });
});

describe('a look that broke off', () => {
  const REST: DwellLayout = {
    version: 1,
    targets: LAYOUT.targets.map((target) =>
      target.id === 'left' && target.kind === 'dwell' ? { ...target, isRemembered: true } : target,
    ),
  };
  const begun = (): Engine => {
    const engine = new Engine();
    engine.layout = REST;
    return engine.look('nothing', 1200).look('left', 800);
  };

  it('goes on where it was for half a second', () => {
    expect(begun().look('nothing', 400).look('left', 300).activated).toEqual(['left']);
    expect(begun().look('nothing', 400).look('left', 150).activated).toEqual([]);
  });

  it('fades in the half second after that, and is gone after a second', () => {
    expect(begun().look('nothing', 750).look('left', 400).activated).toEqual([]);
    expect(begun().look('nothing', 750).look('left', 700).activated).toEqual(['left']);
    expect(begun().look('nothing', 1100).look('left', 900).activated).toEqual([]);
  });

  it('goes on after a blink', () => {
    expect(begun().blink(300).look('left', 350).activated).toEqual(['left']);
    expect(begun().blink(1200).look('left', 900).activated).toEqual([]);
  });

  it('is forgotten once anything else was chosen, and by whatever takes the page away', () => {
    expect(begun().look('right', 350).look('left', 700).activated).toEqual(['right']);
    const hidden = begun();
    hidden.give({ type: 'interrupted', tMs: hidden.tMs, cause: 'hidden' });
    expect(hidden.look('nothing', 60).look('left', 900).activated).toEqual([]);
    const clicked = begun();
    clicked.give({ type: 'clicked', tMs: clicked.tMs, targetId: 'right' });
    expect(clicked.look('left', 700).activated).toEqual([]);
    const moved = begun();
    moved.layout = { ...REST, version: 2 };
    expect(moved.look('nothing', 100).look('left', 900).activated).toEqual([]);
  });

  it('never counts for more than was looked', () => {
    const engine = begun().look('nothing', 100);
    // Ten looks of 60 ms are 0.5 s at most, whatever is remembered of them.
    for (let repeat = 0; repeat < 3; repeat += 1) engine.look('left', 60).look('nothing', 100);
    expect(engine.activated).toEqual([]);
  });
});

describe('a lost gaze', () => {
  it('credits nothing while it lasts', () => {
    const engine = awake().look('left', 900).blink(120).look('left', 60);
    expect(engine.activated).toEqual([]);
  });

  it('counts a gap between two samples as 50 ms, however long it was', () => {
    const engine = awake().look('left', 200);
    for (let gap = 0; gap < 7; gap++) engine.give(at('left', engine.tMs + 140));
    expect(engine.state.focus?.creditedMs).toBeLessThanOrEqual(200 + 7 * 50);
    expect(engine.activated).toEqual([]);
  });

  it('lets a held target go after 150 ms, and a blink is not a look away', () => {
    const engine = awake().look('left', 1100).blink(140);
    expect(heldTarget(engine.state)).toBe('left');
    engine.blink(60);
    expect(heldTarget(engine.state)).toBeUndefined();
    expect(engine.released).toEqual(['left:gazeLost']);
    expect(engine.look('left', 5000).activated).toEqual(['left']);
  });

  it('lets a held target go when no samples come at all', () => {
    const engine = awake().look('left', 1100);
    engine.give({ type: 'tick', tMs: engine.tMs + 151 });
    expect(engine.released).toEqual(['left:gazeLost']);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('treats a sample at %s as invalid', (wrong) => {
    const engine = awake().look('left', 900);
    engine.give({ type: 'sample', tMs: engine.tMs + 200, xPx: wrong, yPx: 300, isValid: true });
    expect(engine.look('left', 200).activated).toEqual([]);
    engine.give({ type: 'sample', tMs: wrong, xPx: 140, yPx: 300, isValid: true });
    expect(heldTarget(engine.state)).toBeUndefined();
  });
});

describe('whatever takes the page away', () => {
  it.each(['hidden', 'blurred', 'disconnected'] as const)(
    '%s releases at once and starts a dead time',
    (cause) => {
      const engine = awake().look('left', 1100);
      engine.give({ type: 'interrupted', tMs: engine.tMs, cause });
      expect(engine.released).toEqual(['left:interrupted']);
      expect(engine.look('right', 10_000).activated).toEqual(['left']);
      expect(engine.look('nothing', 100).look('right', 1100).activated).toEqual(['left', 'right']);
    },
  );

  it('a gaze that leaves the page releases at once and is a look away', () => {
    const engine = awake().look('left', 1100);
    engine.give({ type: 'left', tMs: engine.tMs });
    expect(engine.released).toEqual(['left:left']);
    expect(engine.look('left', 1700).activated).toEqual(['left', 'left']);
  });

  it('a change of layout releases, and what lies under the gaze afterwards is not chosen by staring on', () => {
    const engine = awake().look('left', 1100);
    engine.layout = { ...LAYOUT, version: 2 };
    expect(engine.look('left', 60_000).activated).toEqual(['left']);
    expect(engine.released).toEqual(['left:layoutChanged']);
  });
});

describe('a dead time', () => {
  it('lasts 1000 ms after a change of layout, even if the gaze was outside every control meanwhile', () => {
    const engine = awake();
    engine.layout = { ...LAYOUT, version: 2 };
    const startMs = engine.tMs;
    engine.look('nothing', 100).look('right', 2000);
    expect(engine.activated).toEqual(['right']);
    expect((engine.happened[0]?.tMs ?? 0) - startMs).toBeGreaterThanOrEqual(1000 + SHORT_DWELL_MS);
  });
});

describe('a dead time after an absence', () => {
  it.each(['hidden', 'blurred', 'disconnected', 'connected'] as const)(
    'lasts 1000 ms from the first sample after the page was %s, however long that was',
    (cause) => {
      for (const awayMs of [300, 5000, 60_000]) {
        const engine = awake();
        engine.give({ type: 'interrupted', tMs: engine.tMs, cause });
        for (const end = engine.tMs + awayMs; engine.tMs < end; )
          engine.give({ type: 'tick', tMs: engine.tMs + 100 });
        const backMs = engine.tMs;
        engine.look('nothing', 100).look('right', 3000);
        expect(engine.activated).toEqual(['right']);
        const chosenMs = (engine.happened[0]?.tMs ?? 0) - backMs;
        expect(chosenMs).toBeGreaterThanOrEqual(1000 + SHORT_DWELL_MS);
        expect(chosenMs).toBeLessThanOrEqual(1000 + SHORT_DWELL_MS + 4 * (1000 / 60));
      }
    },
  );
});

describe('STOP', () => {
  it('acts on entry, after the debounce', () => {
    const engine = awake();
    const startMs = engine.tMs;
    engine.look('stop', 2000);
    expect(engine.activated).toEqual(['stop']);
    expect((engine.happened[0]?.tMs ?? 0) - startMs).toBeLessThanOrEqual(50 + 2 * (1000 / 60));
  });

  it('does not act on a gaze that only crosses it', () => {
    expect(awake().look('stop', 34).look('nothing', 100).activated).toEqual([]);
  });

  it.each(['stop', 'border'] as const)(
    'S204: %s acts once for a pointer that rests there, whatever is chosen by other means and shown',
    (target) => {
      const engine = awake().look(target, 500);
      for (let repeat = 0; repeat < 10; repeat++) {
        engine.give({ type: 'clicked', tMs: engine.tMs, targetId: 'left' });
        engine.look(target, 1500);
        engine.layout = { ...LAYOUT, version: engine.layout.version + 1 };
        engine.look(target, 1500).blink(400).look(target, 300);
      }
      expect(engine.activated).toEqual([target]);
      expect(engine.look('nothing', 100).look(target, 100).activated).toEqual([target, target]);
    },
  );

  it('S204: acts on a gaze that goes from the border to it and back, each time', () => {
    const engine = awake().look('stop', 200).look('border', 200).look('stop', 200);
    expect(engine.activated).toEqual(['stop', 'border', 'stop']);
  });

  it.each(['hidden', 'blurred', 'disconnected', 'connected'] as const)(
    'S204: acts again on a gaze that is on it after the page was %s',
    (cause) => {
      const engine = awake().look('stop', 500);
      engine.give({ type: 'interrupted', tMs: engine.tMs, cause });
      expect(engine.look('stop', 100).activated).toEqual(['stop', 'stop']);
      expect(engine.look('stop', 5000).activated).toHaveLength(2);
    },
  );

  it('is not shadowed by a control that lies over it', () => {
    const engine = new Engine();
    engine.layout = {
      version: 1,
      targets: [
        {
          kind: 'dwell',
          id: 'over',
          dwellMs: 300,
          isRemembered: false,
          rect: { leftPx: 800, topPx: 20, widthPx: 180, heightPx: 560 },
        },
        ...LAYOUT.targets,
      ],
    };
    expect(engine.look('stop', 200).activated).toEqual(['stop']);
  });
});

describe('what something else lies over', () => {
  const covered = (engine: Engine, place: Place, forMs: number, coveredIds: readonly string[]): void => {
    const [xPx, yPx] = PLACES[place];
    for (const end = engine.tMs + forMs; engine.tMs < end; )
      engine.give({ type: 'sample', tMs: engine.tMs + 10, xPx, yPx, isValid: true, coveredIds });
  };

  it('is not looked at: a stare through it chooses nothing', () => {
    const engine = awake();
    covered(engine, 'left', 10_000, ['left', 'right']);
    expect(engine.activated).toEqual([]);
    // And nothing of that stare is left once it is seen again.
    covered(engine, 'left', DWELL_MS - 50, []);
    expect(engine.activated).toEqual([]);
    covered(engine, 'left', 100, []);
    expect(engine.activated).toEqual(['left']);
  });

  it('is let go like a look away when it is covered while it is held', () => {
    const engine = awake().look('left', 1100);
    covered(engine, 'left', 60, ['left']);
    expect(engine.released).toEqual(['left:lookedAway']);
  });

  it('is STOP all the same, and the border', () => {
    for (const place of ['stop', 'border'] as const) {
      const engine = awake();
      covered(engine, place, 100, [place]);
      expect(engine.activated).toEqual([place]);
    }
  });
});

const place = fc.constantFrom<Place>('left', 'right', 'stop', 'border', 'nothing');
/** Anything that can happen: looks, gaps, blinks, interruptions, clicks, layout changes. */
const event = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('look' as const),
      place,
      forMs: fc.integer({ min: 5, max: 2500 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('blink' as const), forMs: fc.integer({ min: 5, max: 800 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('gap' as const), forMs: fc.integer({ min: 1, max: 5000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('layout' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hidden' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('left' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('click' as const), place }) },
);
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

/** The inputs of a history, with the layout version each one meets. */
function inputsOf(history: readonly Event[], periodMs: number): { input: DwellInput; version: number }[] {
  const inputs: { input: DwellInput; version: number }[] = [];
  let tMs = 0;
  let version = 1;
  for (const one of history) {
    switch (one.kind) {
      case 'look':
      case 'blink': {
        const where = one.kind === 'look' ? one.place : 'nothing';
        for (const end = tMs + one.forMs; tMs < end; tMs += periodMs) {
          inputs.push({ version, input: at(where, tMs, one.kind === 'look') });
        }
        break;
      }
      case 'gap':
        tMs += one.forMs;
        break;
      case 'layout':
        version += 1;
        break;
      case 'hidden':
        inputs.push({ version, input: { type: 'interrupted', tMs, cause: 'hidden' } });
        break;
      case 'left':
        inputs.push({ version, input: { type: 'left', tMs } });
        break;
      case 'click':
        inputs.push({ version, input: { type: 'clicked', tMs, targetId: one.place } });
        break;
    }
  }
  return inputs;
}

/** The same, with looks that are long enough to count and clicks that a page can have: STOP is pressed, never chosen. */
const entryEvent = event.filter(
  (one) =>
    (one.kind !== 'look' || one.forMs >= 250) &&
    (one.kind !== 'click' || one.place === 'left' || one.place === 'right'),
);

const history = fc.array(event, { maxLength: 30 });
const period = fc.constantFrom(1000 / 150, 1000 / 60, 1000 / 30, 10, 49);

/** Where a sample lies, by plain geometry without hysteresis: the places used are well inside or outside. */
const placeOf = (input: DwellInput): string | undefined => {
  if (input.type !== 'sample' || !input.isValid) return undefined;
  const found = Object.entries(PLACES).find(([, [x, y]]) => x === input.xPx && y === input.yPx);
  return found?.[0];
};

interface Observed {
  readonly input: DwellInput;
  readonly version: number;
  readonly effects: readonly DwellEffect[];
}

function run(events: readonly Event[], periodMs: number): Observed[] {
  const engine = new Engine();
  return inputsOf(events, periodMs).map(({ input, version }) => {
    engine.layout = { ...LAYOUT, version };
    const before = engine.happened.length;
    engine.give(input);
    return { input, version, effects: engine.happened.slice(before).map(({ effect }) => effect) };
  });
}

/** Valid time on one target, counted from the inputs alone: the rule of reference/gaze.md §6.2 written a second time. */
class ValidTime {
  onTargetMs = 0;
  private elsewhereMs = 0;
  private previous: { tMs: number; place: string } | undefined;
  private lastValidMs: number | undefined;
  private readonly target: string;

  constructor(target: string) {
    this.target = target;
  }

  forget(): void {
    this.onTargetMs = 0;
    this.elsewhereMs = 0;
    this.previous = undefined;
    this.lastValidMs = undefined;
  }

  see(input: DwellInput): void {
    if (input.type !== 'sample') {
      if (input.type !== 'clicked' || input.targetId === this.target) this.forget();
      return;
    }
    if (this.lastValidMs !== undefined && input.tMs - this.lastValidMs > 150) this.forget();
    const now = placeOf(input);
    if (now === undefined) {
      this.previous = undefined;
      return;
    }
    const creditMs = this.previous ? Math.min(50, input.tMs - this.previous.tMs) : 0;
    if (now === this.target) {
      this.elsewhereMs = 0;
      if (this.previous?.place === now) this.onTargetMs += creditMs;
    } else {
      if (this.previous && this.previous.place !== this.target) this.elsewhereMs += creditMs;
      if (this.elsewhereMs >= 50) this.onTargetMs = 0;
    }
    this.previous = { tMs: input.tMs, place: now };
    this.lastValidMs = input.tMs;
  }
}

const CONTROLS = ['left', 'right'] as const;
const activations = ({ effects }: Observed): string[] =>
  effects.flatMap((effect) => (effect.type === 'activated' ? [effect.targetId] : []));
const isControl = (id: string): boolean => id === 'left' || id === 'right';

describe('the second of two steps', () => {
  const asked = (): Engine => {
    const engine = awake();
    engine.layout = {
      version: 2,
      targets: LAYOUT.targets.map((target) => (target.id === 'left' ? { ...target, id: 'yes' } : target)),
    };
    return engine.look('nothing', 1000);
  };

  it('is taken by whoever looks at it soon, also after the question was read here and there', () => {
    const engine = asked().look('nothing', 900);
    expect(engine.look('left', 1200).activated).toEqual(['yes']);
  });

  it('is withdrawn by a look that rests for 1 s elsewhere, until the page asks again', () => {
    const engine = asked().look('nothing', 1100);
    expect(engine.look('left', 5000).activated).toEqual([]);
    expect(engine.look('right', 500).activated).toEqual(['right']);
    engine.layout = { ...engine.layout, version: 3 };
    expect(engine.look('nothing', 1500).look('left', 1200).activated).toEqual(['right', 'yes']);
  });

  it('S205: says that it is withdrawn, once, and nothing of the kind where it is not offered to looks', () => {
    const withdrawn = (engine: Engine): string[] =>
      engine.happened.flatMap(({ effect }) => (effect.type === 'withdrawn' ? [effect.targetId] : []));
    expect(withdrawn(asked().look('nothing', 5000).look('right', 500).look('nothing', 5000))).toEqual([
      'yes',
    ]);
    expect(withdrawn(awake().look('nothing', 5000))).toEqual([]);
    const pressed = asked();
    pressed.layout = {
      ...pressed.layout,
      targets: pressed.layout.targets.map((target) =>
        target.kind === 'dwell' ? { ...target, dwellMs: Number.POSITIVE_INFINITY } : target,
      ),
    };
    expect(withdrawn(pressed.look('nothing', 5000).look('left', 200))).toEqual([]);
    expect(pressed.state.hit.targetId).toBe('yes');
  });

  it('is not withdrawn while nothing can be chosen yet', () => {
    const engine = awake().look('nothing', 3000);
    engine.layout = { ...asked().layout };
    expect(engine.look('nothing', 1100).look('left', 1200).activated).toEqual(['yes']);
  });

  it('no other choice is withdrawn by looking elsewhere', () => {
    expect(awake().look('nothing', 20_000).look('left', 1200).activated).toEqual(['left']);
  });
});

describe('for every history', () => {
  it('no control is activated with less than the dwell of valid time on it', () => {
    let activated = 0;
    fc.assert(
      fc.property(history, period, (events, periodMs) => {
        for (const control of CONTROLS) {
          const time = new ValidTime(control);
          let version = 1;
          for (const observed of run(events, periodMs)) {
            if (observed.version !== version) time.forget();
            version = observed.version;
            time.see(observed.input);
            if (!activations(observed).includes(control)) continue;
            activated += 1;
            expect(time.onTargetMs).toBeGreaterThanOrEqual(
              (control === 'left' ? DWELL_MS : SHORT_DWELL_MS) - 1e-6,
            );
            time.forget();
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(activated).toBeGreaterThan(20);
  });

  it('after a change of layout and the return of a hidden page nothing is chosen for 1000 ms, nor before a look elsewhere', () => {
    fc.assert(
      fc.property(history, period, (events, periodMs) => {
        let version: number | undefined;
        let blockedUntilMs = 0;
        let isAway = false;
        let hasLookedElsewhere = false;
        for (const observed of run(events, periodMs)) {
          const { input } = observed;
          const isBack: boolean = isAway && input.type === 'sample';
          if (observed.version !== version || input.type === 'interrupted' || isBack) {
            version = observed.version;
            blockedUntilMs = input.tMs + 1000;
            if (!isBack) hasLookedElsewhere = false;
          }
          isAway = input.type === 'interrupted' || (isAway && !isBack);
          const where = placeOf(input);
          if (input.type === 'left' || (where !== undefined && !isControl(where))) hasLookedElsewhere = true;
          if (!activations(observed).some(isControl)) continue;
          expect(input.tMs).toBeGreaterThanOrEqual(blockedUntilMs);
          expect(hasLookedElsewhere).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a release follows an activation, and never twice', () => {
    fc.assert(
      fc.property(history, period, (events, periodMs) => {
        let held: string | undefined;
        for (const { effects } of run(events, periodMs)) {
          for (const effect of effects) {
            if (effect.type === 'released') {
              expect(effect.targetId).toBe(held);
              held = undefined;
            } else {
              expect(held).toBeUndefined();
              held = effect.targetId;
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('STOP acts within the debounce and two samples of looking at it, whatever came before', () => {
    fc.assert(
      fc.property(history, period, fc.constantFrom('stop', 'border'), (events, periodMs, target) => {
        const engine = new Engine();
        for (const { input, version } of inputsOf(events, periodMs)) {
          engine.layout = { ...LAYOUT, version };
          engine.give(input);
        }
        // Unless the gaze rests there already, in which case it has acted, or it was clicked.
        const { entered, focus } = engine.state;
        const wasHeld = entered?.targetId === target || focus?.targetId === target;
        const before = engine.happened.length;
        engine.look(target as Place, 50 + 2 * periodMs + 1e-6, periodMs);
        const acted = engine.happened.slice(before).some(({ effect }) => effect.type === 'activated');
        expect(acted || wasHeld).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('S204: STOP and the border act exactly once for each time that the gaze comes to them', () => {
    let entries = 0;
    fc.assert(
      fc.property(fc.array(entryEvent, { minLength: 8, maxLength: 30 }), period, (events, periodMs) => {
        const engine = new Engine();
        const expected: string[] = [];
        let [last, unseenSinceMs]: [Place | undefined, number | undefined] = [undefined, undefined];
        let tMs = 0;
        for (const one of events) {
          if (one.kind === 'look' && one.place !== last && (one.place === 'stop' || one.place === 'border'))
            expected.push(one.place);
          if (one.kind === 'look') [last, unseenSinceMs] = [one.place, undefined];
          if (one.kind === 'hidden' || one.kind === 'left') last = undefined;
          if (one.kind === 'gap') tMs += one.forMs;
          if (one.kind !== 'look' && one.kind !== 'blink') continue;
          for (const end = tMs + one.forMs; tMs < end; tMs += periodMs) {
            if (one.kind === 'look') continue;
            unseenSinceMs ??= tMs;
            // Eyes that are known to be gone for longer than a blink have left.
            if (tMs - unseenSinceMs > 400) last = undefined;
          }
        }
        for (const { input, version } of inputsOf(events, periodMs)) {
          engine.layout = { ...LAYOUT, version };
          engine.give(input);
        }
        expect(engine.activated.filter((id) => !isControl(id))).toEqual(expected);
        entries += expected.length;
      }),
      { numRuns: 300 },
    );
    expect(entries).toBeGreaterThan(500);
  });

  it('30, 60 and 150 samples per second choose the same, within one sample', () => {
    fc.assert(
      fc.property(looks, (events) => {
        const [slow = [], ...others] = RATES_HZ.map((rateHz) =>
          choicesAt(rateHz, restedAfterChoices(events)),
        );
        for (const other of others) {
          expect(other.map(({ id }) => id)).toEqual(slow.map(({ id }) => id));
          other.forEach(({ tMs }, index) => {
            expect(Math.abs(tMs - (slow[index]?.tMs ?? Number.NaN))).toBeLessThanOrEqual(SLOWEST_SAMPLE_MS);
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  // The block after a choice begins with that choice and ends at a sample: from choice to choice the rates drift apart, until
  // one of them no longer finds the time to choose before the look is over.
  it('and without a rest they drift apart by no more than two samples with each choice', () => {
    fc.assert(
      fc.property(looks, (events) => {
        const [slow = [], ...others] = RATES_HZ.map((rateHz) => choicesAt(rateHz, events));
        for (const other of others) {
          let driftMs = 0;
          for (const [index, { id, look, tMs }] of other.entries()) {
            const same = slow[index];
            if (same?.look !== look) break;
            expect(id).toBe(same.id);
            const beforeMs = driftMs;
            driftMs = Math.abs(tMs - same.tMs);
            expect(driftMs).toBeLessThanOrEqual(beforeMs + 2 * SLOWEST_SAMPLE_MS);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

const RATES_HZ = [30, 60, 150];
const SLOWEST_SAMPLE_MS = 1000 / 30 + 1e-6;

interface Look {
  readonly place: Place;
  /** A multiple of 200 ms, which is a whole number of samples at every rate. */
  readonly forMs: number;
}

const looks: fc.Arbitrary<Look[]> = fc.array(
  fc.record({
    place: fc.constantFrom<Place>('left', 'right', 'nothing'),
    forMs: fc.integer({ min: 1, max: 20 }).map((fifths) => fifths * 200),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Begins after the dead time, and lets the block after every choice pass before the next look. */
function restedAfterChoices(events: readonly Look[]): readonly Look[] {
  const dwellMs: Readonly<Partial<Record<Place, number>>> = { left: DWELL_MS, right: SHORT_DWELL_MS };
  const rested: Look[] = [{ place: 'nothing', forMs: 1200 }];
  let onIt: Look = { place: 'nothing', forMs: 0 };
  for (const { place, forMs } of events) {
    rested.push({ place, forMs });
    onIt = { place, forMs: place === onIt.place ? onIt.forMs + forMs : forMs };
    if (onIt.forMs < (dwellMs[place] ?? Number.POSITIVE_INFINITY)) continue;
    rested.push({ place: 'nothing', forMs: 800 });
    onIt = { place: 'nothing', forMs: 800 };
  }
  return rested;
}

/** What is chosen, when, and during which of the looks. */
function choicesAt(rateHz: number, events: readonly Look[]) {
  const engine = new Engine();
  const choices: { readonly id: string; readonly tMs: number; readonly look: number }[] = [];
  const plan = events.flatMap(({ place, forMs }, look) =>
    Array.from({ length: forMs / 200 }, () => ({ place, look })),
  );
  const samples = (plan.length * rateHz) / 5;
  for (let sample = 0; sample < samples; sample++) {
    const { place, look } = plan[Math.floor((5 * sample) / rateHz)] ?? { place: 'nothing', look: -1 };
    const before = engine.happened.length;
    engine.give(at(place, (sample * 1000) / rateHz));
    for (const { effect, tMs } of engine.happened.slice(before)) {
      if (effect.type === 'activated') choices.push({ id: effect.targetId, tMs, look });
    }
  }
  return choices;
}
