// How data is answered: conditionally. The entity tag names the revision and all else that decides the bytes under one
// URL, so a client that holds it gets 304 before any row is read.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { KnownAnswer } from './answer-cache.js';
import type { IndexMeta, Service, Snapshot } from './ports.js';

export const JSON_TYPE = 'application/json; charset=utf-8';
export const REVISION_HEADER = 'ipc-bench-revision';

/**
 * Bytes of an answer depend on the tree, on the history that tells which source brought what, on the knowledge it was
 * judged by, and on the tool that formats it.
 */
function entityTag({ revision, commit, registry, trusted, version }: IndexMeta, toolVersion: string): string {
  const knowledge = [commit, registry, trusted].map((digest) => digest.slice(0, 8)).join('');
  return `"${revision}.${knowledge}.${version}.${toolVersion}"`;
}

/** Whether an If-None-Match header names the tag (weak comparison). `*` is for writes and matches nothing here. */
export function matchesTag(header: string | undefined, tag: string): boolean {
  return header?.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag) ?? false;
}

export interface Found {
  /** JSON, UTF-8, where `type` does not say otherwise. */
  body: Buffer;
  type?: string;
  /** Cursor of the next page. */
  next?: string | null;
}

/**
 * Sends 304 to who has it, what was answered before from the cache, and else what `read` finds. Headers and body are of
 * one state of the index; `read` may go on to read files after the snapshot is closed.
 */
export function answerFrom(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  read: (snapshot: Snapshot) => Found | Promise<Found>,
): FastifyReply | Promise<FastifyReply> {
  const { index, cache, version } = service;
  const { url } = request;
  const now = index.meta();
  const tagNow = entityTag(now, version);
  if (matchesTag(request.headers['if-none-match'], tagNow)) return dataHeaders(reply, now, tagNow).code(304).send();
  const known = cache.get(tagNow, url);
  if (known) return sendAnswer(reply, now, tagNow, known);

  const { meta, found } = index.read((snapshot) => ({ meta: snapshot.meta, found: read(snapshot) }));
  const send = ({ body, next = null, type = JSON_TYPE }: Found) => {
    const tag = entityTag(meta, version);
    const answer = {
      body: typeof body === 'string' ? Buffer.from(body) : body,
      type,
      link: next === null ? null : linkToNext(url, next),
    };
    cache.put(tag, url, answer);
    return sendAnswer(reply, meta, tag, answer);
  };
  return found instanceof Promise ? found.then(send) : send(found);
}

function sendAnswer(reply: FastifyReply, meta: IndexMeta, tag: string, { body, link, type }: KnownAnswer) {
  if (link !== null) reply.header('link', link);
  return dataHeaders(reply, meta, tag).type(type).send(body);
}

function dataHeaders(reply: FastifyReply, { revision }: IndexMeta, tag: string): FastifyReply {
  return reply.header('etag', tag).header('cache-control', 'public, no-cache').header(REVISION_HEADER, revision);
}

/** Value of the Link header: the same path and parameters with another cursor; relative to the host. */
export function linkToNext(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `<${path}?${parameters}>; rel="next"`;
}
