// A repository elsewhere, as our own engine reads it: refs, then commit and trees of a tip, then exactly the blobs that
// are wanted. Objects stay in memory under the caps of one response; nothing of a stranger's touches the disk.
import { openConversation } from './conversation.js';
import { FetchedTrees } from './fetched-trees.js';
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
  type TreeEntry,
} from './port.js';
import { type FetchRequest, fetchPack, type Greeting, greet, listRefs } from './upload-pack.js';

/** A tip whose trees take more than this is read folder by folder: a small fork never is, a large one wastes little. */
const WHOLE_TIP_BYTES = 1024 * 1024;
/** Objects asked for in one request. */
const BATCH = 512;
/** Requests that brought nothing before a source is given up for this time. */
const FRUITLESS_REQUESTS = 64;

export interface EngineRemote extends Remote {
  fetchTrees(tip: Oid, follow?: FollowTree): Promise<FetchedTrees>;
}

export function engineRemote(url: string, options: RemoteOptions = {}): EngineRemote {
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

  async function fetchTrees(tip: Oid, follow: FollowTree = () => true): Promise<FetchedTrees> {
    const { filter } = await greeted();
    let found = new FetchedTrees(tip, filter ? limits.tipBytes : limits.inflatedBytes);
    const responseBytes = filter ? Math.min(WHOLE_TIP_BYTES, limits.responseBytes) : undefined;
    try {
      const whole: FetchRequest = { wants: [tip], shallow: true, filter: 'blob:none', responseBytes };
      for await (const object of fetchObjects(whole)) found.add(object);
    } catch (error) {
      if (!filter || !isSizeLimit(error)) throw error;
      found = new FetchedTrees(tip, limits.tipBytes);
      await fetchByFolder(found, tip, follow);
    }
    found.readTree(found.root);
    unasked = { tip, blobs: found.blobs };
    return found;
  }

  /** One level of folders after the other; only what `follow` names. */
  async function fetchByFolder(found: FetchedTrees, tip: Oid, follow: FollowTree): Promise<void> {
    for await (const object of fetchObjects({ wants: [tip], shallow: true, filter: 'tree:0' })) found.add(object);
    let level: { path: string; oid: Oid }[] = [{ path: '', oid: found.root }];
    while (level.length > 0) {
      const wanted = [...new Set(level.map(({ oid }) => oid))].filter((oid) => !found.has(oid));
      for (let at = 0; at < wanted.length; at += BATCH) await fetchTreeBatch(found, wanted.slice(at, at + BATCH));
      const below = level.flatMap(({ path, oid }) => foldersIn(found.readTree(oid), path));
      const wantsIt = await Promise.all(below.map(({ path, oid }) => follow(path, oid)));
      level = below.filter((_folder, at) => wantsIt[at]);
    }
  }

  async function fetchTreeBatch(found: FetchedTrees, wants: readonly Oid[]): Promise<void> {
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
    const { version, anyWant } = await greeted();
    // Such a server gives no blob by itself, only whole tips.
    if (version === 0 && !anyWant && left.size > 0 && unasked?.tip !== tip) await fetchTrees(tip);
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

function foldersIn(entries: readonly TreeEntry[], path: string): { path: string; oid: Oid }[] {
  const folders = entries.filter(({ mode }) => mode === MODE_TREE);
  return folders.map(({ name, oid }) => ({ path: path === '' ? name : `${path}/${name}`, oid }));
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
