import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { angleBetweenDeg } from '../../../controller/gaze/frames.ts';
import { CLOSED_GATE, followGate, type GateState } from '../../../controller/gaze/gazeGate.ts';
import { directionOnScreen } from '../../../controller/gaze/screen.ts';
import type { Direction } from '../../../protocol/gazeSample.ts';
import { createRandom, randomNormal } from '../../../sim/random.ts';
import { figure, readRecording } from '../../eyeHead.ts';

/** When the gate was closed, and why, for a gaze sampled at this interval. */
function closures(yawAt: (tMs: number) => number | undefined, untilMs: number, stepMs: number) {
  let state: GateState = CLOSED_GATE;
  const seen: { readonly tMs: number; readonly closure: GateState['closure']; readonly segment: number }[] =
    [];
  for (let tMs = 0; tMs < untilMs; tMs += stepMs) {
    const yawDeg = yawAt(tMs);
    state = followGate(state, tMs, yawDeg === undefined ? undefined : { yawDeg, pitchDeg: 0 });
    seen.push({ tMs, closure: state.closure, segment: state.segment });
  }
  return seen;
}
/** A shift of so many degrees that takes so long, begun after 1 s. */
const shift = (deg: number, forMs: number) => (tMs: number) =>
  deg * Math.max(0, Math.min(1, (tMs - 1000) / forMs));

function at<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('nothing there');
  return value;
}

