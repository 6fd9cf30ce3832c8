// Where a forge says that something may have changed. Not one of the questions: it has no place in the OpenAPI document,
// believes nothing of what it is told, and only makes the watch loop look sooner.
import type { FastifyInstance } from 'fastify';
import { ServerError } from '../errors.js';
import type { Webhook } from './ports.js';

export const WEBHOOK_URL = '/v1/webhooks/github';
/** GitHub cuts payloads at 25 MB; the large ones (pushes of thousands of commits) need not be read to look. */
const BODY_BYTES = 2 * 1024 * 1024;

export async function registerWebhook(scope: FastifyInstance, webhook: Webhook): Promise<void> {
  // A signature is over bytes: nothing may parse or decode them before.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  scope.route({
    method: 'POST',
    url: WEBHOOK_URL,
    bodyLimit: BODY_BYTES,
    schema: { hide: true },
    handler: async ({ headers, body }, reply) => {
      const { status, outcome } = webhook({ headers, body: body instanceof Buffer ? body : Buffer.alloc(0) });
      if (status === 401) throw new ServerError('unsigned', outcome);
      if (status === 400) throw new ServerError('bad_parameter', `the delivery is ${outcome}`);
      return reply.code(status).header('cache-control', 'no-store').send({ outcome });
    },
  });
}
