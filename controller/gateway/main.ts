import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { ChildMessage } from '../../protocol/supervision.ts';
import { openJournal } from '../store/journal.ts';
import { openProfileStore, ProfileFileError, type ProfileStore } from '../store/profileStore.ts';
import { startGateway } from './gateway.ts';
import { readTrackerSettings } from './trackerSettings.ts';

const USAGE =
  'node controller/gateway/main.ts --control-socket PATH --profile-dir DIR --pages DIR [--port N] [--simulated]';
const EXIT_USAGE = 64;

const gatewayArguments = z.strictObject({
  'control-socket': z.string().min(1),
  'profile-dir': z.string().min(1),
  pages: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65_535),
  simulated: z.boolean(),
});

const log = (line: string) => console.error(`  Gateway     ${line}`);

function readArguments(): z.infer<typeof gatewayArguments> {
  try {
    const { values } = parseArgs({
      options: {
        'control-socket': { type: 'string' },
        'profile-dir': { type: 'string' },
        pages: { type: 'string' },
        port: { type: 'string', default: '8420' },
        simulated: { type: 'boolean', default: false },
      },
    });
    return gatewayArguments.parse(values);
  } catch (error) {
    const detail = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    console.error(`${detail}\nUsage: ${USAGE}`);
    process.exit(EXIT_USAGE);
  }
}

/** Null where the profile cannot be used: pages and STOP work without it, arming does not. */
async function openStore(directory: string): Promise<ProfileStore | null> {
  try {
    return await openProfileStore(directory);
  } catch (error) {
    if (!(error instanceof ProfileFileError)) throw error;
    log(
      `${error.message} Nothing was changed. The brace stays in self test until it is put right and Poise restarted.`,
    );
    return null;
  }
}

const values = readArguments();
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

const store = await openStore(values['profile-dir']);
const journal = openJournal(join(values['profile-dir'], 'alarms.sqlite'), { wallClockMs: Date.now, log });

const gateway = await startGateway({
  port: values.port,
  controlSocketPath: values['control-socket'],
  pagesDirectory: values.pages,
  store,
  journal,
  version,
  isSimulated: values.simulated,
  trackers: await readTrackerSettings(values['profile-dir'], log),
  log,
}).catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error;
  log(`Port ${values.port} is in use by another program. End it, or choose another port with --port.`);
  process.exit(1);
});

let isEnding = false;
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await gateway.close();
  journal.close();
  process.exit(0);
}

// Ctrl-C belongs to the supervisor, which ends control first: the page can then still show that the head is held.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void end());
process.on('disconnect', () => void end());

const ready: ChildMessage = { type: 'ready', port: gateway.port };
if (process.send) process.send(ready);
else console.log(`  Gateway     http://127.0.0.1:${gateway.port}/`);
