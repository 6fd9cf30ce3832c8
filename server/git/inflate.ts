// One zlib stream inside of a larger buffer (RFC 1950), inflated to exactly the size that was declared for it: a stream
// that would give more stops there, whatever it could expand to.
import { constants, inflateSync } from 'node:zlib';
import { GitError } from './port.js';

export interface Inflated {
  bytes: Buffer;
  /** Compressed bytes that belonged to the stream. */
  consumed: number;
}

/**
 * Inflates the stream that begins at `start`. `undefined` when `source` ends before the stream does. Throws `GitError`,
 * code `object_corrupt`, when it is no zlib stream or does not hold exactly `size` bytes.
 */
export function inflateExactly(source: Buffer, start: number, size: number): Inflated | undefined {
  // Only so much is handed to zlib as the stream can be long, or a large pack would be set up anew for each object.
  for (let window = compressedBound(size); ; window *= 2) {
    const input = source.subarray(start, start + window);
    const result = tryInflate(input, size);
    if (result !== undefined) return result;
    if (start + input.length >= source.length) return undefined;
  }
}

/** No deflate of `size` bytes by any sane encoder is longer; insane ones get a second, larger window. */
export function compressedBound(size: number): number {
  return size + (size >> 9) + 64;
}

// The types of node:zlib do not know `info`, which tells how much input was used.
interface InflateInfo {
  buffer: Buffer;
  engine: { bytesWritten: number };
}

function tryInflate(input: Buffer, size: number): Inflated | undefined {
  let info: InflateInfo;
  try {
    info = inflateSync(input, {
      info: true,
      maxOutputLength: Math.max(size, 1),
      chunkSize: Math.max(size + 1, constants.Z_MIN_CHUNK),
    }) as unknown as InflateInfo;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') return undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new GitError('object_corrupt', 'an object is longer than it declares');
    throw new GitError('object_corrupt', 'an object is not compressed as it should be', { cause: error });
  }
  if (info.buffer.length !== size) throw new GitError('object_corrupt', 'an object is not as long as it declares');
  return { bytes: info.buffer, consumed: info.engine.bytesWritten };
}
