import { describe, expect, it } from 'vitest';
import {
  followQuestion,
  NO_QUESTION,
  noteFirstStep,
  withdrawalOf,
} from '../../../../controller/gaze/dwell/question.ts';
import { SCREENS, type ScreenId, SECOND_STEPS } from '../../../../controller/gaze/dwell/screens.ts';

const ASK = { kind: 'ask', type: 'askToArm' } as const;

describe('the question after a first step', () => {
  const asked = noteFirstStep(followQuestion(NO_QUESTION, 'begin', 0), ASK, 'look', 1000);

  it('is asked by what took it, if control has answered that within a second', () => {
    expect(followQuestion(asked, 'confirm', 2000).by).toBe('look');
    expect(followQuestion(asked, 'confirm', 2001).by).toBe('hand');
  });

  it('stays asked by the same while its screen lasts, and when it was unknown for a moment', () => {
    const shown = followQuestion(asked, 'confirm', 1050);
    expect(followQuestion(shown, 'confirm', 9000).by).toBe('look');
    expect(followQuestion(followQuestion(shown, 'unknown', 5000), 'confirm', 6000).by).toBe('look');
    expect(followQuestion(followQuestion(shown, 'begin', 5000), 'confirm', 6000).by).toBe('hand');
  });

  it('is that of the newest first step, whatever else was chosen', () => {
    const click = noteFirstStep(asked, ASK, 'click', 1500);
    expect(followQuestion(click, 'confirm', 2000).by).toBe('click');
    const moved = noteFirstStep(click, { kind: 'move', movement: 'home' }, 'look', 1600);
    expect(followQuestion(moved, 'confirm', 2000).by).toBe('click');
  });
});

it('S205: every question that looks answer can be taken back, and nothing else is', () => {
  for (const screen of Object.keys(SCREENS) as ScreenId[]) {
    const isQuestion = SCREENS[screen].some(({ id }) => SECOND_STEPS.includes(id));
    expect(withdrawalOf(screen) !== undefined, screen).toBe(isQuestion);
  }
});
