import { describe, expect, test } from 'vitest';
import { engageObstacle, steeringObstacle } from '../../../controller/safety/steering/all.ts';
import type { SteeringSituation } from '../../../controller/safety/steering/engageCheck.ts';
import { GAZE_CONDITIONS } from '../../../protocol/clientMessages.ts';

const FIT: SteeringSituation = {
  strategy: 'vectorLinear',
  source: 'gazepoint',
  reading: 'screen',
  screen: null,
  suits: () => 'suits',
  condition: 'valid',
  health: 'streaming',
  verdict: 'passed',
  sides: 'right',
  isLoopTooSlow: false,
};

describe('what speaks against steering by gaze', () => {
  test('S168: nothing does where all is known and well', () => {
    expect(engageObstacle(FIT)).toBeUndefined();
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
    ['the gate refused it', { verdict: 'refused' }, 'steeringNotPassed', 'The gate refused it.'],
    ['the gate was not asked', { verdict: undefined }, 'steeringNotPassed', 'Not tested.'],
    ['left was not looked to', { sides: 'unknown' }, 'sidesUnchecked', null],
    ['left was right', { sides: 'wrong' }, 'sidesWrong', null],
    ['the loop is too slow', { isLoopTooSlow: true }, 'loopTooSlow', null],
  ] as const)('S168: %s: nobody engages, and who steers does not go on', (_, change, id, detail) => {
    const situation = { ...FIT, ...change } as SteeringSituation;
    expect(engageObstacle(situation)?.id).toBe(id);
    expect(steeringObstacle(situation)).toEqual({ id, detail });
  });

  test('S168: nobody engages by a gaze that is not valid, nor through a tracker that is not well or not heard', () => {
    for (const condition of GAZE_CONDITIONS.filter((one) => one !== 'valid')) {
      expect(engageObstacle({ ...FIT, condition })).toEqual({
        id: 'gazeNotSeen',
        detail: `Gaze: ${condition}; tracker: streaming.`,
      });
      // What is lost on the way has its own time and end: a blink does not end steering here.
      expect(steeringObstacle({ ...FIT, condition })).toBeUndefined();
    }
    for (const health of ['noEyes', 'uncalibrated', 'lost', 'off'] as const)
      expect(engageObstacle({ ...FIT, health })?.id).toBe('gazeNotSeen');
    expect(engageObstacle({ ...FIT, health: undefined })).toEqual({
      id: 'gazeNotSeen',
      detail: 'Gaze: valid; tracker: not heard.',
    });
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
      { strategy: 'vectorLinear', source: 'gazepoint', reading: 'screen', screen: null },
    ]);
  });
});
