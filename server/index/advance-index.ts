// Brings an index from the tree it holds to another one by their difference, in one transaction. Gives the same answers
// as a rebuild; where a step could not be small or could not be trusted, it rebuilds.
import { existsSync } from 'node:fs';
import { parseResultPath } from '@ipc-bench/schema/layout';
import { registryDigest } from '@ipc-bench/schema/registry';
import Database from 'better-sqlite3';
import { trustedDigest } from '../data-directory.js';
import { type FoundFile, type Oid, parseOid } from '../git/port.js';
import { buildIndex } from './build-index.js';
import { FACTS_FOLDER, readFacts } from './facts.js';
import { indexWriter } from './index-writer.js';
import { type IndexMeta, indexVersion, readMeta, writeMeta } from './meta.js';
import { readProvenance } from './provenance.js';
import { type IndexInput, readFiles } from './read-files.js';
import { type IndexSummary, summarise } from './summary.js';

/** Beyond this many changed files, and a quarter of what is indexed, a rebuild is the smaller step. */
const SMALL_STEP = 1000;

/** Brings the index at `path` to `commit`; builds it where there is none. */
export async function advanceIndex(path: string, commit: Oid, input: IndexInput): Promise<IndexSummary> {
  const database = existsSync(path) ? openForWriting(path) : null;
  try {
    const meta = database && trustedMeta(database, input);
    const summary = database && meta && (await advance(database, meta, commit, input));
    if (summary) return summary;
  } finally {
    database?.close();
  }
  return buildIndex(path, commit, input);
}

function openForWriting(path: string): Database.Database | null {
  try {
    const database = new Database(path, { fileMustExist: true });
    database.pragma('synchronous = FULL');
    database.pragma('cache_spill = OFF'); // readers are kept out while the commit is written, not before
    return database;
  } catch {
    return null;
  }
}

/** The index's word about itself, if rows may be added to it: same tables, same registry, same trusted keys. */
function trustedMeta(
  database: Database.Database,
  { registry, chain, trusted, cryptography }: IndexInput,
): IndexMeta | null {
  try {
    const meta = readMeta(database);
    const isSame =
      meta.version === indexVersion(registry, chain) &&
      meta.registry === registryDigest(registry, cryptography) &&
      meta.trusted === trustedDigest(trusted);
    return isSame ? meta : null;
  } catch {
    return null;
  }
}

/** `null` when the step is one for a rebuild. */
async function advance(
  database: Database.Database,
  meta: IndexMeta,
  commit: Oid,
  input: IndexInput,
): Promise<IndexSummary | null> {
  const { repository, trusted, cryptography } = input;
  const { tree } = await repository.readCommit(commit);
  if (tree === meta.revision && commit === meta.commit) return summarise(database);
  const { added, removed } = await repository.diffTrees(parseOid(meta.revision), tree);
  if ([...added, ...removed].some(({ path }) => path.startsWith(`${FACTS_FOLDER}/`))) return null;
  const results = Number(database.prepare('SELECT count(*) FROM submission').pluck().get());
  if (added.length + removed.length > Math.max(SMALL_STEP, results / 4)) return null;

  const sourceOf = await readProvenance(repository, commit, parseOid(meta.commit));
  if (!sourceOf) return null;
  const facts = await readFacts(repository, tree, trusted, cryptography);
  database.exec('BEGIN IMMEDIATE');
  try {
    const writer = indexWriter(database);
    for (const { path } of removed.filter(isResult)) writer.remove(path);
    for await (const reading of readFiles(added, { ...input, facts, sourceOf })) {
      if ('result' in reading) writer.add(reading.result);
      else writer.addLeftOut(reading.leftOut);
    }
    writer.finish();
    writeMeta(database, { ...meta, revision: tree, commit });
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
  return summarise(database);
}

function isResult({ path }: FoundFile): boolean {
  return parseResultPath(path) !== null;
}
