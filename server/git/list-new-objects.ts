// What a receiver lacks that has one commit and is to have another: the commits between them, and of each the trees and
// blobs that the commit before did not have at the same place. https://git-scm.com/docs/git-rev-list (`--objects`)
import { parseCommit } from './commit-object.js';
import type { ObjectStore } from './object-store.js';
import type { ObjectType } from './pack-format.js';
import { MODE_TREE, type Oid } from './port.js';
import { ROOT_COMMIT } from './root-commit.js';
import { parseTree } from './tree-object.js';

export interface NewObject {
  oid: Oid;
  type: ObjectType;
}

/** `old` need not be an ancestor of `next`, nor be known here (then everything counts as new). */
export function listNewObjects(store: ObjectStore, next: Oid, old: Oid | null): NewObject[] {
  const listed = new Map<Oid, NewObject>();
  const known = old !== null && store.has(old);
  const commits: Oid[] = [];
  const pending = [next];
  const seen = new Set<Oid>(known ? [old, ROOT_COMMIT] : []);
  for (let oid = pending.pop(); oid !== undefined; oid = pending.pop()) {
    if (seen.has(oid)) continue;
    seen.add(oid);
    commits.push(oid);
    pending.push(...parseCommit(store.read(oid, 'commit')).parents);
  }
  let before = known ? parseCommit(store.read(old, 'commit')).tree : null;
  for (const oid of commits.reverse()) {
    listed.set(oid, { oid, type: 'commit' });
    const { tree } = parseCommit(store.read(oid, 'commit'));
    addTree(store, tree, before, listed);
    before = tree;
  }
  return [...listed.values()];
}

function addTree(store: ObjectStore, tree: Oid, before: Oid | null, listed: Map<Oid, NewObject>): void {
  if (tree === before || listed.has(tree)) return;
  listed.set(tree, { oid: tree, type: 'tree' });
  const was = new Map(before === null ? [] : parseTree(store.read(before, 'tree')).map((entry) => [entry.name, entry]));
  for (const { name, oid, mode } of parseTree(store.read(tree, 'tree'))) {
    const same = was.get(name);
    if (same?.oid === oid) continue;
    if (mode === MODE_TREE) addTree(store, oid, same?.mode === MODE_TREE ? same.oid : null, listed);
    else if (!listed.has(oid)) listed.set(oid, { oid, type: 'blob' });
  }
}
