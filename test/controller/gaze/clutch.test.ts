import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CLUTCH_OUT,
  type ClutchInput,
  type ClutchState,
  clutchSettingsOf,
  followClutch as followWith,
  isEngaged,
} from '../../../controller/gaze/clutch.ts';
import { GAZE_CONDITIONS, type GazeCondition } from '../../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';

const USUAL = clutchSettingsOf(DEFAULT_PARAMETERS);
const followClutch = (state: ClutchState, input: ClutchInput, nowMs: number): ClutchState =>
  followWith(state, input, nowMs, USUAL);

type Timed = readonly [number, ClutchInput];
const clutchAfter = (inputs: readonly Timed[], from: ClutchState = CLUTCH_OUT): ClutchState =>
  inputs.reduce((state, [tMs, input]) => followClutch(state, input, tMs), from);
const gaze = (condition: GazeCondition, forMs = 0, unseenForMs = 0): ClutchInput => ({
  type: 'gaze',
  condition,
  forMs,
  unseenForMs,
});
const ENGAGED = clutchAfter([
  [0, { type: 'ask' }],
  [900, { type: 'confirm' }],
  [1000, gaze('valid')],
]);

/** Valid gaze every 100 ms and nothing else. */
function onlyLooking(from: ClutchState, fromMs: number, untilMs: number): ClutchState {
  let state = from;
  for (let tMs = fromMs; tMs <= untilMs; tMs += 100) state = followClutch(state, gaze('valid'), tMs);
  return state;
}

