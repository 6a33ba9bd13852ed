import type { z } from 'zod';
import { type FromControl, fromControl, type ToControl, toControl } from './channel.ts';
import { firstWrongField } from './firstWrongField.ts';

/** Longest line either process accepts: four of the largest client messages. */
export const MAX_LINE_LENGTH = 65_536;

/** Why a channel can no longer be trusted. Whoever reads one of these drops the connection. */
export type ChannelProblem =
  | { readonly kind: 'lineTooLong'; readonly length: number }
  | { readonly kind: 'notJson' }
  | { readonly kind: 'malformed'; readonly detail: string };

/** What one piece of text contained, up to the first problem. */
export interface Decoded<Message> {
  readonly messages: readonly Message[];
  readonly problem: ChannelProblem | null;
}

/** Reads one direction of the channel; after a problem it reads nothing more. */
export interface ChannelDecoder<Message> {
  push(text: string): Decoded<Message>;
}

/** One message as one line. JSON escapes every line break inside a string, so the line cannot break early. */
export function encodeLine(message: ToControl | FromControl): string {
  return `${JSON.stringify(message)}\n`;
}

/** Decodes what control reads. */
export const createToControlDecoder = (): ChannelDecoder<ToControl> => createDecoder(toControl);
/** Decodes what the gateway reads. */
export const createFromControlDecoder = (): ChannelDecoder<FromControl> => createDecoder(fromControl);

function createDecoder<Message>(schema: z.ZodType<Message>): ChannelDecoder<Message> {
  let unfinishedLine = '';
  let isBroken = false;

  return {
    push(text) {
      const messages: Message[] = [];
      const broken = (problem: ChannelProblem): Decoded<Message> => {
        isBroken = true;
        unfinishedLine = '';
        return { messages, problem };
      };
      if (isBroken) return { messages, problem: null };
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        const line = unfinishedLine + text.slice(start, end);
        unfinishedLine = '';
        start = end + 1;
        const decoded = decodeLine(schema, line);
        if ('problem' in decoded) return broken(decoded.problem);
        messages.push(decoded.message);
      }
      unfinishedLine += text.slice(start);
      const { length } = unfinishedLine;
      return length > MAX_LINE_LENGTH ? broken({ kind: 'lineTooLong', length }) : { messages, problem: null };
    },
  };
}

function decodeLine<Message>(
  schema: z.ZodType<Message>,
  line: string,
): { readonly message: Message } | { readonly problem: ChannelProblem } {
  if (line.length > MAX_LINE_LENGTH) return { problem: { kind: 'lineTooLong', length: line.length } };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: { kind: 'notJson' } };
  }
  const parsed = schema.safeParse(value);
  return parsed.success
    ? { message: parsed.data }
    : { problem: { kind: 'malformed', detail: firstWrongField(parsed.error) } };
}
