// Deltas: two sizes (of the base, of the result), then instructions: copy a range of the base, or insert up to 127 bytes
// that follow. https://git-scm.com/docs/gitformat-pack#_deltified_representation
import { GitError } from './port.js';

/** Size of what a delta makes. Throws `GitError`, code `object_corrupt`. */
export function deltaResultSize(delta: Buffer): number {
  return readSize(delta, readSize(delta, 0).next).size;
}

/** Applies a delta to its base; the result has exactly the size the delta declares. Throws `object_corrupt`. */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const source = readSize(delta, 0);
  const target = readSize(delta, source.next);
  if (source.size !== base.length) throw corrupt('is for another base');
  const result = Buffer.allocUnsafe(target.size);
  let at = target.next;
  let filled = 0;
  while (at < delta.length) {
    const code = delta[at++] as number;
    if (code === 0) throw corrupt('holds a reserved instruction');
    if ((code & 0x80) === 0) {
      if (at + code > delta.length || filled + code > target.size) throw corrupt('inserts too much');
      delta.copy(result, filled, at, at + code);
      at += code;
      filled += code;
      continue;
    }
    let offset = 0;
    let size = 0;
    for (let bit = 0; bit < 4; bit++) if ((code & (1 << bit)) !== 0) offset += byteAt(delta, at++) * 2 ** (8 * bit);
    for (let bit = 0; bit < 3; bit++) if ((code & (16 << bit)) !== 0) size += byteAt(delta, at++) * 2 ** (8 * bit);
    if (size === 0) size = 0x10000;
    if (offset + size > base.length || filled + size > target.size) throw corrupt('copies from beyond its base');
    base.copy(result, filled, offset, offset + size);
    filled += size;
  }
  if (filled !== target.size) throw corrupt('makes less than it declares');
  return result;
}

function readSize(delta: Buffer, start: number): { size: number; next: number } {
  let at = start;
  let size = 0;
  let scale = 1;
  for (;;) {
    const byte = byteAt(delta, at++);
    size += (byte & 0x7f) * scale;
    if (!Number.isSafeInteger(size) || at - start > 10) throw corrupt('declares an impossible size');
    if ((byte & 0x80) === 0) return { size, next: at };
    scale *= 128;
  }
}

function byteAt(delta: Buffer, at: number): number {
  const byte = delta[at];
  if (byte === undefined) throw corrupt('ends within an instruction');
  return byte;
}

function corrupt(what: string): GitError {
  return new GitError('object_corrupt', `a delta ${what}`);
}