describe('what is seen but may not command', () => {
  it.each([8, 16, 33])(
    'a saccade of 10° closes the gate and it opens again within 100 ms, every %s ms',
    (stepMs) => {
      const seen = closures(shift(10, 38), 1400, stepMs);
      const closed = seen.filter(({ tMs, closure }) => tMs > 1000 && closure === 'saccade');
      expect(closed[0]?.tMs).toBeLessThanOrEqual(1000 + 2 * stepMs);
      expect(closed.at(-1)?.tMs).toBeLessThan(1038 + 100);
      expect(seen.filter(({ tMs, closure }) => tMs < 1000 && closure === 'saccade')).toEqual([]);
    },
  );

  it('a slow saccade of ALS, 6° in 250 ms, closes it although it is never faster than 30°/s', () => {
    const closed = closures(shift(6, 250), 1700, 16).filter(({ closure }) => closure === 'saccade');
    expect(closed[0]?.tMs).toBeLessThan(1000 + 150);
    expect(closed.at(-1)?.tMs).toBeGreaterThan(1250);
  });

  it('eyes that give 5 %% of a head turning at 30°/s do not close it, nor does a slow drift', () => {
    expect(
      closures((tMs) => (1.5 * tMs) / 1000, 3000, 16).filter(({ closure }) => closure === 'saccade'),
    ).toEqual([]);
  });

  it.each([
    [0.3, 60],
    [0.6, 60],
    [0.6, 120],
  ])(
    'noise of %s° at %s Hz closes it for less than a twentieth of the time, and a saccade of 8° still does',
    (sd, hz) => {
      const random = createRandom(11);
      const seen = closures((tMs) => shift(8, 33)(tMs - 9000) + sd * randomNormal(random), 11_000, 1000 / hz);
      const still = seen.filter(({ tMs }) => tMs > 2000 && tMs < 10_000);
      const closed = still.filter(({ closure }) => closure === 'saccade');
      expect(closed.length / still.length).toBeLessThan(0.05);
      expect(seen.some(({ tMs, closure }) => tMs >= 10_000 && tMs < 10_060 && closure === 'saccade')).toBe(
        true,
      );
    },
  );

  it('a blink closes it until 100 ms after the eyes are seen again; a lost sample does not', () => {
    const blinking = (forMs: number) =>
      closures((tMs) => (tMs >= 500 && tMs < 500 + forMs ? undefined : 0), 1200, 10);
    const blinked = blinking(150).filter(({ closure }) => closure !== undefined);
    expect(blinked.filter(({ closure }) => closure === 'unseen').at(-1)?.tMs).toBe(640);
    expect(blinked.filter(({ closure }) => closure === 'afterBlink').at(-1)?.tMs).toBe(740);
    expect(blinking(20).filter(({ tMs, closure }) => tMs > 100 && closure === 'afterBlink')).toEqual([]);
  });

  it('saccades, blinks and gaps begin a new segment for the filter; resting does not', () => {
    const segments = (yawAt: (tMs: number) => number | undefined) =>
      new Set(
        closures(yawAt, 2000, 10)
          .filter(({ closure }) => !closure)
          .map(({ segment }) => segment),
      ).size;
    expect(segments(() => 0)).toBe(1);
    expect(segments(shift(10, 38))).toBe(2);
    expect(segments((tMs) => (tMs > 500 && tMs < 700 ? undefined : 0))).toBe(2);
  });

  it('is never open for eyes that are unseen, nor within 100 ms of a blink, whatever comes', () => {
    const one = fc.tuple(
      fc.integer({ min: -20, max: 60 }),
      fc.option(fc.double({ min: -20, max: 20, noNaN: true })),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 80 }), (steps) => {
        let [state, tMs] = [CLOSED_GATE, 0];
        const unseen: number[] = [];
        for (const [stepMs, yawDeg] of steps) {
          tMs += stepMs;
          const direction: Direction | undefined = yawDeg === null ? undefined : { yawDeg, pitchDeg: 0 };
          const next = followGate(state, tMs, direction);
          if (next === state) continue;
          if (direction) {
            const lossMs = unseen.length > 0 ? tMs - (unseen[0] ?? 0) : 0;
            if (lossMs >= 45) expect(next.closure).toBe('afterBlink');
            unseen.length = 0;
          } else {
            unseen.push(tMs);
            expect(next.closure).toBe('unseen');
          }
          state = next;
        }
      }),
    );
  });

  it.each([1, 2, 4])(
    'closes at 19 of 20 saccades of 2° and more that a hand labelled in s%s, and for under 3 of 100 samples of fixation',
    (person) => {
      const rows = readRecording(`on-screen/lookatpoint-s${person}`);
      const screen = {
        mount: 'chair',
        widthMm: 533,
        heightMm: 301,
        distanceMm: 565,
        centre: { yawDeg: 0, pitchDeg: 0 },
      } as const;
      let state: GateState = CLOSED_GATE;
      let [fixating, closed, settledMs] = [0, 0, 0];
      /** How far each labelled saccade went, and whether the gate closed from its begin to 50 ms after its end. */
      const saccades: { from: Direction; to: Direction; isClosed: boolean }[] = [];
      let before = '';
      for (const row of rows) {
        const [tMs, label] = [figure(row, 't_s') * 1000, row.get('label') ?? ''];
        const direction = directionOnScreen({ x: figure(row, 'x'), y: figure(row, 'y') }, screen);
        const isSeen = figure(row, 'valid') === 1;
        state = followGate(state, tMs, isSeen ? direction : undefined);
        if (label !== 'fixation') settledMs = tMs;
        if (isSeen && label === 'saccade') {
          if (before !== 'saccade') saccades.push({ from: direction, to: direction, isClosed: false });
          saccades.splice(-1, 1, { ...at(saccades.at(-1)), to: direction });
        }
        if (tMs - settledMs <= 50 && state.closure === 'saccade' && saccades.length > 0) {
          saccades.splice(-1, 1, { ...at(saccades.at(-1)), isClosed: true });
        }
        if (label === 'fixation' && tMs - settledMs > 100 && state.closure !== 'afterBlink') {
          fixating += 1;
          if (state.closure === 'saccade') closed += 1;
        }
        before = label;
      }
      const large = saccades.filter(({ from, to }) => angleBetweenDeg(from, to) >= 2);
      expect(large.length).toBeGreaterThan(50);
      expect(closed / fixating).toBeLessThan(0.03);
      expect(large.filter(({ isClosed }) => isClosed).length / large.length).toBeGreaterThan(0.95);
    },
  );
});
