// Pack index, version 2: where in a pack each object begins. Header, 256 cumulative counts by first byte, sorted ids,
// CRC-32 of each entry, 31-bit offsets, 64-bit offsets for what is beyond, checksums of pack and index.
// https://git-scm.com/docs/gitformat-pack#_version_2_pack_idx_files_support_packs_larger_than_4_gib_and
import { hash } from 'node:crypto';
import { GitError, type Oid } from './port.js';

const MAGIC = 0xff744f63;
const HEADER_BYTES = 8;
const FANOUT_BYTES = 1024;
const LARGE = 0x80000000;

export interface IndexEntry {
  oid: Oid;
  crc: number;
  offset: number;
}

/** The bytes of an index. `packSum` is the pack's trailer. */
export function formatPackIndex(entries: readonly IndexEntry[], packSum: Buffer): Buffer {
  const sorted = [...entries].sort((a, b) => (a.oid < b.oid ? -1 : 1));
  const large = sorted.filter(({ offset }) => offset >= LARGE);
  const namesAt = HEADER_BYTES + FANOUT_BYTES;
  const crcsAt = namesAt + 20 * sorted.length;
  const offsetsAt = crcsAt + 4 * sorted.length;
  const largeAt = offsetsAt + 4 * sorted.length;
  const index = Buffer.alloc(largeAt + 8 * large.length + 40);
  index.writeUInt32BE(MAGIC, 0);
  index.writeUInt32BE(2, 4);
  let largeCount = 0;
  for (const [at, { oid, crc, offset }] of sorted.entries()) {
    index.write(oid, namesAt + 20 * at, 'hex');
    index.writeUInt32BE(crc, crcsAt + 4 * at);
    index.writeUInt32BE(offset < LARGE ? offset : LARGE + largeCount, offsetsAt + 4 * at);
    if (offset >= LARGE) index.writeBigUInt64BE(BigInt(offset), largeAt + 8 * largeCount++);
  }
  for (let byte = 0, count = 0; byte < 256; byte++) {
    while (count < sorted.length && index[namesAt + 20 * count] === byte) count++;
    index.writeUInt32BE(count, HEADER_BYTES + 4 * byte);
  }
  packSum.copy(index, index.length - 40);
  hash('sha1', index.subarray(0, index.length - 20), 'buffer').copy(index, index.length - 20);
  return index;
}

/** An index in memory. Damage shows as `GitError`, code `object_corrupt`, never as a wrong place in the file system. */
export class PackIndex {
  readonly count: number;
  readonly #bytes: Buffer;
  readonly #packBytes: number;
  /** How many ids begin with this byte or a smaller one. */
  readonly #counts = new Uint32Array(256);

  /** `packBytes` is the size of the pack: no offset may lie beyond it. */
  constructor(bytes: Buffer, packBytes: number) {
    if (
      bytes.length < HEADER_BYTES + FANOUT_BYTES + 40 ||
      bytes.readUInt32BE(0) !== MAGIC ||
      bytes.readUInt32BE(4) !== 2
    ) {
      throw corrupt('is not of version 2');
    }
    this.#bytes = bytes;
    this.#packBytes = packBytes;
    for (let byte = 0; byte < 256; byte++) {
      this.#counts[byte] = bytes.readUInt32BE(HEADER_BYTES + 4 * byte);
      if (byte > 0 && (this.#counts[byte] as number) < (this.#counts[byte - 1] as number))
        throw corrupt('counts backwards');
    }
    this.count = this.#counts[255] as number;
    if (bytes.length < this.#offsetsAt + 4 * this.count + 40) throw corrupt('is cut off');
  }

  /** Offset of the entry of the object with these twenty bytes as its id, or `undefined`. */
  find(name: Buffer): number | undefined {
    const first = name[0] as number;
    let low = first === 0 ? 0 : (this.#counts[first - 1] as number);
    let high = this.#counts[first] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = HEADER_BYTES + FANOUT_BYTES + 20 * middle;
      const order = name.compare(this.#bytes, at, at + 20);
      if (order === 0) return this.#offset(middle);
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    return undefined;
  }

  /** Every object and where it begins, in the order of ids. */
  *entries(): Generator<{ oid: Oid; offset: number }, void, void> {
    for (let at = 0; at < this.count; at++) {
      const name = HEADER_BYTES + FANOUT_BYTES + 20 * at;
      yield { oid: this.#bytes.toString('hex', name, name + 20) as Oid, offset: this.#offset(at) };
    }
  }

  get #offsetsAt(): number {
    return HEADER_BYTES + FANOUT_BYTES + 24 * this.count;
  }

  #offset(at: number): number {
    let offset = this.#bytes.readUInt32BE(this.#offsetsAt + 4 * at);
    if (offset >= LARGE) {
      const place = this.#offsetsAt + 4 * this.count + 8 * (offset - LARGE);
      if (place + 8 > this.#bytes.length - 40) throw corrupt('points outside of itself');
      offset = Number(this.#bytes.readBigUInt64BE(place));
    }
    if (offset < 12 || offset >= this.#packBytes - 20) throw corrupt('points outside of its pack');
    return offset;
  }
}

function corrupt(what: string): GitError {
  return new GitError('object_corrupt', `a pack index ${what}`);
}
