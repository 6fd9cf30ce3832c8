// The digest by which two maintainers see at once whether, and why, they differ.
import crypto from 'node:crypto';
import { CANONICAL_REF } from '@ipc-bench/schema/layout';
import type { Oid, Repository } from '../git/port.js';
import { EMPTY_TREE } from '../git/root-commit.js';

export interface FilesDigest {
  /** Files on `data`. */
  count: number;
  /** SHA-256 over `<path> <blob id>\n` of every file, in path order. */
  digest: string;
  /** Tree id of `data`: the revision that answers carry. */
  tree: Oid;
}

export async function digestFiles(repository: Repository): Promise<FilesDigest> {
  const commit = await repository.readRef(CANONICAL_REF);
  const tree = commit === null ? EMPTY_TREE : (await repository.readCommit(commit)).tree;
  const hash = crypto.createHash('sha256');
  let count = 0;
  if (commit !== null) {
    for await (const { path, oid } of repository.listFiles(tree)) {
      hash.update(`${path} ${oid}\n`);
      count++;
    }
  }
  return { count, digest: hash.digest('hex'), tree };
}
