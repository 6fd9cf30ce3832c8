// The bytes of a result exactly as they were submitted and signed. Their name is their hash, so they never change.
import { Type } from 'typebox';
import { matchesTag, REVISION_HEADER } from '../answer.js';
import { type Route, refuseParameters } from '../route.js';
import { idOf, idParameter, noSuchResult } from './result.js';

export const resultRawRoute: Route = {
  name: 'result_raw',
  url: '/v1/results/:id/raw',
  summary: 'One result, byte for byte',
  description:
    'The canonical JSON that was submitted: its SHA-256 is the id, so anybody can check it and its signature offline. The revision is in the header `ipc-bench-revision`.',
  tag: 'data',
  pathParameters: idParameter,
  answers: {
    type: 'application/json',
    schema: Type.Record(Type.String(), Type.Unknown(), { description: 'the result document in the format it names' }),
  },
  problems: [400, 404, 503],
  async handle({ index, results }, request, reply) {
    refuseParameters(request);
    const id = idOf(request);
    const { file, revision } = index.read((snapshot) => ({
      file: results.find(snapshot, id),
      revision: snapshot.revision,
    }));
    if (!file) throw noSuchResult();
    reply
      .header('etag', `"${id}"`)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header(REVISION_HEADER, revision);
    if (matchesTag(request.headers['if-none-match'], `"${id}"`)) return reply.code(304).send();
    return reply.type('application/json').send(Buffer.from(await results.readFile(file.blob)));
  },
};
