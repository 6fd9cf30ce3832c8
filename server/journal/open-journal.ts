// The journal: what this maintainer saw, from where, and what became of it. It also caches what the canonical repository
// holds. Everything in it can be lost: the cache is rebuilt from git, the record starts anew, sources are read again.
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ServerError } from '../errors.js';
import { type Catalogue, openCatalogue } from './catalogue.js';
import { type JournalRecord, openRecord } from './record.js';

export interface Journal {
  catalogue: Catalogue;
  record: JournalRecord;
  /** All or nothing. */
  transaction(work: () => void): void;
  close(): void;
}

const VERSION = 1;

const SCHEMA = `
CREATE TABLE cursor (
  branch TEXT PRIMARY KEY, commit_id TEXT, tree TEXT, basis TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE file (
  branch TEXT NOT NULL, path TEXT NOT NULL, oid TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL,
  bytes INTEGER NOT NULL, subject TEXT, machine_key TEXT, runner TEXT, erratum TEXT,
  PRIMARY KEY (branch, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_subject ON file (subject) WHERE subject IS NOT NULL;
CREATE INDEX file_machine_key ON file (machine_key) WHERE machine_key IS NOT NULL;
CREATE INDEX file_erratum ON file (branch, path) WHERE kind = 'erratum';

CREATE TABLE round (
  id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, registry TEXT NOT NULL, trusted TEXT NOT NULL,
  tree TEXT
) STRICT;
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE visit (
  round INTEGER NOT NULL, source INTEGER NOT NULL, status TEXT NOT NULL, error TEXT, detail TEXT,
  PRIMARY KEY (round, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE tip (
  source INTEGER NOT NULL, ref TEXT NOT NULL, commit_id TEXT NOT NULL, basis TEXT NOT NULL, round INTEGER NOT NULL,
  PRIMARY KEY (source, ref)
) STRICT, WITHOUT ROWID;
CREATE TABLE candidate (
  source INTEGER NOT NULL, ref TEXT NOT NULL, path TEXT NOT NULL, oid TEXT NOT NULL,
  outcome TEXT NOT NULL, hash TEXT, note TEXT, findings TEXT NOT NULL,
  basis TEXT NOT NULL, first_round INTEGER NOT NULL, last_round INTEGER NOT NULL,
  PRIMARY KEY (source, ref, path, oid)
) STRICT, WITHOUT ROWID;
CREATE INDEX candidate_place ON candidate (path, oid);
CREATE INDEX candidate_hash ON candidate (hash) WHERE hash IS NOT NULL;
`;

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
  if (version > VERSION) throw new ServerError('journal_broken', `${path} was written by a newer version of this tool`);
  if (version === VERSION) return;
  database.transaction(() => {
    database.exec(SCHEMA);
    database.pragma(`user_version = ${VERSION}`);
  })();
}
