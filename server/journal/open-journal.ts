// The journal: what this maintainer saw, from where, and what became of it. It also caches what the canonical repository
// holds. Everything in it can be lost: the cache is rebuilt from git, the record starts anew, sources are read again.
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ServerError } from '../errors.js';
import { type Catalogue, openCatalogue } from './catalogue.js';
import { type JournalRecord, openRecord } from './record.js';
import { JOURNAL_STEPS } from './tables.js';
import { openWatchBook, type WatchBook } from './watch-book.js';

export interface Journal {
  catalogue: Catalogue;
  record: JournalRecord;
  watch: WatchBook;
  /** All or nothing. */
  transaction(work: () => void): void;
  close(): void;
}

/** Opens or makes the journal. Throws `ServerError` (`journal_broken`) for a damaged one or one of a newer version. */
export function openJournal(path: string): Journal {
  return opening(path, () => new Database(path), ['journal_mode = WAL', 'synchronous = NORMAL']);
}

/** A journal in memory: a copy of the one at `path` if there is one. What happens in it is forgotten. */
export function openJournalCopy(path: string): Journal {
  return opening(path, () => {
    if (!existsSync(path)) return new Database(':memory:');
    const original = new Database(path, { fileMustExist: true }); // a read-only one would leave its -shm file behind
    try {
      original.pragma('schema_version'); // names the fault of a damaged file, which `serialize` does not
      const bytes = original.serialize();
      bytes.fill(1, 18, 20); // no write-ahead log in memory: https://www.sqlite.org/fileformat.html
      return new Database(bytes);
    } finally {
      original.close();
    }
  });
}

function opening(path: string, open: () => Database.Database, pragmas: readonly string[] = []): Journal {
  let database: Database.Database | undefined;
  try {
    database = open();
    for (const pragma of pragmas) database.pragma(pragma);
    prepareTables(database, path);
    return {
      catalogue: openCatalogue(database),
      record: openRecord(database),
      watch: openWatchBook(database),
      transaction: (work) => database?.transaction(work)(),
      close: () => database?.close(),
    };
  } catch (error) {
    database?.close();
    const isDamaged = error instanceof Database.SqliteError && /^SQLITE_(?:NOTADB|CORRUPT|ERROR)/.test(error.code);
    if (isDamaged) throw new ServerError('journal_broken', `${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

function prepareTables(database: Database.Database, path: string): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > JOURNAL_STEPS.length)
    throw new ServerError('journal_broken', `${path} was written by a newer version of this tool`);
  if (version === JOURNAL_STEPS.length) return;
  database.transaction(() => {
    for (const step of JOURNAL_STEPS.slice(version)) database.exec(step);
    database.pragma(`user_version = ${JOURNAL_STEPS.length}`);
  })();
}
