// The record of rounds, sources and candidates: every outcome with every finding, when and from where. It also answers
// what need not be looked at again; for that, every row carries the basis (registry, trusted keys and errata) it was
// decided under.
import crypto from 'node:crypto';
import type { Finding } from '@ipc-bench/schema/findings';
import type Database from 'better-sqlite3';
import type { Oid } from '../git/port.js';
import type { Candidate, Outcome, OutcomeWord } from '../submission.js';

export interface RoundStart {
  /** ISO 8601, UTC. */
  startedAt: string;
  registry: string;
  trusted: string;
}

export interface SeenTip {
  ref: string;
  commit: Oid;
}

export interface JournalRecord {
  beginRound(round: RoundStart): number;
  finishRound(round: number, finishedAt: string, tree: string | null): void;
  /** The id of a source, made at first sight. `isPublic`: whether others may be told its name; left out where unknown. */
  sourceId(name: string, isPublic?: boolean): number;
  noteVisit(round: number, source: number, failure: { code: string; detail: string } | null): void;
  noteCandidate(round: number, source: number, refs: readonly string[], outcome: Outcome, basis: string): void;
  /**
   * What became of a file later, by somebody else's doing: it left, or came back. Every source that brought it learns of
   * it, and the file is looked at again when it is next met.
   */
  noteTurn(round: number, turn: Candidate & { outcome: OutcomeWord; note?: string }): void;
  noteTip(round: number, source: number, tip: SeenTip, basis: string): void;
  /** Whether this tip was read to its end under this basis. */
  isTipKnown(source: number, tip: SeenTip, basis: string): boolean;
  /** What was refused when the tip was last read. */
  standingRefusals(source: number, ref: string): Outcome[];
  /**
   * The outcome of these bytes at this path, from whatever source, if it cannot change under this basis. Only bytes that
   * were read count: else a source could give somebody else's file a bad name by serving it badly.
   */
  findSettled(candidate: Candidate, basis: string): Outcome | null;
  /** Files and bytes of this source that wait on `deferred`. */
  deferredBy(source: number): { files: number; bytes: number };
  /** Someone took files away behind our back: everything has to be looked at again. */
  forgetWhatIsKnown(): void;
  /** Forgets rounds before that time (ISO 8601) and what was last seen in them. */
  prune(before: string): void;
}

/** Outcomes after which the same bytes at the same path need no second look. `added` is not one: canonical says so. */
const SETTLED = "('rejected', 'retracted', 'unchanged')";

interface OutcomeRow {
  path: string;
  oid: Oid;
  outcome: OutcomeWord;
  hash: string | null;
  note: string | null;
  findings: string;
}

