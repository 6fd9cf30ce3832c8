// Files of a tree → readings, in the order given, a few blobs at a time.
import type { Chain } from '@ipc-bench/migrations/migrate';
import type { Cryptography } from '@ipc-bench/schema/cryptography';
import { parseResultPath } from '@ipc-bench/schema/layout';
import type { Registry } from '@ipc-bench/schema/registry';
import type { FoundFile, Repository } from '../git/port.js';
import { type Reading, type ReadOptions, readResult } from './read-result.js';

export type SourceTree = Pick<Repository, 'readCommit' | 'readTree' | 'readBlob' | 'listFiles' | 'diffTrees'>;

export interface IndexInput {
  repository: SourceTree;
  registry: Registry;
  /** How documents of older formats are read; defaults to what this build knows. */
  chain?: Chain;
  cryptography: Cryptography;
  /** Public keys of the maintainers whose facts hold here. */
  trusted: readonly string[];
  /** Called after every few files with the number read so far. */
  onProgress?: (files: number) => void;
  /** Stops between files; the index is left as it was. */
  signal?: AbortSignal;
}

const BLOBS_AT_ONCE = 32;

/** Reads those of the files that lie where results lie; others are no business of the index. */
export async function* readFiles(
  files: AsyncIterable<FoundFile> | Iterable<FoundFile>,
  input: IndexInput & ReadOptions,
): AsyncGenerator<Reading> {
  const { repository, onProgress, signal } = input;
  let count = 0;
  for await (const group of groupsOf(files, BLOBS_AT_ONCE)) {
    signal?.throwIfAborted();
    const blobs = await Promise.all(group.map(({ oid }) => repository.readBlob(oid)));
    for (const [at, { path, oid }] of group.entries()) {
      const bytes = blobs[at];
      if (bytes) yield readResult({ path, blob: oid }, bytes, input);
    }
    count += group.length;
    onProgress?.(count);
  }
}

async function* groupsOf(files: AsyncIterable<FoundFile> | Iterable<FoundFile>, size: number) {
  let group: FoundFile[] = [];
  for await (const file of files) {
    if (parseResultPath(file.path) === null) continue;
    group.push(file);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
