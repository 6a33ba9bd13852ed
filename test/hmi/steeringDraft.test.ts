import { describe, expect, it } from 'vitest';
import { STRATEGY_IDS } from '../../controller/gaze/strategies/registry.ts';
import { gazeKindOf, suitability } from '../../controller/gaze/strategies/suitability.ts';
import { ENGLISH } from '../../hmi/i18n/english.ts';
import { gateCommand, isForGate } from '../../hmi/tuning/steering/gateCommand.ts';
import {
  enter,
  isChangedElsewhere,
  isNothing,
  isSameChoice,
  isSameLaw,
  NOTHING_ENTERED,
  type SteeringDraft,
  type SteeringEntry,
  savedSteering,
  settle,
} from '../../hmi/tuning/steering/steeringDraft.ts';
import { fitsOneMessage, formOf, judgeForm, screenOf } from '../../hmi/tuning/steering/steeringForm.ts';
import { heardSource, suitOf } from '../../hmi/tuning/steering/suits.ts';
import { clientMessage, MAX_MESSAGE_BYTES } from '../../protocol/clientMessages.ts';
import { GAZE_SOURCES } from '../../protocol/gazeSample.ts';
import { DEFAULT_PROFILE } from '../../protocol/profile.ts';
import { REFUSAL_IDS } from '../../protocol/refusals.ts';
import type { ScreenGeometry } from '../../protocol/screenGeometry.ts';
import { GAZE_STRATEGY_IDS } from '../../protocol/steering.ts';
import type { SteeringChoice } from '../../protocol/steeringChoice.ts';
import { MODEL } from '../controller/gaze/strategies/models.ts';

const NOTHING_SAVED = savedSteering(DEFAULT_PROFILE);
const SCREEN: ScreenGeometry = {
  mount: 'chair',
  widthMm: 600,
  heightMm: 340,
  distanceMm: 650,
  centre: { yawDeg: 0, pitchDeg: 5 },
};
const SAVED: SteeringChoice = {
  screen: SCREEN,
  gazeStrategy: 'vectorLinear',
  gazeStrategySettings: { gainPerS: 1.2 },
  learnedModel: MODEL,
};

const draftOf = (
  saved: SteeringChoice,
  entries: readonly SteeringEntry[],
  from: SteeringDraft = NOTHING_ENTERED,
): SteeringDraft => entries.reduce((draft, entry) => enter(draft, saved, entry), from);
const setting = (strategy: 'vectorLinear' | 'worldHinge', key: string, value: number): SteeringEntry => ({
  type: 'setting',
  strategy,
  key,
  value,
});
const choiceOf = (saved: SteeringChoice, draft: SteeringDraft): SteeringChoice => {
  const judged = judgeForm(formOf(saved, draft));
  if (judged.kind !== 'whole') throw new Error(JSON.stringify(judged));
  return judged.choice;
};

