import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

interface FakeProcess {
  readonly words: readonly string[];
  /** Files that it has open; null: they cannot be seen. */
  readonly files?: readonly string[] | null;
}

/** A folder as /proc is, with these processes and locks, and an idle one. */
export function processes(running: readonly FakeProcess[] = [], locks = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'proc-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [index, { words, files = [] }] of [{ words: ['init'] }, ...running].entries()) {
    const one = join(folder, String(90_000_000 + index));
    mkdirSync(one);
    writeFileSync(join(one, 'cmdline'), words.map((word) => `${word}\0`).join(''));
    if (files === null) continue;
    mkdirSync(join(one, 'fd'));
    for (const [fd, file] of files.entries()) symlinkSync(file, join(one, 'fd', String(fd)));
  }
  writeFileSync(join(folder, 'locks'), locks);
  return folder;
}
