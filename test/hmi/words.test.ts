import { describe, expect, it } from 'vitest';
import { SCREENS } from '../../controller/gaze/dwell/screens.ts';
import { WAYS } from '../../controller/gaze/dwell/switchChoice.ts';
import { ENGLISH } from '../../hmi/i18n/english.ts';
import { SETTING_IDS } from '../../hmi/patient/settingScreens.ts';
import { readServerMessage } from '../../hmi/shared/connection.ts';
import { judgeDraft } from '../../hmi/tuning/parameterDraft.ts';
import { DEFAULT_PARAMETERS, PARAMETERS } from '../../protocol/parameters.ts';
import { STATES } from '../../protocol/states.ts';
import { RELEASE_CAUSES } from '../../protocol/steering.ts';

describe('the English texts', () => {
  it('have a word for every state, every control and every group of settings', () => {
    for (const state of STATES) expect(ENGLISH.state[state]).toBeTruthy();
    for (const { id } of Object.values(SCREENS).flat()) expect(ENGLISH.control[id]).toBeTruthy();
    for (const id of SETTING_IDS) expect(ENGLISH.control[id]).toBeTruthy();
    for (const way of WAYS) expect([ENGLISH.way[way].name, ENGLISH.trial[way]]).not.toContain(undefined);
    for (const cause of RELEASE_CAUSES) expect(ENGLISH.steering.ended[cause]).toBeTruthy();
    for (const mark of ['ahead', 'left', 'right'] as const) expect(ENGLISH.steering.check[mark]).toBeTruthy();
    for (const { group } of Object.values(PARAMETERS)) expect(ENGLISH.tuning.group[group].title).toBeTruthy();
  });
});

describe('S183: the words of when steering ends by itself', () => {
  it('tell the last deliberate act, and not the last time that anything was steered', () => {
    const { description } = PARAMETERS.clutchReleaseMs;
    for (const part of ['last deliberate act', ENGLISH.control.goOn, 'also while the head is steered'])
      expect(description).toContain(part);
  });
});

describe('what the server sends', () => {
  it.each([
    ['{"type":"sing"}', 'type'],
    ['{"type":"controlLink","isUp":1}', 'isUp'],
    ['{"type":"controlLink","isUp":true,"extra":1}', 'extra'],
    ['nonsense', 'not JSON'],
  ])('is refused with the first thing that is wrong: %s', (text, part) => {
    expect(readServerMessage(text)).toContain(part);
  });

  it('is refused as binary, and taken when it is right', () => {
    expect(readServerMessage(new ArrayBuffer(2))).toBe('binary');
    expect(readServerMessage('{"type":"controlLink","isUp":true}')).toEqual({
      type: 'controlLink',
      isUp: true,
    });
  });
});

describe('an entered value', () => {
  it('is judged among the saved ones', () => {
    const judge = (value: number) => judgeDraft(DEFAULT_PARAMETERS, 'yawSoftDeg', value);
    expect(judge(35)).toEqual({ isChanged: false, problem: null, isUnusual: false });
    expect(judge(5)).toEqual({ isChanged: true, problem: null, isUnusual: true });
    expect(judge(41).problem).toContain('between 0 and 40 deg');
    expect(judge(Number.NaN).problem).toContain('must be a number');
    expect(judgeDraft({ ...DEFAULT_PARAMETERS, yawHardDeg: 20 }, 'yawSoftDeg', 30).problem).toContain(
      'may not exceed',
    );
  });
});
