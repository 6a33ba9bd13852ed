import type { DatabaseSync } from 'node:sqlite';
import type { AlarmLogEntry } from '../../protocol/alarms.ts';
import { openJournalDatabase } from './journalDatabase.ts';

/** Years of alarms at a hundred a day. */
const KEPT_ENTRIES = 100_000;

/** An entry as it is kept. Its words may be those of an older Poise, so they are text. */
export interface JournalEntry {
  /** Wall clock, milliseconds since 1970. A Pi without a clock battery may be wrong; the order of the entries is right. */
  readonly atMs: number;
  /** One run of the gateway. */
  readonly sessionId: string;
  /** Tick of control, which counts anew whenever control has started anew. */
  readonly tick: number;
  readonly event: string;
  readonly alarm: {
    readonly id: string;
    readonly occurrence: number;
    readonly priority: string;
  } | null;
  readonly by: string | null;
  readonly clientId: string | null;
}

export type JournalStanding =
  | { readonly kind: 'kept' }
  /** `missing`: entries that were lost since the gateway started. */
  | { readonly kind: 'notKept'; readonly why: string; readonly missing: number };

/** The alarm log. Nothing in it throws: an alarm that cannot be written down must still be seen and heard. */
export interface Journal {
  /** True once the entries are on the disk, all of them; false if none is. */
  append(entries: readonly AlarmLogEntry[], sessionId: string): boolean;
  /** The newest first. Empty where nothing can be read. */
  newest(count: number): readonly JournalEntry[];
  standing(): JournalStanding;
  close(): void;
}

export interface JournalOptions {
  readonly wallClockMs: () => number;
  /** One line for the person who runs Poise. */
  readonly log: (line: string) => void;
  readonly keptEntries?: number;
}

/**
 * Opens the alarm log in an SQLite file, which is created where it does not exist. What it confirms survives a kill and a loss of
 * power (WAL, synchronous=FULL). A file that is damaged or cannot be written is left as it is: the journal then says that it is
 * not kept.
 */
export function openJournal(path: string, options: JournalOptions): Journal {
  try {
    return keep(openJournalDatabase(path), path, options);
  } catch (error) {
    const why = messageOf(error);
    options.log(
      `The alarm log ${path} cannot be kept: ${why}. Alarms are shown all the same. Move the file away or free the disk, then restart Poise.`,
    );
    return unkept(why);
  }
}

function keep(database: DatabaseSync, path: string, options: JournalOptions): Journal {
  const { wallClockMs, log, keptEntries = KEPT_ENTRIES } = options;
  let standing: JournalStanding = { kind: 'kept' };
  const insert = database.prepare(`
    INSERT INTO alarm_log (at_ms, session_id, tick, event, fault_id, occurrence, priority, acted_by, client_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const forget = database.prepare('DELETE FROM alarm_log WHERE id <= ?');
  const select = database.prepare('SELECT * FROM alarm_log ORDER BY id DESC LIMIT ?');

  const write = (entries: readonly AlarmLogEntry[], sessionId: string) => {
    const atMs = Math.round(wallClockMs());
    database.exec('BEGIN IMMEDIATE');
    let newestId = 0;
    for (const { tick, event, alarm, by, clientId } of entries) {
      const { lastInsertRowid } = insert.run(
        atMs,
        sessionId,
        tick,
        event,
        ...(alarm ? [alarm.id, alarm.occurrence, alarm.priority] : [null, null, null]),
        by,
        clientId,
      );
      newestId = Number(lastInsertRowid);
    }
    forget.run(newestId - keptEntries);
    database.exec('COMMIT');
  };

  const fail = (error: unknown, lost: number) => {
    const why = messageOf(error);
    const before = standing.kind === 'kept' ? 0 : standing.missing;
    if (standing.kind === 'kept')
      log(`The alarm log ${path} cannot be written: ${why}. Alarms are shown all the same.`);
    standing = { kind: 'notKept', why, missing: before + lost };
  };

  return {
    append(entries, sessionId) {
      try {
        write(entries, sessionId);
      } catch (error) {
        fail(error, entries.length);
        try {
          if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
        } catch (rollbackError) {
          fail(rollbackError, 0);
        }
        return false;
      }
      if (standing.kind === 'notKept') {
        log(`The alarm log ${path} is written again; ${standing.missing} entries are missing in it.`);
        standing = { kind: 'kept' };
      }
      return true;
    },
    newest(count) {
      try {
        return select.all(count).map(entryOf);
      } catch (error) {
        fail(error, 0);
        return [];
      }
    },
    standing: () => standing,
    close() {
      try {
        database.close();
      } catch (error) {
        fail(error, 0);
      }
    },
  };
}

function entryOf(row: Record<string, unknown>): JournalEntry {
  const text = (name: string) => (row[name] === null ? null : String(row[name]));
  return {
    atMs: Number(row['at_ms']),
    sessionId: String(row['session_id']),
    tick: Number(row['tick']),
    event: String(row['event']),
    alarm:
      row['fault_id'] === null
        ? null
        : {
            id: String(row['fault_id']),
            occurrence: Number(row['occurrence']),
            priority: String(row['priority']),
          },
    by: text('acted_by'),
    clientId: text('client_id'),
  };
}

/** Stands in for a log that cannot be opened, and counts what is not kept. */
function unkept(why: string): Journal {
  let missing = 0;
  return {
    append(entries) {
      missing += entries.length;
      return false;
    },
    newest: () => [],
    standing: () => ({ kind: 'notKept', why, missing }),
    close: () => undefined,
  };
}

/** The system's words on one line. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
