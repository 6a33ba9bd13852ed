import { z } from 'zod';
import { type PageMessage, pageMessage } from '../../protocol/clientMessages.ts';
import { firstWrongField } from '../../protocol/firstWrongField.ts';
import type { InputError } from '../../protocol/serverMessages.ts';
import { inputErrorOf } from './refusal.ts';

const KNOWN_TYPES: ReadonlySet<unknown> = new Set(
  pageMessage.options.map((option) => option.shape.type.value),
);
const typed = z.looseObject({ type: z.unknown() });

/**
 * What one WebSocket message means: a message of the protocol, or what is wrong with it. `isBinary` as ws reports it.
 * Never throws; the detail names the first wrong field and repeats at most 160 characters of the input.
 */
export function readClientInput(text: string, isBinary: boolean): PageMessage | InputError {
  if (isBinary) return inputErrorOf('binary');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return inputErrorOf('notJson');
  }
  const parsed = pageMessage.safeParse(value);
  if (parsed.success) return parsed.data;
  const detail = firstWrongField(parsed.error);
  const envelope = typed.safeParse(value);
  const isUnknownType = envelope.success && 'type' in envelope.data && !KNOWN_TYPES.has(envelope.data.type);
  return inputErrorOf(isUnknownType ? 'unknownType' : 'malformed', detail);
}
