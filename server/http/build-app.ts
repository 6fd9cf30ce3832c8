// The HTTP service as a value: routes, errors, request ids, log lines. Listens nowhere.
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import swagger from '@fastify/swagger';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify, LogController } from 'fastify';
import { ServerError } from '../errors.js';
import type { Logger } from '../log.js';
import type { Service } from './ports.js';
import { formatProblem, PROBLEM_TYPE, problemSchema, sendProblem } from './problem.js';
import { documentRoute } from './route.js';
import { routesOf } from './routes.js';
import { registerWebhook } from './webhook-route.js';

/** Time for a client to send its whole request; slow ones are cut off. */
const REQUEST_TIMEOUT_MS = 15_000;
/** Time without a byte in either direction, as of a client that stopped reading. */
const IDLE_TIMEOUT_MS = 60_000;

/** `extend` puts more on the service (the pages), in a scope of its own. */
export async function buildApp(
  service: Service,
  log: Logger,
  extend?: (scope: FastifyInstance) => Promise<void>,
): Promise<FastifyInstance> {
  const nextRequestId = requestIds();
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: nextRequestId,
    requestIdHeader: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_TIMEOUT_MS,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    clientErrorHandler: (error, socket) => answerUnparsable(error, socket, nextRequestId()),
  }) as unknown as FastifyInstance;

  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD')
      return sendProblem(new ServerError('not_found', 'there is no such path'), request, reply);
    reply.header('allow', 'GET, HEAD');
    return sendProblem(new ServerError('method_not_allowed', `not ${request.method}`), request, reply);
  });
  app.setValidatorCompiler(() => (value) => ({ value }));
  app.setSerializerCompiler(() => JSON.stringify);

  app.addHook('onRequest', (request, reply, done) => {
    reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('access-control-allow-origin', '*');
    done();
  });
  if (log.isLevelEnabled('debug')) app.addHook('onResponse', logAnswer);

  app.addSchema(problemSchema);
  await app.register(swagger, {
    openapi: openapiHead(service.version),
    refResolver: { buildLocalReference: ({ $id }, _base, _fragment, at) => String($id ?? `schema-${at}`) },
  });
  await app.register(async (scope) => {
    for (const route of routesOf(service))
      scope.route({
        method: 'GET',
        url: route.url,
        schema: documentRoute(route),
        handler: (request, reply) => route.handle(service, request, reply),
      });
  });
  const { webhook } = service;
  if (webhook) await app.register((scope) => registerWebhook(scope, webhook));
  if (extend) await app.register(extend);
  return app;
}

/** Names the pattern of the route, never what a stranger typed. */
function logAnswer({ method, routeOptions, log }: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const route = routeOptions.url ?? 'unmatched';
  log.debug({ method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
  done();
}

function openapiHead(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'ipc-bench',
      version,
      description:
        'An open database of inter-process-communication performance. Every answer carries `revision`, the tree id of the canonical repository that it was computed from. Compare two numbers only where their comparability `key` is equal. Lists are paged by `cursor`; a parameter that a route does not know is an error. Errors are RFC 9457 problems.',
      license: { name: 'Data: CC-BY-4.0', identifier: 'CC-BY-4.0' },
    },
    tags: [
      { name: 'data', description: 'results and numbers' },
      { name: 'service', description: 'the service itself' },
    ],
  };
}

/** Ids that tell requests of one process apart, and processes from each other. */
function requestIds(): () => string {
  const boot = randomBytes(4).toString('hex');
  let count = 0;
  return () => `${boot}-${(++count).toString(36)}`;
}

/** What Node could not parse never became a request: it is answered on the bare socket, in the same words. */
function answerUnparsable(error: Error & { code?: string }, socket: Socket, requestId: string): void {
  if (!socket.writable) return void socket.destroy();
  const isLong = error.code === 'HPE_HEADER_OVERFLOW';
  const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const problem = isLong
    ? new ServerError('uri_too_long', 'the URL and headers together are too long')
    : new ServerError('bad_parameter', isLate ? 'the request did not arrive in time' : 'this is not an HTTP request');
  const body = JSON.stringify(formatProblem(problem, requestId));
  const { status } = problem.kind;
  socket.end(
    `HTTP/1.1 ${status} ${isLong ? 'URI Too Long' : 'Bad Request'}\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nx-request-id: ${requestId}\r\nconnection: close\r\n\r\n${body}`,
  );
}
