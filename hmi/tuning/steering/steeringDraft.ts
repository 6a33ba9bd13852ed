import { STRATEGIES } from '../../../controller/gaze/strategies/registry.ts';
import { defaultsOf, type SettingTable } from '../../../controller/gaze/strategies/settings.ts';
import type { ScreenPlace } from '../../../controller/gaze/strategies/suitability.ts';
import { figuresHash } from '../../../protocol/gateVerdict.ts';
import type { LearnedModel } from '../../../protocol/learnedModel.ts';
import type { Profile } from '../../../protocol/profile.ts';
import { SCREEN_FIGURES, type ScreenFigure, type ScreenGeometry } from '../../../protocol/screenGeometry.ts';
import type { GazeStrategyId } from '../../../protocol/steering.ts';
import type { SteeringChoice } from '../../../protocol/steeringChoice.ts';

type Values = Readonly<Record<string, number>>;

/** What was entered and is not saved; null and what is not there are as saved. A field that was emptied is NaN. */
export interface SteeringDraft {
  /** What was saved when the first of it was entered; null while nothing is. */
  readonly beside: SteeringChoice | null;
  readonly mount: ScreenPlace | null;
  readonly figures: Readonly<Partial<Record<ScreenFigure, number>>>;
  readonly strategy: GazeStrategyId | null;
  /** Of every strategy that was looked at, so that going to and fro loses nothing. */
  readonly settings: Readonly<Partial<Record<GazeStrategyId, Values>>>;
  readonly learnedModel: LearnedModel | null;
}

export const NOTHING_ENTERED: SteeringDraft = {
  beside: null,
  mount: null,
  figures: {},
  strategy: null,
  settings: {},
  learnedModel: null,
};

export type SteeringEntry =
  | { readonly type: 'mount'; readonly mount: ScreenPlace }
  | { readonly type: 'figure'; readonly figure: ScreenFigure; readonly value: number }
  | { readonly type: 'strategy'; readonly strategy: GazeStrategyId }
  | {
      readonly type: 'setting';
      readonly strategy: GazeStrategyId;
      readonly key: string;
      readonly value: number;
    }
  | { readonly type: 'defaults'; readonly strategy: GazeStrategyId }
  | { readonly type: 'model'; readonly model: LearnedModel };

/** The draft after one more entry beside what is saved now. */
export function enter(draft: SteeringDraft, saved: SteeringChoice, entry: SteeringEntry): SteeringDraft {
  return withoutSaved(entered(draft, entry), saved);
}

function entered(draft: SteeringDraft, entry: SteeringEntry): SteeringDraft {
  switch (entry.type) {
    case 'mount':
      return { ...draft, mount: entry.mount };
    case 'figure':
      return { ...draft, figures: { ...draft.figures, [entry.figure]: entry.value } };
    case 'strategy':
      return { ...draft, strategy: entry.strategy };
    case 'setting': {
      const { strategy, key, value } = entry;
      return {
        ...draft,
        settings: { ...draft.settings, [strategy]: { ...draft.settings[strategy], [key]: value } },
      };
    }
    case 'defaults':
      return {
        ...draft,
        settings: { ...draft.settings, [entry.strategy]: defaultsOf(tableOf(entry.strategy)) },
      };
    case 'model':
      return { ...draft, learnedModel: entry.model };
  }
}

/** The draft after something else came to be saved, `sent` being what this page has asked for last. */
export function settle(
  draft: SteeringDraft,
  saved: SteeringChoice,
  sent: SteeringChoice | null,
): SteeringDraft {
  const isOwn = sent !== null && isSameChoice(sent, saved);
  return withoutSaved(isOwn ? { ...draft, beside: saved } : draft, saved);
}

/** Whether somebody else has saved another steering since the first of the draft was entered. */
export function isChangedElsewhere({ beside }: SteeringDraft, saved: SteeringChoice): boolean {
  return beside !== null && !isSameChoice(beside, saved);
}

/** What is entered as it is saved already is no draft. */
function withoutSaved(draft: SteeringDraft, saved: SteeringChoice): SteeringDraft {
  const settings = Object.entries(draft.settings).flatMap(([id, values]) => {
    const now = savedSettings(saved, id as GazeStrategyId);
    const rest = Object.entries(values).filter(([key, value]) => value !== now[key]);
    return rest.length > 0 ? [[id, Object.fromEntries(rest)] as const] : [];
  });
  const figures = SCREEN_FIGURES.flatMap((figure) => {
    const value = draft.figures[figure];
    return value === undefined || value === savedFigure(saved.screen, figure)
      ? []
      : [[figure, value] as const];
  });
  const left: SteeringDraft = {
    beside: draft.beside ?? saved,
    mount: draft.mount === placeOf(saved) ? null : draft.mount,
    figures: Object.fromEntries(figures),
    strategy: draft.strategy === saved.gazeStrategy ? null : draft.strategy,
    settings: Object.fromEntries(settings),
    learnedModel: draft.learnedModel?.hash === saved.learnedModel?.hash ? null : draft.learnedModel,
  };
  return isNothing(left) ? NOTHING_ENTERED : left;
}

export function isNothing({ mount, figures, strategy, settings, learnedModel }: SteeringDraft): boolean {
  const isEmpty = (values: object): boolean => Object.keys(values).length === 0;
  return !mount && !strategy && !learnedModel && isEmpty(figures) && isEmpty(settings);
}

/** What a profile says of steering, as it is chosen. */
export function savedSteering({
  screen,
  gazeStrategy,
  gazeStrategySettings = {},
  learnedModel = undefined,
}: Profile): SteeringChoice {
  return { screen, gazeStrategy, gazeStrategySettings, learnedModel: learnedModel ?? null };
}

export const placeOf = ({ screen }: SteeringChoice): ScreenPlace => screen?.mount ?? 'unknown';

/** A figure of the screen; one that nobody entered is no number, but straight ahead is where a screen is put. */
export function savedFigure(screen: ScreenGeometry | null, figure: ScreenFigure): number {
  switch (figure) {
    case 'widthMm':
    case 'heightMm':
    case 'distanceMm':
      return screen ? screen[figure] : Number.NaN;
    case 'centreYawDeg':
      return screen ? screen.centre.yawDeg : 0;
    case 'centrePitchDeg':
      return screen ? screen.centre.pitchDeg : 0;
  }
}

/** The settings of a strategy; none for one that has none. */
export function tableOf(id: GazeStrategyId): SettingTable {
  if (id === 'none') return {};
  const entry = STRATEGIES[id];
  return entry.from === 'settings' ? entry.settings : {};
}

/** All settings that a strategy would have as saved. */
export function savedSettings(saved: SteeringChoice, id: GazeStrategyId): Values {
  return { ...defaultsOf(tableOf(id)), ...(id === saved.gazeStrategy ? saved.gazeStrategySettings : {}) };
}

/** What makes a law: what a verdict of the gate is for. */
export function isSameLaw(a: SteeringChoice, b: SteeringChoice): boolean {
  return lawHash(a) === lawHash(b);
}

export function isSameChoice(a: SteeringChoice, b: SteeringChoice): boolean {
  return figuresHash(a.screen) === figuresHash(b.screen) && isSameLaw(a, b);
}

function lawHash({ gazeStrategy, gazeStrategySettings, learnedModel }: SteeringChoice): string {
  return figuresHash({ gazeStrategy, gazeStrategySettings, learned: learnedModel?.hash ?? null });
}
