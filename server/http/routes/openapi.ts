import { Type } from 'typebox';
import { JSON_TYPE } from '../answer.js';
import { type Route, refuseParameters } from '../route.js';

export const openapiRoute: Route = {
  name: 'openapi',
  url: '/v1/openapi.json',
  summary: 'This interface, as OpenAPI 3.1',
  description: 'Computed from the same tables that answer the questions.',
  tag: 'service',
  answers: {
    type: 'application/json',
    schema: Type.Object(
      { openapi: Type.String(), info: Type.Record(Type.String(), Type.Unknown()) },
      { description: 'an OpenAPI document', additionalProperties: true },
    ),
  },
  problems: [400],
  handle(_service, request, reply) {
    refuseParameters(request);
    return reply
      .header('cache-control', 'public, max-age=300')
      .type(JSON_TYPE)
      .send(JSON.stringify(request.server.swagger()));
  },
};
