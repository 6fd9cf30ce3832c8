// The index stage of a round: brings index.sqlite to the head of `data`, by a small step where that is possible.
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { type DataDirectory, openRepository, readTrusted } from '../data-directory.js';
import type { GitPort, Oid } from '../git/port.js';
import { advanceIndex } from '../index/advance-index.js';
import { buildIndex } from '../index/build-index.js';
import type { IndexSummary } from '../index/summary.js';
import { cryptography } from '../validate/cryptography.js';

export interface SyncOptions {
  git: GitPort;
  /** Build the index anew instead of advancing it. */
  isRebuild: boolean;
  signal: AbortSignal;
  onProgress?(files: number): void;
}

/** Throws `ServerError` (`no_data`) where there is no repository. */
export async function syncIndex(data: DataDirectory, commit: Oid, options: SyncOptions): Promise<IndexSummary> {
  const { git, isRebuild, signal, onProgress } = options;
  const repository = await openRepository(data, git);
  try {
    const bring = isRebuild ? buildIndex : advanceIndex;
    return await bring(data.index, commit, {
      repository,
      registry: builtInRegistry,
      cryptography,
      trusted: await readTrusted(data),
      signal,
      ...(onProgress ? { onProgress } : {}),
    });
  } finally {
    await repository.close();
  }
}
