// The index as readers see it: always the file that is at the path now, always whole. Another process may replace the
// file (a rebuild) or commit to it (an advance) at any time. One look per turn of the event loop is enough: what a
// request can have seen happen before it was sent, happened before the turn that reads it.
import { statSync } from 'node:fs';
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
  /** What `make` gives, kept until the index changes or too much else was asked to be kept. */
  remember<T>(name: string, make: () => T): T;
  /** Counts everything. */
  summary(): IndexSummary;
}

/** How long a read waits while another process writes its commit. */
const BUSY_TIMEOUT_MS = 5000;
const MAX_STATEMENTS = 200;
/** Memory for pages of the index; the operating system keeps the others. */
const CACHE_KIB = 32 * 1024;
const MAX_REMEMBERED = 300;

interface OpenIndex {
  database: Database.Database;
  inode: bigint;
  statements: Map<string, Database.Statement<unknown[], unknown[]>>;
  dataVersion: Database.Statement<[], number>;
  /** `PRAGMA data_version` at which `meta` was read. */
  seen: number;
  meta: IndexMeta;
  /** What was made of this state, the least recently asked for first. */
  memory: Map<string, unknown>;
}

export class CurrentIndex {
  readonly #path: string;
  readonly #version: string;
  #open: OpenIndex | null = null;
  /** Whether `#open` was looked at in this turn of the event loop. */
  #isChecked = false;

  /** `version` of the indexes that are read; others are as good as absent. */
  constructor(path: string, version = TOOL_VERSION) {
    this.#path = path;
    this.#version = version;
  }

  /** What the index at the path says about itself. Throws `ServerError` `no_index`. */
  meta(): IndexMeta {
    return this.#current().meta;
  }

  /** Runs `read` on one state of the index. Throws `ServerError` `no_index`, and what `read` throws. */
  read<T>(read: (snapshot: Snapshot) => T): T {
    const open = this.#current();
    open.database.exec('BEGIN');
    try {
      refresh(open);
      return read({
        meta: open.meta,
        revision: open.meta.revision,
        all: (sql, values) => statementFor(open, sql).all(...values),
        remember: (name, make) => remember(open.memory, name, make),
        summary: () => summarise(open.database),
      });
    } finally {
      open.database.exec('COMMIT');
    }
  }

  close(): void {
    this.#open?.database.close();
    this.#open = null;
  }

  #current(): OpenIndex {
    if (this.#open && this.#isChecked) return this.#open;
    const inode = inodeOf(this.#path);
    if (this.#open && this.#open.inode !== inode) this.close();
    this.#open ??= openIndex(this.#path, this.#version);
    refresh(this.#open);
    this.#isChecked = true;
    setImmediate(() => {
      this.#isChecked = false;
    });
    return this.#open;
  }
}

/** `null` where there is no file. */
function inodeOf(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

/** The inode is taken before and after opening, so that it is that of the file opened. */
function openIndex(path: string, version: string): OpenIndex {
  for (;;) {
    const inode = inodeOf(path);
    if (inode === null) throw new ServerError('no_index', 'the data directory holds no index');
    const open = openFile(path, inode, version);
    if (inodeOf(path) === inode) return open;
    open.database.close();
  }
}

/** Not opened read-only, though it only reads: a writer that died may have left a journal that must be rolled back. */
function openFile(path: string, inode: bigint, version: string): OpenIndex {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    database.pragma('query_only = ON');
    database.pragma(`cache_size = -${CACHE_KIB}`);
    const dataVersion = database.prepare<[], number>('PRAGMA data_version').pluck();
    const meta = readMeta(database);
    const open = { database, inode, statements: new Map(), dataVersion, seen: -1, meta, memory: new Map() };
    if (open.meta.version === version) return open;
    throw new ServerError('no_index', 'the index was written by another version of this tool');
  } catch (error) {
    database?.close();
    if (error instanceof ServerError) throw error;
    throw new ServerError('no_index', 'the index cannot be read', { cause: error });
  }
}

function refresh(open: OpenIndex): void {
  const version = open.dataVersion.get() ?? -1;
  if (version === open.seen) return;
  open.meta = readMeta(open.database);
  open.memory.clear();
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

function remember<T>(memory: Map<string, unknown>, name: string, make: () => T): T {
  const value = memory.has(name) ? (memory.get(name) as T) : make();
  memory.delete(name);
  memory.set(name, value);
  const [oldest] = memory.keys();
  if (memory.size > MAX_REMEMBERED && oldest !== undefined) memory.delete(oldest);
  return value;
}
