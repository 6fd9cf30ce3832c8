// One result: what the index says of it, and its document in the newest format.

import { parseResultId, type ResultId } from '@ipc-bench/schema/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { field } from '../../answer-field.js';
import { ServerError } from '../../errors.js';
import { answerFrom } from '../answer.js';
import type { IndexedFile, ResultSource, Service } from '../ports.js';
import { type Route, refuseParameters } from '../route.js';

export const idParameter = Type.Object({
  id: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'result id: SHA-256 of the file',
    examples: ['3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b'],
  }),
});

export function resultRoute({ rowSchema, pointSchema }: Pick<ResultSource, 'rowSchema' | 'pointSchema'>): Route {
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
          points: field.list(pointSchema, 'its measured points, with all numbers and their comparability keys'),
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

function answerResult(service: Service, request: FastifyRequest, reply: FastifyReply) {
  refuseParameters(request);
  const id = idOf(request);
  const { results } = service;
  return answerFrom(service, request, reply, (snapshot) => {
    const file = results.find(snapshot, id);
    if (!file) throw noSuchResult();
    return readDocument(results, file, snapshot.revision, results.describe(snapshot, id));
  });
}

async function readDocument(
  results: ResultSource,
  file: IndexedFile,
  revision: string,
  { summary, points }: { summary: string; points: string },
): Promise<{ body: Buffer }> {
  const view = results.view(await results.readFile(file.blob), file);
  if (!view) throw new ServerError('no_index', 'the index was built by a tool that knows other formats');
  const { document, ...migration } = view;
  const head = `{"revision":"${revision}","result":${summary},"migration":${JSON.stringify(migration)},"document":`;
  return { body: Buffer.concat([Buffer.from(head), document, Buffer.from(`,"points":${points}}`)]) };
}
