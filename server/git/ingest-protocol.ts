// What a parent and its ingest child say to each other over Node's IPC channel (`serialization: 'advanced'`).

import type { RemoteOptions, RemoteRef } from './port.js';
import {
  GitError,
  type GitErrorCode,
  type GitErrorOptions,
  type Oid,
  type RefusedBlob,
  type RemoteBlob,
} from './port.js';

/** One thing to do with one remote. The child keeps the remote open, under its key, until it is told to drop it. */
export interface IngestTask {
  remote: { key: number; url: string; options: RemoteOptions };
  work:
    | { kind: 'listRefs'; prefixes: readonly string[] }
    | { kind: 'fetchTrees'; tip: Oid; asksWhatToFollow: boolean }
    | { kind: 'fetchBlobs'; tip: Oid; wanted: readonly Oid[] };
}

/** A part of a task's answer, verified by the child. */
export type IngestItem =
  | { ref: RemoteRef }
  | { root: Oid }
  | { tree: Oid; bytes: Uint8Array }
  | { blob: RemoteBlob | RefusedBlob };

export type ToChild =
  | { say: 'start'; task: number; what: IngestTask }
  /** The items were taken: more may come. */
  | { say: 'more'; task: number }
  | { say: 'follow'; question: number; answers: boolean[] }
  | { say: 'stop'; task: number }
  | { say: 'drop'; key: number };

export type ToParent =
  /** The child lives and turns its event loop; `residentBytes` is what it occupies. */
  | { say: 'alive'; residentBytes: number }
  | { say: 'items'; task: number; items: IngestItem[] }
  | { say: 'follow?'; task: number; question: number; folders: { path: string; oid: Oid }[] }
  | { say: 'done'; task: number }
  | { say: 'failed'; task: number; failure: Failure };

/** A `GitError` as data; errors of other kinds are faults of ours and keep their stack. */
export interface Failure {
  code: GitErrorCode | undefined;
  detail: string;
  httpStatus: number | undefined;
  limit: GitErrorOptions['limit'] | undefined;
}

export function toFailure(error: unknown): Failure {
  if (error instanceof GitError) {
    return { code: error.code, detail: error.message, httpStatus: error.httpStatus, limit: error.limit };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: undefined, detail, httpStatus: undefined, limit: undefined };
}

export function fromFailure({ code, detail, httpStatus, limit }: Failure): Error {
  if (code === undefined) return new Error(`an ingest child failed: ${detail}`);
  const options: GitErrorOptions = {};
  if (httpStatus !== undefined) options.httpStatus = httpStatus;
  if (limit !== undefined) options.limit = limit;
  return new GitError(code, detail, options);
}
