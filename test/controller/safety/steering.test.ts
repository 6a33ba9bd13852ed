import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  engageObstacle,
  renewalObstacle,
  steeringObstacle,
} from '../../../controller/safety/steering/all.ts';
import type { GateSituation, SteeringSituation } from '../../../controller/safety/steering/engageCheck.ts';
import { GAZE_CONDITIONS } from '../../../protocol/clientMessages.ts';
import { GATE_VERSION, type GateVerdict, type ToEngage } from '../../../protocol/gateVerdict.ts';

const PASSED: GateVerdict = {
  gateVersion: GATE_VERSION,
  strategyId: 'vectorLinear',
  settingsHash: 'settings',
  personHash: 'person',
  delayBudgetMs: 200,
  seed: 1,
  size: 'full',
  verdict: 'passed',
  figures: [],
};
const TO_ENGAGE: ToEngage = {
  strategyId: 'vectorLinear',
  settingsHash: 'settings',
  personHash: 'person',
  delayMs: 200,
};
const gated = (verdicts: readonly GateVerdict[], delayMs = 200, isDelayMeasured = true): GateSituation => ({
  verdicts,
  toEngage: { ...TO_ENGAGE, delayMs },
  isDelayMeasured,
});
const FIGURE = {
  criterion: 'tail',
  value: 9,
  most: 2,
  unit: '°',
  where: 'stepYaw',
  sentence: 'The head swings.',
};
const COMMAND = 'npm run sim -- gate vectorLinear --profile FILE --save';

const FIT: SteeringSituation = {
  strategy: 'vectorLinear',
  source: 'gazepoint',
  reading: 'screen',
  screen: null,
  isHeadKnown: true,
  suits: () => 'suits',
  condition: 'valid',
  health: 'streaming',
  gate: gated([PASSED]),
  follows: 'right',
  sides: 'right',
  isStraightAheadKnown: true,
  isLoopTooSlow: false,
};

