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
  const dropped = new Set<RawEntry | undefined>();
  const fresh: { bytes: Buffer; entry: RawEntry }[] = [];

  const put = (entry: TreeEntry) => {
    const written = formatEntry(entry);
    fresh.push({ bytes: written, entry: scanTree(written)[0] as RawEntry });
  };
  for (const [name, change] of planned) {
    const file = findEntry(bytes, entries, name, MODE_FILE);
    const folder = findEntry(bytes, entries, name, MODE_TREE);
    if (change instanceof Map) {
      const below = updateTree(objects, folder === undefined ? null : entryOid(bytes, folder), change);
      dropped.add(folder);
      if (below !== null) {
        dropped.add(file);
        put({ mode: MODE_TREE, name, oid: below });
      }
    } else {
      dropped.add(file);
      if (change !== null) {
        dropped.add(folder);
        put({ mode: MODE_FILE, name, oid: objects.writeBlob(change) });
      }
    }
  }

  fresh.sort((a, b) => compareEntries(a.bytes, a.entry, b.bytes, b.entry));
  const parts: Buffer[] = [];
  let next = fresh[0];
  let taken = 0;
  for (const entry of entries) {
    while (next !== undefined && compareEntries(next.bytes, next.entry, bytes, entry) < 0) {
      parts.push(next.bytes);
      next = fresh[++taken];
    }
    if (!dropped.has(entry)) parts.push(bytes.subarray(entry.start, entry.end));
  }
  for (; next !== undefined; next = fresh[++taken]) parts.push(next.bytes);
  return parts.length === 0 ? null : objects.writeTree(Buffer.concat(parts));
}

function findEntry(bytes: Buffer, entries: readonly RawEntry[], name: string, mode: number): RawEntry | undefined {
  const wanted = Buffer.from(name);
  const needle = { mode, start: 0, nameStart: 0, nameEnd: wanted.length, end: wanted.length };
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle] as RawEntry;
    const order = compareEntries(wanted, needle, bytes, entry);
    if (order === 0) return entry;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return undefined;
}

function entryOid(bytes: Buffer, { nameEnd, end }: RawEntry): Oid {
  return bytes.toString('hex', nameEnd + 1, end) as Oid;
}