describe('the clutch', () => {
  it('looking, wishing and confirming what was not asked engage nothing', () => {
    expect(isEngaged(onlyLooking(CLUTCH_OUT, 0, 20_000))).toBe(false);
    expect(
      isEngaged(
        clutchAfter([
          [0, gaze('valid')],
          [10, { type: 'intent' }],
          [20, { type: 'confirm' }],
        ]),
      ),
    ).toBe(false);
  });

  it('two looks engage, the second within 5 s; a switch or an attendant does alone', () => {
    expect(isEngaged(ENGAGED)).toBe(true);
    expect(
      isEngaged(
        clutchAfter([
          [0, { type: 'ask' }],
          [5001, { type: 'confirm' }],
        ]),
      ),
    ).toBe(false);
    expect(isEngaged(clutchAfter([[0, { type: 'engage', by: 'switch' }]]))).toBe(true);
    expect(isEngaged(clutchAfter([[0, { type: 'engage', by: 'attendant' }]]))).toBe(true);
  });

  it('a look away between the two looks forgets the first', () => {
    expect(
      isEngaged(
        clutchAfter([
          [0, { type: 'ask' }],
          [500, gaze('offScreen', 60)],
          [900, { type: 'confirm' }],
        ]),
      ),
    ).toBe(false);
  });

  it('lets go 8 s after the last intent, however long the person goes on looking', () => {
    expect(isEngaged(onlyLooking(ENGAGED, 1100, 8800))).toBe(true);
    expect(onlyLooking(ENGAGED, 1100, 8900)).toEqual({ phase: 'out', why: 'noIntent' });
    const renewed = followClutch(onlyLooking(ENGAGED, 1100, 6000), { type: 'intent' }, 6000);
    expect(isEngaged(onlyLooking(renewed, 6100, 13_900))).toBe(true);
    expect(isEngaged(onlyLooking(renewed, 6100, 14_000))).toBe(false);
  });

  it.each(GAZE_CONDITIONS.filter((condition) => condition !== 'valid'))(
    'intent renews nothing while the gaze is %s',
    (condition) => {
      const wished = clutchAfter(
        [
          [6000, gaze(condition)],
          [6010, { type: 'intent' }],
        ],
        onlyLooking(ENGAGED, 1100, 5900),
      );
      expect(isEngaged(onlyLooking(wished, 6100, 8900))).toBe(false);
    },
  );

  it('intent renews nothing when the gaze was last reported 300 ms ago', () => {
    const wished = followClutch(onlyLooking(ENGAGED, 1100, 5900), { type: 'intent' }, 6200);
    expect(isEngaged(onlyLooking(wished, 6300, 8900))).toBe(false);
  });

  it.each<readonly [string, ClutchInput]>([
    ['STOP', { type: 'release', cause: 'stop' }],
    ['a fault', { type: 'release', cause: 'fault' }],
    ['being asked', { type: 'release', cause: 'asked' }],
    ['a look away', gaze('offScreen', 50)],
    ['eyes closed for longer than a blink', gaze('eyesClosed', 401, 401)],
    ['a long blink of a tracker that cannot say why', gaze('invalid', 401, 401)],
    ['a lost face', gaze('faceLost')],
    ['a second face', gaze('secondFace')],
    ['a frozen gaze', gaze('frozen')],
    ['a lost tracker', gaze('trackerLost')],
    ['a loss of unknown length', gaze('invalid', Number.NaN, Number.NaN)],
  ])('%s lets go in the same step', (_, input) => {
    expect(followClutch(ENGAGED, input, 1010).phase).toBe('out');
  });

  it('a blink of 400 ms and one sample beside the screen do not', () => {
    expect(isEngaged(followClutch(ENGAGED, gaze('eyesClosed', 400, 400), 1400))).toBe(true);
    expect(isEngaged(followClutch(ENGAGED, gaze('offScreen', 16), 1010))).toBe(true);
  });

  it('silence of the gaze for longer than a blink, and a clock that runs backwards or stands, let go', () => {
    expect(isEngaged(followClutch(ENGAGED, { type: 'tick' }, 1400))).toBe(true);
    expect(isEngaged(followClutch(ENGAGED, { type: 'tick' }, 1401))).toBe(false);
    expect(isEngaged(followClutch(ENGAGED, { type: 'tick' }, 990))).toBe(false);
    expect(isEngaged(followClutch(ENGAGED, { type: 'tick' }, Number.NaN))).toBe(false);
  });

  const anyInput: fc.Arbitrary<ClutchInput> = fc.oneof(
    { weight: 6, arbitrary: fc.constant(gaze('valid')) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...GAZE_CONDITIONS),
          fc.integer({ min: 0, max: 600 }),
          fc.integer({ min: 0, max: 600 }),
        )
        .map(([condition, forMs, unseenForMs]) => gaze(condition, forMs, unseenForMs)),
    },
    { weight: 2, arbitrary: fc.constant<ClutchInput>({ type: 'intent' }) },
    { weight: 2, arbitrary: fc.constant<ClutchInput>({ type: 'tick' }) },
    {
      weight: 4,
      arbitrary: fc.constantFrom<ClutchInput>(
        { type: 'ask' },
        { type: 'confirm' },
        { type: 'engage', by: 'switch' },
        { type: 'release', cause: 'stop' },
      ),
    },
  );
  const anySequence = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), anyInput), { maxLength: 120 });

  it('is in only after a deliberate act, never 8 s after the last intent, never in the step of a STOP', () => {
    fc.assert(
      fc.property(anySequence, fc.integer({ min: 500, max: 3000 }), (steps, releaseMs) => {
        let [state, nowMs, lastActMs, lastIntentMs]: [ClutchState, number, number | undefined, number] = [
          CLUTCH_OUT,
          0,
          undefined,
          0,
        ];
        let askedAtMs = Number.NEGATIVE_INFINITY;
        let valid = Number.NEGATIVE_INFINITY;
        for (const [stepMs, input] of steps) {
          nowMs += stepMs;
          const was = isEngaged(state);
          state = followWith(state, input, nowMs, { ...USUAL, releaseMs });
          if (input.type === 'ask') askedAtMs = nowMs;
          const isAct = input.type === 'engage' || (input.type === 'confirm' && nowMs - askedAtMs <= 5000);
          if (isAct) [lastActMs, lastIntentMs] = [nowMs, nowMs];
          if (input.type === 'gaze') valid = input.condition === 'valid' ? nowMs : Number.NEGATIVE_INFINITY;
          if (input.type === 'intent' && nowMs - valid <= 250) lastIntentMs = nowMs;
          if (!was && isEngaged(state)) expect(isAct).toBe(true);
          if (isEngaged(state)) {
            expect(lastActMs).toBeDefined();
            expect(nowMs - lastIntentMs).toBeLessThan(releaseMs);
          }
          if (input.type === 'release') expect(isEngaged(state)).toBe(false);
        }
      }),
      { numRuns: 400 },
    );
    expect(USUAL).toEqual({ releaseMs: 8000, confirmWithinMs: 5000, longestBlinkMs: 400, lookAwayMs: 50 });
  });
});
