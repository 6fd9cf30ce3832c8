// The three things that decide every answer, so that two maintainers see whether, and why, they differ.
import { Type } from 'typebox';
import { answerFrom } from '../answer.js';
import { type Route, refuseParameters } from '../route.js';

const count = (description: string) => Type.Integer({ minimum: 0, description });
const hash = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });

export const digestRoute: Route = {
  url: '/v1/digest',
  summary: 'Revision, registry and trusted keys behind every answer',
  description:
    'The tree of the canonical repository is a function of the files merged, the schema registry and the set of trusted maintainer keys. Also counts what is indexed and lists files of the tree that are not.',
  tag: 'data',
  answers: {
    type: 'application/json',
    schema: Type.Object(
      {
        revision: Type.String({ pattern: '^[0-9a-f]{40}$', description: 'tree id of the branch `data`' }),
        registry: hash('digest of the formats and suites that results were judged by'),
        trusted: hash('digest of the set of trusted maintainer keys'),
        version: Type.String({ description: 'version of the tables of the index and of what fills them' }),
        results: count('results indexed'),
        provisional: count('of them, from a newer minor of format or suite'),
        measurements: count('points measured'),
        missing: count('points that could not be measured'),
        unread: count('points of benchmarks that this service does not know'),
        invalidated: count('points that a trusted maintainer declared invalid'),
        left_out: Type.Array(
          Type.Object(
            {
              path: Type.String(),
              verdict: Type.Unsafe<string>({ type: 'string', enum: ['invalid', 'deferred'] }),
              rule: Type.Union([Type.String(), Type.Null()]),
              pointer: Type.Union([Type.String(), Type.Null()]),
              message: Type.String(),
            },
            { additionalProperties: false },
          ),
          { description: 'files of the tree that are not indexed, and why' },
        ),
      },
      { description: 'what answers are made of', additionalProperties: false },
    ),
  },
  problems: [400, 503],
  handle(service, request, reply) {
    refuseParameters(request);
    return answerFrom(service, request, reply, (snapshot) => {
      const { commit: _, ...facts } = snapshot.summary(); // many commits may have this tree
      return { body: JSON.stringify(facts) };
    });
  },
};
