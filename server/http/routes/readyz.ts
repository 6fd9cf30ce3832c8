import { Type } from 'typebox';
import { JSON_TYPE, REVISION_HEADER } from '../answer.js';
import { type Route, refuseParameters } from '../route.js';

export const readyzRoute: Route = {
  url: '/readyz',
  summary: 'Whether questions can be answered, and from which revision',
  description: '503 with the reason while there is no database or no index.',
  tag: 'service',
  answers: {
    type: 'application/json',
    schema: Type.Object(
      { status: Type.Literal('ready'), revision: Type.String({ pattern: '^[0-9a-f]{40}$' }) },
      {
        additionalProperties: false,
        examples: [{ status: 'ready', revision: '4b825dc642cb6eb9a060e54bf8d69288fbee4904' }],
      },
    ),
  },
  problems: [400, 503],
  handle({ index }, request, reply) {
    refuseParameters(request);
    const { revision } = index.meta();
    return reply
      .header('cache-control', 'no-store')
      .header(REVISION_HEADER, revision)
      .type(JSON_TYPE)
      .send(JSON.stringify({ status: 'ready', revision }));
  },
};
