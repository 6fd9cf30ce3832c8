// A repository elsewhere, as our own engine reads it: refs, then commit and trees of a tip, then exactly the blobs that
// are wanted. Objects stay in memory under the caps of one response; nothing of a stranger's touches the disk.
import { parseCommit } from './commit-object.js';
import { openConversation } from './conversation.js';
import type { GitObject } from './object-id.js';
import { parsePack } from './pack-parser.js';
import {
  DEFAULT_REMOTE_LIMITS,
  type FollowTree,
  GitError,
  MODE_TREE,
  type Oid,
  type RefusedBlob,
  type Remote,
  type RemoteBlob,
  type RemoteOptions,
  type RemoteTrees,
} from './port.js';
import { parseTree } from './tree-object.js';
import { type FetchRequest, fetchPack, type Greeting, greet, listRefs } from './upload-pack.js';

/** A tip whose trees take more than this is read folder by folder: a small fork never is, a large one wastes little. */
const WHOLE_TIP_BYTES = 1024 * 1024;
/** Objects asked for in one request. */
const BATCH = 512;
/** Requests that brought nothing before a source is given up for this time. */
const FRUITLESS_REQUESTS = 64;

export function engineRemote(url: string, options: RemoteOptions = {}): Remote {
  const limits = { ...DEFAULT_REMOTE_LIMITS, ...options.limits };
  const conversation = openConversation(url, limits, options);
  let greeting: Promise<Greeting> | undefined;
  /** Blobs that came with a tip from a server that cannot filter: asking again might not be possible. */
  let unasked: { tip: Oid; blobs: Map<Oid, Buffer> } | undefined;

  function greeted(): Promise<Greeting> {
    greeting ??= greet(conversation);
    return greeting;
  }

  async function* fetchObjects(request: FetchRequest): AsyncGenerator<GitObject, void, void> {
    yield* parsePack(fetchPack(conversation, await greeted(), request), limits);
  }

  async function fetchTrees(tip: Oid, follow: FollowTree = () => true): Promise<RemoteTrees> {
    const found = new FoundTrees(tip, limits.inflatedBytes);
    unasked = { tip, blobs: found.blobs };
    const { filter } = await greeted();
    const whole: FetchRequest = { wants: [tip], shallow: true, filter: 'blob:none' };
    try {
      const responseBytes = filter ? Math.min(WHOLE_TIP_BYTES, limits.responseBytes) : undefined;
      for await (const object of fetchObjects({ ...whole, responseBytes })) found.add(object);
    } catch (error) {
      if (!filter || !isSizeLimit(error)) throw error;
      await fetchByFolder(found, tip, follow);
    }
    return found.trees();
  }

  /** One level of folders after the other; only what `follow` names. */
  async function fetchByFolder(found: FoundTrees, tip: Oid, follow: FollowTree): Promise<void> {
    for await (const object of fetchObjects({ wants: [tip], shallow: true, filter: 'tree:0' })) found.add(object);
    let level: { path: string; oid: Oid }[] = [{ path: '', oid: found.root() }];
    while (level.length > 0) {
      const wanted = [...new Set(level.map(({ oid }) => oid))].filter((oid) => !found.has(oid));
      for (let at = 0; at < wanted.length; at += BATCH) await fetchTreeBatch(found, wanted.slice(at, at + BATCH));
      level = level.flatMap(({ path, oid }) => {
        const prefix = path === '' ? '' : `${path}/`;
        const folders = found.read(oid).filter(({ mode }) => mode === MODE_TREE);
        return folders
          .map((entry) => ({ path: prefix + entry.name, oid: entry.oid }))
          .filter((folder) => follow(folder.path, folder.oid));
      });
    }
  }

  async function fetchTreeBatch(found: FoundTrees, wants: readonly Oid[]): Promise<void> {
    try {
      for await (const object of fetchObjects({ wants, shallow: false, filter: 'tree:0' })) found.add(object);
    } catch (error) {
      const rest = wants.filter((oid) => !found.has(oid));
      if (!isSizeLimit(error) || wants.length === 1) throw error;
      for (const half of halves(rest)) await fetchTreeBatch(found, half);
    }
  }

  async function* fetchBlobs(tip: Oid, wanted: readonly Oid[]): AsyncGenerator<RemoteBlob | RefusedBlob, void, void> {
    const left = new Set(wanted);
    for (const oid of unasked?.tip === tip ? [...left] : []) {
      const bytes = unasked?.blobs.get(oid);
      if (bytes !== undefined && left.delete(oid)) yield { oid, bytes };
    }
    const batches: Oid[][] = [];
    const all = [...left];
    for (let at = 0; at < all.length; at += BATCH) batches.push(all.slice(at, at + BATCH));
    let fruitless = 0;
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const missing = new Set(batch);
      let failure: GitError | undefined;
      try {
        for await (const { type, oid, bytes } of fetchObjects({ wants: batch, shallow: false })) {
          if (type === 'blob' && missing.delete(oid)) yield { oid, bytes };
        }
      } catch (error) {
        if (!isSizeLimit(error) && !isMissing(error)) throw error;
        failure = error;
      }
      if (missing.size === 0) continue;
      if (missing.size === batch.length && ++fruitless > FRUITLESS_REQUESTS) throw failure ?? leftOut(missing);
      if (failure !== undefined && batch.length > 1) batches.unshift(...halves([...missing]));
      else for (const oid of missing) yield isSizeLimit(failure) ? { oid, oversized: true } : { oid, missing: true };
    }
  }

  return {
    listRefs: async (prefixes) => listRefs(conversation, await greeted(), prefixes),
    fetchTrees,
    fetchBlobs,
    close: async () => {},
  };
}

