import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { step } from '../../controller/gaze/dwell/dwell.ts';
import {
  DEFAULT_DWELL_SETTINGS,
  type DwellState,
  INITIAL_DWELL_STATE,
} from '../../controller/gaze/dwell/dwellState.ts';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import {
  DEFAULT_PARAMETERS,
  describeProblem,
  findParameterProblem,
  PARAMETERS,
} from '../../protocol/parameters.ts';
import { DEFAULT_PROFILE, profile } from '../../protocol/profile.ts';

const FRAME_MS = 1000 / 60;

/** When a person has chosen "Yes" who looks at it half a second after the question has appeared. */
function confirmedAfterMs(dwellMs: number): number {
  const rect = { leftPx: 0, topPx: 0, widthPx: 200, heightPx: 200 };
  const layout: DwellLayout = {
    version: 2,
    targets: [{ kind: 'dwell', id: 'yes', rect, dwellMs, isRemembered: false }],
  };
  let state: DwellState = { ...INITIAL_DWELL_STATE, layoutVersion: 1 };
  for (let tMs = 0; tMs < 20_000; tMs += FRAME_MS) {
    const xPx = tMs < 500 ? 600 : 100;
    const next = step(
      state,
      { type: 'sample', tMs, xPx, yPx: 100, isValid: true },
      layout,
      DEFAULT_DWELL_SETTINGS,
    );
    state = next.state;
    if (next.effects.some(({ type }) => type === 'activated')) return tMs;
  }
  return Number.POSITIVE_INFINITY;
}

describe('the time to confirm', () => {
  it('S190: a profile is taken only if a second look can come in time, and the sentence says what to change', () => {
    const withTimes = (confirmDwellMs: number, clutchConfirmMs: number) => ({
      ...DEFAULT_PARAMETERS,
      confirmDwellMs,
      clutchConfirmMs,
    });
    expect(findParameterProblem(withTimes(1500, 3000))).toBeUndefined();
    const problem = findParameterProblem(withTimes(1600, 3000));
    expect(problem).toEqual({ kind: 'noTimeToConfirm', leastMs: 3100 });
    expect(problem && describeProblem(problem)).toMatch(
      /"Steering: time to confirm" must be at least 3100 ms/,
    );
    const parsed = profile.safeParse({ ...DEFAULT_PROFILE, parameters: withTimes(4000, 5000) });
    expect(parsed.success).toBe(false);
    expect(PARAMETERS.clutchConfirmMs.absolute.min).toBeGreaterThanOrEqual(
      PARAMETERS.confirmDwellMs.absolute.min + DEFAULT_DWELL_SETTINGS.deadTimeMs + 500,
    );
  });

  it('S190: in every profile that is taken a prompt second look comes in time', () => {
    fc.assert(
      fc.property(
        fc.integer(PARAMETERS.confirmDwellMs.absolute),
        fc.integer(PARAMETERS.clutchConfirmMs.absolute),
        (confirmDwellMs, clutchConfirmMs) => {
          if (findParameterProblem({ ...DEFAULT_PARAMETERS, confirmDwellMs, clutchConfirmMs })) return;
          // The answer of control, a frame to show it and one to send the second.
          expect(confirmedAfterMs(confirmDwellMs) + 250).toBeLessThanOrEqual(clutchConfirmMs);
        },
      ),
      { numRuns: 60 },
    );
  });
});
