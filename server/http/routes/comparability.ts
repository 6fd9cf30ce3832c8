import { Type } from 'typebox';
import { answerFrom } from '../answer.js';
import { type Route, refuseParameters } from '../route.js';

const MARKDOWN = 'text/markdown';

export const comparabilityRoute: Route = {
  name: 'comparability',
  url: '/v1/comparability.md',
  summary: 'The comparability table as a document',
  description:
    'Metric by metric: which versions of a benchmark give numbers that may be compared, how many there are, and what errata say of them. The same as data: `spans` of /v1/benchmarks, and /v1/errata.',
  tag: 'data',
  answers: { type: MARKDOWN, schema: Type.String({ description: 'Markdown, UTF-8' }) },
  problems: [400, 503],
  handle(service, request, reply) {
    refuseParameters(request);
    return answerFrom(service, request, reply, (snapshot) => ({
      body: Buffer.from(service.comparability(snapshot)),
      type: `${MARKDOWN}; charset=utf-8`,
    }));
  },
};
