// One result: what the index says of it, and its document in the newest format.

import { parseResultId, type ResultId } from '@ipc-bench/schema/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { field } from '../../answer-field.js';
import { ServerError } from '../../errors.js';
import { dataHeaders, entityTag, JSON_TYPE, matchesTag } from '../answer.js';
import type { ResultSource, Service } from '../ports.js';
import { type Route, refuseParameters } from '../route.js';

export const idParameter = Type.Object({
  id: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'result id: SHA-256 of the file',
    examples: ['3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b'],
  }),
});

export function resultRoute({ rowSchema, metricSchema }: Pick<ResultSource, 'rowSchema' | 'metricSchema'>): Route {
  return {
    name: 'result',
    url: '/v1/results/:id',
    summary: 'One result, migrated to the newest format',
    description:
      'The document as readers of today see it, with all its numbers and their comparability keys. The bytes as submitted are at /raw. Historic and invalid results are answered too: look at `result`.',
    tag: 'data',
    pathParameters: idParameter,
    answers: {
      type: 'application/json',
      schema: field.object(
        {
          revision: field.revision(),
          result: rowSchema,
          migration: field.object(
            {
              from: field.text('format of the stored file', '1.0.0'),
              to: field.text('format of `document`', '1.0.0'),
              dropped: field.words('fields that the newest format has no place for', []),
            },
            'what the view below differs in from the file',
          ),
          document: Type.Record(Type.String(), Type.Unknown(), {
            description: 'the result document; its own schema is schema/result/<format>.schema.json',
            examples: [{ envelope: 1, schema: '1.0.0' }],
          }),
          metrics: field.list(metricSchema, 'all its numbers, with their comparability keys'),
        },
        'one result',
      ),
    },
    problems: [400, 404, 503],
    handle: answerResult,
  };
}

/** The id in the path. Throws `ServerError` `bad_parameter`. */
export function idOf(request: FastifyRequest): ResultId {
  const id = parseResultId((request.params as { id: string }).id);
  if (id === null) throw new ServerError('bad_parameter', 'a result id is 64 lower-case hex digits', { pointer: 'id' });
  return id;
}

export function noSuchResult(): ServerError {
  return new ServerError('not_found', 'no result with this id is indexed; it may have been retracted');
}

async function answerResult(service: Service, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  refuseParameters(request);
  const id = idOf(request);
  const { index, results, version } = service;
  const found = index.read((snapshot) => {
    const file = results.find(snapshot, id);
    if (!file) throw noSuchResult();
    const { meta } = snapshot;
    const isKnown = matchesTag(request.headers['if-none-match'], entityTag(meta, version));
    return { file, meta, described: isKnown ? null : results.describe(snapshot, id) };
  });
  dataHeaders(reply, found.meta, version);
  if (!found.described) return reply.code(304).send();
  const view = results.view(await results.readFile(found.file.blob));
  if (!view) throw new ServerError('no_index', 'the index was built by a tool that knows other formats');
  const { document, ...migration } = view;
  const { summary, metrics } = found.described;
  const { revision } = found.meta;
  return reply
    .type(JSON_TYPE)
    .send(
      `{"revision":"${revision}","result":${summary},"migration":${JSON.stringify(migration)},"document":${document},"metrics":${metrics}}`,
    );
}
