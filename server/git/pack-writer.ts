// Writes one pack and its index: whole objects, no deltas (git makes those when it repacks). Nothing has a name that git
// or a reader would look at before all of it is on the disk. https://git-scm.com/docs/gitformat-pack
import { createHash, hash } from 'node:crypto';
import { readSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { deflateObject } from './deflate.js';
import type { FileOperations } from './file-operations.js';
import { type Inflated, inflateExactly } from './inflate.js';
import { objectId } from './object-id.js';
import type { StoredObject } from './pack-file.js';
import {
  type EntryHeader,
  formatEntryHeader,
  formatPackHeader,
  type ObjectType,
  PACK_HEADER_BYTES,
  parseEntryHeader,
  TRAILER_BYTES,
  typeName,
} from './pack-format.js';
import { formatPackIndex, type IndexEntry } from './pack-index.js';
import type { Oid } from './port.js';

const BUFFER_BYTES = 1024 * 1024;
/** Name of a pack that is being written. Left by a process that died, it goes with `git prune` or our maintenance. */
export const TEMPORARY_PACK = 'tmp_pack_ipc-bench_';
/** Packs are never changed, so git makes them read-only. */
const PACK_MODE = 0o444;

interface WrittenEntry extends IndexEntry {
  /** Bytes of the entry, header included. */
  length: number;
}

/** A pack that is on the disk under its name. */
export interface WrittenPack {
  /** Its path without extension. */
  base: string;
  index: Buffer;
  /** Open for reading; belongs to whoever takes the pack. */
  descriptor: number;
}

export class PackWriter {
  readonly #folder: string;
  readonly #files: FileOperations;
  readonly #entries = new Map<Oid, WrittenEntry>();
  readonly #temporary: string;
  #descriptor: number | undefined;
  #pending: Buffer[] = [formatPackHeader(0)];
  #pendingBytes = PACK_HEADER_BYTES;
  #written = 0;

  /** `folder` is `objects/pack`. Nothing is created before the first object is added. */
  constructor(folder: string, files: FileOperations) {
    this.#folder = folder;
    this.#files = files;
    this.#temporary = join(folder, `${TEMPORARY_PACK}${process.pid}_${process.hrtime.bigint().toString(36)}`);
  }

  get count(): number {
    return this.#entries.size;
  }

  has(oid: Oid): boolean {
    return this.#entries.has(oid);
  }

  /** Adds an object and returns its id; one that is in the pack already is not added again. */
  add(type: ObjectType, content: Uint8Array, oid: Oid = objectId(type, content)): Oid {
    if (this.#entries.has(oid)) return oid;
    const header = formatEntryHeader(type, content.length);
    const data = deflateObject(type, content);
    const offset = this.#written + this.#pendingBytes;
    const length = header.length + data.length;
    this.#entries.set(oid, { oid, crc: crc32(data, crc32(header)), offset, length });
    this.#pending.push(header, data);
    this.#pendingBytes += length;
    if (this.#pendingBytes >= BUFFER_BYTES) this.#flush();
    return oid;
  }

  /** An object of this very pack, before it is finished. */
  read(oid: Oid): StoredObject | undefined {
    const entry = this.#entries.get(oid);
    if (entry === undefined) return undefined;
    const raw = Buffer.alloc(entry.length);
    this.#flush();
    readSync(this.#descriptor as number, raw, 0, raw.length, entry.offset);
    const { type, size, dataStart } = parseEntryHeader(raw, 0) as EntryHeader;
    const { bytes } = inflateExactly(raw, dataStart, size) as Inflated;
    return { type: typeName(type) as ObjectType, bytes };
  }

  /** Makes the pack durable and gives it its name. */
  finish(): WrittenPack {
    const sum = this.#descriptor === undefined ? this.#finishSmall() : this.#finishLarge(this.#descriptor);
    const descriptor = this.#descriptor as number;
    this.#files.sync(descriptor);
    const index = formatPackIndex([...this.#entries.values()], sum);
    this.#writeIndex(index);
    const base = join(this.#folder, `pack-${sum.toString('hex')}`);
    this.#files.rename(this.#temporary, `${base}.pack`);
    this.#files.rename(`${this.#temporary}.idx`, `${base}.idx`);
    this.#files.syncDirectory(this.#folder);
    this.#descriptor = undefined;
    return { base, index, descriptor };
  }

  /** Leaves nothing behind of a pack that was not finished. */
  abort(): void {
    if (this.#descriptor !== undefined) this.#files.close(this.#descriptor);
    this.#descriptor = undefined;
    this.#files.remove(this.#temporary);
    this.#files.remove(`${this.#temporary}.idx`);
  }

  #flush(): void {
    if (this.#pendingBytes === 0) return;
    this.#descriptor ??= this.#files.create(this.#temporary, PACK_MODE);
    this.#files.write(this.#descriptor, Buffer.concat(this.#pending, this.#pendingBytes));
    this.#written += this.#pendingBytes;
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  /** All of the pack is in memory still: one write. */
  #finishSmall(): Buffer {
    this.#pending[0] = formatPackHeader(this.#entries.size);
    const pack = Buffer.concat([...this.#pending, Buffer.alloc(TRAILER_BYTES)], this.#pendingBytes + TRAILER_BYTES);
    const sum = hash('sha1', pack.subarray(0, this.#pendingBytes), 'buffer');
    sum.copy(pack, this.#pendingBytes);
    this.#descriptor = this.#files.create(this.#temporary, PACK_MODE);
    this.#files.write(this.#descriptor, pack);
    return sum;
  }

  /** The number of objects, at the beginning, is known only now: so it is mended, and the file read back for its sum. */
  #finishLarge(descriptor: number): Buffer {
    this.#flush();
    this.#files.write(descriptor, formatPackHeader(this.#entries.size), 0);
    const running = createHash('sha1');
    const chunk = Buffer.allocUnsafe(BUFFER_BYTES);
    for (let at = 0; at < this.#written; ) {
      const got = readSync(descriptor, chunk, 0, Math.min(chunk.length, this.#written - at), at);
      if (got === 0) throw new Error('a pack became shorter while it was written');
      running.update(chunk.subarray(0, got));
      at += got;
    }
    const sum = running.digest();
    this.#files.write(descriptor, sum, this.#written);
    return sum;
  }

  #writeIndex(index: Buffer): void {
    const descriptor = this.#files.create(`${this.#temporary}.idx`, PACK_MODE);
    try {
      this.#files.write(descriptor, index);
      this.#files.sync(descriptor);
    } finally {
      this.#files.close(descriptor);
    }
  }
}
