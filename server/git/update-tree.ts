// Applies planned changes to a tree: reads and writes the folders that change and no others, and keeps every entry it
// does not touch byte for byte.
import type { PlannedTree } from './plan-tree.js';
import { MODE_FILE, MODE_TREE, type Oid, type TreeEntry } from './port.js';
import { compareEntries, formatEntry, type RawEntry, scanTree } from './tree-object.js';

export interface TreeObjects {
  readTree(oid: Oid): Buffer;
  writeTree(content: Buffer): Oid;
  writeBlob(content: Uint8Array): Oid;
}

/** Id of the changed tree, or `null` when nothing is left in it. `old` is `null` for a folder that does not exist. */
export function updateTree(objects: TreeObjects, old: Oid | null, planned: PlannedTree): Oid | null {
  const bytes = old === null ? Buffer.alloc(0) : objects.readTree(old);
  const entries = scanTree(bytes);
  const dropped = new Set<RawEntry>();
  const fresh: { bytes: Buffer; entry: RawEntry }[] = [];

  for (const [name, change] of planned) {
    const file = findEntry(bytes, entries, name, MODE_FILE);
    const folder = findEntry(bytes, entries, name, MODE_TREE);
    let entry: TreeEntry | undefined;
    if (change instanceof Map) {
      const below = updateTree(objects, folder === undefined ? null : entryOid(bytes, folder), change);
      if (below !== null) entry = { mode: MODE_TREE, name, oid: below };
      else if (folder !== undefined) dropped.add(folder);
    } else if (change !== null) {
      entry = { mode: MODE_FILE, name, oid: objects.writeBlob(change) };
    } else if (file !== undefined) {
      dropped.add(file);
    }
    if (entry === undefined) continue;
    for (const replaced of [file, folder]) if (replaced !== undefined) dropped.add(replaced);
    const written = formatEntry(entry);
    fresh.push({ bytes: written, entry: scanTree(written)[0] as RawEntry });
  }

  fresh.sort((a, b) => compareEntries(a.bytes, a.entry, b.bytes, b.entry));
  const inserted = fresh.map(({ bytes: content, entry }) => {
    const next = entries[firstNotBefore(bytes, entries, content, entry)];
    return { at: next?.start ?? bytes.length, end: 0, content };
  });
  const cut = [...dropped].map(({ start, end }) => ({ at: start, end, content: undefined }));
  const tree = splice(bytes, [...inserted, ...cut]);
  return tree.length === 0 ? null : objects.writeTree(tree);
}

interface Edit {
  /** Where to insert, or to begin leaving out. */
  at: number;
  /** Up to where to leave out. */
  end: number;
  content: Buffer | undefined;
}

/** `bytes` with the edits made; those at one place in the order given. */
function splice(bytes: Buffer, edits: Edit[]): Buffer {
  const parts: Buffer[] = [];
  let copied = 0;
  for (const { at, end, content } of edits.sort((a, b) => a.at - b.at)) {
    if (at > copied) parts.push(bytes.subarray(copied, at));
    if (content !== undefined) parts.push(content);
    copied = Math.max(copied, at, end);
  }
  parts.push(bytes.subarray(copied));
  return Buffer.concat(parts);
}

function findEntry(bytes: Buffer, entries: readonly RawEntry[], name: string, mode: number): RawEntry | undefined {
  const wanted = Buffer.from(name);
  const needle = { mode, start: 0, nameStart: 0, nameEnd: wanted.length, end: wanted.length };
  const entry = entries[firstNotBefore(bytes, entries, wanted, needle)];
  return entry !== undefined && compareEntries(wanted, needle, bytes, entry) === 0 ? entry : undefined;
}

/** Index of the first entry that does not sort before `needle`. */
function firstNotBefore(bytes: Buffer, entries: readonly RawEntry[], wanted: Buffer, needle: RawEntry): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareEntries(wanted, needle, bytes, entries[middle] as RawEntry) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function entryOid(bytes: Buffer, { nameEnd, end }: RawEntry): Oid {
  return bytes.toString('hex', nameEnd + 1, end) as Oid;
}
