// The import stage: archives and directories in, one outcome per archive out, in the order of their names. It reads and never
// writes: the documents go on to the merge stage like those of any source. A refused archive does not stop the others.
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveLimits } from './archive-limits.js';
import { type HistoricRun, readHistoricRun } from './historic-run.js';
import { type Refusal, refuse } from './refusal.js';
import { type ImportedDocument, toDocument } from './to-document.js';

export interface ImportOptions {
  limits?: ArchiveLimits;
  /** Stops between two archives, or in the middle of one. */
  signal?: AbortSignal;
}

export type ImportOutcome =
  | {
      /** As given, or the directory given and the name below it. */
      archive: string;
      result: ImportedDocument;
      run: Pick<HistoricRun, 'runKey' | 'richness' | 'latencyDetail' | 'flags' | 'irregularities'>;
    }
  | { archive: string; refusal: Refusal };

/** Every archive that the paths name, once: files as they are, directories searched for `*.tar.gz` and `*.tgz`. */
export async function listArchives(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(listPath));
  return [...new Set(found.flat())].sort();
}

/** Imports one archive. */
export async function importArchive(path: string, { limits, signal }: ImportOptions = {}): Promise<ImportOutcome> {
  const isFile = await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (!isFile) return { archive: path, refusal: refuse('unreadable', 'There is no regular file of that name.') };
  const run = await readHistoricRun(createReadStream(path, { ...(signal ? { signal } : {}) }), limits);
  if ('rule' in run) return { archive: path, refusal: run };
  const result = toDocument(run);
  if ('rule' in result) return { archive: path, refusal: result };
  const { runKey, richness, latencyDetail, flags, irregularities } = run;
  return { archive: path, result, run: { runKey, richness, latencyDetail, flags, irregularities } };
}

/** Imports one after the other, so that memory holds one archive's numbers at a time. */
export async function* importArchives(
  paths: readonly string[],
  options: ImportOptions = {},
): AsyncGenerator<ImportOutcome> {
  for (const path of await listArchives(paths)) {
    options.signal?.throwIfAborted();
    yield await importArchive(path, options);
  }
}

async function listPath(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => null);
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile() && /\.(?:tar\.gz|tgz)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
