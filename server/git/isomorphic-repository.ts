// Our own bare repository, read and written by isomorphic-git as loose objects.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import git from 'isomorphic-git';
import { formatCommit } from './commit-object.js';
import { diffTrees } from './diff-trees.js';
import { durableFiles as fs } from './durable-files.js';
import { takeLock } from './git-lock.js';
import { isomorphicPush } from './isomorphic-remote.js';
import { listFiles } from './list-files.js';
import { type PlannedTree, planTree } from './plan-tree.js';
import {
  type CommitHeader,
  type CommitResult,
  type CommitStep,
  GitError,
  MODE_FILE,
  MODE_TREE,
  type Oid,
  parseOid,
  type RemoteOptions,
  type Repository,
  type RepositoryOptions,
  type TreeEntry,
} from './port.js';
import { checkRefName } from './ref-name.js';
import { EMPTY_TREE, ROOT_COMMIT, ROOT_COMMIT_BYTES } from './root-commit.js';
import { compareBytes, sortKey } from './tree-order.js';

const run = promisify(execFile);

export async function initIsomorphic(path: string, options: RepositoryOptions = {}): Promise<Repository> {
  if (!existsSync(join(path, 'HEAD'))) {
    await git.init({ fs, gitdir: path, bare: true, defaultBranch: 'data' });
    await git.setConfig({ fs, gitdir: path, path: 'uploadpack.allowFilter', value: true });
  }
  const repository = await openIsomorphic(path, options);
  await writeRoot(path);
  return repository;
}

export async function openIsomorphic(path: string, options: RepositoryOptions = {}): Promise<Repository> {
  if (!['HEAD', 'objects', 'refs'].every((name) => existsSync(join(path, name)))) {
    throw new GitError('not_a_repository', `${path} is not a bare git repository`);
  }
  return isomorphicRepository(path, options.soleWriter ?? false);
}

/** The fixed root commit is written again whenever a branch begins: nothing need refer to it before. */
async function writeRoot(gitdir: string): Promise<void> {
  await writeObject(gitdir, 'tree', new Uint8Array());
  await writeObject(gitdir, 'commit', ROOT_COMMIT_BYTES);
}

async function writeObject(gitdir: string, type: 'blob' | 'tree' | 'commit', content: Uint8Array): Promise<Oid> {
  return parseOid(await git.writeObject({ fs, gitdir, type, object: content, format: 'content' }));
}

