// The three things that decide every answer, so that two maintainers see whether, and why, they differ.
import { field } from '../../answer-field.js';
import { answerFrom } from '../answer.js';
import { type Route, refuseParameters } from '../route.js';

const { count, hash, orNull, revision, text, word } = field;

const leftOut = field.object(
  {
    path: text('path in the tree', 'results/e1/2026/11/20/9f86d081884c7d65….json'),
    verdict: word(['invalid', 'deferred'], 'deferred: newer than this service'),
    rule: orNull(text('finding that refused it', 'signature_wrong')),
    pointer: orNull(text('JSON Pointer to the place', '/signature')),
    message: text('what was seen there', 'verification failed'),
  },
  'a file of the tree that is not indexed',
);

export const digestRoute: Route = {
  name: 'digest',
  url: '/v1/digest',
  summary: 'Revision, registry and trusted keys behind every answer',
  description:
    'The tree of the canonical repository is a function of the files merged, the schema registry and the set of trusted maintainer keys. Also counts what is indexed and lists files of the tree that are not.',
  tag: 'data',
  answers: {
    type: 'application/json',
    schema: field.object(
      {
        revision: revision(),
        registry: hash('digest of the formats and suites that results were judged by'),
        trusted: hash('digest of the set of trusted maintainer keys'),
        version: text('version of the tables of the index and of what fills them', '1.0.0'),
        results: count('results indexed', 210),
        provisional: count('of them, from a newer minor of format or suite', 2),
        measurements: count('points measured', 25_200),
        missing: count('points that could not be measured', 840),
        unread: count('points of benchmarks that this service does not know', 3),
        invalidated: count('points that a trusted maintainer declared invalid', 0),
        left_out: field.list(leftOut, 'files of the tree that are not indexed, and why'),
      },
      'what answers are made of',
    ),
  },
  problems: [400, 503],
  handle(service, request, reply) {
    refuseParameters(request);
    return answerFrom(service, request, reply, (snapshot) => {
      const { commit: _, ...facts } = snapshot.summary(); // many commits may have this tree
      return { body: Buffer.from(JSON.stringify(facts)) };
    });
  },
};
