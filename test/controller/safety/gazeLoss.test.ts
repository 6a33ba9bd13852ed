import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  areEyesGone,
  followGaze,
  GAZE_UNHEARD,
  type GazeState,
  isLoss,
  observedGaze,
} from '../../../controller/safety/gazeLoss.ts';
import { GAZE_CONDITIONS, type GazeCondition } from '../../../protocol/clientMessages.ts';

const hear = (
  conditions: readonly GazeCondition[],
  source = 'page-1',
  from: GazeState = GAZE_UNHEARD,
): GazeState =>
  conditions.reduce<GazeState>(
    (state, condition, index) => followGaze(state, { source, condition }, index * 50),
    from,
  );
const LOSSES = GAZE_CONDITIONS.filter((condition) => condition !== 'valid' && condition !== 'unknown');

describe('loss of gaze', () => {
  test('S126: before any report nothing is known', () => {
    expect(observedGaze(GAZE_UNHEARD, 1000)).toEqual({ condition: 'unknown', reportedForMs: undefined });
  });

  test('S126: the newest report and its age', () => {
    expect(observedGaze(hear(['valid', 'eyesClosed']), 90)).toEqual({
      condition: 'eyesClosed',
      reportedForMs: 40,
    });
  });

  test.each(LOSSES)('S126: after %s, "unknown" is still lost and only "valid" ends it', (loss) => {
    expect(hear(['valid', loss, 'unknown', 'unknown']).condition).toBe(loss);
    expect(hear([loss, 'unknown']).reportedAtMs).toBe(50);
    expect(hear([loss, 'unknown', 'valid']).condition).toBe('valid');
    expect(hear([loss, 'valid', 'unknown']).condition).toBe('unknown');
  });

  test('S126: one loss gives way to the next', () => {
    expect(hear(['invalid', 'faceLost']).condition).toBe('faceLost');
    expect(hear(['invalid', 'faceLost', 'unknown']).condition).toBe('faceLost');
  });

  test('S126: another source begins anew, with whatever it says', () => {
    const lost = hear(['invalid'], 'page-1');
    expect(hear(['unknown'], 'page-2', lost).condition).toBe('unknown');
    expect(hear(['eyesClosed'], 'page-2', lost).condition).toBe('eyesClosed');
  });

  test('S126: of one source, lost is what was lost since it was last seen', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...GAZE_CONDITIONS)), (conditions) => {
        const known = conditions
          .slice(conditions.lastIndexOf('valid') + 1)
          .filter((condition) => condition !== 'unknown');
        const isLost = isLoss(hear(conditions).condition);
        expect(isLost).toBe(known.length > 0);
        if (isLost) expect(hear(conditions).condition).toBe(known.at(-1));
      }),
    );
  });

  test('S123: eyes that are seen badly are a loss, but they are there', () => {
    expect(GAZE_CONDITIONS.filter((condition) => !isLoss(condition))).toEqual(['valid', 'unknown']);
    expect(GAZE_CONDITIONS.filter((condition) => !areEyesGone(condition))).toEqual([
      'valid',
      'unknown',
      'uncertain',
    ]);
  });
});
