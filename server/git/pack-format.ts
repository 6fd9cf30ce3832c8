// The pack format's small parts: header, object types, the variable-length numbers before each entry.
// https://git-scm.com/docs/gitformat-pack
import { GitError } from './port.js';

export const PACK_HEADER_BYTES = 12;
export const TRAILER_BYTES = 20;

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

const COMMIT = 1;
const TREE = 2;
const BLOB = 3;
const TAG = 4;
export const OFS_DELTA = 6;
export const REF_DELTA = 7;

const NAMES: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];
const NUMBERS: Record<ObjectType, number> = { commit: COMMIT, tree: TREE, blob: BLOB, tag: TAG };

/** Name of a non-delta type number. */
export function typeName(type: number): ObjectType | undefined {
  return NAMES[type];
}

/** `PACK`, version 2 and the number of objects. */
export function formatPackHeader(count: number): Buffer {
  const header = Buffer.alloc(PACK_HEADER_BYTES);
  header.write('PACK');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(count, 8);
  return header;
}

/** Number of objects a pack claims to hold. Throws `GitError`, code `object_corrupt`. */
export function parsePackHeader(bytes: Buffer): number {
  const version = bytes.length < PACK_HEADER_BYTES ? 0 : bytes.readUInt32BE(4);
  if (bytes.toString('latin1', 0, 4) !== 'PACK' || (version !== 2 && version !== 3)) {
    throw new GitError('object_corrupt', 'this is not a pack of version 2 or 3');
  }
  return bytes.readUInt32BE(8);
}

/** Type (3 bits) and size, 4 bits then 7 bits a byte, least significant first. */
export function formatEntryHeader(type: ObjectType, size: number): Buffer {
  const bytes: number[] = [];
  let byte = (NUMBERS[type] << 4) | (size & 15);
  let rest = Math.floor(size / 16);
  while (rest > 0) {
    bytes.push(byte | 0x80);
    byte = rest & 0x7f;
    rest = Math.floor(rest / 128);
  }
  bytes.push(byte);
  return Buffer.from(bytes);
}

export interface EntryHeader {
  type: number;
  /** Bytes of the entry's own content when inflated; of a delta: of the instructions, not of their result. */
  size: number;
  /** Where the compressed data begins. */
  dataStart: number;
  /** For `OFS_DELTA`: how far before the entry its base begins. */
  baseDistance: number;
  /** For `REF_DELTA`: id of its base, in hex. */
  baseId: string;
}

/** Longest entry header: ten bytes of size, ten of distance or twenty of id. */
export const LONGEST_ENTRY_HEADER = 30;

/**
 * Reads the header of the entry at `start`; `undefined` when `bytes` end within it. Throws `GitError`, code
 * `object_corrupt`, on a type that does not exist or a number beyond 2^53.
 */
export function parseEntryHeader(bytes: Buffer, start: number): EntryHeader | undefined {
  let at = start;
  let byte = bytes[at++];
  if (byte === undefined) return undefined;
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  for (let scale = 16; (byte & 0x80) !== 0; scale *= 128) {
    byte = bytes[at++];
    if (byte === undefined) return undefined;
    size += (byte & 0x7f) * scale;
    if (!Number.isSafeInteger(size) || at - start > 10)
      throw new GitError('object_corrupt', 'an impossible object size');
  }
  const header = { type, size, dataStart: at, baseDistance: 0, baseId: '' };
  if (type === OFS_DELTA) return withDistance(bytes, at, header);
  if (type === REF_DELTA) {
    if (bytes.length < at + 20) return undefined;
    return { ...header, baseId: bytes.toString('hex', at, at + 20), dataStart: at + 20 };
  }
  if (typeName(type) === undefined) throw new GitError('object_corrupt', `an object of unknown type ${type}`);
  return header;
}

/** The distance is big-endian, 7 bits a byte, and each continuation adds one so that no number has two forms. */
function withDistance(bytes: Buffer, start: number, header: EntryHeader): EntryHeader | undefined {
  let at = start;
  let byte = bytes[at++];
  if (byte === undefined) return undefined;
  let distance = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = bytes[at++];
    if (byte === undefined) return undefined;
    distance = (distance + 1) * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(distance)) throw new GitError('object_corrupt', 'an impossible delta base');
  }
  return { ...header, baseDistance: distance, dataStart: at };
}
