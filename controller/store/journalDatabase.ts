import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** For how long a write waits for another program that has locked the file; the gateway does nothing else meanwhile. */
const BUSY_MS = 100;
const SCHEMA_VERSION = 1;

/** Opens or creates the file and its table. Throws where it is damaged, of a newer version, or cannot be written. */
export function openJournalDatabase(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    // Nothing is written before it is known whose file this is.
    const damage = database
      .prepare('PRAGMA quick_check(1)')
      .all()
      .find((row) => row['quick_check'] !== 'ok');
    if (damage) throw new Error(`it is damaged (${String(damage['quick_check'])})`);
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > SCHEMA_VERSION) throw new Error('a newer version of Poise has written it');
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS alarm_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at_ms INTEGER NOT NULL,
        session_id TEXT NOT NULL,
        tick INTEGER NOT NULL,
        event TEXT NOT NULL,
        fault_id TEXT,
        occurrence INTEGER,
        priority TEXT,
        acted_by TEXT,
        client_id TEXT
      ) STRICT;
      PRAGMA user_version = ${SCHEMA_VERSION};
    `);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
