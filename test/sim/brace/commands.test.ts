import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { braceCommand, readCommand } from '../../../sim/brace/commands.ts';

describe('commands to the simulated brace', () => {
  it.each([
    { type: 'pressStop' },
    { type: 'corrupt', direction: 'toHost', count: 3 },
    { type: 'corruptRate', byteErrorRate: 0.01 },
    { type: 'delayLine', delayMs: 12 },
    { type: 'jitterLine', jitterMs: 5 },
    { type: 'lossRate', byteLossRate: 0.01 },
    { type: 'duplicationRate', duplicationRate: 1 },
    { type: 'resetChip', cause: 'watchdog' },
    { type: 'wireReset', isWired: true },
    { type: 'supply', volts: 8 },
    { type: 'supply', volts: null },
    { type: 'potentiometer', servo: 2, fault: 'stuck' },
    { type: 'potentiometer', servo: 3, fault: null },
  ])('reads %o', (command) => {
    expect(readCommand(JSON.stringify(command))).toEqual(command);
  });

  it('refuses rubbish with a sentence and advice, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        const read = readCommand(line);
        if (braceCommand.safeParse(read).success) return;
        expect(read).toMatchObject({ type: 'refused', sentence: expect.stringMatching(/\.$/) });
        expect(read).toHaveProperty('advice', expect.stringContaining('pressStop'));
      }),
    );
  });

  it.each([
    ['{', 'notJson'],
    ['{"type":"explode"}', 'unknownCommand'],
    ['{"type":"pressStop","now":true}', 'unknownCommand'],
    ['{"type":"corrupt","direction":"toHost","count":0}', 'unknownCommand'],
    ['{"type":"corruptRate","byteErrorRate":2}', 'unknownCommand'],
    ['{"type":"supply","volts":13}', 'unknownCommand'],
    ['{"type":"potentiometer","servo":0,"fault":"stuck"}', 'unknownCommand'],
    ['null', 'unknownCommand'],
  ])('%s is refused as %s', (line, id) => {
    expect(readCommand(line)).toMatchObject({ type: 'refused', id });
  });
});
