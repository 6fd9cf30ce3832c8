// Reads strangers' repositories in child processes: same `Remote`, but a pack that makes a process grow costs a child and
// not the service. What was in flight in a child that died is tried once more, alone in a new one; only what kills that
// one too has failed.
import { openConversation } from './conversation.js';
import { FetchedTrees } from './fetched-trees.js';
import { IngestDied, type IngestLimits, IngestProcess } from './ingest-process.js';
import type { IngestItem, IngestTask } from './ingest-protocol.js';
import {
  DEFAULT_REMOTE_LIMITS,
  type FollowTree,
  GitError,
  type Oid,
  type Remote,
  type RemoteOptions,
  type RemoteRef,
} from './port.js';

export interface IngestOptions extends Partial<IngestLimits> {
  /** Children at most, one more while a task is tried again. */
  children?: number;
}

/** An idle child takes about 50 MiB, one at the caps of a single answer about 140. */
const DEFAULT_LIMITS: IngestLimits = { memoryBytes: 160 * 1024 * 1024, silenceMs: 20_000 };

export interface Ingest {
  /** As the engine's `remote`, but read in a child. Throws `GitError`, code `limit_exceeded`, limit `memory`, as well. */
  remote(url: string, options?: RemoteOptions): Remote;
  /** Process ids of the children that run now. */
  pids(): number[];
  close(): Promise<void>;
}

export function createIngest({ children = 1, ...options }: IngestOptions = {}): Ingest {
  const limits = { ...DEFAULT_LIMITS, ...options };
  let pool: IngestProcess[] = [];
  let lastKey = 0;
  let closed = false;
  /** Tasks that are tried again, one after the other. */
  let alone: Promise<unknown> = Promise.resolve();
  let solitary: IngestProcess | undefined;

  function child(): IngestProcess {
    if (closed) throw new Error('ingest is closed');
    pool = pool.filter(({ alive }) => alive);
    const idlest = pool.reduce<IngestProcess | undefined>(
      (a, b) => (a === undefined || b.busy < a.busy ? b : a),
      undefined,
    );
    if (idlest !== undefined && (idlest.busy === 0 || pool.length >= children)) return idlest;
    const fresh = new IngestProcess(limits);
    pool.push(fresh);
    return fresh;
  }

  /** The child that keeps this remote open, or another if that one is gone. */
  function home(source: { home?: IngestProcess }): IngestProcess {
    if (source.home?.alive !== true) source.home = child();
    return source.home;
  }

  /** Runs a task; should its child die, `again` says what of it remains to be done alone. */
  async function* run(
    process: IngestProcess,
    task: IngestTask,
    again: () => IngestTask['work'],
    follow?: FollowTree,
  ): AsyncGenerator<IngestItem, void, void> {
    try {
      yield* process.run(task, follow);
    } catch (error) {
      if (!(error instanceof IngestDied) || closed) throw error;
      yield* runAlone({ ...task, work: again() }, follow);
    }
  }

  async function* runAlone(task: IngestTask, follow?: FollowTree): AsyncGenerator<IngestItem, void, void> {
    let finished = () => {};
    const before = alone;
    alone = new Promise<void>((resolve) => {
      finished = resolve;
    });
    await before;
    const only = new IngestProcess(limits);
    solitary = only;
    try {
      yield* only.run(task, follow);
    } catch (error) {
      if (!(error instanceof IngestDied)) throw error;
      const why = error.overMemory
        ? `takes more than ${limits.memoryBytes} bytes of memory`
        : 'ends the process that reads it';
      throw new GitError('limit_exceeded', `reading ${task.remote.url} ${why}`, { limit: 'memory', cause: error });
    } finally {
      only.kill();
      solitary = undefined;
      finished();
    }
  }

  function remote(url: string, options: RemoteOptions = {}): Remote {
    // Refuses a URL here already, as the engine does.
    openConversation(url, { ...DEFAULT_REMOTE_LIMITS, ...options.limits }, options);
    const source = { key: ++lastKey, url, options };
    const place: { home?: IngestProcess } = {};
    return {
      async listRefs(prefixes) {
        const work = { kind: 'listRefs' as const, prefixes };
        let refs: RemoteRef[] = [];
        const restart = () => {
          refs = [];
          return work;
        };
        for await (const item of run(home(place), { remote: source, work }, restart))
          if ('ref' in item) refs.push(item.ref);
        return refs;
      },
      async fetchTrees(tip, follow) {
        const work = { kind: 'fetchTrees' as const, tip, asksWhatToFollow: follow !== undefined };
        const bytes = { ...DEFAULT_REMOTE_LIMITS, ...options.limits }.inflatedBytes;
        const found = new FetchedTrees(tip, bytes);
        for await (const item of run(home(place), { remote: source, work }, () => work, follow)) {
          if ('root' in item) found.root = item.root;
          else if ('tree' in item) found.add({ type: 'tree', oid: item.tree, bytes: asBuffer(item.bytes) });
        }
        return found;
      },
      async *fetchBlobs(tip, wanted) {
        const left = new Set<Oid>(wanted);
        const work = () => ({ kind: 'fetchBlobs' as const, tip, wanted: [...left] });
        for await (const item of run(home(place), { remote: source, work: work() }, work)) {
          if ('blob' in item && left.delete(item.blob.oid)) yield item.blob;
        }
      },
      async close() {
        place.home?.drop(source.key);
      },
    };
  }

  return {
    remote,
    pids: () => [...pool, solitary].flatMap((process) => (process?.alive ? (process.pid ?? []) : [])),
    async close() {
      closed = true;
      for (const process of [...pool, solitary]) process?.kill();
    },
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
