import { answerFromJournal } from '../answer-journal.js';
import type { JournalQuestion } from '../ports.js';
import type { Route } from '../route.js';

/** `GET /v1/<name>` for a planned question to the journal. */
export function journalQuestionRoute({ name, summary, description, parameters, answer, plan }: JournalQuestion): Route {
  return {
    name,
    url: `/v1/${name}`,
    summary,
    description,
    tag: 'data',
    parameters,
    answers: { type: 'application/json', schema: answer },
    problems: [400, 503],
    handle: (service, request, reply) =>
      answerFromJournal(service, request, reply, plan(request.query as Record<string, unknown>)),
  };
}