export function openRecord(database: Database.Database): JournalRecord {
  const columns = 'path, oid, outcome, hash, note, findings';
  const insertRound = database.prepare('INSERT INTO round (started_at, registry, trusted) VALUES (?, ?, ?)');
  const updateRound = database.prepare('UPDATE round SET finished_at = ?, tree = ? WHERE id = ?');
  const insertSource = database.prepare('INSERT OR IGNORE INTO source (name) VALUES (?)');
  const publishSource = database.prepare("UPDATE source SET kind = 'public', key = ? WHERE name = ? AND key IS NULL");
  const selectSource = database.prepare<[string], number>('SELECT id FROM source WHERE name = ?').pluck();
  const visitSource = database.prepare(
    `UPDATE source SET first_round = coalesce(first_round, :round), last_round = :round, error = :error, detail = :detail
     WHERE id = :source`,
  );
  const upsertVisit = database.prepare(
    'INSERT OR REPLACE INTO visit (round, source, status, error, detail) VALUES (?, ?, ?, ?, ?)',
  );
  const upsertCandidate = database.prepare(
    `INSERT INTO candidate (source, ref, ${columns}, basis, first_round, last_round)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (source, ref, path, oid) DO UPDATE SET outcome = excluded.outcome, hash = excluded.hash, note = excluded.note,
       findings = excluded.findings, basis = excluded.basis, last_round = excluded.last_round`,
  );
  const turnCandidate = database.prepare(
    `UPDATE candidate SET outcome = :outcome, note = :note, findings = '[]', basis = '', last_round = :round
     WHERE path = :path AND oid = :oid AND (outcome <> :outcome OR note IS NOT :note)`,
  );
  const upsertTip = database.prepare(
    'INSERT OR REPLACE INTO tip (source, ref, commit_id, basis, round) VALUES (?, ?, ?, ?, ?)',
  );
  const selectTip = database.prepare('SELECT 1 FROM tip WHERE source = ? AND ref = ? AND commit_id = ? AND basis = ?');
  const selectStanding = database.prepare<[number, string], OutcomeRow>(
    `SELECT ${columns} FROM candidate JOIN tip USING (source, ref)
     WHERE source = ? AND ref = ? AND outcome = 'rejected' AND last_round = tip.round ORDER BY path`,
  );
  const selectSettled = database.prepare<[string, string, string], OutcomeRow>(
    `SELECT ${columns} FROM candidate WHERE path = ? AND oid = ? AND basis = ? AND hash IS NOT NULL
       AND outcome IN ${SETTLED} LIMIT 1`,
  );
  const selectDeferred = database.prepare<[number], { files: number; bytes: number }>(
    `SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes
     FROM (SELECT DISTINCT path, oid FROM candidate WHERE source = ? AND outcome = 'deferred')
     JOIN file USING (path, oid) WHERE branch = 'deferred'`,
  );

  return {
    beginRound: ({ startedAt, registry, trusted }) =>
      Number(insertRound.run(startedAt, registry, trusted).lastInsertRowid),
    finishRound: (round, finishedAt, tree) => void updateRound.run(finishedAt, tree, round),
    sourceId(name, isPublic = false) {
      insertSource.run(name);
      if (isPublic) publishSource.run(formatSourceKey(name), name);
      return selectSource.get(name) as number;
    },
    noteVisit(round, source, failure) {
      const { code: error = null, detail = null } = failure ?? {};
      upsertVisit.run(round, source, error === null ? 'done' : 'failed', error, detail);
      visitSource.run({ round, source, error, detail });
    },
    noteCandidate(round, source, refs, { path, oid, outcome, hash, note, findings }, basis) {
      const reasons = JSON.stringify(findings);
      for (const ref of refs)
        upsertCandidate.run(source, ref, path, oid, outcome, hash, note ?? null, reasons, basis, round, round);
    },
    noteTurn: (round, { path, oid, outcome, note = null }) =>
      void turnCandidate.run({ round, path, oid, outcome, note }),
    noteTip: (round, source, { ref, commit }, basis) => void upsertTip.run(source, ref, commit, basis, round),
    isTipKnown: (source, { ref, commit }, basis) => selectTip.get(source, ref, commit, basis) !== undefined,
    standingRefusals: (source, ref) => selectStanding.all(source, ref).map(toOutcome),
    findSettled({ path, oid }, basis) {
      const row = selectSettled.get(path, oid, basis);
      return row === undefined ? null : toOutcome(row);
    },
    deferredBy: (source) => selectDeferred.get(source) ?? { files: 0, bytes: 0 },
    forgetWhatIsKnown() {
      database.exec("DELETE FROM tip; UPDATE candidate SET basis = ''");
    },
    prune(before) {
      database.exec('BEGIN');
      const last = database
        .prepare<[string], number>('SELECT coalesce(max(id), 0) FROM round WHERE started_at < ?')
        .pluck()
        .get(before);
      for (const table of ['candidate WHERE last_round', 'tip WHERE round', 'visit WHERE round', 'round WHERE id'])
        database.prepare(`DELETE FROM ${table} <= ?`).run(last);
      database.exec(
        `DELETE FROM source WHERE id NOT IN (SELECT source FROM visit UNION SELECT source FROM candidate); COMMIT`,
      );
    },
  };
}

/** Names a public source to everybody alike: the SHA-256 of its name, as the commits of `data` do. */
function formatSourceKey(name: string): string {
  return crypto.createHash('sha256').update(name).digest('hex');
}

function toOutcome({ path, oid, outcome, hash, note, findings }: OutcomeRow): Outcome {
  const reasons = JSON.parse(findings) as Finding[];
  return { path, oid, outcome, hash, findings: reasons, ...(note === null ? {} : { note }) };
}
