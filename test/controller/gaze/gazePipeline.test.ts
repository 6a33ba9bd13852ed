import { describe, expect, it } from 'vitest';
import { NO_DRIFT } from '../../../controller/gaze/drift.ts';
import { angleBetweenDeg, eyeInHead, gazeInTrunk } from '../../../controller/gaze/frames.ts';
import {
  atTick,
  inputsAt,
  NO_GAZE,
  type PipelineSettings,
  type PipelineState,
  withSample,
} from '../../../controller/gaze/gazePipeline.ts';
import { pointOnScreen } from '../../../controller/gaze/screen.ts';
import type { Known } from '../../../controller/gaze/strategies/strategy.ts';
import type { Direction, GazeReading, GazeSample } from '../../../protocol/gazeSample.ts';
import type { Pose } from '../../../protocol/pose.ts';
import type { ScreenGeometry } from '../../../protocol/screenGeometry.ts';

const LATENCY_MS = 40;
const WORN: PipelineSettings = {
  liveness: { kind: 'known', stillestDeg: null },
  screen: null,
  calibrationErrorDeg: null,
  calibratedAtMs: null,
  latencyMs: LATENCY_MS,
  drift: NO_DRIFT,
};
const DESK: ScreenGeometry = {
  mount: 'chair',
  widthMm: 531,
  heightMm: 299,
  distanceMm: 650,
  centre: { yawDeg: 0, pitchDeg: 0 },
};

/** A head that turns at 20°/s from 1 s on, rolled and tipped as a worn brace is. */
const headAtTime = (tMs: number): Pose => ({
  yawDeg: Math.max(0, (tMs - 1000) * 0.02),
  pitchDeg: 6,
  rollDeg: 4,
});
/** Live eyes: 0.05° of tremor. */
const trembling = ({ yawDeg, pitchDeg }: Direction, tMs: number): Direction => ({
  yawDeg: yawDeg + 0.05 * Math.sin(tMs),
  pitchDeg: pitchDeg + 0.05 * Math.cos(tMs),
});

/** What a worn tracker tells of a person who looks at such a place in the room. */
const worn =
  (targetAt: (tMs: number) => Direction | undefined) =>
  (tMs: number): GazeReading => {
    const target = targetAt(tMs);
    if (!target) return { kind: 'none', why: 'blink' };
    const eye = trembling(eyeInHead(target, headAtTime(tMs)), tMs);
    return { kind: 'eyes', left: eye, right: eye };
  };

interface Seen {
  readonly tMs: number;
  readonly inputs: ReturnType<typeof inputsAt>;
}

/** Ticks every 10 ms, samples every 16 ms that arrive `LATENCY_MS` after what they show. */
function run(
  readingAt: (tMs: number) => GazeReading,
  untilMs: number,
  settings = WORN,
  poseAt: (tMs: number) => Pose | undefined = headAtTime,
): readonly Seen[] {
  let state: PipelineState = NO_GAZE;
  let nextSampleMs = 0;
  const seen: Seen[] = [];
  for (let tMs = 0; tMs < untilMs; tMs += 10) {
    for (; nextSampleMs <= tMs; nextSampleMs += 16) {
      const sample: GazeSample = {
        source: 'pupilCore',
        receivedAtMs: nextSampleMs,
        deviceMs: null,
        reading: readingAt(nextSampleMs - LATENCY_MS),
        confidence: null,
      };
      state = withSample(state, sample, settings);
    }
    state = atTick(state, tMs, poseAt(tMs), settings);
    seen.push({ tMs, inputs: inputsAt(state, tMs, undefined) });
  }
  return seen;
}
const value = <Value>(known: Known<Value>): Value => {
  if (known.kind === 'unknown') throw new Error(known.why);
  return known.value;
};
const TARGET: Direction = { yawDeg: 22, pitchDeg: -4 };

