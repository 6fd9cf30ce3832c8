// The formats and suites that this service knows.
import { createHash } from 'node:crypto';
import { CURRENT_FORMAT, CURRENT_SUITE } from '@ipc-bench/schema/document';
import { type RegistryFile, registryFiles } from '@ipc-bench/schema/registry-files';
import { field } from '../../answer-field.js';
import { JSON_TYPE } from '../answer.js';
import { type Route, refuseParameters } from '../route.js';

const { hash, object, text, word } = field;

export const schemasRoute: Route = {
  name: 'schemas',
  url: '/v1/schemas',
  summary: 'Every result format and suite, in all versions',
  description:
    'A released version never changes: `sha256` is of the file that `url` answers. A draft may. What changed from version to version, and for whom, is told in docs/formats of the source.',
  tag: 'service',
  answers: {
    type: 'application/json',
    schema: object(
      {
        current: object(
          {
            format: text('what the runner of this version writes', '1.0.0'),
            suite: text('what it measures', '1.0.0'),
          },
          'the newest versions',
        ),
        rows: field.list(
          object(
            {
              kind: word(['result', 'suite'], 'result: a JSON Schema; suite: a manifest'),
              version: text('epoch, major, minor', '1.0.0'),
              state: word(['draft', 'released'], 'a released version never changes'),
              sha256: hash('of the file'),
              url: text('where it is', '/v1/schemas/result/1.0.0'),
            },
            'one version',
          ),
          'formats before suites',
        ),
      },
      'all versions',
    ),
  },
  problems: [400],
  handle(_service, request, reply) {
    refuseParameters(request);
    const current = { format: CURRENT_FORMAT, suite: CURRENT_SUITE };
    return reply
      .header('cache-control', 'public, max-age=300')
      .type(JSON_TYPE)
      .send(JSON.stringify({ current, rows: registryFiles.map(describe) }));
  },
};

function describe({ kind, version, isDraft, text: file }: RegistryFile) {
  const sha256 = createHash('sha256').update(file).digest('hex');
  return { kind, version, state: isDraft ? 'draft' : 'released', sha256, url: `/v1/schemas/${kind}/${version}` };
}
