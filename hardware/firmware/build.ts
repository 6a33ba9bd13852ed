/**
 * Generates `generated/limits.h` and compiles `interlock.hex`; both are committed.
 *
 * `npm run firmware` writes them; `npm run firmware -- --check` rebuilds them elsewhere and exits 1 if they differ.
 */
import { execFileSync } from 'node:child_process';
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
import { DEFAULT_BUILD } from '../../protocol/brace.ts';
import { limitsHeader } from './limitsHeader.ts';

const FOLDER = import.meta.dirname;
const HEADER = join(FOLDER, 'generated', 'limits.h');
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

/** Identity of what is compiled: the first 28 bits of SHA-256 over the names and texts of all sources and the header. */
function firmwareHash(header: string): number {
  const hash = createHash('sha256');
  for (const name of sourceNames()) hash.update(`${name}\n${readFileSync(join(FOLDER, name), 'utf8')}`);
  hash.update(`generated/limits.h\n${header}`);
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

/** Compiles into `folder` and returns the text of the hex file. The sources are named relatively, so that no path gets in. */
function compile(header: string, folder: string): string {
  const generated = join(folder, 'generated');
  mkdirSync(generated, { recursive: true });
  writeFileSync(join(generated, 'limits.h'), header);
  for (const name of sourceNames()) writeFileSync(join(folder, name), readFileSync(join(FOLDER, name)));
  const sources = sourceNames().filter((name) => name.endsWith('.c'));
  const hash = `-DFIRMWARE_HASH=0x${firmwareHash(header).toString(16)}UL`;
  run('avr-gcc', [...COMPILER_FLAGS, hash, '-o', 'interlock.elf', ...sources], folder);
  run('avr-objcopy', ['-O', 'ihex', '-R', '.eeprom', 'interlock.elf', 'interlock.hex'], folder);
  run('avr-size', ['interlock.elf'], folder);
  return readFileSync(join(folder, 'interlock.hex'), 'latin1').replaceAll('\r\n', '\n');
}

function main(isCheck: boolean): void {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-'));
  try {
    const header = limitsHeader(compiledLimits(DEFAULT_BUILD));
    const hex = compile(header, folder);
    if (isCheck) {
      check(HEADER, header);
      check(HEX, hex);
      console.log('generated/limits.h and interlock.hex are what the sources give');
    } else {
      writeFileSync(HEADER, header);
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
