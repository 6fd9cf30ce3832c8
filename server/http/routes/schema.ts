import { findRegistryFile, type RegistryFile } from '@ipc-bench/schema/registry-files';
import { Type } from 'typebox';
import { field } from '../../answer-field.js';
import { ServerError } from '../../errors.js';
import { type Route, refuseParameters } from '../route.js';

const KINDS = ['result', 'suite'] as const;

export const schemaRoute: Route = {
  name: 'schema',
  url: '/v1/schemas/:kind/:version',
  summary: 'One result format or suite, byte for byte',
  description: 'The JSON Schema of a result format, or the manifest of a suite, as the source holds it.',
  tag: 'service',
  pathParameters: Type.Object({
    kind: field.word(KINDS, 'result: a JSON Schema; suite: a manifest'),
    version: field.text('epoch, major, minor', '1.0.0'),
  }),
  answers: {
    type: 'application/json',
    schema: Type.Record(Type.String(), Type.Unknown(), { description: 'a JSON Schema or a manifest' }),
  },
  problems: [400, 404],
  handle(_service, request, reply) {
    refuseParameters(request);
    const { kind, version } = request.params as { kind: string; version: string };
    const file = isKind(kind) ? findRegistryFile(kind, version) : undefined;
    if (!file)
      throw new ServerError('not_found', 'this service knows no such version; /v1/schemas lists what it knows');
    return reply
      .header('cache-control', file.isDraft ? 'public, max-age=300' : 'public, max-age=31536000, immutable')
      .type('application/json')
      .send(file.text);
  },
};

function isKind(word: string): word is RegistryFile['kind'] {
  return (KINDS as readonly string[]).includes(word);
}
