// Appends alarms numbered 1, 2, 3 … until it is killed, and reports each one that the journal has confirmed.
import { openJournal } from '../../../controller/store/journal.ts';

const [path = '', start] = process.argv.slice(2);
const journal = openJournal(path, { wallClockMs: Date.now, log: (line) => console.error(line) });
for (let tick = Number(start) + 1; ; tick++) {
  const alarm = { id: 'batteryLow', occurrence: tick, priority: 'medium' } as const;
  const isKept = journal.append([{ tick, event: 'raised', alarm, by: null, clientId: null }], 'session');
  if (isKept) await new Promise((resolve) => process.send?.(tick, resolve));
}
