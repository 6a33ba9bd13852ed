import { firstWrongField } from '../../../../protocol/firstWrongField.ts';
import { LARGEST_MODEL_CHARS, type LearnedModel, learnedModel } from '../../../../protocol/learnedModel.ts';
import type { Refusal } from '../settings.ts';
import { lawRefusal, refused } from './judge.ts';

/** SHA-256 of a text's UTF-8 in hexadecimal; given by the caller, since this room touches nothing of Node. */
export type Sha256 = (text: string) => string;

type Read = { readonly kind: 'read'; readonly model: LearnedModel } | Refusal;

/** The model of a file, or why it is not used. Nothing of a file that is refused is used in part. */
export function readLearnedModel(text: string, sha256: Sha256): Read {
  const read = formedModel(text);
  if (read.kind === 'refused') return read;
  return changedModel(read.model, sha256) ?? lawRefusal(read.model) ?? read;
}

/** The same where no SHA-256 can be had, as in a page: whoever takes it into use has yet to compare its hash. */
export function readUncomparedModel(text: string): Read {
  const read = formedModel(text);
  return read.kind === 'refused' ? read : (lawRefusal(read.model) ?? read);
}

function formedModel(text: string): Read {
  if (text.length > LARGEST_MODEL_CHARS)
    return refused(
      'learnedTooLarge',
      'The file of the model is far too large for one.',
      'Choose the file that the fitting tool wrote.',
    );
  const parsed = parseJson(text);
  if (parsed === undefined)
    return refused(
      'learnedNotJson',
      'The file of the model is no JSON, or a number in it is none.',
      'Choose the file that the fitting tool wrote, or fit the model again.',
    );
  const checked = learnedModel.safeParse(parsed);
  if (!checked.success)
    return refused(
      'learnedMalformed',
      `The file of the model has a field that is missing or wrong (${firstWrongField(checked.error)}).`,
      'Fit the model again; do not edit its file.',
    );
  return { kind: 'read', model: checked.data };
}

/** Why a model is not the one that was made and judged, or undefined. */
export function changedModel(model: LearnedModel, sha256: Sha256): Refusal | undefined {
  if (sha256(hashedText(model)) === model.hash) return undefined;
  return refused(
    'learnedChanged',
    'The file of the model was changed after it was made.',
    'Take the original file, or fit the model again.',
  );
}

/** What the hash is made of: all but the hash, in the order of the schema, however the file orders it. */
export function hashedText({ hash: _, ...rest }: LearnedModel): string {
  return JSON.stringify(rest);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
