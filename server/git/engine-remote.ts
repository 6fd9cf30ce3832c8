// A repository elsewhere, as our own engine reads it: refs, then commit and trees of a tip, then exactly the blobs that
// are wanted. Objects stay in memory under the caps of one response; nothing of a stranger's touches the disk.
import { openConversation } from './conversation.js';
import { FetchedTrees } from './fetched-trees.js';
import { knownGreetings } from './known-greetings.js';
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
  type RemoteLimits,
  type RemoteOptions,
  type RemoteRef,
  type TreeEntry,
} from './port.js';
import { type FetchRequest, fetchPack, type Greeting, listRefs } from './upload-pack.js';

/** A tip whose trees take more than this is read folder by folder: a small fork never is, a large one wastes little. */
const WHOLE_TIP_BYTES = 1024 * 1024;
/** Folders within folders that are asked for one level at a time; the layout has seven. */
const DEEPEST_FOLDER = 32;
/** Objects asked for in one request. */
const BATCH = 512;
/** Requests that brought nothing before a source is given up for this time. */
const FRUITLESS_REQUESTS = 64;

export interface EngineRemote extends Remote {
  fetchTrees(tip: Oid, follow?: FollowTree): Promise<FetchedTrees>;
}

/** `beforeFetch` is called when what an earlier answer held is no longer needed and another is about to come. */
export function engineRemote(
  url: string,
  options: RemoteOptions = {},
  beforeFetch: () => void = () => {},
): EngineRemote {
  const limits = { ...DEFAULT_REMOTE_LIMITS, ...options.limits };
  const conversation = openConversation(url, limits, options);
  let greeting: Promise<Greeting> | undefined;
  /** Blobs that came with a tip from a server that cannot filter: asking again might not be possible. */
  let unasked: { tip: Oid; blobs: Map<Oid, Buffer> } | undefined;

  function greeted(): Promise<Greeting> {
    greeting ??= knownGreetings.recall(conversation) ?? knownGreetings.learn(conversation);
    return greeting;
  }

  /** Whether what was taken for known of the server may be wrong; then it is asked, and the work done once more. */
  async function misjudged(error: unknown): Promise<boolean> {
    if ((error as Partial<GitError>).code !== 'protocol' || !knownGreetings.forget(conversation, greeting))
      return false;
    greeting = knownGreetings.learn(conversation);
    await greeting;
    return true;
  }

  async function listRefsKnowing(prefixes: readonly string[]): Promise<RemoteRef[]> {
    try {
      return await listRefs(conversation, await greeted(), prefixes);
    } catch (error) {
      if (!(await misjudged(error))) throw error;
      return listRefs(conversation, await greeted(), prefixes);
    }
  }

  async function* fetchObjects(request: FetchRequest): AsyncGenerator<GitObject, void, void> {
    beforeFetch();
    try {
      yield* parsePack(fetchPack(conversation, await greeted(), request), limits);
    } catch (error) {
      if (!(await misjudged(error))) throw error;
      yield* parsePack(fetchPack(conversation, await greeted(), request), limits);
    }
  }

  async function fetchTrees(tip: Oid, follow: FollowTree = () => true): Promise<FetchedTrees> {
    const { filter } = await greeted();
    let found = new FetchedTrees(tip, filter ? limits.tipBytes : limits.inflatedBytes);
    const responseBytes = filter ? Math.min(WHOLE_TIP_BYTES, limits.responseBytes) : undefined;
    const refused = await gather(found, { wants: [tip], shallow: true, filter: 'blob:none', responseBytes });
    if (refused !== undefined && !filter) throw tooLarge(refused, url);
    if (refused !== undefined) {
      found = new FetchedTrees(tip, limits.tipBytes);
      await fetchByFolder(found, tip, follow);
    }
    found.readTree(found.root);
    unasked = { tip, blobs: found.blobs };
    return found;
  }

  /** One level of folders after the other; only what `follow` names. */
  async function fetchByFolder(found: FetchedTrees, tip: Oid, follow: FollowTree): Promise<void> {
    const refused = await gather(found, { wants: [tip], shallow: true, filter: 'tree:0' });
    if (refused !== undefined) throw tooLarge(refused, url);
    let level: { path: string; oid: Oid }[] = [{ path: '', oid: found.root }];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth > DEEPEST_FOLDER) throw tooLarge('tipBytes', url);
      const wanted = [...new Set(level.map(({ oid }) => oid))].filter((oid) => !found.has(oid));
      for (let at = 0; at < wanted.length; at += BATCH) await fetchTreeBatch(found, wanted.slice(at, at + BATCH));
      const below = level.flatMap(({ path, oid }) => foldersIn(found.readTree(oid), path));
      const wantsIt = await Promise.all(below.map(({ path, oid }) => follow(path, oid)));
      level = below.filter((_folder, at) => wantsIt[at]);
    }
  }

  async function fetchTreeBatch(found: FetchedTrees, wants: readonly Oid[]): Promise<void> {
    const refused = await gather(found, { wants, shallow: false, filter: 'tree:0' });
    if (refused === undefined) return;
    if (refused === 'tipBytes' || wants.length === 1) throw tooLarge(refused, url);
    for (const half of halves(wants.filter((oid) => !found.has(oid)))) await fetchTreeBatch(found, half);
  }

  /** Adds what comes; the name of the cap, where one on size was reached. */
  async function gather(found: FetchedTrees, request: FetchRequest): Promise<SizeLimit | undefined> {
    try {
      for await (const object of fetchObjects(request)) found.add(object);
    } catch (error) {
      return sizeLimit(error);
    }
    return undefined;
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
      const objects = fetchObjects({ wants: batch, shallow: false });
      let object = await nextObject(objects);
      for (; typeof object === 'object'; object = await nextObject(objects)) {
        if (object.type === 'blob' && missing.delete(object.oid)) yield { oid: object.oid, bytes: object.bytes };
      }
      if (missing.size === 0) continue;
      if (missing.size === batch.length && ++fruitless > FRUITLESS_REQUESTS) {
        throw new GitError('object_missing', `${url} gives none of the wanted files`);
      }
      if (object !== undefined && batch.length > 1) batches.unshift(...halves([...missing]));
      else for (const oid of missing) yield object === 'too large' ? { oid, oversized: true } : { oid, missing: true };
    }
  }

  return {
    listRefs: listRefsKnowing,
    fetchTrees,
    fetchBlobs,
    close: async () => {},
  };
}

