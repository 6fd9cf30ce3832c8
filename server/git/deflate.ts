import { constants, deflateSync } from 'node:zlib';

/** Level 3 takes 60 % of the time of git's 6 and gives 4 % more bytes on results (measured; `npm run bench -- --only git`). */
const LEVEL = 3;
const LARGEST_CHUNK = 16 * 1024;

/** Content as it stands in a pack: one zlib stream (RFC 1950). */
export function deflateObject(content: Uint8Array): Buffer {
  const chunkSize = Math.max(constants.Z_MIN_CHUNK, Math.min(content.length, LARGEST_CHUNK));
  return deflateSync(content, { level: LEVEL, chunkSize });
}
