import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runBeforeOthers } from '../../controller/control/priority.ts';
import { DEFAULT_BUILD } from '../../protocol/brace.ts';
import { createBody } from '../body/body.ts';
import { createBrace } from './brace.ts';
import { runBraceProcess } from './process.ts';

const USAGE =
  'usage: node sim/brace/main.ts --serial PATH [--truth PATH] [--seed N] [--hex PATH] [--resets-on-open]';
const FIRMWARE = fileURLToPath(new URL('../../hardware/firmware/interlock.hex', import.meta.url));

/** The simulated brace as a process of its own: it lives on when the controller dies, as a brace does. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      serial: { type: 'string' },
      truth: { type: 'string' },
      seed: { type: 'string', default: '1' },
      hex: { type: 'string', default: FIRMWARE },
      'resets-on-open': { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  if (values.serial === undefined || !Number.isSafeInteger(seed)) throw new Error(USAGE);
  const hexText = readFileSync(values.hex, 'utf8');
  const body = await createBody({ build: DEFAULT_BUILD, seed });
  const brace = createBrace({ hexText, body, seed, resetsOnOpen: values['resets-on-open'] });
  await runBraceProcess(brace, { serialPath: values.serial, truthPath: values.truth });
}

// A chip and a head do not wait for a browser.
runBeforeOthers();
main().catch((error: unknown) => {
  process.stderr.write(
    `The simulated brace cannot run: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
