// Our own bare repository as our own engine keeps it: one pack per write, then one move of a ref. Everything here is
// synchronous underneath (files of this machine, one writer), so nothing of a write can interleave with another.
import { join } from 'node:path';
import { parseCommit } from './commit-object.js';
import { diffTrees } from './diff-trees.js';
import type { FileOperations } from './file-operations.js';
import { listFiles } from './list-files.js';
import { maintain } from './maintain.js';
import { ObjectStore } from './object-store.js';
import { PackObjects } from './pack-objects.js';
import { PackWriter } from './pack-writer.js';
import { planTree } from './plan-tree.js';
import {
  type CommitHeader,
  type CommitResult,
  type CommitStep,
  GitError,
  type Oid,
  type Repository,
  type RepositoryOptions,
} from './port.js';
import { pushBranch } from './push.js';
import { moveRef, readRef } from './refs.js';
import { checkRepository, createRepository } from './repository-format.js';
import { EMPTY_TREE, ROOT_COMMIT, ROOT_COMMIT_BYTES } from './root-commit.js';
import { parseTree } from './tree-object.js';
import { updateTree } from './update-tree.js';

/** Creates the repository where it does not exist, with the fixed root commit in it. */
export function initRepository(path: string, files: FileOperations, options: RepositoryOptions): Repository {
  createRepository(path, files);
  return openRepository(path, files, options, true);
}

/** Throws `GitError`, code `not_a_repository`. */
export function openRepository(
  path: string,
  files: FileOperations,
  { soleWriter = false }: RepositoryOptions,
  withRoot = false,
): Repository {
  checkRepository(path);
  const store = new ObjectStore(path);
  if (withRoot) writePack(() => undefined);

  /** Runs `compose` with a new pack and makes durable what it wrote; nothing remains when it throws. */
  function writePack<T>(compose: (objects: PackObjects) => T): T {
    store.rescan();
    const pack = new PackWriter(join(path, 'objects', 'pack'), files);
    try {
      const objects = new PackObjects(store, pack);
      objects.writeTree(Buffer.alloc(0));
      objects.write('commit', ROOT_COMMIT_BYTES);
      const result = compose(objects);
      if (pack.count > 0) {
        pack.finish();
        store.rescan();
        objects.publish();
      }
      return result;
    } catch (error) {
      pack.abort();
      throw asStorageError(error);
    }
  }

  function move(ref: string, expected: Oid | null, next: Oid): void {
    try {
      moveRef(path, { ref, expected, next, takeOver: soleWriter }, files);
    } catch (error) {
      throw asStorageError(error);
    }
  }

  function expect(ref: string, expected: Oid | null): void {
    if (readRef(path, ref) !== expected) throw new GitError('ref_moved', `${ref} is not where it was expected`);
  }

  function commitSeries(ref: string, expected: Oid | null, steps: readonly CommitStep[]): CommitResult[] {
    expect(ref, expected);
    const plans = steps.map(({ changes, header }) => ({ planned: planTree(changes), header }));
    const results = writePack((objects) => {
      const written: CommitResult[] = [];
      for (const { planned, header } of plans) {
        const parent = written.at(-1)?.commit ?? expected ?? ROOT_COMMIT;
        const tree = updateTree(objects, objects.readCommit(parent).tree, planned) ?? EMPTY_TREE;
        written.push({ commit: objects.writeCommit({ tree, parents: [parent], ...header }), tree });
      }
      return written;
    });
    const last = results.at(-1);
    if (last !== undefined) move(ref, expected, last.commit);
    return results;
  }

  function snapshot(ref: string, expected: Oid, header: CommitHeader): CommitResult {
    expect(ref, expected);
    const result = writePack((objects) => {
      const { tree } = objects.readCommit(expected);
      return { commit: objects.writeCommit({ tree, parents: [ROOT_COMMIT], ...header }), tree };
    });
    move(ref, expected, result.commit);
    return result;
  }

  const readTree = async (oid: Oid) => parseTree(store.read(oid, 'tree'));
  return {
    path,
    readRef: async (ref) => readRef(path, ref),
    readCommit: async (oid) => parseCommit(store.read(oid, 'commit')),
    readTree,
    readBlob: async (oid) => store.read(oid, 'blob'),
    listFiles: (tree) => listFiles(readTree, tree),
    diffTrees: (from, to) => diffTrees(readTree, from, to),
    commit: async (ref, expected, changes, header) =>
      commitSeries(ref, expected, [{ changes, header }])[0] as CommitResult,
    commitSeries: async (ref, expected, steps) => commitSeries(ref, expected, steps),
    snapshot: async (ref, expected, header) => snapshot(ref, expected, header),
    push: (url, ref, expected, options) => pushBranch(path, store, { url, ref, expected }, options),
    async maintain(settings = {}) {
      await maintain(path, soleWriter, settings);
      store.rescan();
    },
    close: async () => store.close(),
  };
}

/** What the file system refuses (full disk, read-only, no permission) is one kind of failure to whoever calls. */
function asStorageError(error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof GitError || error instanceof TypeError || code === undefined) return error;
  return new GitError('storage', `the repository cannot be written: ${code} in ${syscall ?? 'the file system'}`, {
    cause: error,
  });
}
