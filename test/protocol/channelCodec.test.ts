import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ToControl } from '../../protocol/channel.ts';
import {
  createFromControlDecoder,
  createToControlDecoder,
  encodeLine,
  MAX_LINE_LENGTH,
} from '../../protocol/channelCodec.ts';
import { DEFAULT_PROFILE } from '../../protocol/profile.ts';
import { APPROVED } from '../standing.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const message: fc.Arbitrary<ToControl> = fc.oneof(
  fc.record({ type: fc.constant('clientGone' as const), clientId: text }),
  fc.record({ type: fc.constant('profileNotSaved' as const), clientId: text, requestId: text }),
  fc.record({
    type: fc.constant('profile' as const),
    profile: fc.constant(DEFAULT_PROFILE),
    hash: fc.oneof(text, fc.constant('two\nlines\r\u2028and "quotes"')),
    standing: fc.constant(APPROVED),
  }),
);

/** The same text in pieces of any size. */
const cut = (whole: string, lengths: readonly number[]): readonly string[] => {
  const pieces: string[] = [];
  let start = 0;
  for (const length of lengths) {
    pieces.push(whole.slice(start, start + length));
    start += length;
  }
  return [...pieces, whole.slice(start)];
};

test('messages come out as they went in, however the text is cut', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), fc.array(fc.nat({ max: 200 })), (messages, lengths) => {
      const decoder = createToControlDecoder();
      const decoded = cut(messages.map(encodeLine).join(''), lengths).map((piece) => decoder.push(piece));
      expect(decoded.flatMap((part) => part.messages)).toEqual(messages);
      expect(decoded.every((part) => part.problem === null)).toBe(true);
    }),
  );
});

test('any text at all: messages or a problem, never an exception, and nothing after a problem', () => {
  const good = encodeLine({ type: 'clientGone', clientId: 'c' });
  const piece = fc.oneof(fc.string(), fc.json(), fc.constantFrom('\n', good, '\r\n', '{}'));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const decoder = createToControlDecoder();
      let isBroken = false;
      for (const part of pieces) {
        const { messages, problem } = decoder.push(part);
        if (isBroken) expect({ messages, problem }).toEqual({ messages: [], problem: null });
        isBroken ||= problem !== null;
      }
    }),
  );
});

test('what came before the problem counts, what came after it does not', () => {
  const good = { type: 'clientGone', clientId: 'c' } as const;
  const decoder = createToControlDecoder();
  expect(decoder.push(`${encodeLine(good)}{"type":"clientGone"}\n${encodeLine(good)}`)).toEqual({
    messages: [good],
    problem: { kind: 'malformed', detail: expect.stringMatching(/^clientId/) },
  });
  expect(decoder.push(encodeLine(good))).toEqual({ messages: [], problem: null });
});

test('a line that never ends is a problem as soon as it is too long, in one piece or in many', () => {
  expect(createFromControlDecoder().push('x'.repeat(MAX_LINE_LENGTH)).problem).toBeNull();
  expect(createFromControlDecoder().push('x'.repeat(MAX_LINE_LENGTH + 1)).problem).toEqual({
    kind: 'lineTooLong',
    length: MAX_LINE_LENGTH + 1,
  });
  expect(createFromControlDecoder().push(`${'x'.repeat(MAX_LINE_LENGTH + 1)}\n`).problem?.kind).toBe(
    'lineTooLong',
  );
  const decoder = createFromControlDecoder();
  const problems = Array.from({ length: 70 }, () => decoder.push('x'.repeat(1000)).problem).filter(Boolean);
  expect(problems).toEqual([{ kind: 'lineTooLong', length: 66_000 }]);
});

test('each direction refuses the other one’s messages', () => {
  const line = encodeLine({ type: 'clientGone', clientId: 'c' });
  expect(createFromControlDecoder().push(line).problem?.kind).toBe('malformed');
  expect(createFromControlDecoder().push('nonsense\n').problem).toEqual({ kind: 'notJson' });
});
