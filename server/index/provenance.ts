// Which source brought a file, as the history of the canonical branch tells: one commit per source and round names its
// source in a trailer. History is the maintainer's own and may be shed, so this may say less than it once did, but it is
// in the repository, and an index built anew finds it again.
import type { Oid } from '../git/port.js';
import type { SourceTree } from './read-files.js';

/** What is said of files that no commit accounts for: all of them are taken to be of one source. */
export const UNKNOWN_SOURCE = 'unknown';

/** The source of the file at a path. */
export type SourceOf = (path: string) => string;

/**
 * Reads the history from `head` back to `since`, or to its beginning. `null` when `since` is no ancestor of `head`. Of
 * several commits that added a path the newest counts.
 */
export async function readProvenance(repository: SourceTree, head: Oid, since: Oid | null): Promise<SourceOf | null> {
  const sources = new Map<string, string>();
  for (let at = head; at !== since; ) {
    const { tree, parents, message } = await repository.readCommit(at);
    const [parent] = parents;
    if (parent === undefined) {
      if (since !== null) return null;
      break; // the fixed root commit, which is empty
    }
    const before = await repository.readCommit(parent);
    const source = sourceIn(message);
    for (const { path } of (await repository.diffTrees(before.tree, tree)).added)
      if (!sources.has(path)) sources.set(path, source);
    at = parent;
  }
  return (path) => sources.get(path) ?? UNKNOWN_SOURCE;
}

function sourceIn(message: string): string {
  return /^Source: (local|sha256:[0-9a-f]{64})$/m.exec(message)?.[1] ?? UNKNOWN_SOURCE;
}
