// A pack made while it is sent: header, whole objects, checksum. https://git-scm.com/docs/gitformat-pack
import { createHash } from 'node:crypto';
import { deflateObject } from './deflate.js';
import type { NewObject } from './list-new-objects.js';
import type { ObjectStore } from './object-store.js';
import { formatEntryHeader, formatPackHeader } from './pack-format.js';

const CHUNK_BYTES = 64 * 1024;
/** Up to here a push is made whole and sent with its length, as git does (`http.postBuffer`): some proxies ask for that. */
const WHOLE_OBJECTS = 256;

/** `prefix` and the pack of `objects`: a list of chunks when there are few, else a stream that never holds them all. */
export function streamPack(
  store: ObjectStore,
  objects: readonly NewObject[],
  prefix: Buffer,
): Buffer[] | AsyncGenerator<Buffer, void, void> {
  if (objects.length <= WHOLE_OBJECTS) return [...packChunks(store, objects, prefix)];
  return (async function* () {
    yield* packChunks(store, objects, prefix);
  })();
}

function* packChunks(store: ObjectStore, objects: readonly NewObject[], prefix: Buffer): Generator<Buffer, void, void> {
  const sum = createHash('sha1');
  yield prefix;
  let pending: Buffer[] = [formatPackHeader(objects.length)];
  let pendingBytes = 0;
  for (const { oid, type } of objects) {
    const content = store.read(oid, type);
    const data = deflateObject(type, content);
    pending.push(formatEntryHeader(type, content.length), data);
    pendingBytes += data.length;
    if (pendingBytes < CHUNK_BYTES) continue;
    const chunk = Buffer.concat(pending);
    sum.update(chunk);
    yield chunk;
    pending = [];
    pendingBytes = 0;
  }
  const last = Buffer.concat(pending);
  yield Buffer.concat([last, sum.update(last).digest()]);
}
