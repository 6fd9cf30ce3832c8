// The cache of what the canonical repository holds, by path, subject and key. A cursor per branch says up to which
// commit, and under which registry and trusted keys, it is true.
import type { Erratum } from '@ipc-bench/schema/erratum';
import type Database from 'better-sqlite3';
import type { Oid } from '../git/port.js';
import type { HeldBranch, HeldFile, Holdings } from '../holdings.js';

export type BranchName = 'data' | 'deferred' | 'suspended';

export interface Cursor {
  commit: Oid | null;
  tree: Oid | null;
  /** Digest of the registry, a space, digest of the trusted keys. */
  basis: string;
}

export interface Catalogue extends Holdings {
  /** Results whose ids begin so, standing or suspended. */
  resultsNamed(prefix: string): readonly HeldFile[];
  cursor(branch: BranchName): Cursor | null;
  setCursor(branch: BranchName, cursor: Cursor): void;
  put(branch: BranchName, file: HeldFile): void;
  remove(branch: BranchName, path: string): void;
  clearCursor(branch: BranchName): void;
  /** Forgets a branch and its cursor. */
  clear(branch: BranchName): void;
}

interface Row {
  path: string;
  oid: Oid;
  kind: HeldFile['kind'];
  hash: string;
  bytes: number;
  subject: string | null;
  machine_key: string | null;
  runner: string | null;
  erratum: string | null;
}

const COLUMNS = 'path, oid, kind, hash, bytes, subject, machine_key, runner, erratum';

export function openCatalogue(database: Database.Database): Catalogue {
  const select = database.prepare<[string, string], Row>(`SELECT ${COLUMNS} FROM file WHERE branch = ? AND path = ?`);
  const selectSubject = database.prepare<[string, string], Row>(
    `SELECT ${COLUMNS} FROM file WHERE subject = ? AND branch = ? ORDER BY path`,
  );
  const selectErrata = database.prepare<[], Row>(
    `SELECT ${COLUMNS} FROM file WHERE branch = 'data' AND kind = 'erratum'`,
  );
  const selectSelected = database.prepare<[Record<string, string | null>], Row>(
    `SELECT ${COLUMNS} FROM file WHERE branch = 'data' AND kind = 'result'
       AND (:subject IS NULL OR subject = :subject)
       AND (:machine_key IS NULL OR machine_key = :machine_key) AND (:runner IS NULL OR runner = :runner)`,
  );
  const selectNamed = database.prepare<[string, string], Row>(
    `SELECT ${COLUMNS} FROM file WHERE hash >= ? AND hash < ? AND kind = 'result' AND branch IN ('data', 'suspended')`,
  );
  const upsert = database.prepare(
    `INSERT OR REPLACE INTO file (branch, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('DELETE FROM file WHERE branch = ? AND path = ?');
  const clearFiles = database.prepare('DELETE FROM file WHERE branch = ?');
  const clearCursor = database.prepare('DELETE FROM cursor WHERE branch = ?');
  const selectCursor = database.prepare<[string], Cursor>(
    'SELECT commit_id AS "commit", tree, basis FROM cursor WHERE branch = ?',
  );
  const upsertCursor = database.prepare(
    'INSERT OR REPLACE INTO cursor (branch, commit_id, tree, basis) VALUES (?, ?, ?, ?)',
  );

  const branch = (name: BranchName): HeldBranch => ({
    at(path) {
      const row = select.get(name, path);
      return row && toFile(row);
    },
    ofSubject: (subject) => selectSubject.all(subject, name).map(toFile),
  });

  return {
    data: branch('data'),
    deferred: branch('deferred'),
    suspended: branch('suspended'),
    errata: () =>
      new Map(selectErrata.all().flatMap(({ hash, erratum }) => (erratum ? [[hash, parseErratum(erratum)]] : []))),
    selectedBy: ({ subject = null, machine_key = null, runner = null }) =>
      selectSelected.all({ subject, machine_key, runner }).map(toFile),
    resultsNamed: (prefix) => selectNamed.all(prefix, `${prefix}g`).map(toFile), // `g` follows every hex digit
    cursor: (name) => selectCursor.get(name) ?? null,
    setCursor: (name, { commit, tree, basis }) => void upsertCursor.run(name, commit, tree, basis),
    put: (name, { path, oid, kind, hash, bytes, subject, machineKey, runner, erratum }) =>
      void upsert.run(
        name,
        path,
        oid,
        kind,
        hash,
        bytes,
        subject,
        machineKey,
        runner,
        erratum === null ? null : JSON.stringify(erratum),
      ),
    remove: (name, path) => void remove.run(name, path),
    clearCursor: (name) => void clearCursor.run(name),
    clear(name) {
      clearFiles.run(name);
      clearCursor.run(name);
    },
  };
}

function toFile({ machine_key, erratum, ...row }: Row): HeldFile {
  return { ...row, machineKey: machine_key, erratum: erratum === null ? null : parseErratum(erratum) };
}

function parseErratum(text: string): Erratum {
  return JSON.parse(text) as Erratum;
}
