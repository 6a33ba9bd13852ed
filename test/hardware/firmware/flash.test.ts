import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { flash } from '../../../hardware/firmware/flash.ts';
import { processes } from './fakeProcesses.ts';

/** What one call of avrdude says and how it ends. */
interface Played {
  readonly prints?: string;
  readonly says?: string;
  readonly code?: number;
}

const RIGHT: Played = { prints: '0xef\n0xdf\n0xfc\n' };
const PATIENT = ['--port', 'usb', '--programmer', 'usbasp'];
const BENCH = ['--port', '/dev/null', '--bench'];

/** Flashes with an avrdude that is not one: it notes its arguments and plays back what it is told, call by call. */
async function flashWith(played: readonly Played[], argv: readonly string[], proc = processes()) {
  const folder = mkdtempSync(join(tmpdir(), 'fake avrdude '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const calls = join(folder, 'calls');
  // Of the shell's own commands only: the PATH of the test has nothing else.
  writeFileSync(
    join(folder, 'avrdude'),
    `#!/bin/sh
call=0
if [ -e ${quoted(calls)} ]; then while IFS= read -r _; do call=$((call + 1)); done < ${quoted(calls)}; fi
for word in "$@"; do printf '%s\\t' "$word" >> ${quoted(calls)}; done
printf '\\n' >> ${quoted(calls)}
case $call in
${played.map(({ prints = '', says = '', code = 0 }, call) => `${call}) printf %s ${quoted(prints)}; printf %s ${quoted(says)} >&2; exit ${code};;`).join('\n')}
esac
`,
  );
  chmodSync(join(folder, 'avrdude'), 0o755);
  vi.stubEnv('PATH', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const hexPath = join(folder, 'a hex; touch $HOME `x`.hex');
  writeFileSync(hexPath, ':00000001FF\n');
  const lines: string[] = [];
  const code = await flash(argv, hexPath, (line) => lines.push(line), proc);
  const noted = existsSync(calls) ? readFileSync(calls, 'utf8').split('\n').slice(0, -1) : [];
  return { code, said: lines.join('\n'), hexPath, calls: noted.map((line) => line.split('\t').slice(0, -1)) };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const writes = (calls: readonly string[][]): string[] => calls.flat().filter((word) => word.includes(':w:'));

describe('what is called', () => {
  test('F60: for a brace: asked, written with verification, read back, and the fuses compared twice', async () => {
    const { code, calls, hexPath, said } = await flashWith([RIGHT, {}, {}, RIGHT], PATIENT);
    expect(code).toBe(0);
    const chip = ['-q', '-p', 'm328p', '-c', 'usbasp', '-P', 'usb'];
    const fuses = [...chip, '-n', '-U', 'lfuse:r:-:h', '-U', 'hfuse:r:-:h', '-U', 'efuse:r:-:h'];
    expect(calls).toEqual([
      fuses,
      [...chip, '-U', `flash:w:${hexPath}:i`],
      [...chip, '-n', '-U', `flash:v:${hexPath}:i`],
      fuses,
    ]);
    expect(said).toContain('Next: take the programmer off');
  });

  test('F60: for the bench: through the bootloader, without fuses, and nobody may wear it', async () => {
    const { code, calls, said } = await flashWith([], [...BENCH, '--baud', '57600']);
    expect(code).toBe(0);
    expect(calls).toHaveLength(3);
    for (const call of calls) {
      expect(call.slice(0, 9)).toEqual([
        '-q',
        '-p',
        'm328p',
        '-c',
        'arduino',
        '-P',
        '/dev/null',
        '-b',
        '57600',
      ]);
    }
    expect(calls.flat().join(' ')).not.toContain('fuse');
    expect(said).toContain('Nobody may wear it');
  });

  test('F60: a wrong chip is never overridden and verification never left out', async () => {
    const runs = [await flashWith([RIGHT, {}, {}, RIGHT], PATIENT), await flashWith([], BENCH)];
    for (const { calls } of runs) expect(calls.flat().filter((word) => /^-[FV]$/.test(word))).toEqual([]);
  });

  test('F61: fuses are written only with --fuses and its confirmation, after the program', async () => {
    expect(writes((await flashWith([RIGHT, {}, {}, RIGHT], PATIENT)).calls)).toHaveLength(1);
    for (const confirm of [[], ['--confirm', 'EF,DF'], ['--confirm', 'yes'], ['--confirm', 'EF,DF,FD']]) {
      const { code, calls, said } = await flashWith([RIGHT], [...PATIENT, '--fuses', ...confirm]);
      expect(code).toBe(1);
      expect(calls).toEqual([]);
      expect(said).toContain('--confirm EF,DF,FC');
    }
    const fresh: Played = { prints: '0x62\n0xd9\n0xff\n' };
    const { code, calls } = await flashWith(
      [fresh, {}, {}, {}, RIGHT],
      [...PATIENT, '--fuses', '--confirm', 'ef,df,fc'],
    );
    expect(code).toBe(0);
    expect(writes(calls)).toEqual([
      expect.stringMatching(/^flash:w:/),
      'lfuse:w:0xEF:m',
      'hfuse:w:0xDF:m',
      'efuse:w:0xFC:m',
    ]);
  });

  test.each([
    ['another low fuse', '0x62\n0xdf\n0xfc\n'],
    ['a bootloader', '0xef\n0xda\n0xfc\n'],
    ['another brown-out level', '0xef\n0xdf\n0xfd\n'],
    ['one that was not read', '0xef\n0xdf\n'],
    ['none that was read', ''],
  ])('F61: %s ends it before anything is written', async (_, prints) => {
    const { code, calls, said } = await flashWith([{ prints }], PATIENT);
    expect(code).toBe(1);
    expect(said).toContain('fuses of this chip are not those of a brace');
    expect(writes(calls)).toEqual([]);
  });

  test('F61: bits that an extended fuse does not have are not compared', async () => {
    expect((await flashWith([{ prints: '0xef\n0xdf\n0x4\n' }, {}, {}, RIGHT], PATIENT)).code).toBe(0);
  });

  test('F61: fuses that changed while the program was written are no success', async () => {
    const { code, said } = await flashWith([RIGHT, {}, {}, { prints: '0xff\n0xdf\n0xfc\n' }], PATIENT);
    expect(code).toBe(1);
    expect(said).toContain('must not be used');
  });
});

describe('what is not called', () => {
  test('F62: while Poise runs on a brace nothing is called, and it says what to do first', async () => {
    const poise = [{ words: ['node', '/opt/poise/controller/control/main.ts', '--device', '/dev/ttyACM0'] }];
    for (const argv of [PATIENT, BENCH]) {
      const { code, calls, said } = await flashWith([RIGHT, {}, {}, RIGHT], argv, processes(poise));
      expect(code).toBe(1);
      expect(calls).toEqual([]);
      expect(said).toContain('Take the head out of the brace');
    }
  });

  test('F64: a dry run says every call and makes none', async () => {
    const { code, calls, said } = await flashWith(
      [],
      [...PATIENT, '--fuses', '--confirm', 'EF,DF,FC', '--dry-run'],
    );
    expect(code).toBe(0);
    expect(calls).toEqual([]);
    expect(said.match(/^avrdude .*/gm)).toHaveLength(5);
    expect(said).toContain('lfuse:w:0xEF:m');
    expect(said).toContain('dry run');
  });

  test.each([
    ['no port', ['--programmer', 'usbasp']],
    ['no programmer', ['--port', 'usb']],
    ['a shell in the port', ['--port', '/dev/null; reboot', '--programmer', 'usbasp']],
    ['an option as a port', ['--port=-F', '--programmer', 'usbasp']],
    ['a port outside /dev', ['--port', '/etc/passwd', '--programmer', 'usbasp']],
    ['an option as a programmer', ['--port', 'usb', '--programmer=-F']],
    ['a bootloader for a brace', ['--port', '/dev/null', '--programmer', 'arduino']],
    ['both ways at once', [...BENCH, '--programmer', 'usbasp']],
    ['fuses through a bootloader', [...BENCH, '--fuses', '--confirm', 'EF,DF,FC']],
    ['a clock that is no number', [...PATIENT, '--bitclock', 'fast']],
    ['a baud rate for a programmer', [...PATIENT, '--baud', '9600']],
    ['a baud rate that is no number', [...BENCH, '--baud', 'NaN']],
    ['an option that does not exist', [...PATIENT, '--force']],
    ['a word too many', [...PATIENT, 'now']],
  ])('F64: %s', async (_, argv) => {
    const { code, calls, said } = await flashWith([RIGHT, {}, {}, RIGHT], argv);
    expect(code).toBe(1);
    expect(calls).toEqual([]);
    expect(said).toContain('npm run firmware -- flash');
  });
});

describe('what goes wrong', () => {
  const FAILURES: readonly (readonly [string, string, string])[] = [
    ['avrdude error: cannot find programmer id usbusp', 'does not know this programmer', 'avrdude -c ?'],
    [
      'avrdude: ser_open(): can\'t open device "/dev/ttyUSB0": Permission denied',
      'may not use the port',
      'dialout',
    ],
    [
      'avrdude OS error: cannot open port /dev/ttyUSB0: Device or resource busy',
      'another program',
      'End that program',
    ],
    [
      'avrdude OS error: cannot open port /dev/ttyUSB0: No such file or directory',
      'nothing at this port',
      'Plug the programmer in',
    ],
    [
      'avrdude error: cannot find USB device with vid=0x16c0 pid=0x5dc',
      'nothing at this port',
      'Plug the programmer in',
    ],
    [
      'avrdude: stk500_getsync() attempt 10 of 10: not in sync: resp=0x00',
      'programmer does not answer',
      '--baud 57600',
    ],
    [
      'avrdude error: program enable: target does not answer (0x01)\navrdude error: initialization failed, rc=-1',
      'chip does not answer',
      '--bitclock 10',
    ],
    [
      'avrdude: Expected signature for ATmega328P is 1E 95 0F\n         Double check chip, or use -F to override',
      'not an ATmega328P',
      'Never force',
    ],
    ['Segmentation fault', 'ended early', 'stands above'],
  ];

  test.each(FAILURES)('F63: %s', async (says, sentence, advice) => {
    const { code, calls, said } = await flashWith([{ says, code: 1 }], PATIENT);
    expect(code).toBe(1);
    expect(calls).toHaveLength(1);
    expect(said.toLowerCase()).toContain(sentence.toLowerCase());
    expect(said).toContain(advice);
    expect(said).toContain(says);
  });

  test('F63: what does not verify must not be used', async () => {
    const says = 'avrdude error: verification mismatch\n  device 0x0c != input 0x0d at addr 0x0000';
    const { code, said } = await flashWith([RIGHT, { says, code: 1 }], PATIENT);
    expect(code).toBe(1);
    expect(said).toContain('not what was written');
    expect(said).toContain('must not be used');
  });

  test('F63: once writing has begun, nobody is told that nothing was done', async () => {
    const unplugged = { says: 'avrdude error: programmer is not responding', code: 1 };
    const flows = [
      [RIGHT, unplugged],
      [RIGHT, {}, unplugged],
      [RIGHT, {}, {}, unplugged],
    ];
    for (const played of flows) {
      const { code, said } = await flashWith(played, PATIENT);
      expect(code).toBe(1);
      expect(said).not.toContain('Nothing was done');
      expect(said).toContain('must not be used');
    }
  });

  test('F63: without avrdude it says what to install', async () => {
    vi.stubEnv('PATH', '/nowhere');
    onTestFinished(() => void vi.unstubAllEnvs());
    const lines: string[] = [];
    const hexPath = new URL('../../../hardware/firmware/interlock.hex', import.meta.url).pathname;
    expect(await flash(PATIENT, hexPath, (line) => lines.push(line), processes())).toBe(1);
    expect(lines.join('\n')).toContain('apt-get install --no-install-recommends avrdude');
  });

  test('F63: without a firmware file it says so before anything is called', async () => {
    const lines: string[] = [];
    expect(await flash(PATIENT, '/nowhere/interlock.hex', (line) => lines.push(line), processes())).toBe(1);
    expect(lines.join('\n')).toContain('firmware file is missing');
  });
});
