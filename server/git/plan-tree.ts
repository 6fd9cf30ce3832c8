// Turns a flat list of changes into a tree of folders, so that an update touches each folder once.
// Checks at the door what `git fsck --strict` would complain about later.
import type { TreeChange } from './port.js';

/** A folder's changes by entry name: a sub-folder, new bytes of a file, or `null` to remove it. */
export type PlannedTree = Map<string, PlannedTree | Uint8Array | null>;

/**
 * Groups `changes` by folder. Throws TypeError on an empty, `.`, `..` or `.git`-like name, on a path that is given
 * twice, and on a path that is both a file and a folder.
 */
export function planTree(changes: readonly TreeChange[]): PlannedTree {
  const root: PlannedTree = new Map();
  for (const { path, bytes } of changes) {
    const names = path.split('/');
    const file = names.pop() as string;
    let folder = root;
    for (const name of names) {
      checkName(name, path);
      let next = folder.get(name);
      if (next === undefined) {
        next = new Map();
        folder.set(name, next);
      }
      if (!(next instanceof Map)) throw new TypeError(`both a file and a folder: ${JSON.stringify(path)}`);
      folder = next;
    }
    checkName(file, path);
    if (folder.has(file)) throw new TypeError(`changed twice, or both a file and a folder: ${JSON.stringify(path)}`);
    folder.set(file, bytes);
  }
  return root;
}

/** Names that git, or a checkout on macOS or Windows, would take for something else. */
const FORBIDDEN = /^(?:|\.|\.\.|\.git|git~\d)[ .]*$/i;

function checkName(name: string, path: string): void {
  if (FORBIDDEN.test(name) || /[^ -~]|[\\:]/.test(name)) {
    throw new TypeError(`not a path we write: ${JSON.stringify(path)}`);
  }
}
