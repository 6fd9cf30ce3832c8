// Sheds history: every branch becomes one commit on the fixed root, and what no branch reaches any more is removed for
// good. The commit of `data` is a function of its tree alone, so everybody who holds the same set has the same commit.
// Suspended results are erased too: only their names stay, so that their bytes are not stored again.
import { CANONICAL_REF, DEFERRED_REF, SUSPENDED_REF } from '@ipc-bench/schema/layout';
import { asStorageError, locateData, openRepository } from '../data-directory.js';
import { type CommitHeader, type GitPort, MODE_FILE, type Oid, type Repository, type TreeChange } from '../git/port.js';
import { takeWriterLock } from '../journal/writer-lock.js';
import { ERASED_BLOB } from './held-file.js';
import { inPages } from './in-pages.js';

export interface SnapshotOptions {
  git: GitPort;
  /** Data directory. */
  data: string;
  lockWaitMs: number;
  signal: AbortSignal;
}

export interface SnapshotSummary {
  /** The commit of `data`: equal wherever the tree is; `null`: nothing has been merged yet. */
  commit: string | null;
  tree: string | null;
  /** Suspended results of which only the name is left. */
  erased: number;
}

/** Neither a time nor a name: nothing in it differs between two machines. */
const HEADER: CommitHeader = { message: 'ipc-bench snapshot\n', timeSeconds: 0 };
const NOTHING = new Uint8Array();
const PAGE_FILES = 500;

/** Readers beside it notice nothing. Throws `ServerError`: `no_data`, `busy`, `storage`. */
export async function takeSnapshot({ git, data, lockWaitMs, signal }: SnapshotOptions): Promise<SnapshotSummary> {
  const directory = locateData(data);
  await (await openRepository(directory, git)).close(); // before the lock, whose file would be made
  const lock = await takeWriterLock(directory.lock, lockWaitMs, signal);
  try {
    const repository = await openRepository(directory, git, true);
    try {
      const erased = await eraseSuspended(repository);
      for (const ref of [SUSPENDED_REF, DEFERRED_REF]) await shed(repository, ref);
      const head = await shed(repository, CANONICAL_REF);
      await repository.maintain({ dropUnreachable: true });
      return { commit: head?.commit ?? null, tree: head?.tree ?? null, erased };
    } finally {
      await repository.close();
    }
  } catch (error) {
    throw asStorageError(error, data);
  } finally {
    lock.close();
  }
}

async function shed(repository: Repository, ref: string) {
  const commit = await repository.readRef(ref);
  return commit === null ? null : repository.snapshot(ref, commit, HEADER);
}

/** Errata that were suspended with their key keep their bytes: they say nothing that could have to be erased. */
async function eraseSuspended(repository: Repository): Promise<number> {
  let tip: Oid | null = await repository.readRef(SUSPENDED_REF);
  if (tip === null) return 0;
  let erased = 0;
  const { tree } = await repository.readCommit(tip);
  for await (const page of inPages(repository.listFiles(tree), PAGE_FILES)) {
    const changes: TreeChange[] = page
      .filter(({ path, oid, mode }) => path.startsWith('results/') && oid !== ERASED_BLOB && mode === MODE_FILE)
      .map(({ path }) => ({ path, bytes: NOTHING }));
    if (changes.length === 0) continue;
    tip = (await repository.commit(SUSPENDED_REF, tip, changes, HEADER)).commit;
    erased += changes.length;
  }
  return erased;
}