describe('what speaks against steering by gaze', () => {
  test('S168: nothing does where all is known and well', () => {
    expect(engageObstacle(FIT)).toBeUndefined();
    expect(renewalObstacle(FIT)).toBeUndefined();
    expect(steeringObstacle(FIT)).toBeUndefined();
  });

  test.each([
    ['no strategy is chosen', { strategy: 'none' }, 'steeringOff', null],
    ['no tracker is heard', { source: undefined }, 'gazeNotSeen', 'No tracker is heard.'],
    [
      'it does not suit',
      { suits: () => ({ why: 'It turns along.' }) },
      'steeringUnsuited',
      'It turns along.',
    ],
    ['the gate was not asked', { gate: gated([]) }, 'gateNotPassed', COMMAND],
    [
      'the gate judged another strategy',
      { gate: gated([{ ...PASSED, strategyId: 'affine' }]) },
      'gateNotPassed',
      COMMAND,
    ],
    [
      'the gate judged other settings',
      { gate: gated([{ ...PASSED, settingsHash: 'others' }]) },
      'gateOutdated',
      COMMAND,
    ],
    ['the gate refused it', { gate: gated([{ ...PASSED, verdict: 'refused' }]) }, 'gateRefused', null],
    [
      'the gate refused it, and said why',
      {
        gate: gated([
          {
            ...PASSED,
            verdict: 'refused',
            figures: [
              { ...FIGURE, isHeld: true, sentence: 'What was held is no reason.' },
              { ...FIGURE, isHeld: false },
            ],
          },
        ]),
      },
      'gateRefused',
      'The head swings.',
    ],
    [
      'the gate let it pass once and refused it once',
      { gate: gated([PASSED, { ...PASSED, verdict: 'refused' }]) },
      'gateRefused',
      null,
    ],
    [
      'it was tested for a faster loop',
      { gate: gated([PASSED], 250) },
      'gateLoopSlower',
      '250 ms; tested for 200 ms.',
    ],
    [
      'the loop was not measured, and it was tested for a faster one than that counts as',
      { gate: gated([PASSED], 300, false) },
      'gateLoopSlower',
      'Not measured yet, counted as 300 ms; tested for 200 ms.',
    ],
    ['its sides were not tried out', { follows: 'unknown' }, 'followsUnknown', null],
    [
      'it turns the wrong way',
      { follows: { is: 'wrong', why: 'It turns left.' } },
      'followsWrongWay',
      'It turns left.',
    ],
    [
      'no look is answered',
      { follows: { is: 'unproven', why: 'No answer.' } },
      'followsUnproven',
      'No answer.',
    ],
    ['left was not looked to', { sides: 'unknown' }, 'sidesUnchecked', null],
    ['left was right', { sides: 'wrong' }, 'sidesWrong', null],
    ['the loop is too slow', { isLoopTooSlow: true }, 'loopTooSlow', null],
  ] as const)('S168: %s: nobody engages, and who steers does not go on', (_, change, id, detail) => {
    const situation = { ...FIT, ...change } as SteeringSituation;
    expect(engageObstacle(situation)?.id).toBe(id);
    expect(renewalObstacle(situation)?.id).toBe(id);
    expect(steeringObstacle(situation)).toEqual({ id, detail });
  });

  test('S180: one that closes no loop through the eyes needs no verdict', () => {
    expect(engageObstacle({ ...FIT, strategy: 'edgeZones', gate: 'notNeeded' })).toBeUndefined();
  });

  test('S180: no verdict admits but a whole one, passed, for these settings, this person, this gate and a loop as slow', () => {
    // Mostly one thing is wrong, so that each is judged by itself.
    const wrong = fc.constantFrom<Partial<GateVerdict>>(
      { gateVersion: GATE_VERSION - 1 },
      { gateVersion: GATE_VERSION + 1 },
      { strategyId: 'affine' },
      { settingsHash: 'others' },
      { settingsHash: '' },
      { personHash: 'another' },
      { personHash: '' },
      { size: 'smoke' },
      { verdict: 'refused' },
    );
    const verdict = fc
      .record({
        changes: fc.array(wrong, { maxLength: 2 }),
        delayBudgetMs: fc.integer({ min: 0, max: 400 }),
      })
      .map(
        ({ changes, delayBudgetMs }): GateVerdict => Object.assign({}, PASSED, { delayBudgetMs }, ...changes),
      );
    let admitted = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(PASSED), verdict), { maxLength: 4 }),
        fc.oneof(fc.integer({ min: 0, max: 400 }), fc.constant(Number.NaN)),
        (verdicts, delayMs) => {
          const own = verdicts.filter(({ strategyId }) => strategyId === 'vectorLinear');
          const isAdmitted =
            own.length > 0 &&
            own.every(
              (one) =>
                one.gateVersion === GATE_VERSION &&
                one.settingsHash === 'settings' &&
                one.personHash === 'person' &&
                one.size === 'full' &&
                one.verdict === 'passed' &&
                one.delayBudgetMs >= delayMs,
            );
          if (isAdmitted) admitted += 1;
          const situation = { ...FIT, gate: gated(verdicts, delayMs) };
          expect(engageObstacle(situation) === undefined).toBe(isAdmitted);
          expect(steeringObstacle(situation) === undefined).toBe(isAdmitted);
        },
      ),
      { numRuns: 500 },
    );
    expect(admitted).toBeGreaterThan(20);
  });

  test('S168: nobody engages by a gaze that is not valid, nor through a tracker that is not well or not heard', () => {
    for (const condition of GAZE_CONDITIONS.filter((one) => one !== 'valid')) {
      expect(engageObstacle({ ...FIT, condition })).toEqual({
        id: 'gazeNotSeen',
        detail: `Gaze: ${condition}; tracker: streaming.`,
      });
      // Intent is renewed under a valid gaze alone (S183).
      expect(renewalObstacle({ ...FIT, condition })?.id).toBe('gazeNotSeen');
      // What is lost on the way has its own time and end: a blink does not end steering here.
      expect(steeringObstacle({ ...FIT, condition })).toBeUndefined();
    }
    for (const health of ['noEyes', 'uncalibrated', 'lost', 'off'] as const)
      expect(engageObstacle({ ...FIT, health })?.id).toBe('gazeNotSeen');
    expect(engageObstacle({ ...FIT, health: undefined })).toEqual({
      id: 'gazeNotSeen',
      detail: 'Gaze: valid; tracker: not heard.',
    });
    expect(engageObstacle({ ...FIT, source: undefined })).toEqual({
      id: 'gazeNotSeen',
      detail: 'Gaze: valid; tracker: streaming.',
    });
  });

  test('S187: nobody engages before straight ahead is known; who steers goes on, and may renew', () => {
    const unknown = { ...FIT, isStraightAheadKnown: false };
    expect(engageObstacle(unknown)).toEqual({ id: 'straightAheadUnchecked', detail: null });
    expect(renewalObstacle(unknown)).toBeUndefined();
    expect(steeringObstacle(unknown)).toBeUndefined();
  });

  test('S168: the strategy is judged with the very source, reading and screen there are', () => {
    const asked: unknown[] = [];
    engageObstacle({
      ...FIT,
      suits: (combination) => {
        asked.push(combination);
        return 'suits';
      },
    });
    expect(asked).toEqual([
      { strategy: 'vectorLinear', source: 'gazepoint', reading: 'screen', screen: null, isHeadKnown: true },
    ]);
  });
});
