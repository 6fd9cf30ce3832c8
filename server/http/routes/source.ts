import { answerFromJournal } from '../answer-journal.js';
import type { JournalSource } from '../ports.js';
import { type Route, refuseParameters } from '../route.js';

/** `GET /v1/sources/{id}`. */
export function sourceRoute({ source }: Pick<JournalSource, 'source'>): Route {
  const { name, summary, description, parameters, answer, plan } = source;
  return {
    name,
    url: '/v1/sources/:id',
    summary,
    description,
    tag: 'data',
    pathParameters: parameters,
    answers: { type: 'application/json', schema: answer },
    problems: [400, 404, 503],
    handle(service, request, reply) {
      refuseParameters(request);
      return answerFromJournal(service, request, reply, plan(request.params as Record<string, unknown>));
    },
  };
}
