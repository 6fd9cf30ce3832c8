// What the watch loop must remember between rounds and restarts: which sources there are, which of them are due and
// when, how far discovery has read, and what was published where. A source stays due until it was read to its end, and
// discovery moves on only in the transaction that enters what it found: a process may die anywhere and no push is missed.
// Like everything in the journal it may be lost: then every source is due.
import type Database from 'better-sqlite3';
import type { Oid, RemoteRef } from '../git/port.js';

export const WATCH_TABLES = `
CREATE TABLE network (
  entry TEXT PRIMARY KEY, root TEXT NOT NULL, state TEXT NOT NULL, next_poll_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE watched (
  name TEXT PRIMARY KEY, entry TEXT NOT NULL, kind TEXT NOT NULL, place TEXT NOT NULL, tips TEXT,
  due_ms INTEGER, failures INTEGER NOT NULL DEFAULT 0, absences INTEGER NOT NULL DEFAULT 0,
  is_denied INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX watched_due ON watched (due_ms) WHERE due_ms IS NOT NULL AND is_denied = 0;
CREATE TABLE published (
  target TEXT NOT NULL, ref TEXT NOT NULL, commit_id TEXT NOT NULL, tree TEXT NOT NULL, PRIMARY KEY (target, ref)
) STRICT, WITHOUT ROWID;
`;

/**
 * `listed`: as the maintainer wrote it, read again and again; `upstream`: the repository whose forks are watched;
 * `pulls`: the heads of its pull requests; `fork`: read when discovery or a webhook says so.
 */
export type WatchedKind = 'listed' | 'upstream' | 'pulls' | 'fork';

export interface WatchedSource {
  /** `<forge>/<number>` where the forge numbers it, else as the maintainer wrote it. */
  name: string;
  /** Line of the list of sources that it is watched for. */
  entry: string;
  kind: WatchedKind;
  /** URL or path to read it from. */
  place: string;
  /** Branches as discovery saw them, or `null`: ask the repository. */
  tips: readonly RemoteRef[] | null;
  /** `null`: nothing to do until somebody says so. */
  dueMs: number | null;
  /** Failures in a row. */
  failures: number;
}

export interface NetworkBookmark {
  /** Name of the upstream's row. */
  root: string;
  state: unknown;
  nextPollMs: number;
  /** The forge said to wait until then; no hint and no hurry changes that. 0: it did not. */
  notBeforeMs: number;
}

export interface Published {
  commit: Oid;
  tree: Oid;
}

export interface WatchBook {
  /** Rows of other entries are forgotten. */
  keepEntries(entries: readonly string[]): void;
  /** Sources with one of these names or places keep their time, but are not due; all others are. */
  deny(denied: readonly string[]): void;
  /** Enters a source that is read again and again, due at once; a known one keeps its time, and takes the new place. */
  ensure(source: Pick<WatchedSource, 'name' | 'entry' | 'kind' | 'place'>): void;
  /** Enters a fork that may have changed, due now. */
  enqueue(fork: Pick<WatchedSource, 'name' | 'entry' | 'place' | 'tips'>, nowMs: number): void;
  /** Forks of the entry that were absent twice in a row are forgotten. */
  notePresent(entry: string, present: ReadonlySet<string>): void;
  has(name: string): boolean;
  /** What is due, longest due first. */
  due(nowMs: number, limit: number): WatchedSource[];
  /** When something is due next, or `null`. */
  nextDueMs(): number | null;
  /** Settles a visit, unless the source became due anew since it was taken from `due`. */
  settle(source: WatchedSource, next: { dueMs: number | null; failures: number; tips: WatchedSource['tips'] }): void;
  /** Makes due what is read again and again, and the next poll of every network. */
  hurry(): void;
  /** A hint: look there at once, and at the network and the pull requests whose upstream it is. Unknown names do nothing. */
  hint(name: string): void;
  network(entry: string): NetworkBookmark | null;
  keepNetwork(entry: string, bookmark: NetworkBookmark): void;
  /** When the next poll of any network is due, or `null`. */
  nextPollMs(): number | null;
  published(target: string, ref: string): Published | null;
  keepPublished(target: string, ref: string, published: Published): void;
  counts(): { watched: number; denied: number; failing: number };
}

interface WatchedRow {
  name: string;
  entry: string;
  kind: WatchedKind;
  place: string;
  tips: string | null;
  due_ms: number | null;
  failures: number;
}

interface NetworkRow {
  root: string;
  state: string;
  next_poll_ms: number;
  not_before_ms: number;
}

/** Absences from two listings in a row mean that a fork is gone. */
const GONE_AFTER = 2;
/** Due before everything that is due by the clock. */
const AT_ONCE = 0;

