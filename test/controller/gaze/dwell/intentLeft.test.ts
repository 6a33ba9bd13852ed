import { describe, expect, it } from 'vitest';
import { lastIntentMs } from '../../../../controller/gaze/dwell/intentLeft.ts';
import { followSteady, steadyAt } from '../../../../controller/gaze/dwell/steady.ts';
import { DEFAULT_PARAMETERS } from '../../../../protocol/parameters.ts';

describe('that steering ends by itself', () => {
  it('shows clearly while there is time for the two looks that renew it, and never for less than 3 s', () => {
    const { dwellMs, confirmDwellMs } = DEFAULT_PARAMETERS;
    expect(lastIntentMs(dwellMs, DEFAULT_PARAMETERS)).toBeGreaterThanOrEqual(
      dwellMs + 1000 + confirmDwellMs + 1000,
    );
    expect(lastIntentMs(300, { confirmDwellMs: 500, clutchReleaseMs: 8000 })).toBe(3000);
  });

  it('stays calm for a good part of the time, however slow the looks are', () => {
    expect(lastIntentMs(3000, { confirmDwellMs: 3000, clutchReleaseMs: 10_000 })).toBe(6000);
  });
});

describe('words that change with the gaze', () => {
  it('change once they have been the same for a second, so that no blink shows', () => {
    let words = steadyAt<string | null>(null);
    for (const [value, nowMs] of [
      ['gazeNotSeen', 0],
      ['gazeNotSeen', 400],
      [null, 500],
      ['gazeNotSeen', 600],
    ] as const)
      words = followSteady(words, value, nowMs);
    expect(followSteady(words, 'gazeNotSeen', 1599).shown).toBeNull();
    expect(followSteady(words, 'gazeNotSeen', 1600).shown).toBe('gazeNotSeen');
    // Another word begins its own second.
    expect(followSteady(words, 'sidesWrong', 1600).shown).toBeNull();
  });
});
