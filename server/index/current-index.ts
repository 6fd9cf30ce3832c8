// The index as readers see it: always the file that is at the path now, always whole. Another process may replace the
// file (a rebuild) or commit to it (an advance) at any time; each look costs one `stat` and one pragma.
import { type BigIntStats, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ServerError } from '../errors.js';
import { type IndexMeta, readMeta, TOOL_VERSION } from './meta.js';
import { type IndexSummary, summarise } from './summary.js';

/** One consistent state of the index, for the length of one synchronous call. */
export interface Snapshot {
  readonly meta: IndexMeta;
  /** `meta.revision`: what every answer carries. */
  readonly revision: string;
  /** Rows as arrays, columns in the order of the SELECT. Statements are kept prepared. */
  all(sql: string, values: readonly (string | number | null)[]): unknown[][];
  /** Counts everything. */
  summary(): IndexSummary;
}

/** How long a read waits while another process writes its commit. */
const BUSY_TIMEOUT_MS = 5000;
const MAX_STATEMENTS = 200;

interface OpenIndex {
  database: Database.Database;
  inode: bigint;
  statements: Map<string, Database.Statement<unknown[], unknown[]>>;
  dataVersion: Database.Statement<[], number>;
  /** `PRAGMA data_version` at which `meta` was read. */
  seen: number;
  meta: IndexMeta;
}

export class CurrentIndex {
  readonly #path: string;
  #open: OpenIndex | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** What the index at the path says about itself now. Throws `ServerError` `no_index`. */
  meta(): IndexMeta {
    const open = this.#current();
    refresh(open);
    return open.meta;
  }

  /** Runs `read` on one state of the index. Throws `ServerError` `no_index`, and what `read` throws. */
  read<T>(read: (snapshot: Snapshot) => T): T {
    return inTransaction(this.#current(), (open) =>
      read({
        meta: open.meta,
        revision: open.meta.revision,
        all: (sql, values) => statementFor(open, sql).all(...values),
        summary: () => summarise(open.database),
      }),
    );
  }

  close(): void {
    this.#open?.database.close();
    this.#open = null;
  }

  #current(): OpenIndex {
    const { ino } = this.#stat();
    if (this.#open?.inode !== ino) {
      this.close();
      this.#open = openIndex(this.#path);
    }
    return this.#open;
  }

  #stat(): BigIntStats {
    const stats = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    if (stats) return stats;
    this.close();
    throw new ServerError('no_index', 'the data directory holds no index');
  }
}

/** The inode is taken before and after opening, so that it is that of the file opened. */
function openIndex(path: string): OpenIndex {
  for (;;) {
    const before = statSync(path, { bigint: true }).ino;
    const open = openFile(path, before);
    if (statSync(path, { bigint: true }).ino === before) return open;
    open.database.close();
  }
}

function openFile(path: string, inode: bigint): OpenIndex {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    const dataVersion = database.prepare<[], number>('PRAGMA data_version').pluck();
    const open = { database, inode, statements: new Map(), dataVersion, seen: -1, meta: readMeta(database) };
    if (open.meta.version === TOOL_VERSION) return open;
    throw new ServerError('no_index', 'the index was written by another version of this tool');
  } catch (error) {
    database?.close();
    if (error instanceof ServerError) throw error;
    throw new ServerError('no_index', 'the index cannot be read', { cause: error });
  }
}

function inTransaction<T>(open: OpenIndex, read: (open: OpenIndex) => T): T {
  open.database.exec('BEGIN');
  try {
    refresh(open);
    return read(open);
  } finally {
    open.database.exec('COMMIT');
  }
}

function refresh(open: OpenIndex): void {
  const version = open.dataVersion.get() ?? -1;
  if (version === open.seen) return;
  open.meta = readMeta(open.database);
  open.seen = version;
}

function statementFor({ database, statements }: OpenIndex, sql: string): Database.Statement<unknown[], unknown[]> {
  const known = statements.get(sql);
  if (known) return known;
  if (statements.size >= MAX_STATEMENTS) statements.clear();
  const statement = database.prepare<unknown[], unknown[]>(sql).raw();
  statements.set(sql, statement);
  return statement;
}
