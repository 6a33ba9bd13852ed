/**
 * Generates the headers in `generated/` and compiles `interlock.hex`; all are committed.
 *
 * `npm run firmware` writes them; `npm run firmware -- --check` rebuilds them elsewhere, has cppcheck read the sources if it is
 * there, and exits 1 if anything differs or is found.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledLimits } from '../../controller/safety/pulseLimits.ts';
import { BRACE_SIGNALS } from '../../protocol/alarmSignals.ts';
import { DEFAULT_BUILD } from '../../protocol/brace.ts';
import { alarmsHeader } from './alarmsHeader.ts';
import { limitsHeader } from './limitsHeader.ts';

const FOLDER = import.meta.dirname;
const HEX = join(FOLDER, 'interlock.hex');
const COMPILER_FLAGS = [
  '-mmcu=atmega328p',
  '-DF_CPU=16000000UL',
  '-std=gnu11',
  '-Os',
  '-flto',
  '-frandom-seed=poise',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wconversion',
];
const CPPCHECK_FLAGS = [
  '--quiet',
  '--error-exitcode=1',
  '--enable=warning,style,performance,portability',
  '--inconclusive',
  '--std=c11',
  '--platform=avr8',
  '--inline-suppr',
  '-DFIRMWARE_HASH=0UL',
];

/** Name to text of what is generated. */
type Headers = Readonly<Record<string, string>>;

/** Identity of what is compiled: the first 28 bits of SHA-256 over the names and texts of all sources and headers. */
function firmwareHash(headers: Headers): number {
  const hash = createHash('sha256');
  for (const name of sourceNames()) hash.update(`${name}\n${readFileSync(join(FOLDER, name), 'utf8')}`);
  for (const [name, text] of Object.entries(headers)) hash.update(`generated/${name}\n${text}`);
  return hash.digest().readUInt32BE(0) >>> 4;
}

function sourceNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => /\.[ch]$/.test(name))
    .sort();
}

function run(tool: string, args: readonly string[], cwd: string): void {
  try {
    execFileSync(tool, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error(
        `${tool} is not installed. On Debian: apt-get install --no-install-recommends gcc-avr avr-libc`,
      );
    }
    throw new Error(`${tool} failed; its messages stand above`);
  }
}

function isInstalled(tool: string): boolean {
  return spawnSync(tool, ['--version']).status === 0;
}

/** Compiles into `folder` and returns the text of the hex file. The sources are named relatively, so that no path gets in. */
function compile(headers: Headers, folder: string): string {
  const generated = join(folder, 'generated');
  mkdirSync(generated, { recursive: true });
  for (const [name, text] of Object.entries(headers)) writeFileSync(join(generated, name), text);
  for (const name of sourceNames()) writeFileSync(join(folder, name), readFileSync(join(FOLDER, name)));
  const sources = sourceNames().filter((name) => name.endsWith('.c'));
  const hash = `-DFIRMWARE_HASH=0x${firmwareHash(headers).toString(16)}UL`;
  run('avr-gcc', [...COMPILER_FLAGS, hash, '-o', 'interlock.elf', ...sources], folder);
  run('avr-objcopy', ['-O', 'ihex', '-R', '.eeprom', 'interlock.elf', 'interlock.hex'], folder);
  run('avr-size', ['interlock.elf'], folder);
  return readFileSync(join(folder, 'interlock.hex'), 'latin1').replaceAll('\r\n', '\n');
}

/** Has cppcheck read the copy of the sources that `compile` left in `folder`; any finding throws. False if it is not there. */
function isReadByCppcheck(folder: string): boolean {
  if (!isInstalled('cppcheck')) return false;
  run('cppcheck', [...CPPCHECK_FLAGS, '.'], folder);
  return true;
}

function checkAll(headers: Headers, hex: string, folder: string): void {
  for (const [name, text] of Object.entries(headers)) check(join(FOLDER, 'generated', name), text);
  check(HEX, hex);
  console.log('generated/*.h and interlock.hex are what the sources give');
  const said = isReadByCppcheck(folder)
    ? 'cppcheck finds nothing'
    : 'cppcheck is not installed and read nothing (Debian: apt-get install --no-install-recommends cppcheck)';
  console.log(said);
}

function main(isCheck: boolean): void {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-'));
  try {
    const headers: Headers = {
      'alarms.h': alarmsHeader(BRACE_SIGNALS),
      'limits.h': limitsHeader(compiledLimits(DEFAULT_BUILD)),
    };
    const hex = compile(headers, folder);
    if (isCheck) {
      checkAll(headers, hex, folder);
    } else {
      for (const [name, text] of Object.entries(headers))
        writeFileSync(join(FOLDER, 'generated', name), text);
      writeFileSync(HEX, hex);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function check(path: string, expected: string): void {
  if (!existsSync(path) || readFileSync(path, 'latin1') !== expected) {
    throw new Error(`${path} is not what the sources give. Run \`npm run firmware\` and commit the result.`);
  }
}

try {
  main(process.argv.includes('--check'));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
