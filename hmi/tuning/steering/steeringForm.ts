import { strategyOfProfile } from '../../../controller/gaze/strategies/ofProfile.ts';
import type { ScreenPlace } from '../../../controller/gaze/strategies/suitability.ts';
import { type ClientMessage, MAX_MESSAGE_BYTES } from '../../../protocol/clientMessages.ts';
import type { LearnedModel } from '../../../protocol/learnedModel.ts';
import {
  SCREEN_BOUNDS,
  SCREEN_FIGURES,
  type ScreenFigure,
  type ScreenGeometry,
} from '../../../protocol/screenGeometry.ts';
import type { GazeStrategyId } from '../../../protocol/steering.ts';
import type { SteeringChoice } from '../../../protocol/steeringChoice.ts';
import type { Words } from '../../../protocol/words.ts';
import { placeOf, type SteeringDraft, savedFigure, savedSettings, tableOf } from './steeringDraft.ts';

/** What the fields show: what is entered, and elsewhere what is saved. */
export interface SteeringForm {
  readonly mount: ScreenPlace;
  readonly figures: Readonly<Record<ScreenFigure, number>>;
  readonly strategy: GazeStrategyId;
  /** All of the chosen strategy's. */
  readonly settings: Readonly<Record<string, number>>;
  readonly learnedModel: LearnedModel | null;
}

export function formOf(saved: SteeringChoice, draft: SteeringDraft): SteeringForm {
  const strategy = draft.strategy ?? saved.gazeStrategy;
  const figure = (one: ScreenFigure): number => draft.figures[one] ?? savedFigure(saved.screen, one);
  return {
    mount: draft.mount ?? placeOf(saved),
    figures: {
      widthMm: figure('widthMm'),
      heightMm: figure('heightMm'),
      distanceMm: figure('distanceMm'),
      centreYawDeg: figure('centreYawDeg'),
      centrePitchDeg: figure('centrePitchDeg'),
    },
    strategy,
    settings: { ...savedSettings(saved, strategy), ...draft.settings[strategy] },
    learnedModel: draft.learnedModel ?? saved.learnedModel,
  };
}

/** What is wrong with one field, told beside it. */
export type FieldProblem =
  | { readonly kind: 'notNumber' }
  | { readonly kind: 'outOfBounds'; readonly min: number; readonly max: number; readonly value: number };

export function fieldProblem(
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): FieldProblem | null {
  if (!Number.isFinite(value)) return { kind: 'notNumber' };
  return value >= min && value <= max ? null : { kind: 'outOfBounds', min, max, value };
}

/** The screen that is entered; null where it was not asked, undefined while a figure of it is missing or outside its bounds. */
export function screenOf({ mount, figures }: SteeringForm): ScreenGeometry | null | undefined {
  if (mount === 'unknown') return null;
  if (SCREEN_FIGURES.some((figure) => fieldProblem(figures[figure], SCREEN_BOUNDS[figure]))) return undefined;
  const { widthMm, heightMm, distanceMm, centreYawDeg, centrePitchDeg } = figures;
  return {
    mount,
    widthMm,
    heightMm,
    distanceMm,
    centre: { yawDeg: centreYawDeg, pitchDeg: centrePitchDeg },
  };
}

/** What would be sent, or what speaks against it: fields that say so themselves, or a strategy in the words of control. */
export type Judged =
  | { readonly kind: 'whole'; readonly choice: SteeringChoice }
  | { readonly kind: 'fields' }
  | { readonly kind: 'strategy'; readonly words: Words };

export function judgeForm(form: SteeringForm): Judged {
  const screen = screenOf(form);
  const table = tableOf(form.strategy);
  const areWrong = Object.entries(table).some(([key, info]) =>
    fieldProblem(form.settings[key] ?? Number.NaN, info),
  );
  if (screen === undefined || areWrong) return { kind: 'fields' };
  const changed = Object.entries(table).flatMap(([key, info]) => {
    const value = form.settings[key];
    return value === undefined || value === info.default ? [] : [[key, value] as const];
  });
  const { strategy: gazeStrategy, learnedModel } = form;
  const gazeStrategySettings = Object.fromEntries(changed);
  const built = strategyOfProfile({
    gazeStrategy,
    gazeStrategySettings,
    ...(learnedModel ? { learnedModel } : {}),
  })?.built;
  if (built?.kind === 'refused') return { kind: 'strategy', words: built };
  return { kind: 'whole', choice: { screen, gazeStrategy, gazeStrategySettings, learnedModel } };
}

/** The longest request id that this page gives. */
const LONGEST_REQUEST_ID = 'r'.repeat(12);

/** Whether a choice with its law is a message that Poise takes; a larger one would end the connection. */
export function fitsOneMessage(steering: SteeringChoice, basedOn: string): boolean {
  const message: ClientMessage = { type: 'setSteering', requestId: LONGEST_REQUEST_ID, steering, basedOn };
  return new TextEncoder().encode(JSON.stringify(message)).length <= MAX_MESSAGE_BYTES;
}
