// Builds the whole index into a new file and puts it in place at once. Readers of the old file keep reading it until
// they look again; a build that is interrupted leaves the old one untouched.
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { registryDigest } from '@ipc-bench/schema/registry';
import Database from 'better-sqlite3';
import { trustedDigest } from '../data-directory.js';
import type { Oid } from '../git/port.js';
import { readFacts } from './facts.js';
import { indexWriter } from './index-writer.js';
import { indexVersion, writeMeta } from './meta.js';
import { readProvenance, UNKNOWN_SOURCE } from './provenance.js';
import { type IndexInput, readFiles } from './read-files.js';
import { type IndexSummary, summarise } from './summary.js';
import { INDEXES, TABLES } from './tables.js';

/** Builds the index of `commit` at `path`. Throws what the repository throws; bad data is counted, never thrown. */
export async function buildIndex(path: string, commit: Oid, input: IndexInput): Promise<IndexSummary> {
  const { repository, registry, trusted, cryptography } = input;
  const { tree } = await repository.readCommit(commit);
  const facts = await readFacts(repository, tree, trusted, cryptography);
  const sourceOf = (await readProvenance(repository, commit, null)) ?? (() => UNKNOWN_SOURCE);
  const temporary = `${path}.new-${process.pid}`;
  rmSync(temporary, { force: true });
  const database = new Database(temporary);
  try {
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.exec(`BEGIN; ${TABLES}`);
    const writer = indexWriter(database);
    writer.addErrata(facts.onRecord);
    for await (const reading of readFiles(repository.listFiles(tree), { ...input, facts, sourceOf })) {
      if ('result' in reading) writer.add(reading.result);
      else writer.addLeftOut(reading.leftOut);
    }
    database.exec(INDEXES);
    writer.finish();
    writeMeta(database, {
      revision: tree,
      commit,
      registry: registryDigest(registry, cryptography),
      trusted: trustedDigest(trusted),
      version: indexVersion(registry, input.chain),
    });
    database.exec('COMMIT');
    const summary = summarise(database);
    database.close();
    putInPlace(temporary, path);
    return summary;
  } finally {
    database.close();
    rmSync(temporary, { force: true });
  }
}

/**
 * The rename is the moment of change. A journal left by a writer that died belongs to the old file and must not be
 * replayed into the new one: opening the old file once more lets SQLite roll it back first.
 */
function putInPlace(temporary: string, path: string): void {
  flush(temporary);
  settleJournal(path);
  renameSync(temporary, path);
  flush(dirname(path));
}

function settleJournal(path: string): void {
  try {
    const old = new Database(path, { fileMustExist: true });
    try {
      old.pragma('schema_version');
    } finally {
      old.close();
    }
  } catch {
    // absent, or damaged beyond what SQLite reads: nothing in it is worth keeping
  }
  rmSync(`${path}-journal`, { force: true });
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
