// How data is answered: conditionally. The entity tag names the revision and all else that decides the bytes under one
// URL, so a client that holds it gets 304 before any row is read.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IndexMeta, Service, Snapshot } from './ports.js';

export const JSON_TYPE = 'application/json; charset=utf-8';
export const REVISION_HEADER = 'ipc-bench-revision';

/** Bytes of an answer depend on the tree, on the knowledge it was judged by, and on the tool that formats it. */
export function entityTag({ revision, registry, trusted, version }: IndexMeta, toolVersion: string): string {
  return `"${revision}.${registry.slice(0, 8)}${trusted.slice(0, 8)}.${version}.${toolVersion}"`;
}

/** Whether an If-None-Match header names the tag (weak comparison). `*` is for writes and matches nothing here. */
export function matchesTag(header: string | undefined, tag: string): boolean {
  return header?.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag) ?? false;
}

/** Sends what `read` finds, or 304. Headers and body are of one state of the index. */
export function answerFrom(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  read: (snapshot: Snapshot) => { body: string; next?: string | null },
): FastifyReply {
  const { index, version } = service;
  const known = request.headers['if-none-match'];
  if (known !== undefined) {
    const meta = index.meta();
    if (matchesTag(known, entityTag(meta, version))) return dataHeaders(reply, meta, version).code(304).send();
  }
  return index.read((snapshot) => {
    const { body, next } = read(snapshot);
    dataHeaders(reply, snapshot.meta, version).type(JSON_TYPE);
    if (typeof next === 'string') reply.header('link', `<${nextUrl(request.url, next)}>; rel="next"`);
    return reply.send(body);
  });
}

export function dataHeaders(reply: FastifyReply, meta: IndexMeta, version: string): FastifyReply {
  return reply
    .header('etag', entityTag(meta, version))
    .header('cache-control', 'public, no-cache')
    .header(REVISION_HEADER, meta.revision);
}

/** The same path and parameters with another cursor; relative to the host. */
function nextUrl(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters}`;
}
