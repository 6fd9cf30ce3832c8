// A pack on disk and its index, for reading: whole objects and deltas of both kinds, as any git may have packed them.
// https://git-scm.com/docs/gitformat-pack
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { ByteCache } from './byte-cache.js';
import { applyDelta, deltaResultSize } from './delta.js';
import { compressedBound, inflateExactly } from './inflate.js';
import {
  LONGEST_ENTRY_HEADER,
  type ObjectType,
  OFS_DELTA,
  parseEntryHeader,
  parsePackHeader,
  REF_DELTA,
  TRAILER_BYTES,
  typeName,
} from './pack-format.js';
import { PackIndex } from './pack-index.js';
import { GitError, type Oid } from './port.js';

export interface StoredObject {
  type: ObjectType;
  bytes: Buffer;
}

/** Largest object read, result of a delta included; our own results are below 1 MiB. */
const LARGEST_OBJECT_BYTES = 256 * 1024 * 1024;
/** `git repack --depth` permits no more. */
const LONGEST_CHAIN = 4095;
/** Enough for header and content of most results in one read. */
const FIRST_READ_BYTES = 8192;
const BASES_BYTES = 16 * 1024 * 1024;

export class PackFile {
  readonly index: PackIndex;
  readonly #descriptor: number;
  readonly #size: number;
  /** Bases of deltas, by offset: a chain of fifty is walked once, not fifty times. */
  readonly #bases = new ByteCache<number, StoredObject>(BASES_BYTES);

  /**
   * Opens `<base>.pack` with `<base>.idx`, or takes over what `opened` says is open already. Throws `GitError` or, for a
   * file that is gone, the system's `ENOENT`.
   */
  constructor(base: string, opened?: { index: Buffer; descriptor: number }) {
    this.#descriptor = opened?.descriptor ?? openSync(`${base}.pack`, 'r');
    try {
      this.#size = fstatSync(this.#descriptor).size;
      this.index = new PackIndex(opened?.index ?? readFileSync(`${base}.idx`), this.#size);
      if (parsePackHeader(this.#read(0, 12)) !== this.index.count) throw corrupt('holds another number of objects');
    } catch (error) {
      this.close();
      throw error;
    }
  }

  find(oid: Oid): StoredObject | undefined {
    const offset = this.index.find(Buffer.from(oid, 'hex'));
    return offset === undefined ? undefined : this.readAt(offset);
  }

  /** The object whose entry begins at `offset`. Throws `GitError`, code `object_corrupt`. */
  readAt(offset: number): StoredObject {
    const deltas: { offset: number; instructions: Buffer }[] = [];
    let at = offset;
    let object: StoredObject | undefined;
    while (object === undefined) {
      object = this.#bases.get(at);
      if (object !== undefined) break;
      const { type, bytes, base } = this.#readEntry(at);
      if (type !== undefined) object = { type, bytes };
      else {
        if (deltas.length === LONGEST_CHAIN) throw corrupt('holds an endless chain of deltas');
        deltas.push({ offset: at, instructions: bytes });
        at = base;
      }
    }
    for (const { offset, instructions } of deltas.reverse()) {
      this.#bases.set(at, object);
      if (deltaResultSize(instructions) > LARGEST_OBJECT_BYTES) throw corrupt('holds an object that is too large');
      object = { type: object.type, bytes: applyDelta(object.bytes, instructions) };
      at = offset;
    }
    return object;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** An entry by itself: an object, or a delta (no type) and where its base begins. */
  #readEntry(offset: number): { type: ObjectType | undefined; bytes: Buffer; base: number } {
    let source = this.#read(offset, FIRST_READ_BYTES);
    const header = parseEntryHeader(source, 0);
    if (header === undefined) throw corrupt('is cut off');
    const { type, size, dataStart } = header;
    if (size > LARGEST_OBJECT_BYTES) throw corrupt('holds an object that is too large');
    let inflated = inflateExactly(source, dataStart, size);
    for (let length = compressedBound(size) + LONGEST_ENTRY_HEADER; inflated === undefined; length *= 2) {
      if (source.length < FIRST_READ_BYTES || offset + source.length >= this.#size) throw corrupt('is cut off');
      source = this.#read(offset, Math.max(length, FIRST_READ_BYTES * 2));
      inflated = inflateExactly(source, dataStart, size);
    }
    return { type: typeName(type), bytes: inflated.bytes, base: this.#baseOf(offset, header) };
  }

  #baseOf(
    offset: number,
    { type, baseDistance, baseId }: { type: number; baseDistance: number; baseId: string },
  ): number {
    if (type === OFS_DELTA) {
      if (baseDistance === 0 || baseDistance > offset - 12) throw corrupt('holds a delta without a base');
      return offset - baseDistance;
    }
    if (type !== REF_DELTA) return 0;
    const base = this.index.find(Buffer.from(baseId, 'hex'));
    if (base === undefined) throw corrupt('holds a delta against an object that is not in it');
    return base;
  }

  /** At most `length` bytes from `offset`, never of the trailer. */
  #read(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#size - TRAILER_BYTES - offset)));
    let filled = 0;
    while (filled < bytes.length) {
      const got = readSync(this.#descriptor, bytes, filled, bytes.length - filled, offset + filled);
      if (got === 0) break;
      filled += got;
    }
    return bytes.subarray(0, filled);
  }
}

function corrupt(what: string): GitError {
  return new GitError('object_corrupt', `a pack ${what}`);
}
