// Packs made by hand, honest or not: every number in them can be a lie. Written from gitformat-pack(5), not from our code.
import { createHash } from 'node:crypto';
import { deflateRawSync, deflateSync } from 'node:zlib';

export const COMMIT = 1;
export const TREE = 2;
export const BLOB = 3;
export const OFS_DELTA = 6;
export const REF_DELTA = 7;

export interface CraftedEntry {
  type: number;
  /** Content before compression. */
  content?: Uint8Array;
  /** Compressed bytes as they are, instead of `content`. */
  compressed?: Uint8Array;
  /** Declared size; the content's own unless told. */
  size?: number;
  /** `OFS_DELTA`: index of the base among the entries, or a distance in bytes. */
  base?: number;
  distance?: number;
  /** `REF_DELTA`: id of the base. */
  baseId?: string;
}

export interface CraftedLies {
  count?: number;
  trailer?: Buffer;
  magic?: string;
  version?: number;
}

export function craftPack(entries: readonly CraftedEntry[], lies: CraftedLies = {}): Buffer {
  const header = Buffer.alloc(12);
  header.write(lies.magic ?? 'PACK');
  header.writeUInt32BE(lies.version ?? 2, 4);
  header.writeUInt32BE(lies.count ?? entries.length, 8);
  const parts = [header];
  const offsets: number[] = [];
  let offset = header.length;
  for (const entry of entries) {
    offsets.push(offset);
    const { type, content = Buffer.alloc(0), compressed = deflateSync(content), size = content.length } = entry;
    const distance = entry.distance ?? (entry.base === undefined ? 0 : offset - (offsets[entry.base] as number));
    const prefix = [entryHeader(type, size)];
    if (type === OFS_DELTA) prefix.push(distanceBytes(distance));
    if (type === REF_DELTA) prefix.push(Buffer.from(entry.baseId ?? '', 'hex'));
    const bytes = Buffer.concat([...prefix, compressed]);
    parts.push(bytes);
    offset += bytes.length;
  }
  const body = Buffer.concat(parts);
  return Buffer.concat([body, lies.trailer ?? createHash('sha1').update(body).digest()]);
}

export function entryHeader(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size % 16)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) as number) | 0x80;
    bytes.push(rest % 128);
  }
  return Buffer.from(bytes);
}

function distanceBytes(distance: number): Buffer {
  const bytes = [distance % 128];
  for (let rest = Math.floor(distance / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest--;
    bytes.unshift(0x80 | (rest % 128));
  }
  return Buffer.from(bytes);
}

/** Delta instructions: both sizes, then `copy(offset, size)` and inserted bytes. */
export function craftDelta(
  baseSize: number,
  resultSize: number,
  instructions: readonly (Uint8Array | { offset: number; size: number })[],
): Buffer {
  const parts: Uint8Array[] = [sizeBytes(baseSize), sizeBytes(resultSize)];
  for (const instruction of instructions) {
    if (instruction instanceof Uint8Array) {
      for (let at = 0; at < instruction.length; at += 127) {
        const piece = instruction.subarray(at, at + 127);
        parts.push(Buffer.from([piece.length]), piece);
      }
    } else {
      parts.push(copyInstruction(instruction.offset, instruction.size));
    }
  }
  return Buffer.concat(parts);
}

function sizeBytes(size: number): Buffer {
  const bytes = [size % 128];
  for (let rest = Math.floor(size / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) as number) | 0x80;
    bytes.push(rest % 128);
  }
  return Buffer.from(bytes);
}

function copyInstruction(offset: number, size: number): Buffer {
  const bytes = [0x80];
  for (let at = 0; at < 4; at++) {
    const byte = Math.floor(offset / 2 ** (8 * at)) % 256;
    if (byte !== 0) bytes.push(byte);
    if (byte !== 0) bytes[0] = (bytes[0] as number) | (1 << at);
  }
  for (let at = 0; at < 3; at++) {
    const byte = Math.floor((size % 0x10000 === 0 && size === 0x10000 ? 0 : size) / 2 ** (8 * at)) % 256;
    if (byte !== 0) bytes.push(byte);
    if (byte !== 0) bytes[0] = (bytes[0] as number) | (16 << at);
  }
  return Buffer.from(bytes);
}

/** A zlib stream that inflates to `mebibytes` MiB of zeros and takes about a thousandth of that. */
export function zlibBomb(mebibytes: number): Buffer {
  // Ends without a final block, so that it can be repeated; Z_FULL_FLUSH leaves it on a byte boundary.
  const piece = deflateRawSync(Buffer.alloc(1 << 20), { finishFlush: 3 });
  const pieces = Array.from({ length: mebibytes }, () => piece);
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...pieces, Buffer.from([0x03, 0x00]), Buffer.alloc(4)]);
}