export function openWatchBook(database: Database.Database): WatchBook {
  const columns = 'name, entry, kind, place, tips, due_ms, failures';
  const insert = database.prepare(
    `INSERT INTO watched (name, entry, kind, place, due_ms) VALUES (?, ?, ?, ?, ${AT_ONCE})
     ON CONFLICT DO UPDATE SET entry = excluded.entry, kind = excluded.kind, place = excluded.place`,
  );
  const upsertFork = database.prepare(
    `INSERT INTO watched (name, entry, kind, place, tips, due_ms) VALUES (?, ?, 'fork', ?, ?, ?)
     ON CONFLICT DO UPDATE SET place = excluded.place, tips = excluded.tips, due_ms = excluded.due_ms, absences = 0`,
  );
  const select = database.prepare<[string], WatchedRow>(`SELECT ${columns} FROM watched WHERE name = ?`);
  const selectDue = database.prepare<[number, number], WatchedRow>(
    `SELECT ${columns} FROM watched WHERE due_ms <= ? AND is_denied = 0 ORDER BY due_ms, name LIMIT ?`,
  );
  const update = database.prepare(
    'UPDATE watched SET due_ms = ?, failures = ?, tips = ? WHERE name = ? AND due_ms IS ?',
  );
  const hintSource = database.prepare(
    `UPDATE watched SET due_ms = ${AT_ONCE}, tips = NULL WHERE name IN (?, ? || '/pulls')`,
  );
  const hintNetwork = database.prepare(`UPDATE network SET next_poll_ms = ${AT_ONCE} WHERE root = ?`);
  const countAbsence = database.prepare('UPDATE watched SET absences = ? WHERE name = ?');
  const selectNetwork = database.prepare<[string], NetworkRow>(
    'SELECT root, state, next_poll_ms, not_before_ms FROM network WHERE entry = ?',
  );
  const upsertNetwork = database.prepare(
    'INSERT OR REPLACE INTO network (entry, root, state, next_poll_ms, not_before_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const selectPublished = database.prepare<[string, string], Published>(
    'SELECT commit_id AS "commit", tree FROM published WHERE target = ? AND ref = ?',
  );
  const upsertPublished = database.prepare(
    'INSERT OR REPLACE INTO published (target, ref, commit_id, tree) VALUES (?, ?, ?, ?)',
  );
  const number = (sql: string) => database.prepare<[], number | null>(sql).pluck();
  const selectNextDue = number('SELECT min(due_ms) FROM watched WHERE due_ms IS NOT NULL AND is_denied = 0');
  const selectNextPoll = number('SELECT min(max(next_poll_ms, not_before_ms)) FROM network');
  const count = (condition: string) => number(`SELECT count(*) FROM watched WHERE ${condition}`).get() ?? 0;

  return {
    keepEntries(entries) {
      const kept = JSON.stringify(entries);
      for (const table of ['watched', 'network'])
        database.prepare(`DELETE FROM ${table} WHERE entry NOT IN (SELECT value FROM json_each(?))`).run(kept);
    },
    deny(denied) {
      const list = JSON.stringify(denied);
      database
        .prepare(
          `UPDATE watched SET is_denied = 1 - is_denied
           WHERE is_denied <> (name IN (SELECT value FROM json_each(?)) OR place IN (SELECT value FROM json_each(?)))`,
        )
        .run(list, list);
    },
    ensure: ({ name, entry, kind, place }) => void insert.run(name, entry, kind, place),
    enqueue: ({ name, entry, place, tips }, nowMs) =>
      void upsertFork.run(name, entry, place, tips === null ? null : JSON.stringify(tips), nowMs),
    notePresent(entry, present) {
      const forks = database
        .prepare<[string], { name: string; absences: number }>(
          "SELECT name, absences FROM watched WHERE entry = ? AND kind = 'fork'",
        )
        .all(entry);
      for (const { name, absences } of forks) {
        const now = present.has(name) ? 0 : absences + 1;
        if (now !== absences) countAbsence.run(now, name);
      }
      database.prepare('DELETE FROM watched WHERE entry = ? AND absences >= ?').run(entry, GONE_AFTER);
    },
    has: (name) => select.get(name) !== undefined,
    due: (nowMs, limit) => selectDue.all(nowMs, limit).map(toWatched),
    nextDueMs: () => selectNextDue.get() ?? null,
    settle: ({ name, dueMs: wasDue }, { dueMs, failures, tips }) =>
      void update.run(dueMs, failures, tips === null ? null : JSON.stringify(tips), name, wasDue),
    hurry: () =>
      void database.exec(
        `UPDATE watched SET due_ms = ${AT_ONCE} WHERE kind <> 'fork'; UPDATE network SET next_poll_ms = ${AT_ONCE}`,
      ),
    hint(name) {
      hintSource.run(name, name);
      hintNetwork.run(name);
    },
    network(entry) {
      const row = selectNetwork.get(entry);
      if (row === undefined) return null;
      return {
        root: row.root,
        state: JSON.parse(row.state),
        nextPollMs: row.next_poll_ms,
        notBeforeMs: row.not_before_ms,
      };
    },
    keepNetwork: (entry, { root, state, nextPollMs, notBeforeMs }) =>
      void upsertNetwork.run(entry, root, JSON.stringify(state), Math.round(nextPollMs), Math.round(notBeforeMs)),
    nextPollMs: () => selectNextPoll.get() ?? null,
    published: (target, ref) => selectPublished.get(target, ref) ?? null,
    keepPublished: (target, ref, { commit, tree }) => void upsertPublished.run(target, ref, commit, tree),
    counts: () => ({ watched: count('is_denied = 0'), denied: count('is_denied = 1'), failing: count('failures > 0') }),
  };
}

function toWatched({ due_ms, tips, ...row }: WatchedRow): WatchedSource {
  return { ...row, dueMs: due_ms, tips: tips === null ? null : (JSON.parse(tips) as RemoteRef[]) };
}
