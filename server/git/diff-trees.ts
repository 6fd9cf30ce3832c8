// Compares two trees and descends only where their ids differ, so a round pays for what changed and not for what is
// there. https://git-scm.com/docs/git-diff-tree
import type { ReadTree } from './list-files.js';
import { type FoundFile, MODE_TREE, type Oid } from './port.js';
import { compareBytes, sortKey } from './tree-order.js';

export interface TreeDifference {
  /** In `to` but not in `from`, or there with other bytes or another mode; in path order. */
  added: FoundFile[];
  /** In `from` but not in `to`, or there with other bytes or another mode; in path order. */
  removed: FoundFile[];
}

export async function diffTrees(readTree: ReadTree, from: Oid | null, to: Oid): Promise<TreeDifference> {
  const difference: TreeDifference = { added: [], removed: [] };
  await compare(readTree, from, to, '', difference);
  return difference;
}

async function compare(
  readTree: ReadTree,
  from: Oid | null,
  to: Oid | null,
  prefix: string,
  into: TreeDifference,
): Promise<void> {
  if (from === to) return;
  const before = new Map((from === null ? [] : await readTree(from)).map((entry) => [sortKey(entry), entry]));
  const after = new Map((to === null ? [] : await readTree(to)).map((entry) => [sortKey(entry), entry]));
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort(compareBytes)) {
    const was = before.get(key);
    const is = after.get(key);
    if (was?.oid === is?.oid && was?.mode === is?.mode) continue;
    if (was?.mode === MODE_TREE || is?.mode === MODE_TREE) {
      await compare(readTree, was?.oid ?? null, is?.oid ?? null, prefix + key, into);
    } else {
      if (was !== undefined) into.removed.push({ path: prefix + key, oid: was.oid, mode: was.mode });
      if (is !== undefined) into.added.push({ path: prefix + key, oid: is.oid, mode: is.mode });
    }
  }
}