/** Commit and trees of one tip, as far as they have come. */
class FoundTrees {
  readonly blobs = new Map<Oid, Buffer>();
  readonly #tip: Oid;
  readonly #trees = new Map<Oid, Buffer>();
  #root: Oid | undefined;
  #left: number;

  constructor(tip: Oid, bytes: number) {
    this.#tip = tip;
    this.#left = bytes;
  }

  add({ type, oid, bytes }: GitObject): void {
    if (type === 'commit' && oid === this.#tip) this.#root = parseCommit(bytes).tree;
    const kept = type === 'tree' ? this.#trees : type === 'blob' ? this.blobs : undefined;
    if (kept === undefined || kept.has(oid)) return;
    this.#left -= bytes.length;
    if (this.#left < 0)
      throw new GitError('limit_exceeded', 'the trees of a tip are too large', { limit: 'inflatedBytes' });
    kept.set(oid, bytes);
  }

  has(oid: Oid): boolean {
    return this.#trees.has(oid);
  }

  root(): Oid {
    if (this.#root === undefined) throw new GitError('object_missing', `no commit ${this.#tip} in the answer`);
    return this.#root;
  }

  read(oid: Oid) {
    const bytes = this.#trees.get(oid);
    if (bytes === undefined) throw new GitError('object_missing', `the tree ${oid} did not come`);
    return parseTree(bytes);
  }

  trees(): RemoteTrees {
    const root = this.root();
    this.read(root);
    return { root, readTree: (oid) => this.read(oid) };
  }
}

function isSizeLimit(error: unknown): error is GitError {
  return error instanceof GitError && error.code === 'limit_exceeded' && error.limit !== 'requestMs';
}

function isMissing(error: unknown): error is GitError {
  return error instanceof GitError && error.code === 'object_missing';
}

function leftOut(oids: Set<Oid>): GitError {
  return new GitError('object_missing', `the answer leaves out ${oids.size} wanted objects`);
}

function halves<T>(items: T[]): T[][] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)].filter((half) => half.length > 0);
}
