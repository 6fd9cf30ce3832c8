// A route is data plus a handler. One new route is one new file and one line in `routes.ts`.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServerError } from '../errors.js';
import type { JsonSchema, Service } from './ports.js';
import { PROBLEM_TYPE } from './problem.js';

export interface Route {
  /** Names the operation in OpenAPI. */
  name: string;
  /** Pattern, e.g. `/v1/results/:id`. */
  url: string;
  summary: string;
  description: string;
  tag: 'data' | 'service';
  parameters?: JsonSchema;
  pathParameters?: JsonSchema;
  /** Media type and schema of the answer. */
  answers: { type: string; schema: JsonSchema };
  /** Statuses of problems that it answers, beside 414 and 500. */
  problems: readonly number[];
  handle(service: Service, request: FastifyRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply>;
}

/** The route's part of the OpenAPI document. Nothing is validated or serialised by it: doors check their own input. */
export function documentRoute(route: Route) {
  const { name, summary, description, tag, parameters, pathParameters, answers, problems } = route;
  const problem = { description: 'a problem', content: { [PROBLEM_TYPE]: { schema: { $ref: 'Problem#' } } } };
  return {
    operationId: name,
    summary,
    description,
    tags: [tag],
    ...(parameters ? { querystring: parameters } : {}),
    ...(pathParameters ? { params: pathParameters } : {}),
    response: {
      200: {
        description: 'the answer',
        ...(tag === 'data' ? { headers: DATA_HEADERS } : {}),
        content: { [answers.type]: { schema: answers.schema } },
      },
      ...(tag === 'data' ? { 304: { description: 'the client has it already', type: 'null' } } : {}),
      ...Object.fromEntries([...problems, 414, 500].map((status) => [status, problem])),
    },
  };
}

const DATA_HEADERS = {
  etag: { type: 'string', description: 'send it back as If-None-Match' },
  'ipc-bench-revision': { type: 'string', description: 'tree id that the answer was computed from' },
};

/** The door of routes that take no parameters. */
export function refuseParameters(request: FastifyRequest): void {
  const [name] = Object.keys(request.query as object);
  if (name !== undefined)
    throw new ServerError('unknown_parameter', 'this route takes no parameters', { pointer: name.slice(0, 40) });
}
