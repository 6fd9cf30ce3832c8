// The process that talks to strangers' servers: it lists, fetches, verifies and hands on, and holds nothing else. Its
// parent watches its memory and kills it; so it may die at any time and nothing is lost. Started by `ingest-process.ts`.
import { type EngineRemote, engineRemote } from './engine-remote.js';
import { type IngestItem, type IngestTask, type ToChild, type ToParent, toFailure } from './ingest-protocol.js';
import type { FollowTree, Oid } from './port.js';

/** A message to the parent carries about so much. */
const MESSAGE_BYTES = 512 * 1024;
const HEARTBEAT_MS = 1000;
/** V8 does not hurry to let go of Buffers: with more than this in them it is asked to, before the next answer comes. */
const COLLECT_BYTES = 16 * 1024 * 1024;

interface RunningTask {
  /** Resolves when the parent has taken the last items; `false` when it wants no more. */
  taken: ((more: boolean) => void) | undefined;
  stopped: boolean;
}

const remotes = new Map<number, EngineRemote>();
const tasks = new Map<number, RunningTask>();
const questions = new Map<number, (answers: boolean[]) => void>();
let lastQuestion = 0;

function tell(message: ToParent): void {
  process.send?.(message);
}

function collectGarbage(): void {
  if (process.memoryUsage().arrayBuffers > COLLECT_BYTES) globalThis.gc?.();
}

function remoteFor({ key, url, options }: IngestTask['remote']): EngineRemote {
  let remote = remotes.get(key);
  if (remote === undefined) {
    remote = engineRemote(url, options, collectGarbage);
    remotes.set(key, remote);
  }
  return remote;
}

/** Asks the parent which folders to follow, all folders of one level in one question. */
function askParent(task: number): FollowTree {
  let folders: { path: string; oid: Oid }[] = [];
  let answers: Promise<boolean[]> | undefined;
  return async (path, oid) => {
    const place = folders.push({ path, oid }) - 1;
    answers ??= new Promise((resolve) => {
      const question = ++lastQuestion;
      questions.set(question, resolve);
      queueMicrotask(() => {
        tell({ say: 'follow?', task, question, folders });
        folders = [];
        answers = undefined;
      });
    });
    return (await answers)[place] === true;
  };
}

async function* itemsOf(task: number, { remote, work }: IngestTask): AsyncGenerator<IngestItem, void, void> {
  const source = remoteFor(remote);
  if (work.kind === 'listRefs') {
    for (const ref of await source.listRefs(work.prefixes)) yield { ref };
  } else if (work.kind === 'fetchTrees') {
    const found = await source.fetchTrees(work.tip, work.asksWhatToFollow ? askParent(task) : undefined);
    yield { root: found.root };
    for (const [tree, bytes] of found.trees) yield { tree, bytes };
  } else {
    for await (const blob of source.fetchBlobs(work.tip, work.wanted)) yield { blob };
  }
}

async function run(task: number, what: IngestTask): Promise<void> {
  const state: RunningTask = { taken: undefined, stopped: false };
  tasks.set(task, state);
  try {
    let items: IngestItem[] = [];
    let bytes = 0;
    for await (const item of itemsOf(task, what)) {
      items.push(item);
      bytes += sizeOf(item);
      if (bytes < MESSAGE_BYTES) continue;
      if (!(await hand(task, state, items))) return;
      items = [];
      bytes = 0;
    }
    if (items.length > 0 && !(await hand(task, state, items))) return;
    tell({ say: 'done', task });
  } catch (error) {
    tell({ say: 'failed', task, failure: toFailure(error) });
  } finally {
    tasks.delete(task);
  }
}

/** Sends items and waits until they are taken: what the parent has not taken does not pile up in between. */
function hand(task: number, state: RunningTask, items: IngestItem[]): Promise<boolean> {
  if (state.stopped) return Promise.resolve(false);
  return new Promise((resolve) => {
    state.taken = resolve;
    tell({ say: 'items', task, items });
  });
}

function sizeOf(item: IngestItem): number {
  if ('tree' in item) return item.bytes.length + 64;
  return 'blob' in item && 'bytes' in item.blob ? item.blob.bytes.length + 64 : 200;
}

process.on('message', (message: ToChild) => {
  if (message.say === 'start') run(message.task, message.what);
  else if (message.say === 'follow') {
    questions.get(message.question)?.(message.answers);
    questions.delete(message.question);
  } else if (message.say === 'drop') {
    remotes.get(message.key)?.close();
    remotes.delete(message.key);
  } else {
    const state = tasks.get(message.task);
    if (state === undefined) return;
    if (message.say === 'stop') state.stopped = true;
    state.taken?.(message.say === 'more');
  }
});
process.on('disconnect', () => process.exit(0));
setInterval(() => tell({ say: 'alive', residentBytes: process.memoryUsage.rss() }), HEARTBEAT_MS).unref();
