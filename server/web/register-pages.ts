// Puts all pages, charts and their files on an HTTP service. Everything is rendered here; scripts only add comfort.

import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServerError } from '../errors.js';
import { Ask } from './ask.js';
import { ASSETS_DIGEST, findAsset } from './assets.js';
import type { ChartFile } from './chart-file.js';
import { chartFiles } from './chart-files.js';
import { STANDALONE_POLICY } from './charts/standalone.js';
import type { Page, PageRequest } from './page.js';
import { errorPage } from './pages/error.js';
import { pages } from './pages.js';
import { renderDocument } from './parts/document.js';
import type { IndexMeta, PageService } from './ports.js';

const HTML_TYPE = 'text/html; charset=utf-8';

/** Nothing from anywhere else, nothing inline. `wasm` and `eval` stay off. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export async function registerPages(app: FastifyInstance, service: PageService): Promise<void> {
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply
      .header('content-security-policy', POLICY)
      .header('referrer-policy', 'no-referrer')
      .header('cross-origin-opener-policy', 'same-origin');
  });
  app.setErrorHandler((error, request, reply) => {
    if (!wantsHtml(request)) throw error; // for the handler of the whole service
    const answer = errorPage(error, request.id);
    if (answer.status >= 500 && !(error instanceof ServerError)) request.log.error({ err: error }, 'page failed');
    const context = { path: '', version: service.version, revision: null };
    return reply
      .code(answer.status)
      .header('cache-control', 'no-store')
      .type(HTML_TYPE)
      .send(renderDocument(answer.page, context));
  });

  for (const page of pages)
    app.get(page.path, { schema: HIDDEN }, (request, reply) => answerPage(page, service, request, reply));
  for (const file of chartFiles)
    app.get(file.path, { schema: HIDDEN }, (request, reply) => answerChart(file, service, request, reply));
  app.get('/assets/:name', { schema: HIDDEN }, (request, reply) => {
    const asset = findAsset(request.url);
    if (!asset) throw new ServerError('not_found', 'there is no such file');
    return reply.header('cache-control', 'public, max-age=31536000, immutable').type(asset.type).send(asset.body);
  });
  app.get('/*', { schema: HIDDEN }, () => {
    throw new ServerError('not_found', 'there is no such path');
  });
}

/** Pages are not part of the OpenAPI document. */
const HIDDEN = { hide: true };

async function answerPage(page: Page, service: PageService, request: FastifyRequest, reply: FastifyReply) {
  const [path = '/', text = ''] = request.url.split('?', 2);
  const query = new URLSearchParams(text);
  const clean = withoutEmpty(query);
  if (clean.size < query.size) return reply.redirect(clean.size > 0 ? `${path}?${clean}` : path, 303);

  const seen: Seen = { meta: null };
  const answer = await page.answer(pageRequest(service, request, clean, seen));
  reply.type(HTML_TYPE);
  if (isKnown(request, reply, seen, service)) return reply.code(304).send();
  const context = { path: page.path, version: service.version, revision: seen.meta?.revision ?? null };
  return reply.send(renderDocument(answer, context));
}

async function answerChart(file: ChartFile, service: PageService, request: FastifyRequest, reply: FastifyReply) {
  const query = withoutEmpty(new URLSearchParams(request.url.split('?', 2)[1] ?? ''));
  const seen: Seen = { meta: null };
  const body = await file.answer(pageRequest(service, request, query, seen));
  reply.type(file.type);
  if (file.type === 'image/svg+xml') reply.header('content-security-policy', STANDALONE_POLICY);
  if (isKnown(request, reply, seen, service)) return reply.code(304).send();
  return reply.send(body);
}

/** The state of the index that an answer was read from. */
interface Seen {
  meta: IndexMeta | null;
}

function pageRequest(service: PageService, request: FastifyRequest, query: URLSearchParams, seen: Seen): PageRequest {
  return {
    url: request.url,
    query,
    parameters: request.params as Record<string, string>,
    service,
    read: (read) =>
      service.index.read((snapshot) => {
        seen.meta = snapshot.meta;
        return read(new Ask(service, snapshot));
      }),
  };
}

/** Sets the headers of data, and says whether the client has the answer already. */
function isKnown(request: FastifyRequest, reply: FastifyReply, { meta }: Seen, { version }: PageService): boolean {
  reply.header('cache-control', 'public, no-cache');
  if (!meta) return false;
  const tag = pageTag(meta, version);
  reply.header('etag', tag).header('ipc-bench-revision', meta.revision);
  return request.headers['if-none-match'] === tag;
}

/** Weak: the bytes on the wire depend on the encoding too. */
function pageTag({ revision, registry, trusted, version }: IndexMeta, toolVersion: string): string {
  return `W/"${revision}.${registry.slice(0, 8)}${trusted.slice(0, 8)}.${version}.${toolVersion}.${ASSETS_DIGEST}"`;
}

/** A plain form sends what was left empty too; its URL is made the one that a link would have. */
function withoutEmpty(query: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...query].filter(([, value]) => value !== ''));
}

function wantsHtml(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') ?? false;
}
