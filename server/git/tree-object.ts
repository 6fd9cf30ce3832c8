// Tree objects: entries of mode in octal, a space, the name, a NUL and 20 bytes of id, in git's order.
// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects
import { GitError, MODE_TREE, type Oid, type TreeEntry } from './port.js';

/** Where one entry lies in its tree's bytes. */
export interface RawEntry {
  mode: number;
  start: number;
  nameStart: number;
  nameEnd: number;
  end: number;
}

/**
 * Finds the entries without copying anything. Throws `GitError`, code `object_corrupt`, unless modes, names and order are
 * as git writes them (zero-padded modes of old tools are tolerated); so no name is there twice.
 */
export function scanTree(bytes: Buffer): RawEntry[] {
  const entries: RawEntry[] = [];
  let previous: RawEntry | undefined;
  for (let start = 0; start < bytes.length; start = (previous as RawEntry).end) {
    const entry = scanEntry(bytes, start);
    if (previous !== undefined && compareEntries(bytes, previous, bytes, entry) >= 0) throw corrupt('is out of order');
    entries.push(entry);
    previous = entry;
  }
  return entries;
}

function scanEntry(bytes: Buffer, start: number): RawEntry {
  let mode = 0;
  let at = start;
  for (; bytes[at] !== 0x20; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7 || at - start >= 7) throw corrupt('has an entry without a mode');
    mode = mode * 8 + digit;
  }
  const nameStart = at + 1;
  const nameEnd = bytes.indexOf(0, nameStart);
  if (at === start || nameEnd <= nameStart) throw corrupt('has an entry without a name');
  if (nameEnd + 21 > bytes.length) throw corrupt('is cut off');
  return { mode, start, nameStart, nameEnd, end: nameEnd + 21 };
}

/** Byte order of names, a folder's as if it ended in `/`. */
export function compareEntries(aBytes: Buffer, a: RawEntry, bBytes: Buffer, b: RawEntry): number {
  const length = Math.min(a.nameEnd - a.nameStart, b.nameEnd - b.nameStart);
  // Names mostly differ in their first bytes, sooner than a call of `Buffer.compare` is made.
  for (let at = 0; at < length; at++) {
    const order = (aBytes[a.nameStart + at] as number) - (bBytes[b.nameStart + at] as number);
    if (order !== 0) return order;
  }
  return byteAfter(aBytes, a, length) - byteAfter(bBytes, b, length);
}

function byteAfter(bytes: Buffer, { mode, nameStart, nameEnd }: RawEntry, length: number): number {
  if (nameStart + length < nameEnd) return bytes[nameStart + length] as number;
  return mode === MODE_TREE ? 0x2f : 0;
}

/** Entries of a tree in its own order. Throws as `scanTree`. */
export function parseTree(bytes: Buffer): TreeEntry[] {
  return scanTree(bytes).map(({ mode, nameStart, nameEnd, end }) => ({
    mode,
    name: bytes.toString('utf8', nameStart, nameEnd),
    oid: bytes.toString('hex', nameEnd + 1, end) as Oid,
  }));
}

/** One entry as it stands in a tree. */
export function formatEntry({ mode, name, oid }: TreeEntry): Buffer {
  return Buffer.concat([Buffer.from(`${mode.toString(8)} ${name}\0`), Buffer.from(oid, 'hex')]);
}

function corrupt(what: string): GitError {
  return new GitError('object_corrupt', `a tree ${what}`);
}
