/**
 * Ten million random 100 Hz ticks with moving targets and limits changed on the fly: no error, and every plan judged by
 * integration. Takes minutes. From the project root: node test/slow/trajectory-soak.ts [--ticks N] [--seed N]
 */
import { parseArgs } from 'node:util';
import { runClosedLoop } from '../controller/motion/trajectory/closedLoop.ts';

const TICKS_PER_RUN = 250_000;

const { values } = parseArgs({ options: { ticks: { type: 'string' }, seed: { type: 'string' } } });
const ticks = Number(values.ticks ?? 10_000_000);
const firstSeed = Number(values.seed ?? Math.trunc(Math.random() * 2 ** 31));
if (!Number.isInteger(ticks) || ticks <= 0 || !Number.isInteger(firstSeed)) {
  throw new RangeError('--ticks and --seed must be integers, ticks positive');
}

const begin = performance.now();
let done = 0;
let longest = 0;
const faults: string[] = [];
for (let run = 0; done < ticks && faults.length === 0; run++) {
  const report = runClosedLoop(Math.min(TICKS_PER_RUN, ticks - done), firstSeed + run);
  done += report.ticks;
  longest = Math.max(longest, report.longestDuration);
  faults.push(...report.faults.map((fault) => `seed ${firstSeed + run}, ${fault}`));
}
const seconds = (performance.now() - begin) / 1000;
for (const fault of faults) console.error(fault);
console.log(
  `${done} ticks from seed ${firstSeed}: ${faults.length} faults, longest plan ${longest.toFixed(1)} s, ${seconds.toFixed(0)} s`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
