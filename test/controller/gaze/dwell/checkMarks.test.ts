import { describe, expect, it } from 'vitest';
import { type Display, markPlan } from '../../../../controller/gaze/dwell/checkMarks.ts';
import type { GazeTarget } from '../../../../controller/gaze/dwell/layout.ts';
import { directionOnScreen } from '../../../../controller/gaze/screen.ts';
import type { ScreenGeometry } from '../../../../protocol/screenGeometry.ts';
import { DESK_SCREEN } from '../../../browser/scriptedSteering.ts';

const FULL_HD: Display = { widthPx: 1920, heightPx: 1080, isFilled: true };
/** STOP beside the stage, and the border, as the page has them. */
const targetsOf = ({ widthPx, heightPx }: Display): readonly GazeTarget[] => [
  {
    kind: 'stop',
    id: 'stop',
    side: 'inside',
    rect: { leftPx: widthPx - 276, topPx: 36, widthPx: 240, heightPx: heightPx - 72 },
  },
  {
    kind: 'stop',
    id: 'border',
    side: 'outside',
    rect: { leftPx: 28, topPx: 28, widthPx: widthPx - 56, heightPx: heightPx - 56 },
  },
];
const planFor = (screen: ScreenGeometry | null, display: Display) =>
  markPlan(screen, display, targetsOf(display));

describe('the marks of the check', () => {
  it('lie 12° to either side of the middle, as control sees a place on the screen', () => {
    const plan = planFor(DESK_SCREEN, FULL_HD);
    if (plan.kind !== 'marks') throw new Error(plan.kind);
    const yawOf = (px: number) => directionOnScreen({ x: px / 1920, y: 0.5 }, DESK_SCREEN).yawDeg;
    expect(yawOf(960 - plan.offsetPx)).toBeCloseTo(12);
    expect(yawOf(960 + plan.offsetPx)).toBeCloseTo(-12);
    const pitchOf = (px: number) => directionOnScreen({ x: 0.5, y: px / 1080 }, DESK_SCREEN).pitchDeg;
    expect(pitchOf(540 - plan.upPx)).toBeLessThanOrEqual(-6);
    expect(plan.upPx).toBeLessThanOrEqual(540 - 28 - 88);
    expect(plan.isEstimated).toBe(false);
  });

  it('keep 2° from STOP and the border, are never less than 10° aside, and have no place where that is too near', () => {
    const near = { ...DESK_SCREEN, distanceMm: 900 };
    const plan = planFor(near, FULL_HD);
    if (plan.kind !== 'marks') throw new Error(plan.kind);
    expect(plan.offsetPx).toBeLessThanOrEqual(1920 - 276 - 88 - 960);
    expect((Math.atan(plan.offsetPx / 1920 / (900 / 531)) * 180) / Math.PI).toBeGreaterThanOrEqual(10);
    expect(planFor({ ...DESK_SCREEN, distanceMm: 1100 }, FULL_HD)).toEqual({ kind: 'tooNarrow' });
    expect(
      planFor({ ...DESK_SCREEN, heightMm: 90 }, { widthPx: 1920, heightPx: 325, isFilled: true }),
    ).toEqual({
      kind: 'tooNarrow',
    });
    expect(planFor(null, { widthPx: 360, heightPx: 740, isFilled: true })).toEqual({ kind: 'tooNarrow' });
  });

  it('are estimated where the screen was not measured, and said to be', () => {
    const plan = planFor(null, FULL_HD);
    if (plan.kind !== 'marks') throw new Error(plan.kind);
    expect(plan.isEstimated).toBe(true);
    expect(plan.offsetPx).toBeCloseTo(522, 0);
  });

  it('have no place on a page that does not fill the screen', () => {
    expect(planFor(DESK_SCREEN, { ...FULL_HD, isFilled: false })).toEqual({ kind: 'notFilled' });
  });
});
