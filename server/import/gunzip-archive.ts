// The gzip layer: one gzip member, its checksum verified by zlib, within caps. A second member, or any byte after the first
// one, is a refusal: `cat a.tar.gz b.tar.gz` would otherwise pass for one run. zlib inflates all members alike, so a second
// one shows in the length at the end of the file, which counts the last member only.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ArchiveLimits } from './archive-limits.js';
import { type Refusal, refuse } from './refusal.js';

/** A ratio says nothing about the first bytes of a stream. */
const RATIO_GRACE_BYTES = 1024 * 1024;

/** Hands the unpacked bytes to `onChunk` until it answers with a refusal; returns the refusal, or undefined at a clean end. */
export async function gunzipArchive(
  source: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
  onChunk: (chunk: Buffer) => Refusal | undefined,
): Promise<Refusal | undefined> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  let refusal: Refusal | undefined;
  let compressedBytes = 0;
  let contentBytes = 0;
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let memberEnded = false;
  const concatenated = refuse('concatenated', 'More bytes follow the first gzip member.');

  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      compressedBytes += chunk.length;
      if (compressedBytes > limits.maxCompressedBytes) {
        refusal ??= refuse('too_large_compressed', `More than ${limits.maxCompressedBytes} compressed bytes.`);
        return;
      }
      if (head.length < 2) head = Buffer.concat([head, chunk.subarray(0, 2)]);
      tail = Buffer.concat([tail, chunk.subarray(-4)]).subarray(-4);
      yield chunk;
    }
  }

  async function consume(chunks: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of chunks) {
      contentBytes += chunk.length;
      refusal ??= capRefusal(contentBytes, compressedBytes, limits) ?? onChunk(chunk);
      if (refusal) return;
    }
    memberEnded = true;
  }

  try {
    await pipeline(Readable.from(counted(), { objectMode: false }), gunzip, consume);
  } catch (error) {
    return refusal ?? (memberEnded ? concatenated : errorRefusal(error, head));
  }
  if (refusal) return refusal;
  const isWhole = gunzip.bytesWritten === compressedBytes && tail.readUInt32LE() === contentBytes % 2 ** 32;
  return isWhole ? undefined : concatenated;
}

function capRefusal(contentBytes: number, compressedBytes: number, limits: ArchiveLimits): Refusal | undefined {
  if (contentBytes > limits.maxContentBytes) {
    return refuse('too_large', `It unpacks to more than ${limits.maxContentBytes} bytes.`);
  }
  if (contentBytes > RATIO_GRACE_BYTES && contentBytes > compressedBytes * limits.maxRatio) {
    return refuse('ratio_too_high', `It unpacks to more than ${limits.maxRatio} times its size.`);
  }
  return undefined;
}

/** Data errors become refusals; anything that is neither zlib's nor the file system's word is a bug and goes on up. */
function errorRefusal(error: unknown, head: Buffer): Refusal {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code.startsWith('Z_')) {
    const isGzip = head.length >= 2 && head.readUInt16BE() === 0x1f8b;
    if (!isGzip) return refuse('not_gzip', 'The file is not compressed with gzip.');
    return code === 'Z_BUF_ERROR'
      ? refuse('truncated', 'The gzip stream ends too early.')
      : refuse('damaged', 'The gzip stream is damaged, or other bytes follow it.');
  }
  if ((error as NodeJS.ErrnoException).syscall !== undefined)
    return refuse('unreadable', `Reading failed with ${code}.`);
  throw error;
}
