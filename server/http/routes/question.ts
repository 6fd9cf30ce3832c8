import { answerFrom } from '../answer.js';
import type { Question } from '../ports.js';
import type { Route } from '../route.js';

/** `GET /v1/<name>` for a planned question. */
export function questionRoute({ name, summary, description, parameters, answer, plan }: Question): Route {
  return {
    name,
    url: `/v1/${name}`,
    summary,
    description,
    tag: 'data',
    parameters,
    answers: { type: 'application/json', schema: answer },
    problems: [400, 503],
    handle(service, request, reply) {
      const read = plan(request.query as Record<string, unknown>);
      return answerFrom(service, request, reply, read);
    },
  };
}
