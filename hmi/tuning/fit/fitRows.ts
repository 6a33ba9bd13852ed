import { WORLD_HINGE_SETTINGS } from '../../../controller/gaze/strategies/worldHinge.ts';
import { firstWrongField } from '../../../protocol/firstWrongField.ts';
import { PARAMETERS, type ParameterId } from '../../../protocol/parameters.ts';
import {
  FIT_VERSION,
  type FitFigure,
  type FitFile,
  fitFile,
  LARGEST_FIT_CHARS,
  type ProposedFigure,
} from '../../../protocol/personalFit.ts';
import type { Profile } from '../../../protocol/profile.ts';
import { savedSettings, savedSteering } from '../steering/steeringDraft.ts';

/** Why a file is not read; nothing of it is used in part. */
export type FitProblem = 'tooLarge' | 'noFit' | 'older' | 'newer' | 'malformed';

export type FitRead =
  | { readonly kind: 'read'; readonly file: FitFile }
  | { readonly kind: 'refused'; readonly problem: FitProblem; readonly detail: string | null };

/** What `npm run sim -- fit FILE --json` wrote, or why this is not that. */
export function readFit(text: string): FitRead {
  const refused = (problem: FitProblem, detail: string | null = null): FitRead => ({
    kind: 'refused',
    problem,
    detail,
  });
  if (text.length > LARGEST_FIT_CHARS) return refused('tooLarge');
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || !('file' in value) || value.file !== KIND)
    return refused('noFit');
  const version = 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (typeof version === 'number' && version > FIT_VERSION) return refused('newer', `version ${version}`);
  if (typeof version === 'number' && version < FIT_VERSION) return refused('older', `version ${version}`);
  const checked = fitFile.safeParse(value);
  return checked.success
    ? { kind: 'read', file: checked.data }
    : refused('malformed', firstWrongField(checked.error));
}

const KIND = 'poise personal fit' satisfies FitFile['file'];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The field that a figure belongs into. */
export type FitField =
  | { readonly kind: 'parameter'; readonly id: ParameterId }
  | { readonly kind: 'hinge'; readonly key: keyof typeof WORLD_HINGE_SETTINGS };

/** Undefined where no setting is the figure, and only a person can say what follows from it. */
const FIELDS: Readonly<Record<FitFigure, FitField | undefined>> = {
  eyeOnlyDeg: undefined,
  hingeThresholdDeg: { kind: 'hinge', key: 'yawHingeDeg' },
  hingeGain: { kind: 'hinge', key: 'yawShare' },
  headDelayMs: undefined,
  dwellMs: { kind: 'parameter', id: 'dwellMs' },
};

export interface FitRow extends ProposedFigure {
  readonly target: {
    readonly field: FitField;
    /** Saved, or the default where a way of steering is saved that has no such setting. */
    readonly now: number;
    readonly isSaved: boolean;
    /** The figure in the field's steps and inside its bounds. */
    readonly value: number;
    /** The figure itself lies outside the bounds of its field. */
    readonly isBeyond: boolean;
  } | null;
}

/** The figures of a file, each with the field that it belongs into and what is there now. */
export function fitRows(proposed: readonly ProposedFigure[], profile: Profile): readonly FitRow[] {
  return proposed.map((one) => {
    const field = FIELDS[one.figure];
    if (!field) return { ...one, target: null };
    const { min, max, step } = boundsOf(field);
    const stepped = Number((Math.round(one.value / step) * step).toFixed(3));
    const target = {
      field,
      value: Math.min(max, Math.max(min, stepped)),
      isBeyond: !(one.value >= min && one.value <= max),
      ...nowOf(field, profile),
    };
    return { ...one, target };
  });
}

function boundsOf(field: FitField): { readonly min: number; readonly max: number; readonly step: number } {
  if (field.kind === 'hinge') return WORLD_HINGE_SETTINGS[field.key];
  const { absolute, step } = PARAMETERS[field.id];
  return { ...absolute, step };
}

function nowOf(field: FitField, profile: Profile): { readonly now: number; readonly isSaved: boolean } {
  if (field.kind === 'parameter') return { now: profile.parameters[field.id], isSaved: true };
  const now = savedSettings(savedSteering(profile), 'worldHinge')[field.key] ?? Number.NaN;
  return { now, isSaved: profile.gazeStrategy === 'worldHinge' };
}
