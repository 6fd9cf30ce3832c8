// One export of the index as it is now:
//
//   1. copy     the index, so that writing takes as long as it takes while the index moves on
//   2. write    every table from the copy
//   3. publish  the manifest; files are named after their content, so an unchanged month is the same file as before
//   4. forget   exports that hold a result withdrawn since, and those beyond the number kept
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataDirectory } from '../data-directory.js';
import { ExportFolder } from '../export/export-folder.js';
import { HashedFile } from '../export/hashed-file.js';
import type { ExportedFile, ExportManifest } from '../export/manifest.js';
import { exportTables } from '../export/tables.js';
import { writeTables } from '../export/write-tables.js';
import { copyIndex, holdsWithdrawn } from '../index/copy-index.js';
import { CurrentIndex, type Snapshot } from '../index/current-index.js';
import { takeWriterLock } from '../journal/writer-lock.js';
import { RESULT_FIELDS } from '../query/result-row.js';
import { readInSteps } from './read-in-steps.js';

export interface ExportOptions {
  /** Exports kept, this one included. */
  keep: number;
  lockWaitMs: number;
}

/** Throws `ServerError` `no_index`, `busy` while another process builds one. */
export async function buildExport(
  data: Pick<DataDirectory, 'index' | 'exports'>,
  { keep, lockWaitMs }: ExportOptions,
): Promise<ExportManifest> {
  const folder = new ExportFolder(data.exports);
  folder.prepare();
  const lock = await takeWriterLock(join(data.exports, 'builder.lock'), lockWaitMs);
  const copy = join(data.exports, 'copy.sqlite');
  try {
    rmSync(copy, { force: true });
    copyIndex(data.index, copy);
    const index = new CurrentIndex(copy);
    try {
      const manifest = index.read((snapshot) => writeAll(snapshot, copy, folder.files));
      folder.add(manifest);
      folder.prune(
        (other, age) =>
          other.revision === manifest.revision || (age < keep && !holdsWithdrawn(folder.indexOf(other), copy)),
      );
      return manifest;
    } finally {
      index.close();
    }
  } finally {
    rmSync(copy, { force: true });
    lock.close();
  }
}

/** Whether the index is at another state than the newest export. */
export function isExportStale(index: Pick<CurrentIndex, 'meta'>, folder: ExportFolder): boolean {
  const [newest] = folder.list();
  const { revision, registry, trusted, version } = index.meta();
  const facts = [revision, registry, trusted, version];
  return !newest || facts.join() !== [newest.revision, newest.registry, newest.trusted, newest.version].join();
}

function writeAll(snapshot: Snapshot, copy: string, folder: string): ExportManifest {
  const tables = exportTables(RESULT_FIELDS);
  const { revision, registry, trusted, version } = snapshot.meta;
  const [[results, first, last] = []] = snapshot.all('SELECT count(*), min(day), max(day) FROM submission', []);
  return {
    ...{ manifest: 1, revision, registry, trusted, version },
    days: first === null ? null : { first: String(first), last: String(last) },
    results: Number(results),
    tables: tables.map(({ read: _, byMonth: __, ...told }) => told),
    files: [...writeTables(tables, snapshot, folder), keepIndex(copy, folder, Number(results))],
  };
}

function keepIndex(copy: string, folder: string, rows: number): ExportedFile {
  const file = new HashedFile(folder, 'index', 'sqlite');
  try {
    for (const bytes of readInSteps(copy)) file.write(bytes);
    return { table: 'index', format: 'sqlite', month: null, rows, ...file.finish('index', 'sqlite') };
  } finally {
    file.discard();
  }
}
