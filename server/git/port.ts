// The git port: everything the rest of the server may ask of git, in the server's own words. Two implementations stand
// behind it (`isomorphic.ts` over isomorphic-git; `engine.ts`, our own hot path) and one contract suite
// (`test/contracts/git-port.ts`) holds both to the same promises. SHA-1 repositories only.

/** Git object id: 40 lower-case hex digits. */
export type Oid = string & { readonly __oid: true };

/** Parses an object id; throws TypeError on anything but 40 lower-case hex digits. */
export function parseOid(text: string): Oid {
  if (!/^[0-9a-f]{40}$/.test(text)) throw new TypeError(`not a git object id: ${JSON.stringify(text)}`);
  return text as Oid;
}

/** File modes of git tree entries that this project tells apart. */
export const MODE_FILE = 0o100644;
export const MODE_TREE = 0o040000;

export interface TreeEntry {
  /** Mode as a number, e.g. `0o100644`. */
  mode: number;
  /** Entry name, UTF-8; a name that is not valid UTF-8 keeps U+FFFD in place and can never match the layout. */
  name: string;
  oid: Oid;
}

export interface RemoteRef {
  /** Full name, e.g. `refs/heads/results/1a2b3c4d`. */
  name: string;
  oid: Oid;
}

/** The commit and trees of one remote tip, fetched without blobs where the server can filter. */
export interface RemoteTrees {
  /** The tip's root tree. */
  root: Oid;
  /** Entries of a tree that came with the fetch; throws `GitError` with code `object_missing` for an unknown id. */
  readTree(oid: Oid): TreeEntry[];
}

/** Whether the tree `oid`, found at `path` (no slash at its end), is of interest; the root tree always is. */
export type FollowTree = (path: string, oid: Oid) => boolean | Promise<boolean>;

export interface RemoteBlob {
  oid: Oid;
  bytes: Uint8Array;
}

/** A wanted blob that did not come, and why. */
export type RefusedBlob = { oid: Oid; oversized: true } | { oid: Oid; missing: true };

/** A repository somewhere else: a fork read over smart HTTP (or a local path, served by git itself). Never written. */
export interface Remote {
  /** Refs under any of the full-name `prefixes`, e.g. `['refs/heads/results/']`; a cut-off list is an error, never short. */
  listRefs(prefixes: readonly string[]): Promise<RemoteRef[]>;
  /**
   * Commit and trees of one tip. What does not fit one response is fetched folder by folder, and then only where
   * `follow` says so (default: everywhere): that is how a source of any size is read within the caps.
   */
  fetchTrees(tip: Oid, follow?: FollowTree): Promise<RemoteTrees>;
  /**
   * The wanted blobs of that tip, each verified against its id, in any order, none twice. A blob over the size cap
   * arrives as `oversized`, one that the other side does not have (or that is no blob) as `missing`, not as an error:
   * one bad file must not hide its neighbours.
   */
  fetchBlobs(tip: Oid, wanted: readonly Oid[]): AsyncIterable<RemoteBlob | RefusedBlob>;
  close(): Promise<void>;
}

/** Caps on one conversation with a remote; a cap that is reached throws `GitError`, code `limit_exceeded`. */
export interface RemoteLimits {
  /** Bytes of one response body, compressed as sent. */
  responseBytes: number;
  /** Bytes of one inflated object. */
  objectBytes: number;
  /** Milliseconds for one request, from its first byte sent to its last byte read. */
  requestMs: number;
  /** Bytes of one inflated tree: a folder of N results takes about 97 N. */
  treeBytes: number;
  /** Bytes of all trees of one tip that are held at once; `follow` reads a larger one in parts. */
  tipBytes: number;
  /** Length of a delta chain. */
  deltaDepth: number;
  /** Bytes that one response may inflate to, results of deltas and a fixed cost per object included. */
  inflatedBytes: number;
}

export const DEFAULT_REMOTE_LIMITS: RemoteLimits = {
  responseBytes: 8 * 1024 * 1024,
  objectBytes: 1024 * 1024,
  treeBytes: 8 * 1024 * 1024,
  tipBytes: 24 * 1024 * 1024,
  requestMs: 30_000,
  deltaDepth: 50,
  inflatedBytes: 64 * 1024 * 1024,
};

export interface RemoteOptions {
  limits?: Partial<RemoteLimits>;
  /** Permit plain http and loopback addresses where the host is loopback (tests, demonstrations). */
  allowLoopback?: boolean;
  /** Permit https to private addresses (a forge inside the maintainer's own network). */
  allowPrivate?: boolean;
  /** `authorization` header, sent only to exactly this host (`host` or `host:port`), never anywhere else. */
  credentials?: { host: string; authorization: string };
}

export interface CommitHeader {
  /** Whole message, ending in a newline. */
  message: string;
  /** Seconds since the epoch, UTC; author and committer are the project's neutral identity. */
  timeSeconds: number;
}

export interface TreeChange {
  /** Path with `/`, relative to the root, e.g. `results/e1/2026/11/23/<sha256>.json`. */
  path: string;
  /** New content, or `null` to remove the file. */
  bytes: Uint8Array | null;
}

