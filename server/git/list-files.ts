// Walks a tree to its files, in git's own order: an entry sorts as its name, a folder as its name plus `/`, so files
// come out in the byte order of their paths. https://git-scm.com/docs/git-ls-tree
import { type FoundFile, MODE_TREE, type Oid, type TreeEntry } from './port.js';

export type ReadTree = (oid: Oid) => Promise<TreeEntry[]>;

/** Every entry below `tree` that is no folder, in path order. */
export async function* listFiles(readTree: ReadTree, tree: Oid, prefix = ''): AsyncGenerator<FoundFile, void, void> {
  for (const { mode, name, oid } of await readTree(tree)) {
    if (mode === MODE_TREE) yield* listFiles(readTree, oid, `${prefix}${name}/`);
    else yield { path: prefix + name, oid, mode };
  }
}