describe('from samples to what a strategy is given', () => {
  it('a person who holds a place while the head turns: the gaze stands still against the trunk, within 0.2°', () => {
    for (const { tMs, inputs } of run(
      worn(() => TARGET),
      2500,
    )) {
      if (tMs < 400) continue;
      expect(angleBetweenDeg(value(inputs.gaze.gazeInTrunk), TARGET)).toBeLessThan(0.2);
      const then = value(inputs.head.atGaze).pose;
      expect(angleBetweenDeg(gazeInTrunk(value(inputs.gaze.eyeInHead), then), TARGET)).toBeLessThan(0.2);
      expect(inputs.gaze.isFixating).toBe(true);
    }
  });

  it('the head it is given with is that of the moment the eyes saw, not of now', () => {
    const { tMs, inputs } = run(
      worn(() => TARGET),
      2000,
    ).at(-1) as Seen;
    const { atGaze, now } = inputs.head;
    const sampleMs = Math.floor(tMs / 16) * 16;
    expect(value(atGaze).pose.yawDeg).toBeCloseTo(headAtTime(sampleMs - LATENCY_MS).yawDeg, 6);
    expect(value(now).pose.yawDeg).toBeCloseTo(headAtTime(tMs).yawDeg, 6);
    expect(value(now).rate.yawDegPerS).toBeCloseTo(20, 6);
  });

  it('a saccade is known and does not command; the new place commands after 200 ms of rest, unsmoothed by the old one', () => {
    const seen = run(
      worn((tMs) => ({ yawDeg: tMs < 1500 ? 0 : 3, pitchDeg: 0 })),
      2200,
    );
    const resting = seen.filter(({ inputs }) => inputs.gaze.isFixating).map(({ tMs }) => tMs);
    expect(resting.filter((tMs) => tMs > 1570 && tMs < 1740)).toEqual([]);
    expect(resting.filter((tMs) => tMs > 1850)).toHaveLength(34);
    for (const { inputs } of seen.filter(({ tMs }) => tMs >= 1640)) {
      expect(Math.abs(value(inputs.gaze.gazeInTrunk).yawDeg - 3)).toBeLessThan(0.15);
    }
  });

  it('during a blink nothing is known, and nothing of before is repeated', () => {
    const seen = run(
      worn((tMs) => (tMs >= 1500 && tMs < 1700 ? undefined : TARGET)),
      2200,
    );
    const during = seen.filter(({ tMs }) => tMs >= 1560 && tMs < 1740);
    expect(during.every(({ inputs }) => inputs.gaze.eyeInHead.kind === 'unknown')).toBe(true);
    expect(during.every(({ inputs }) => inputs.gaze.gazeInTrunk.kind === 'unknown')).toBe(true);
    const after = seen.filter(({ tMs }) => tMs >= 1560 && tMs < 1700 + LATENCY_MS + 200);
    expect(after.some(({ inputs }) => inputs.gaze.isFixating)).toBe(false);
    expect(seen.at(-1)?.inputs.gaze.isFixating).toBe(true);
  });

  /** When the eyes rest again after they were unseen from 1500 ms on for so long, from then on; the first look rested from `fromMs` on. */
  function restsAgainAfterMs(blinkMs: number, back: Direction, fromMs = 0): number | undefined {
    const endMs = 1500 + blinkMs;
    const before = (tMs: number): Direction => (tMs < fromMs ? { yawDeg: 0, pitchDeg: 0 } : TARGET);
    const seen = run(
      worn((tMs) => (tMs < 1500 ? before(tMs) : tMs < endMs ? undefined : back)),
      endMs + 800,
    );
    const again = seen.find(({ tMs, inputs }) => tMs >= endMs && inputs.gaze.isFixating);
    return again && again.tMs - endMs - LATENCY_MS;
  }
  const BESIDE: Direction = { yawDeg: TARGET.yawDeg + 3, pitchDeg: TARGET.pitchDeg };

  it.each([60, 200, 380])(
    'S196: after a blink of %s ms eyes back on the same thing command again after 200 ms',
    (blinkMs) => {
      const afterMs = restsAgainAfterMs(blinkMs, TARGET);
      expect(afterMs).toBeGreaterThanOrEqual(200);
      expect(afterMs).toBeLessThan(240);
    },
  );

  it('S196: a saccade of 1.2° is a new look, and so is one whose head is no longer known', () => {
    const small = run(
      worn((tMs) => ({ yawDeg: tMs < 1500 ? 0 : 1.2, pitchDeg: 0 })),
      2200,
    );
    const unknown = run(
      (tMs) => {
        const eye = trembling({ yawDeg: 0, pitchDeg: 0 }, tMs);
        return { kind: 'eyes', left: eye, right: eye };
      },
      2200,
      WORN,
      (tMs) => (tMs < 1560 ? { yawDeg: 0, pitchDeg: 0, rollDeg: 0 } : undefined),
    );
    for (const [seen, anewMs] of [
      [small, 1740],
      [unknown, 1840],
    ] as const) {
      const resting = seen.filter(({ inputs }) => inputs.gaze.isFixating).map(({ tMs }) => tMs);
      expect(resting.filter((tMs) => tMs > 1400 && tMs < 1500)).toHaveLength(9);
      expect(resting.filter((tMs) => tMs > 1620 && tMs < anewMs)).toEqual([]);
      expect(resting.at(-1)).toBe(2190);
    }
  });

  it.each([
    ['eyes that are back 3° beside it', 200, BESIDE, 0],
    ['eyes that were unseen for longer', 480, TARGET, 0],
    ['a look that had not rested before', 200, TARGET, 1350],
  ])('S196: %s rest for 200 ms anew', (_, blinkMs, back, fromMs) => {
    const afterMs = restsAgainAfterMs(blinkMs, back, fromMs);
    expect(afterMs).toBeGreaterThanOrEqual(290);
    expect(afterMs).toBeLessThan(400);
  });

  it('eyes that follow something at 12°/s do not rest: there is no saccade, and no fixation either', () => {
    const seen = run(
      worn((tMs) => ({ yawDeg: Math.max(0, (tMs - 1000) * 0.012), pitchDeg: 0 })),
      2500,
    );
    expect(seen.filter(({ tMs, inputs }) => tMs > 1400 && inputs.gaze.isFixating)).toEqual([]);
    expect(seen.at(-1)?.inputs.gaze.gazeInTrunk.kind).toBe('known');
  });

  it('without the head the eye in the head is known and the gaze against the trunk is not', () => {
    const { inputs } = run(
      worn(() => TARGET),
      1200,
      WORN,
      () => undefined,
    ).at(-1) as Seen;
    expect(inputs.gaze.eyeInHead.kind).toBe('known');
    expect(inputs.gaze.gazeInTrunk.kind).toBe('unknown');
    expect(inputs.head).toMatchObject({ atGaze: { kind: 'unknown' }, now: { kind: 'unknown' } });
  });

  it('silence makes everything unknown within 110 ms', () => {
    const silent: PipelineState[] = [];
    let state: PipelineState = NO_GAZE;
    for (let tMs = 0; tMs < 700; tMs += 10) {
      const reading = worn(() => TARGET)(tMs);
      if (tMs < 500) {
        const sample: GazeSample = {
          source: 'udp',
          receivedAtMs: tMs,
          deviceMs: null,
          reading,
          confidence: null,
        };
        state = withSample(state, sample, WORN);
      }
      state = atTick(state, tMs, headAtTime(tMs), WORN);
      if (tMs >= 600) silent.push(state);
    }
    const known = silent.filter(
      (one, index) => inputsAt(one, 600 + index * 10, undefined).gaze.eyeInHead.kind === 'known',
    );
    expect(known).toEqual([]);
    const [last] = silent;
    expect(
      inputsAt(
        { ...(last as PipelineState), stream: { ...NO_GAZE.stream, condition: 'valid' } },
        600,
        undefined,
      ),
    ).toMatchObject({
      gaze: { eyeInHead: { kind: 'unknown' } },
    });
  });

  /** A place in the room as the desk's tracker tells it: a place on the screen, from where the head has carried the eyes. */
  const onDesk =
    (target: Direction) =>
    (tMs: number): GazeReading => {
      const head = headAtTime(tMs);
      const point = pointOnScreen(trembling(target, tMs), DESK, head) ?? { x: -1, y: -1 };
      return { kind: 'screen', point, eyesSeen: 'both' };
    };

  it('a place on the chair’s screen is a direction in the trunk, and in the head as the head turns', () => {
    const target = { yawDeg: 8, pitchDeg: 2 };
    const { inputs } = run(onDesk(target), 1800, { ...WORN, screen: DESK }).at(-1) as Seen;
    expect(angleBetweenDeg(value(inputs.gaze.gazeInTrunk), target)).toBeLessThan(0.2);
    const then = value(inputs.head.atGaze).pose;
    expect(angleBetweenDeg(value(inputs.gaze.eyeInHead), eyeInHead(target, then))).toBeLessThan(0.2);
  });

  it('without the size of the screen a place on it is only a place', () => {
    const { inputs } = run(onDesk({ yawDeg: 3, pitchDeg: 0 }), 1000).at(-1) as Seen;
    expect(inputs.gaze.screenPoint.kind).toBe('known');
    expect(inputs.gaze.gazeInTrunk.kind).toBe('unknown');
    expect(inputs.gaze.eyeInHead.kind).toBe('unknown');
  });

  it('of a source of unknown liveness only the place is told, never a direction', () => {
    const settings: PipelineSettings = { ...WORN, screen: DESK, liveness: { kind: 'unknown' } };
    const { inputs } = run(onDesk({ yawDeg: 3, pitchDeg: 0 }), 1000, settings).at(-1) as Seen;
    expect(inputs.gaze.screenPoint.kind).toBe('known');
    expect(inputs.gaze.gazeInTrunk.kind).toBe('unknown');
    expect(inputs.gaze.isFixating).toBe(false);
  });

  it('the same samples give the same inputs, to the last digit', () => {
    const reading = worn((tMs) => ({ yawDeg: tMs < 800 ? 0 : 15, pitchDeg: 0 }));
    expect(run(reading, 1500)).toEqual(run(reading, 1500));
  });
});
