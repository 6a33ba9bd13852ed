import { parseArgs } from 'node:util';
import { FULL_RATE_RUNS, type FullRateResult, streamFor } from '../hardware/trackers/fullRate.ts';
import { ALL_TRAPS } from '../hardware/trackers/traps/all.ts';
import { prove } from '../hardware/trackers/traps/trap.ts';
import { percentile } from './statistics.ts';
import { benchParsers } from './trackerParsers.ts';

/**
 * `npm run trackers`: every protocol at full rate against its fake over a real socket, all at the same time, then everything that
 * goes wrong in the field. `-- --seconds N` streams for another time than a minute. Exit code 0: no sample lost, every behaviour
 * as told. 'read' is from the arrival of a packet to its sample, 'under way' from the fake's write to the sample: both with whatever
 * else the machine does.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
const seconds = Number(values.seconds);
if (!(seconds > 0 && seconds <= 3600)) {
  console.error('--seconds: a number from 0 to 3600');
  process.exit(2);
}

const AT_ONCE = 4;
let isWrong = false;

function sayRun(name: string, hz: number, result: FullRateResult): void {
  const { sent, received, rubbish, parseUs, underWayMs, rateHz } = result;
  const lost = sent - received;
  isWrong ||= lost !== 0 || rubbish !== 0;
  const cells = [
    `${name}, ${hz} Hz`.padEnd(48),
    String(sent).padStart(6),
    String(lost).padStart(5),
    rateHz === null ? '?' : rateHz.toFixed(1).padStart(7),
    ...[0.5, 0.99].map((share) => percentile(parseUs, share).toFixed(0).padStart(7)),
    ...[0.5, 0.99].map((share) => percentile(underWayMs, share).toFixed(2).padStart(8)),
  ];
  console.log(cells.join('  '));
}

console.log(`${seconds} s of every protocol, all at once; viewers of seed 1\n`);
console.log(`${''.padEnd(48)}    sent   lost  rate Hz  read µs p50/p99   under way ms p50/p99`);
const progress = setInterval(() => console.error('  streaming …'), 15_000);
const results = await Promise.all(FULL_RATE_RUNS.map((run) => streamFor(run, seconds)));
clearInterval(progress);
FULL_RATE_RUNS.forEach(({ name, hz }, index) => {
  const result = results[index];
  if (result) sayRun(name, hz, result);
});

console.log('\nOne message by itself, from bytes to reading\n');
await benchParsers();

console.log('\nWhat goes wrong in the field, and what becomes of it\n');
const outcomes = new Map<number, string>();
const waiting = [...ALL_TRAPS.entries()];
const work = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [index, trap] = next;
    outcomes.set(
      index,
      await prove(trap).then(
        () => 'as told',
        (error: unknown) => `NOT SO: ${String(error)}`,
      ),
    );
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
ALL_TRAPS.forEach(({ tracker, trap, behaviour }, index) => {
  const outcome = outcomes.get(index) ?? 'NOT RUN';
  isWrong ||= outcome !== 'as told';
  console.log(`${tracker.padEnd(10)}  ${trap.padEnd(60)}  ${behaviour.padEnd(76)}  ${outcome}`);
});
console.log(
  isWrong
    ? '\nSomething is not as it should be.'
    : `\n${ALL_TRAPS.length} of ${ALL_TRAPS.length} as told, no sample lost.`,
);
process.exitCode = isWrong ? 1 : 0;
