import { field } from '../../answer-field.js';
import { JSON_TYPE, REVISION_HEADER } from '../answer.js';
import { type Route, refuseParameters } from '../route.js';

export const readyzRoute: Route = {
  name: 'readyz',
  url: '/readyz',
  summary: 'Whether questions can be answered, and from which revision',
  description: '503 with the reason while there is no database or no index.',
  tag: 'service',
  answers: {
    type: 'application/json',
    schema: field.object(
      { status: field.word(['ready'], 'it can'), revision: field.revision() },
      'questions can be answered',
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