function isomorphicRepository(gitdir: string, soleWriter: boolean): Repository {
  const cache = {};

  async function readRef(ref: string): Promise<Oid | null> {
    checkRefName(ref);
    try {
      return parseOid(await git.resolveRef({ fs, gitdir, ref }));
    } catch (error) {
      if (error instanceof git.Errors.NotFoundError) return null;
      throw error;
    }
  }

  async function readTree(oid: Oid): Promise<TreeEntry[]> {
    const { tree } = await git.readTree({ fs, gitdir, oid, cache }).catch(asGitError);
    return tree
      .map(({ mode, path, oid }) => ({ mode: Number.parseInt(mode, 8), name: path, oid: parseOid(oid) }))
      .sort((a, b) => compareBytes(sortKey(a), sortKey(b)));
  }

  /** Writes the changed trees below and including `old`; `null` when nothing is left in it. */
  async function writeTree(old: Oid | null, planned: PlannedTree): Promise<Oid | null> {
    const entries = new Map<string, TreeEntry>();
    for (const entry of old === null ? [] : await readTree(old)) entries.set(entry.name, entry);
    for (const [name, change] of planned) {
      const present = entries.get(name);
      if (change instanceof Map) {
        const below = await writeTree(present?.mode === MODE_TREE ? present.oid : null, change);
        if (below !== null) entries.set(name, { mode: MODE_TREE, name, oid: below });
        else if (present?.mode === MODE_TREE) entries.delete(name);
      } else if (change !== null) {
        entries.set(name, { mode: MODE_FILE, name, oid: await writeObject(gitdir, 'blob', change) });
      } else if (present?.mode !== MODE_TREE) entries.delete(name);
    }
    if (entries.size === 0) return null;
    const tree = [...entries.values()].map(({ mode, name, oid }) => ({
      mode: mode.toString(8).padStart(6, '0'),
      path: name,
      oid,
      type: mode === MODE_TREE ? ('tree' as const) : ('blob' as const),
    }));
    return parseOid(await git.writeTree({ fs, gitdir, tree }));
  }

  async function writeStep(parent: Oid | null, { changes, header }: CommitStep): Promise<CommitResult> {
    const base = parent === null ? EMPTY_TREE : (await readCommit(parent)).tree;
    const tree = (await writeTree(base, planTree(changes))) ?? (await writeObject(gitdir, 'tree', new Uint8Array()));
    return { commit: await writeCommit(tree, parent ?? ROOT_COMMIT, header), tree };
  }

  function writeCommit(tree: Oid, parent: Oid, header: CommitHeader): Promise<Oid> {
    return writeObject(gitdir, 'commit', formatCommit({ tree, parents: [parent], ...header }));
  }

  async function commitSeries(
    ref: string,
    expected: Oid | null,
    steps: readonly CommitStep[],
  ): Promise<CommitResult[]> {
    if ((await readRef(ref)) !== expected) throw moved(ref);
    if (expected === null) await writeRoot(gitdir);
    const results: CommitResult[] = [];
    for (const step of steps) results.push(await writeStep(results.at(-1)?.commit ?? expected, step));
    const last = results.at(-1);
    if (last !== undefined) await moveRef(ref, expected, last.commit);
    return results;
  }

  async function snapshot(ref: string, expected: Oid, header: CommitHeader): Promise<CommitResult> {
    await writeRoot(gitdir);
    const { tree } = await readCommit(expected);
    const commit = await writeCommit(tree, ROOT_COMMIT, header);
    await moveRef(ref, expected, commit);
    return { commit, tree };
  }

  async function push(url: string, ref: string, expected: Oid | null, options?: RemoteOptions): Promise<void> {
    checkRefName(ref);
    await isomorphicPush({ gitdir, url, ref, expected }, options);
  }

  async function moveRef(ref: string, expected: Oid | null, next: Oid): Promise<void> {
    const lock = takeLock(join(gitdir, ref), soleWriter);
    try {
      if ((await readRef(ref)) !== expected) throw moved(ref);
      lock.commit(`${next}\n`);
    } finally {
      lock.release();
    }
  }

  async function readCommit(oid: Oid) {
    const { commit } = await git.readCommit({ fs, gitdir, oid, cache }).catch(asGitError);
    return {
      tree: parseOid(commit.tree),
      parents: commit.parent.map(parseOid),
      message: commit.message,
      timeSeconds: commit.committer.timestamp,
    };
  }

  async function readBlob(oid: Oid): Promise<Uint8Array> {
    return (await git.readBlob({ fs, gitdir, oid, cache }).catch(asGitError)).blob;
  }

  return {
    path: gitdir,
    readRef,
    readCommit,
    readTree,
    readBlob,
    listFiles: (tree) => listFiles(readTree, tree),
    diffTrees: (from, to) => diffTrees(readTree, from, to),
    commit: async (ref, expected, changes, header) =>
      (await commitSeries(ref, expected, [{ changes, header }]))[0] as CommitResult,
    commitSeries,
    snapshot,
    push,
    async maintain({ dropUnreachable = false } = {}) {
      if (!soleWriter) throw new TypeError('only the holder of the writer lock may maintain a repository');
      await run('git', ['gc', '--quiet', ...(dropUnreachable ? ['--prune=now'] : [])], { cwd: gitdir });
    },
    close: async () => {},
  };
}

function moved(ref: string): GitError {
  return new GitError('ref_moved', `${ref} is not where it was expected`);
}

export function asGitError(error: unknown): never {
  if (error instanceof git.Errors.NotFoundError) throw new GitError('object_missing', error.message, { cause: error });
  throw new GitError('object_corrupt', (error as Error).message, { cause: error });
}