/** One commit of several that are made at once: a round's commit for one source. */
export interface CommitStep {
  changes: readonly TreeChange[];
  header: CommitHeader;
}

export interface CommitResult {
  commit: Oid;
  tree: Oid;
}

/** One file of a tree, found by walking it. */
export interface FoundFile {
  path: string;
  oid: Oid;
  mode: number;
}

/** Our own bare repository. One writer at a time; any number of readers beside it. */
export interface Repository {
  readonly path: string;
  /** Commit id a ref points at, or `null`. */
  readRef(ref: string): Promise<Oid | null>;
  /** Root tree of a commit and its parents. */
  readCommit(oid: Oid): Promise<{ tree: Oid; parents: Oid[]; message: string; timeSeconds: number }>;
  readTree(oid: Oid): Promise<TreeEntry[]>;
  readBlob(oid: Oid): Promise<Uint8Array>;
  /** Every file below a tree, in path order (byte-wise, as git sorts). */
  listFiles(tree: Oid): AsyncIterable<FoundFile>;
  /** The difference between two trees as files: in `to` but not in `from` (or other bytes), and the reverse. */
  diffTrees(from: Oid | null, to: Oid): Promise<{ added: FoundFile[]; removed: FoundFile[] }>;
  /**
   * Applies `changes` to the tree of `expected` (`null`: the ref does not exist yet and the commit's only parent is the
   * fixed root commit), writes blobs, touched trees and commit durably, then moves `ref` by compare-and-swap.
   * Throws `GitError`, code `ref_moved`, when the ref is not at `expected`; nothing is visible then.
   */
  commit(
    ref: string,
    expected: Oid | null,
    changes: readonly TreeChange[],
    header: CommitHeader,
  ): Promise<CommitResult>;
  /**
   * As `commit`, for several commits in a row, each on top of the one before: written together (one pack) and made
   * visible together, by one move of `ref`.
   */
  commitSeries(ref: string, expected: Oid | null, steps: readonly CommitStep[]): Promise<CommitResult[]>;
  /**
   * Sheds history: moves `ref` from `expected` to a commit of the same tree whose only parent is the fixed root commit.
   * The same tree and header give the same id everywhere. What became unreachable goes with the next
   * `maintain({ dropUnreachable: true })`.
   */
  snapshot(ref: string, expected: Oid, header: CommitHeader): Promise<CommitResult>;
  /**
   * Pushes `ref` to the same name in the repository at `url`, by compare-and-swap there: throws `GitError`, code
   * `ref_moved`, unless the ref is at `expected` (`null`: absent) there.
   */
  push(url: string, ref: string, expected: Oid | null, options?: RemoteOptions): Promise<void>;
  /**
   * Joins packs so that reading stays quick; readers beside it notice nothing. Only for the sole writer (TypeError
   * otherwise). `dropUnreachable` also removes for good what no ref reaches.
   */
  maintain(options?: { dropUnreachable?: boolean }): Promise<void>;
  close(): Promise<void>;
}

export interface RepositoryOptions {
  /**
   * The caller holds the service's writer lock, so nobody else of ours writes here: a ref's `.lock` file that is found
   * was left by a process that died, and is taken over. Without it such a file is respected (`ref_locked`).
   */
  soleWriter?: boolean;
}

/** What an implementation must offer. */
export interface GitPort {
  /** Creates (or opens, where it exists) a bare repository that holds the fixed root commit. */
  init(path: string, options?: RepositoryOptions): Promise<Repository>;
  /** Opens an existing bare repository; throws `GitError`, code `not_a_repository`. */
  open(path: string, options?: RepositoryOptions): Promise<Repository>;
  /** A remote by URL (`https://…`, loopback `http://…`) or path of a repository on this machine. */
  remote(url: string, options?: RemoteOptions): Remote;
}

/** What went wrong, as a closed list; `detail` says it for a person, without credentials. */
export type GitErrorCode =
  | 'not_a_repository'
  | 'object_missing'
  | 'object_corrupt'
  | 'ref_moved'
  | 'ref_locked'
  | 'unreachable'
  | 'address_refused'
  | 'protocol'
  | 'limit_exceeded'
  | 'storage';

export interface GitErrorOptions extends ErrorOptions {
  httpStatus?: number;
  limit?: keyof RemoteLimits | 'memory';
}

export class GitError extends Error {
  readonly code: GitErrorCode;
  /** The status a remote answered with, where that is why: 404 and 410 tell a deleted fork from a sleeping one. */
  readonly httpStatus: number | undefined;
  /** Which cap was reached, where `code` is `limit_exceeded`. */
  readonly limit: keyof RemoteLimits | 'memory' | undefined;
  constructor(code: GitErrorCode, detail: string, options: GitErrorOptions = {}) {
    super(detail, options);
    this.name = 'GitError';
    this.code = code;
    this.httpStatus = options.httpStatus;
    this.limit = options.limit;
  }
}