describe('what is entered of steering', () => {
  it('is what would be sent, whole; what was not touched stays as it is saved', () => {
    expect(isSameChoice(choiceOf(SAVED, NOTHING_ENTERED), SAVED)).toBe(true);
    const draft = draftOf(SAVED, [
      { type: 'figure', figure: 'widthMm', value: 520 },
      { type: 'strategy', strategy: 'worldHinge' },
      setting('worldHinge', 'yawHingeDeg', 12),
    ]);
    expect(choiceOf(SAVED, draft)).toEqual({
      screen: { ...SCREEN, widthMm: 520 },
      gazeStrategy: 'worldHinge',
      gazeStrategySettings: { yawHingeDeg: 12 },
      learnedModel: MODEL,
    });
  });

  it('is sent without what is the default, also after all went back to it', () => {
    expect(choiceOf(SAVED, draftOf(SAVED, [setting('vectorLinear', 'deadZoneDeg', 5)]))).toEqual(SAVED);
    const back = draftOf(SAVED, [{ type: 'defaults', strategy: 'vectorLinear' }]);
    expect(choiceOf(SAVED, back).gazeStrategySettings).toEqual({});
    expect(isNothing(back)).toBe(false);
  });

  it('keeps the figures of a way that was looked at, and forgets what is entered as it is saved', () => {
    const draft = draftOf(SAVED, [
      setting('vectorLinear', 'gainPerS', 0.8),
      { type: 'strategy', strategy: 'affine' },
      { type: 'strategy', strategy: 'vectorLinear' },
    ]);
    expect(choiceOf(SAVED, draft).gazeStrategySettings).toEqual({ gainPerS: 0.8 });
    expect(isNothing(draftOf(SAVED, [setting('vectorLinear', 'gainPerS', 1.2)], draft))).toBe(true);
  });

  it('is not sent while a figure of a screen is missing, no number or outside its bounds', () => {
    const asked = draftOf(NOTHING_SAVED, [{ type: 'mount', mount: 'chair' }]);
    expect(judgeForm(formOf(NOTHING_SAVED, asked)).kind).toBe('fields');
    for (const widthMm of [39, 2001, Number.NaN]) {
      const draft = draftOf(SAVED, [{ type: 'figure', figure: 'widthMm', value: widthMm }]);
      expect(screenOf(formOf(SAVED, draft))).toBeUndefined();
      expect(judgeForm(formOf(SAVED, draft)).kind).toBe('fields');
      // A screen that is not asked has no figures to be wrong.
      expect(choiceOf(SAVED, enter(draft, SAVED, { type: 'mount', mount: 'unknown' })).screen).toBeNull();
    }
  });

  it('is not sent with a setting outside its bounds, nor with settings that contradict each other, nor without a law', () => {
    const judged = (entries: readonly SteeringEntry[], saved = SAVED) =>
      judgeForm(formOf(saved, draftOf(saved, entries)));
    expect(judged([setting('vectorLinear', 'gainPerS', 9)])).toEqual({ kind: 'fields' });
    expect(judged([setting('vectorLinear', 'gainPerS', Number.NaN)])).toEqual({ kind: 'fields' });
    expect(judged([setting('vectorLinear', 'releaseDeg', 8)])).toMatchObject({
      kind: 'strategy',
      words: { id: 'releaseBeyondDeadZone' },
    });
    expect(judged([{ type: 'strategy', strategy: 'learned' }], NOTHING_SAVED)).toMatchObject({
      kind: 'strategy',
      words: { id: 'learnedMissing' },
    });
    expect(
      judged(
        [
          { type: 'strategy', strategy: 'learned' },
          { type: 'model', model: MODEL },
        ],
        NOTHING_SAVED,
      ),
    ).toMatchObject({ kind: 'whole', choice: { gazeStrategySettings: {}, learnedModel: MODEL } });
  });

  it('S200: stays when somebody else saves another choice, which is told; what they saved alike is no draft any more', () => {
    const draft = draftOf(SAVED, [setting('vectorLinear', 'gainPerS', 0.8)]);
    const theirs: SteeringChoice = { ...SAVED, screen: null };
    const settled = settle(draft, theirs, null);
    expect(isChangedElsewhere(draft, SAVED)).toBe(false);
    expect(isChangedElsewhere(settled, theirs)).toBe(true);
    expect(choiceOf(theirs, settled)).toEqual({ ...theirs, gazeStrategySettings: { gainPerS: 0.8 } });
    const same: SteeringChoice = { ...SAVED, gazeStrategySettings: { gainPerS: 0.8 } };
    expect(settle(draft, same, null)).toEqual(NOTHING_ENTERED);
  });

  it('is told as nobody else’s once this page’s own choice is saved, also with more entered meanwhile', () => {
    const draft = draftOf(SAVED, [setting('vectorLinear', 'gainPerS', 0.8)]);
    const sent = choiceOf(SAVED, draft);
    const more = draftOf(SAVED, [{ type: 'figure', figure: 'distanceMm', value: 700 }], draft);
    const settled = settle(more, sent, sent);
    expect(isChangedElsewhere(settled, sent)).toBe(false);
    expect(settled.settings).toEqual({});
    expect(settled.figures).toEqual({ distanceMm: 700 });
  });

  it('is another law with another way, setting or model, and none with another screen', () => {
    expect(isSameLaw(SAVED, { ...SAVED, screen: null })).toBe(true);
    expect(isSameLaw(SAVED, { ...SAVED, gazeStrategySettings: {} })).toBe(false);
    expect(isSameLaw(SAVED, { ...SAVED, learnedModel: null })).toBe(false);
  });
});

describe('one message', () => {
  it('S200: takes a choice with a law up to the size that Poise takes, to the byte', () => {
    const [source] = MODEL.provenance.sources;
    if (!source) throw new Error('The model names no source.');
    const withSources = (count: number): SteeringChoice => ({
      ...SAVED,
      learnedModel: { ...MODEL, provenance: { ...MODEL.provenance, sources: Array(count).fill(source) } },
    });
    const bytes = (steering: SteeringChoice): number =>
      Buffer.byteLength(
        JSON.stringify({ type: 'setSteering', requestId: 'r'.repeat(12), steering, basedOn: 'a'.repeat(64) }),
      );
    const fits = (count: number): boolean => fitsOneMessage(withSources(count), 'a'.repeat(64));
    const most = Array.from({ length: 300 }, (_, index) => index + 1).findLast(fits) ?? 0;
    expect(bytes(withSources(most))).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    expect(bytes(withSources(most + 1))).toBeGreaterThan(MAX_MESSAGE_BYTES);
  });

  it('is one that the protocol knows', () => {
    const steering = choiceOf(SAVED, NOTHING_ENTERED);
    expect(
      clientMessage.safeParse({ type: 'setSteering', requestId: 'r1', steering, basedOn: 'hash' }).success,
    ).toBe(true);
  });
});

