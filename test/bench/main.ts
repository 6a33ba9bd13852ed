import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { benchMotion } from './motion.ts';
import { benchRealTime } from './realTime.ts';
import { row } from './statistics.ts';

/**
 * `npm run bench`: what this machine measures. Nothing here passes or fails; compare within one run. `npm run bench -- motion`
 * runs one section: motion, lockstep or realTime.
 */
const SECTIONS = {
  motion: async () => benchMotion(),
  lockstep: async () => benchLockstep(),
  realTime: benchRealTime,
} as const;

function benchLockstep(): void {
  const script = join(import.meta.dirname, 'lockstep.ts');
  const started = performance.now();
  const answer = execFileSync(process.execPath, [script], { encoding: 'utf8' });
  const { simulatedS, wallS } = JSON.parse(answer) as { simulatedS: number; wallS: number };
  row(
    'lock-step',
    `${(simulatedS / wallS).toFixed(1)} times real time (${simulatedS.toFixed(1)} s simulated)`,
  );
  row('', `${((performance.now() - started) / 1000).toFixed(1)} s with start-up`);
}

const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(SECTIONS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  await run();
}
