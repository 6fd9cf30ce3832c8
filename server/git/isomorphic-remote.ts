// A repository elsewhere, fetched by isomorphic-git (depth 1, blobs included) into a bare repository that lives as long
// as the remote; a path of this machine is read in place. Limits hold for transport and result, not for inflation.

// A repository elsewhere, fetched by isomorphic-git (depth 1, blobs included) into a bare repository that lives as long
// as the remote; a path of this machine is read in place. Limits hold for transport and result, not for inflation.
import fs, { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import git, { type HttpClient } from 'isomorphic-git';
import { asGitError, openIsomorphic } from './isomorphic-repository.js';
import {
  DEFAULT_REMOTE_LIMITS,
  GitError,
  MODE_TREE,
  type Oid,
  parseOid,
  type Remote,
  type RemoteOptions,
  type RemoteRef,
  type Repository,
  type TreeEntry,
} from './port.js';
import { openTransport, type Transport } from './transport.js';

export function isomorphicRemote(url: string, options: RemoteOptions = {}): Remote {
  const { objectBytes } = { ...DEFAULT_REMOTE_LIMITS, ...options.limits };
  const source = isUrl(url) ? httpSource(url, openHttp(url, options)) : localSource(url);
  return readingRemote(source, objectBytes);
}

/** Pushes one branch, forced, after looking that it is where the caller expects it. */
export async function isomorphicPush(
  { gitdir, url, ref, expected }: { gitdir: string; url: string; ref: string; expected: Oid | null },
  options: RemoteOptions = {},
): Promise<void> {
  if (!isUrl(url)) throw new TypeError('isomorphic-git pushes over smart HTTP only');
  const http = openHttp(url, options);
  const refs = await git
    .listServerRefs({ http, url, prefix: ref, forPush: true, protocolVersion: 1 })
    .catch(http.reason);
  const there = refs.find((found) => found.ref === ref)?.oid ?? null;
  if (there !== expected) throw new GitError('ref_moved', `${ref} is not where it was expected at ${url}`);
  await git.push({ fs, http, gitdir, url, ref, remoteRef: ref, force: true }).catch(http.reason);
}

function isUrl(url: string): boolean {
  return /^[a-z+]+:\/\//.test(url);
}

function openHttp(url: string, options: RemoteOptions): IsomorphicHttp {
  const limits = { ...DEFAULT_REMOTE_LIMITS, ...options.limits };
  const transport = openTransport(url, {
    responseBytes: limits.responseBytes,
    decodedBytes: limits.inflatedBytes,
    requestMs: limits.requestMs,
    allowLoopback: options.allowLoopback ?? false,
    allowPrivate: options.allowPrivate ?? false,
    credentials: options.credentials,
  });
  return httpClient(url, transport);
}

/** Where refs and objects come from; both kinds end in a repository on disk that is read by isomorphic-git. */
interface Source {
  listRefs(prefix: string): Promise<RemoteRef[]>;
  /** A repository that holds the tip. */
  bring(tip: Oid): Promise<Repository>;
  close(): Promise<void>;
}

function readingRemote(source: Source, objectBytes: number): Remote {
  return {
    async listRefs(prefixes) {
      const refs = new Map<string, RemoteRef>();
      for (const prefix of prefixes) {
        for (const ref of await source.listRefs(prefix)) refs.set(ref.name, ref);
      }
      return [...refs.values()];
    },
    async fetchTrees(tip) {
      const repository = await source.bring(tip);
      const { tree: root } = await repository.readCommit(tip);
      const trees = new Map<Oid, TreeEntry[]>();
      const pending = [root];
      for (let oid = pending.pop(); oid !== undefined; oid = pending.pop()) {
        if (trees.has(oid)) continue;
        const entries = await repository.readTree(oid);
        trees.set(oid, entries);
        pending.push(...entries.filter(({ mode }) => mode === MODE_TREE).map((entry) => entry.oid));
      }
      return {
        root,
        readTree(oid) {
          const entries = trees.get(oid);
          if (entries === undefined) throw new GitError('object_missing', `${oid} is no tree of that tip`);
          return entries;
        },
      };
    },
    async *fetchBlobs(tip, wanted) {
      const repository = await source.bring(tip);
      for (const oid of new Set(wanted)) {
        const bytes = await repository.readBlob(oid);
        yield bytes.length > objectBytes ? { oid, oversized: true as const } : { oid, bytes };
      }
    },
    close: () => source.close(),
  };
}

function localSource(path: string): Source {
  const gitdir = existsSync(join(path, '.git')) ? join(path, '.git') : path;
  return {
    async listRefs(prefix) {
      await openIsomorphic(gitdir);
      const names = (await git.listRefs({ fs, gitdir, filepath: 'refs' })).map((name) => `refs/${name}`);
      return Promise.all(
        names
          .filter((name) => name.startsWith(prefix))
          .map(async (name) => ({ name, oid: parseOid(await git.resolveRef({ fs, gitdir, ref: name })) })),
      );
    },
    bring: () => openIsomorphic(gitdir),
    close: async () => {},
  };
}

function httpSource(url: string, http: IsomorphicHttp): Source {
  const fetched = new Map<Oid, Promise<Repository>>();
  let folder: Promise<string> | undefined;

  async function fetchTip(tip: Oid): Promise<Repository> {
    folder ??= mkdtemp(join(tmpdir(), 'ipc-bench-fetch-'));
    const gitdir = join(await folder, tip);
    await git.init({ fs, gitdir, bare: true });
    await git.addRemote({ fs, gitdir, remote: 'origin', url });
    await git
      .fetch({ fs, http, gitdir, url, ref: tip, remoteRef: tip, depth: 1, singleBranch: true, tags: false })
      .catch(http.reason);
    return openIsomorphic(gitdir);
  }

  return {
    async listRefs(prefix) {
      const refs = await git.listServerRefs({ http, url, protocolVersion: 2, prefix }).catch(http.reason);
      http.checkWhole();
      return refs
        .filter(({ ref }) => ref.startsWith(prefix))
        .map(({ ref, oid }) => ({ name: ref, oid: parseOid(oid) }));
    },
    bring(tip) {
      let repository = fetched.get(tip);
      if (repository === undefined) {
        repository = fetchTip(tip);
        fetched.set(tip, repository);
      }
      return repository;
    },
    async close() {
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
    },
  };
}

interface IsomorphicHttp extends HttpClient {
  reason(error: unknown): never;
  checkWhole(): void;
}

/**
 * isomorphic-git's view of our transport, so that both engines obey the same rules about addresses and budgets. It
 * rewords what it is thrown, so `reason` gives back the transport's own error; and it takes a stream that fails for one
 * that ends, so `checkWhole` throws what it swallowed: a ref list is whole or an error.
 */
function httpClient(base: string, transport: Transport): IsomorphicHttp {
  let failure: GitError | undefined;
  return {
    async request({ url, method = 'GET', headers = {}, body }) {
      failure = undefined;
      const parts: Uint8Array[] = [];
      for await (const part of body ?? []) parts.push(part);
      const path = url.slice(base.length);
      const answer = transport.request({ path, method: method as 'GET' | 'POST', headers, body: parts });
      async function* watched(): AsyncGenerator<Uint8Array, void, void> {
        try {
          yield* answer;
        } catch (error) {
          if (error instanceof GitError) failure = error;
          throw error;
        }
      }
      return { url, method, statusCode: 200, statusMessage: 'OK', headers: {}, body: watched() };
    },
    checkWhole() {
      if (failure !== undefined) throw failure;
    },
    reason(error) {
      if (failure !== undefined) throw failure;
      if (error instanceof git.Errors.NotFoundError) return asGitError(error);
      throw new GitError('protocol', (error as Error).message, { cause: error });
    },
  };
}
