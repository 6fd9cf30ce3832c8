// How the journal is answered. It changes with every round, whether or not the tree does, so the entity tag is that of
// the bytes themselves.
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { JSON_TYPE, linkToNext, matchesTag, REVISION_HEADER } from './answer.js';
import type { JournalView, Service } from './ports.js';

export function answerFromJournal(
  { journal }: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  read: (view: JournalView) => { body: Buffer; next: string | null },
): FastifyReply {
  const { revision, body, next } = journal.read((view) => ({ revision: view.revision, ...read(view) }));
  const tag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
  reply.header('etag', tag).header('cache-control', 'public, no-cache').header(REVISION_HEADER, revision);
  if (matchesTag(request.headers['if-none-match'], tag)) return reply.code(304).send();
  if (next !== null) reply.header('link', linkToNext(request.url, next));
  return reply.type(JSON_TYPE).send(body);
}
