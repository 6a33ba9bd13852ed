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
import { type CompiledLimits, HALF_SPACES, limitsHeader } from './limitsHeader.ts';

const FOLDER = import.meta.dirname;
const HEADER = join(FOLDER, 'generated', 'limits.h');
const HEX = join(FOLDER, 'interlock.hex');
const COMPILER_FLAGS = [
  '-mmcu=atmega328p',
  '-DF_CPU=16000000UL',
  '-std=gnu11',
  '-Os',
  '-flto',
  '-fno-strict-aliasing',
  '-frandom-seed=poise',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wconversion',
];

/** Evenly spread unit vectors (a Fibonacci sphere), times 64. */
function fibonacciSphere(count: number): [number, number, number][] {
  const golden = Math.PI * (3 - Math.sqrt(5));
  return Array.from({ length: count }, (_, k) => {
    const z = 1 - (2 * k + 1) / count;
    const radius = Math.sqrt(1 - z * z);
    const angle = golden * k;
    return [radius * Math.cos(angle), radius * Math.sin(angle), z].map((part) => Math.round(part * 64)) as [
      number,
      number,
      number,
    ];
  });
}

const PLACEHOLDER: CompiledLimits = {
  referenceUs: [1500, 1500, 1500],
  directions: fibonacciSphere(HALF_SPACES),
  offsetsUs: Array.from({ length: HALF_SPACES }, () => 450),
  rangeUs: [
    { minUs: 1050, maxUs: 1950 },
    { minUs: 1050, maxUs: 1950 },
    { minUs: 1050, maxUs: 1950 },
  ],
  maxSpeedUsPerS: [1200, 1200, 1200],
  potReferenceSum: [8184, 8184, 8184],
  potSumPerUs: [12.8, 12.8, 12.8],
  attachToleranceUs: 40,
};

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
    const header = limitsHeader(PLACEHOLDER);
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
