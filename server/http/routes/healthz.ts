import { field } from '../../answer-field.js';
import { JSON_TYPE } from '../answer.js';
import { type Route, refuseParameters } from '../route.js';

export const healthzRoute: Route = {
  name: 'healthz',
  url: '/healthz',
  summary: 'Whether the process answers',
  description: 'Touches no data: for restarting a process that hangs. Whether it can answer questions says /readyz.',
  tag: 'service',
  answers: {
    type: 'application/json',
    schema: field.object({ status: field.word(['ok'], 'it does') }, 'the process answers'),
  },
  problems: [400],
  handle(_service, request, reply) {
    refuseParameters(request);
    return reply.header('cache-control', 'no-store').type(JSON_TYPE).send('{"status":"ok"}');
  },
};
