// Errors as RFC 9457 `application/problem+json`: what happened, what to do, where, and under which request id. Nothing
// of the inside (stack, path, SQL) is ever in them.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ERROR_KINDS, type ErrorCode, ServerError } from '../errors.js';

export const PROBLEM_TYPE = 'application/problem+json';

export const problemSchema = Type.Object(
  {
    type: Type.String({ description: 'names the kind of problem', examples: ['urn:ipc-bench:error:bad_parameter'] }),
    title: Type.String({ examples: ['A query parameter has a value that it does not take.'] }),
    status: Type.Integer({ minimum: 400, maximum: 599, examples: [400] }),
    code: Type.Unsafe<ErrorCode>({ type: 'string', enum: Object.keys(ERROR_KINDS), examples: ['bad_parameter'] }),
    detail: Type.String({ examples: ['limit takes a whole number from 1 to 500; not "many"'] }),
    hint: Type.String({
      description: 'what to do',
      examples: ['Values are listed under the route in /v1/openapi.json.'],
    }),
    pointer: Type.Optional(Type.String({ description: 'the parameter it is about', examples: ['limit'] })),
    request_id: Type.String({ description: 'name it when you report the problem', examples: ['k3v9q2-1a'] }),
  },
  { $id: 'Problem', description: 'a problem (RFC 9457)', additionalProperties: false },
);

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  hint: string;
  pointer?: string;
  request_id: string;
}

export function formatProblem({ code, kind, message, pointer }: ServerError, requestId: string): Problem {
  const { title, status, hint } = kind;
  const about = pointer === undefined ? {} : { pointer };
  return {
    type: `urn:ipc-bench:error:${code}`,
    title,
    status,
    code,
    detail: message,
    hint,
    ...about,
    request_id: requestId,
  };
}

/** Anything that was thrown, in the words of the error table; what is not in the table is `internal`. */
export function asServerError(error: unknown): ServerError {
  if (error instanceof ServerError) return error;
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  const cause = { cause: error };
  if (code === 'FST_ERR_BAD_URL') return new ServerError('bad_parameter', 'the URL is not well-formed', cause);
  if (statusCode === 404) return new ServerError('not_found', 'there is nothing at this path', cause);
  if (statusCode === 413) return new ServerError('too_large', 'the request has a body that is too large', cause);
  if (statusCode === 414) return new ServerError('uri_too_long', 'a part of the path is too long', cause);
  if (statusCode !== undefined && statusCode < 500)
    return new ServerError('bad_parameter', 'the request is not well-formed', cause);
  return new ServerError('internal', 'an unexpected failure', cause);
}

/** The one place that answers an error. Our own faults are logged whole; others are the client's to know. */
export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = asServerError(thrown);
  if (error.code === 'internal') request.log.error({ err: error.cause ?? error }, 'request failed');
  if (error.kind.status === 503) reply.header('retry-after', '5');
  return reply
    .code(error.kind.status)
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store')
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(formatProblem(error, request.id)));
}
