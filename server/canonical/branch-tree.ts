// One branch of our repository, looked up by path. Folders are read when they are first asked for and kept: a branch is
// immutable at a commit, so a new commit gets a new `BranchTree`.
import { MODE_FILE, MODE_TREE, type Oid, type Repository, type TreeEntry } from '../git/port.js';

export interface BranchTree {
  /** `null`: the branch does not exist yet. */
  commit: Oid | null;
  tree: Oid | null;
  /** Id of the folder at that path, or `null`. */
  treeOf(path: string): Promise<Oid | null>;
  hasTree(path: string, oid: Oid): Promise<boolean>;
  hasFile(path: string, oid: Oid): Promise<boolean>;
}

export async function readBranch(repository: Repository, ref: string): Promise<BranchTree> {
  const commit = await repository.readRef(ref);
  const tree = commit === null ? null : (await repository.readCommit(commit)).tree;
  const folders = new Map<string, Promise<ReadonlyMap<string, TreeEntry>>>();

  function folder(path: string): Promise<ReadonlyMap<string, TreeEntry>> {
    let entries = folders.get(path);
    if (entries === undefined) {
      entries = readFolder(path);
      folders.set(path, entries);
    }
    return entries;
  }

  async function readFolder(path: string): Promise<ReadonlyMap<string, TreeEntry>> {
    const oid = path === '' ? tree : await entryOf(path, MODE_TREE);
    const entries = oid === null ? [] : await repository.readTree(oid);
    return new Map(entries.map((entry) => [entry.name, entry]));
  }

  async function entryOf(path: string, mode: number): Promise<Oid | null> {
    const slash = path.lastIndexOf('/');
    const entry = (await folder(slash < 0 ? '' : path.slice(0, slash))).get(path.slice(slash + 1));
    return entry?.mode === mode ? entry.oid : null;
  }

  return {
    commit,
    tree,
    treeOf: (path) => entryOf(path, MODE_TREE),
    hasTree: async (path, oid) => (await entryOf(path, MODE_TREE)) === oid,
    hasFile: async (path, oid) => (await entryOf(path, MODE_FILE)) === oid,
  };
}
