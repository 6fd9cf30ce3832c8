// Our own bare repository as our own engine keeps it: one pack per write, then one move of a ref. Underneath a write is
// synchronous (files of this machine, one writer), so nothing can interleave with it; maintenance and writes take turns.
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
  type FoundFile,
  GitError,
  type Oid,
  type RemoteOptions,
  type Repository,
  type RepositoryOptions,
  type TreeChange,
  type TreeEntry,
} from './port.js';
import { pushBranch } from './push.js';
import { moveRef, readRef } from './refs.js';
import { checkRepository, createRepository } from './repository-format.js';
import { EMPTY_TREE, ROOT_COMMIT, ROOT_COMMIT_BYTES } from './root-commit.js';
import { parseTree } from './tree-object.js';
import { updateTree } from './update-tree.js';

export interface EngineOptions {
  /** Every change of the file system goes through these. */
  files: FileOperations;
  /** Join packs by ourselves even where git is installed. */
  withoutGit: boolean;
}

export class EngineRepository implements Repository {
  readonly path: string;
  readonly #store: ObjectStore;
  readonly #engine: EngineOptions;
  readonly #soleWriter: boolean;
  /** Settles when maintenance that is under way has ended. */
  #maintained: Promise<void> = Promise.resolve();

  /** Opens a repository. Throws `GitError`, code `not_a_repository`. */
  constructor(path: string, engine: EngineOptions, { soleWriter = false }: RepositoryOptions) {
    checkRepository(path);
    this.path = path;
    this.#store = new ObjectStore(path);
    this.#engine = engine;
    this.#soleWriter = soleWriter;
  }

  /** Creates the repository where it does not exist, and the fixed root commit in it. */
  static init(path: string, engine: EngineOptions, options: RepositoryOptions): EngineRepository {
    asStorage(() => createRepository(path, engine.files));
    const repository = new EngineRepository(path, engine, options);
    repository.#write(() => undefined);
    return repository;
  }

  async readRef(ref: string): Promise<Oid | null> {
    return readRef(this.path, ref);
  }

  async readCommit(oid: Oid) {
    return parseCommit(this.#store.read(oid, 'commit'));
  }

  async readTree(oid: Oid): Promise<TreeEntry[]> {
    return parseTree(this.#store.read(oid, 'tree'));
  }

  async readBlob(oid: Oid): Promise<Uint8Array> {
    return this.#store.read(oid, 'blob');
  }

  listFiles(tree: Oid): AsyncIterable<FoundFile> {
    return listFiles((oid) => this.readTree(oid), tree);
  }

  diffTrees(from: Oid | null, to: Oid) {
    return diffTrees((oid) => this.readTree(oid), from, to);
  }

  async commit(
    ref: string,
    expected: Oid | null,
    changes: readonly TreeChange[],
    header: CommitHeader,
  ): Promise<CommitResult> {
    return (await this.commitSeries(ref, expected, [{ changes, header }]))[0] as CommitResult;
  }

  async commitSeries(ref: string, expected: Oid | null, steps: readonly CommitStep[]): Promise<CommitResult[]> {
    const plans = steps.map(({ changes, header }) => ({ planned: planTree(changes), header }));
    return this.#moving(ref, expected, (objects) => {
      const results: CommitResult[] = [];
      for (const { planned, header } of plans) {
        const parent = results.at(-1)?.commit ?? expected ?? ROOT_COMMIT;
        const tree = updateTree(objects, objects.readCommit(parent).tree, planned) ?? EMPTY_TREE;
        results.push({ commit: objects.writeCommit({ tree, parents: [parent], ...header }), tree });
      }
      return results;
    });
  }

  async snapshot(ref: string, expected: Oid, header: CommitHeader): Promise<CommitResult> {
    const results = await this.#moving(ref, expected, (objects) => {
      const { tree } = objects.readCommit(expected);
      return [{ commit: objects.writeCommit({ tree, parents: [ROOT_COMMIT], ...header }), tree }];
    });
    return results[0] as CommitResult;
  }

  push(url: string, ref: string, expected: Oid | null, options?: RemoteOptions): Promise<void> {
    return pushBranch(this.path, this.#store, { url, ref, expected }, options);
  }

  async maintain({ dropUnreachable = false } = {}): Promise<void> {
    if (!this.#soleWriter) throw new TypeError('only the holder of the writer lock may maintain a repository');
    const { files, withoutGit } = this.#engine;
    const done = this.#maintained.then(() =>
      maintain(this.path, this.#store, files, { dropUnreachable, withoutGit }).finally(() => this.#store.rescan()),
    );
    this.#maintained = done.catch(() => {});
    await done;
  }

  async close(): Promise<void> {
    this.#store.close();
  }

  /** Composes commits on top of `expected` and moves `ref` to the last of them, if it still is there. */
  async #moving(
    ref: string,
    expected: Oid | null,
    compose: (objects: PackObjects) => CommitResult[],
  ): Promise<CommitResult[]> {
    await this.#maintained;
    if (readRef(this.path, ref) !== expected) throw new GitError('ref_moved', `${ref} is not where it was expected`);
    const results = this.#write(compose);
    const next = results.at(-1)?.commit;
    if (next !== undefined) {
      const move = { ref, expected, next, takeOver: this.#soleWriter };
      asStorage(() => moveRef(this.path, move, this.#engine.files));
    }
    return results;
  }

  /** Runs `compose` with a new pack and makes durable what it wrote; nothing remains of it when that fails. */
  #write<T>(compose: (objects: PackObjects) => T): T {
    // Somebody else may have repacked and pruned: what they removed must be written again.
    this.#store.rescan();
    const pack = new PackWriter(join(this.path, 'objects', 'pack'), this.#engine.files);
    const objects = new PackObjects(this.#store, pack);
    return asStorage(() => {
      try {
        if (!this.#store.has(EMPTY_TREE)) objects.writeTree(Buffer.alloc(0));
        if (!this.#store.has(ROOT_COMMIT)) objects.write('commit', ROOT_COMMIT_BYTES);
        const result = compose(objects);
        if (pack.count > 0) this.#store.add(pack.finish(), this.#soleWriter);
        objects.publish();
        return result;
      } catch (error) {
        pack.abort();
        throw error;
      }
    });
  }
}

/** What the file system refuses (full disk, read-only, no permission) is one kind of failure to whoever calls. */
function asStorage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, syscall = 'the file system' } = error as NodeJS.ErrnoException;
    if (error instanceof GitError || error instanceof TypeError || code === undefined) throw error;
    throw new GitError('storage', `the repository cannot be written: ${code} in ${syscall}`, { cause: error });
  }
}
