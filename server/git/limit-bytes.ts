import { GitError, type RemoteLimits } from './port.js';

/** Passes chunks on until there are too many bytes: then throws `GitError`, code `limit_exceeded`. */
export async function* limitBytes(
  chunks: AsyncIterable<Buffer>,
  bytes: number,
  limit: keyof RemoteLimits,
  name: string,
): AsyncGenerator<Buffer, void, void> {
  let left = bytes;
  for await (const chunk of chunks) {
    left -= chunk.length;
    if (left < 0) throw new GitError('limit_exceeded', `${name} sends more than ${bytes} bytes`, { limit });
    yield chunk;
  }
}