describe('what suits', () => {
  const suit = (
    screen: ScreenGeometry | null,
    source: Parameters<typeof suitOf>[3],
    isHeadKnown = true,
    strategy: Parameters<typeof suitOf>[0] = 'vectorLinear',
  ) => suitOf(strategy, screen, screen?.mount ?? 'unknown', source, isHeadKnown);

  it('is what control’s own table says of the tracker that is heard', () => {
    expect(suit(SCREEN, 'gazepoint')).toEqual({ kind: 'suits' });
    expect(suit(SCREEN, 'gazepoint', false)).toMatchObject({
      kind: 'unsuited',
      words: { id: 'placeStaysBehind' },
    });
    expect(suit(SCREEN, 'pointer')).toMatchObject({ words: { id: 'nobodyKnowsWhetherLooking' } });
    expect(suit({ ...SCREEN, mount: 'head' }, 'gazepoint')).toMatchObject({
      words: { id: 'screenTurnsAlong' },
    });
    expect(suit(null, 'gazepoint')).toMatchObject({ words: { id: 'screenNotAsked' } });
    expect(suit(null, null, true, 'none')).toEqual({ kind: 'off' });
  });

  it('S184: promises nothing that control refuses of any kind of reading that the tracker may bring', () => {
    const either = ['udp', 'socket', 'simulated'];
    for (const source of GAZE_SOURCES.filter((one) => one !== 'pointer')) {
      for (const strategy of GAZE_STRATEGY_IDS.filter((one) => one !== 'none')) {
        const [screen, eyes] = (['screen', 'eyes'] as const).map((reading) => {
          const gaze = gazeKindOf({ source, reading, screen: SCREEN, isHeadKnown: true });
          const verdict = gaze && suitability('chair', gaze, strategy);
          return verdict?.kind === 'refused' ? { id: verdict.id } : null;
        });
        const ofScreen = screen ? { kind: 'unsuited', words: screen } : { kind: 'suits' };
        const isSame = !either.includes(source) || screen?.id === eyes?.id;
        expect(suit(SCREEN, source, true, strategy), `${source} ${strategy}`).toMatchObject(
          isSame ? ofScreen : { kind: 'depends', screen, eyes },
        );
      }
    }
    expect(suit(SCREEN, 'udp', true, 'edgeZones').kind).toBe('depends');
  });

  it('is told without a tracker only where it hangs on none', () => {
    expect(suit(null, null)).toMatchObject({ kind: 'unsuited', words: { id: 'screenNotAsked' } });
    expect(suit(SCREEN, null)).toEqual({ kind: 'suits' });
    expect(suit(SCREEN, null, true, 'edgeZones')).toMatchObject({
      kind: 'depends',
      screen: null,
      eyes: { id: 'noPlaceOnScreen' },
    });
  });

  it('is never told of a screen whose figures are not whole', () => {
    expect(suitOf('vectorLinear', undefined, 'chair', 'gazepoint', true)).toMatchObject({ kind: 'unsuited' });
  });

  it('hears the tracker that steers, else one that sees the eyes', () => {
    const health = { state: 'streaming', source: 'eyeTribe' } as const;
    const status = (state: 'streaming' | 'lost') => ({
      health: {
        ...health,
        state,
        advice: '',
        rateHz: null,
        latencyMs: null,
        leastLatencyMs: null,
        validShare: null,
        calibrationErrorDeg: null,
        calibrations: 0,
        canCalibrate: false,
      },
      eyes: null,
    });
    expect(heardSource('gazepoint', [status('streaming')])).toBe('gazepoint');
    expect(heardSource(null, [status('streaming')])).toBe('eyeTribe');
    expect(heardSource(null, [status('lost')])).toBeNull();
    expect(heardSource(null, null)).toBeNull();
  });
});

describe('the gate', () => {
  it('is run with the delay that was measured, where that is more than it is usually run with', () => {
    expect(gateCommand('vectorSoft', null)).toBe(
      'npm run sim -- gate vectorSoft --profile .run/profiles/profile.json --save',
    );
    expect(gateCommand('vectorSoft', 200)).not.toContain('--delay');
    expect(gateCommand('learned', 231)).toMatch(/gate learned .* --save --delay 240$/);
  });

  it('is what to run for its own refusals alone, and not before the loop is measured', () => {
    expect(REFUSAL_IDS.filter((id) => isForGate(id, null))).toEqual([
      'gateNotPassed',
      'gateRefused',
      'gateOutdated',
    ]);
    expect(isForGate('gateLoopSlower', 250)).toBe(true);
    expect(isForGate(null, null)).toBe(false);
  });
});

it('every way of steering has a word on the page, and all but the steps are offered', () => {
  for (const id of GAZE_STRATEGY_IDS) expect(ENGLISH.steering.strategy[id].label).toBeTruthy();
  expect(GAZE_STRATEGY_IDS.filter((id) => id !== 'none').toSorted()).toEqual(
    STRATEGY_IDS.filter((id) => id !== 'buttons').toSorted(),
  );
});
