/**
 * `npm run fuzz -- guards [--frames N] [--seed S] [--threads T]`: host guard and firmware against each other.
 * `npm run fuzz -- bytes [--bytes N] [--seed S] [--threads T]`: noise into the firmware's parser.
 * `npm run fuzz -- replay FILE`: plays the counterexample that a campaign has written.
 * All on the committed firmware (or INTERLOCK_HEX) on its emulated chip. Exits 1 on a counterexample.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { stretchTable } from './bytes/report.ts';
import { BYTES_PER_STRETCH, type StretchResult } from './bytes/stretch.ts';
import { runCampaign } from './campaign.ts';
import { type EpisodeResult, type Found, FRAMES_PER_EPISODE, playReplay } from './guards/episode.ts';
import { shrink } from './guards/shrink.ts';
import type { Replay } from './guards/steps.ts';
import { addTally, emptyTally, tallyTable } from './guards/tally.ts';
import { readOptions } from './options.ts';
import { createProgress } from './progress.ts';

const REPORTS = resolve(import.meta.dirname, '../../reports/fuzz');
const THREADS = 2;
const randomSeed = (): number => Date.now() % 1_000_000;

async function fuzzGuards(given: readonly string[]): Promise<boolean> {
  const { frames, seed, threads } = readOptions(given, {
    frames: 1_000_000,
    seed: randomSeed(),
    threads: THREADS,
  });
  console.log(`guards: ${frames} frames, seed ${seed}`);
  const progress = createProgress(frames, 'frames');
  const tally = emptyTally();
  let found: Found | undefined;
  const count = Math.ceil(frames / FRAMES_PER_EPISODE);
  await runCampaign<EpisodeResult>({ kind: 'guards', seed, count }, threads, (result) => {
    addTally(tally, result.tally);
    progress(tally.frames);
    found ??= result.found;
    return found === undefined;
  });
  console.log(tallyTable(tally));
  if (!found) return tally.frames >= frames;
  console.error(`\ncounterexample after ${tally.frames} frames (${found.kind}): ${found.message}`);
  const shrunk = shrink(found);
  mkdirSync(REPORTS, { recursive: true });
  const file = resolve(REPORTS, `guards-${seed}.json`);
  writeFileSync(file, JSON.stringify(shrunk.replay, null, 2));
  console.error(`shrunk to ${shrunk.replay.steps.length} frames: ${shrunk.message}`);
  console.error(`npm run fuzz -- replay ${relative(process.cwd(), file)}`);
  return false;
}

async function fuzzBytes(given: readonly string[]): Promise<boolean> {
  const { bytes, seed, threads } = readOptions(given, {
    bytes: 10_000_000,
    seed: randomSeed(),
    threads: THREADS,
  });
  console.log(`bytes: ${bytes}, seed ${seed}`);
  const progress = createProgress(bytes, 'bytes');
  const results: StretchResult[] = [];
  let sent = 0;
  const count = Math.ceil(bytes / BYTES_PER_STRETCH);
  await runCampaign<StretchResult>({ kind: 'bytes', seed, count }, threads, (result) => {
    results.push(result);
    sent += result.bytes;
    progress(sent);
    return result.fault === undefined;
  });
  console.log(stretchTable(results));
  const faults = results.flatMap(({ fault }) => fault ?? []);
  for (const fault of faults) console.error(`counterexample: ${fault}`);
  return faults.length === 0 && sent >= bytes;
}

function replay([file = '']: readonly string[]): boolean {
  const recorded: Replay = JSON.parse(readFileSync(file, 'utf8'));
  const found = playReplay(recorded);
  console.log(found ? `${found.kind}: ${found.message}` : 'nothing wrong happens any more');
  return found === undefined;
}

async function main([command, ...rest]: readonly string[]): Promise<boolean> {
  switch (command) {
    case 'guards':
      return fuzzGuards(rest);
    case 'bytes':
      return fuzzBytes(rest);
    case 'replay':
      return replay(rest);
    default:
      throw new RangeError('say guards, bytes or replay FILE');
  }
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