function foldersIn(entries: readonly TreeEntry[], path: string): { path: string; oid: Oid }[] {
  const folders = entries.filter(({ mode }) => mode === MODE_TREE);
  return folders.map(({ name, oid }) => ({ path: path === '' ? name : `${path}/${name}`, oid }));
}

type SizeLimit = keyof RemoteLimits;

/**
 * The cap on size that an error is about; throws any other error. Only its name is kept, because an error holds on to
 * what was on its stack, and that is the whole pack.
 */
function sizeLimit(error: unknown): SizeLimit {
  const { code, limit } = error as Partial<GitError>;
  if (code !== 'limit_exceeded' || limit === undefined || limit === 'requestMs' || limit === 'memory') throw error;
  return limit;
}

/** The next object; `undefined` after the last; or why no more come, where fewer at once might do better. */
async function nextObject(
  objects: AsyncGenerator<GitObject, void, void>,
): Promise<GitObject | 'too large' | 'missing' | undefined> {
  try {
    return (await objects.next()).value ?? undefined;
  } catch (error) {
    if ((error as Partial<GitError>).code === 'object_missing') return 'missing';
    sizeLimit(error);
    return 'too large';
  }
}

function tooLarge(limit: SizeLimit, url: string): GitError {
  return new GitError('limit_exceeded', `${url} answers with more than is permitted (${limit})`, { limit });
}

function halves<T>(items: T[]): T[][] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)].filter((half) => half.length > 0);
}
