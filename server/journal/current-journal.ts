// The journal as those see it who only ask: whatever file is at the path now. The process that merges writes to it at any
// time; a read sees one consistent state.
import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ServerError } from '../errors.js';
import { EMPTY_TREE } from '../git/root-commit.js';
import { JOURNAL_STEPS } from './tables.js';

/** One consistent state of the journal, for the length of one synchronous call. */
export interface JournalView {
  /** Tree id of `data` that it speaks of. */
  readonly revision: string;
  /** Rows as arrays, columns in the order of the SELECT. */
  all(sql: string, values: readonly (string | number | null)[]): unknown[][];
  /** What `make` gives; nothing is kept, for the journal changes with every round. */
  remember<T>(name: string, make: () => T): T;
}

interface OpenJournal {
  database: Database.Database;
  inode: bigint;
}

/** How long a read waits while the journal is being made or recovered. */
const BUSY_TIMEOUT_MS = 5000;

export class CurrentJournal {
  readonly #path: string;
  #open: OpenJournal | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Runs `read` on one state of the journal. Throws `ServerError` `no_journal`, and what `read` throws. */
  read<T>(read: (view: JournalView) => T): T {
    const { database } = this.#current();
    const all = (sql: string, values: readonly (string | number | null)[]) =>
      database
        .prepare<unknown[], unknown[]>(sql)
        .raw()
        .all(...values);
    database.exec('BEGIN');
    try {
      const [head] = all("SELECT tree FROM cursor WHERE branch = 'data'", []);
      const revision = typeof head?.[0] === 'string' ? head[0] : EMPTY_TREE;
      return read({ revision, all, remember: (_name, make) => make() });
    } finally {
      database.exec('COMMIT');
    }
  }

  close(): void {
    this.#open?.database.close();
    this.#open = null;
  }

  #current(): OpenJournal {
    const inode = statSync(this.#path, { bigint: true, throwIfNoEntry: false })?.ino;
    if (inode === undefined) throw new ServerError('no_journal', 'nothing has been merged here yet');
    if (this.#open?.inode !== inode) this.close();
    this.#open ??= openFile(this.#path, inode);
    return this.#open;
  }
}

/** Not opened read-only, though it only reads: a writer that died may have left a log that must be recovered. */
function openFile(path: string, inode: bigint): OpenJournal {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    database.pragma('query_only = ON');
    if (database.pragma('user_version', { simple: true }) === JOURNAL_STEPS.length) return { database, inode };
    throw new ServerError(
      'no_journal',
      'it was written by another version of this tool; the next merge brings it up to date',
    );
  } catch (error) {
    database?.close();
    if (error instanceof ServerError) throw error;
    throw new ServerError('no_journal', 'it cannot be read', { cause: error });
  }
}
