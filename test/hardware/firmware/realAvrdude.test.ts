import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { flash } from '../../../hardware/firmware/flash.ts';
import { readHex } from '../../../sim/mcu/hex.ts';
import { processes } from './fakeProcesses.ts';
import { type Stk500Chip, startStk500Chip } from './stk500Chip.ts';

const HEX = new URL('../../../hardware/firmware/interlock.hex', import.meta.url).pathname;
const isMissing = spawnSync('avrdude', ['-?']).error !== undefined;

async function startChip(): Promise<Stk500Chip> {
  const chip = await startStk500Chip();
  onTestFinished(() => chip.close());
  return chip;
}

async function flashed(chip: Stk500Chip, ...options: string[]) {
  const lines: string[] = [];
  const argv = ['--port', chip.port, '--programmer', 'stk500v1', ...options];
  const code = await flash(argv, HEX, (line) => lines.push(line), processes());
  return { code, said: lines.join('\n') };
}

function program(): Uint8Array {
  const words = readHex(readFileSync(HEX, 'utf8'));
  return new Uint8Array(words.buffer);
}

describe.skipIf(isMissing)('the real avrdude, on a chip that does not exist', () => {
  test('F60: writes the program, reads it back, and leaves right fuses alone', async () => {
    const chip = await startChip();
    const { code, said } = await flashed(chip);
    expect(said).toContain('Done');
    expect(code).toBe(0);
    expect(Buffer.compare(chip.flash, program())).toBe(0);
    expect(chip.writes).toEqual(['erase', 'flash']);
  });

  test('F60: a byte that did not stay is found', async () => {
    const chip = await startChip();
    chip.brokenAt = 0x1234;
    const { code, said } = await flashed(chip);
    expect(code).toBe(1);
    expect(said).toContain('not what was written');
  });

  test('F61: wrong fuses end it before anything is written; --fuses writes and verifies them', async () => {
    const chip = await startChip();
    chip.fuses.low = 0x62;
    chip.fuses.high = 0xd9;
    const refused = await flashed(chip);
    expect(refused.code).toBe(1);
    expect(refused.said).toContain('lfuse is 0x62, a brace has 0xEF');
    expect(refused.said).toContain('--fuses');
    expect(chip.writes).toEqual([]);

    expect((await flashed(chip, '--fuses', '--confirm', 'EF,DF,FC')).code).toBe(0);
    expect(chip.fuses).toMatchObject({ low: 0xef, high: 0xdf });
    // avrdude writes a fuse only where it differs.
    expect(chip.writes).toEqual(['erase', 'flash', 'low fuse', 'high fuse']);
  });

  test('F63: another chip is refused before anything is written', async () => {
    const chip = await startChip();
    chip.signature = [0x1e, 0x94, 0x06];
    const { code, said } = await flashed(chip);
    expect(code).toBe(1);
    expect(said).toContain('not an ATmega328P');
    expect(chip.writes).toEqual([]);
  });

  test('F63: a port without a programmer, and a programmer that it does not know', async () => {
    const chip = await startChip();
    await chip.close();
    expect((await flashed(chip)).said).toContain('there is nothing at this port');
    const lines: string[] = [];
    const argv = ['--port', 'usb', '--programmer', 'nosuchthing'];
    expect(await flash(argv, HEX, (line) => lines.push(line), processes())).toBe(1);
    expect(lines.join('\n')).toContain('does not know this programmer');
  });
});
