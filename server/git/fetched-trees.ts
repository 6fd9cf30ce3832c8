// Commit and trees of one remote tip, as far as they have come; kept as bytes, parsed when read.
import { parseCommit } from './commit-object.js';
import type { GitObject } from './object-id.js';
import { GitError, type Oid, type RemoteTrees, type TreeEntry } from './port.js';
import { parseTree } from './tree-object.js';

export class FetchedTrees implements RemoteTrees {
  /** Blobs that came although nobody asked: from a server that cannot filter. */
  readonly blobs = new Map<Oid, Buffer>();
  readonly trees = new Map<Oid, Buffer>();
  readonly #tip: Oid;
  #root: Oid | undefined;
  #left: number;

  /** `bytes` is what all trees and blobs together may take. */
  constructor(tip: Oid, bytes: number) {
    this.#tip = tip;
    this.#left = bytes;
  }

  /** Throws `GitError`, code `object_missing`, before the tip's commit has come. */
  get root(): Oid {
    if (this.#root === undefined) throw new GitError('object_missing', `no commit ${this.#tip} in the answer`);
    return this.#root;
  }

  set root(oid: Oid) {
    this.#root = oid;
  }

  add({ type, oid, bytes }: GitObject): void {
    if (type === 'commit' && oid === this.#tip) this.#root = parseCommit(bytes).tree;
    const kept = type === 'tree' ? this.trees : type === 'blob' ? this.blobs : undefined;
    if (kept === undefined || kept.has(oid)) return;
    this.#left -= bytes.length;
    if (this.#left < 0) throw new GitError('limit_exceeded', 'the trees of a tip are too large', { limit: 'tipBytes' });
    kept.set(oid, bytes);
  }

  has(oid: Oid): boolean {
    return this.trees.has(oid);
  }

  readTree(oid: Oid): TreeEntry[] {
    const bytes = this.trees.get(oid);
    if (bytes === undefined) throw new GitError('object_missing', `the tree ${oid} did not come`);
    return parseTree(bytes);
  }
}
