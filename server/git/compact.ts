// Compaction without git: writes the objects of several packs into one, then removes those packs. Used where git is not
// installed; git makes deltas as well and is preferred (`maintain.ts`).
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommit } from './commit-object.js';
import type { FileOperations } from './file-operations.js';
import { readLooseObject } from './loose-object.js';
import type { ObjectStore } from './object-store.js';
import { PackFile } from './pack-file.js';
import type { ObjectType } from './pack-format.js';
import { PackWriter } from './pack-writer.js';
import { MODE_TREE, type Oid } from './port.js';
import { listLocalRefs } from './refs.js';
import { parseTree } from './tree-object.js';

const MODE_SUBMODULE = 0o160000;

/** Everything but `dropUnreachable` keeps every object. Readers find each object in the old packs or in the new one. */
export function compact(gitdir: string, store: ObjectStore, files: FileOperations, dropUnreachable: boolean): void {
  const folder = join(gitdir, 'objects', 'pack');
  const packs = listPacks(folder);
  const joined = dropUnreachable ? packs : smallPacks(packs);
  const loose = listLoose(join(gitdir, 'objects'));
  const writer = new PackWriter(folder, files);
  try {
    if (dropUnreachable) addReachable(gitdir, store, writer);
    else if (joined.length + loose.length > 0) addAll(gitdir, joined, loose, writer);
    else return;
    const kept = writer.count > 0 ? writer.finish() : undefined;
    if (kept !== undefined) store.add(kept, false);
    for (const { base } of joined) if (base !== kept?.base) removePack(base, files);
    for (const oid of loose) files.remove(join(gitdir, 'objects', oid.slice(0, 2), oid.slice(2)));
    store.rescan();
  } catch (error) {
    writer.abort();
    throw error;
  }
}

interface PackOnDisk {
  base: string;
  bytes: number;
}

function listPacks(folder: string): PackOnDisk[] {
  const bases = readdirSync(folder).flatMap((name) => (name.endsWith('.idx') ? [join(folder, name.slice(0, -4))] : []));
  return bases
    .filter((base) => !existsSync(`${base}.keep`))
    .map((base) => ({ base, bytes: statSync(`${base}.pack`).size }))
    .sort((a, b) => a.bytes - b.bytes);
}

/**
 * The packs to be joined so that every pack left is at least twice as large as the next smaller one (what
 * `git repack --geometric=2` does, by bytes and not by objects). `packs` are sorted by size.
 */
function smallPacks(packs: readonly PackOnDisk[]): PackOnDisk[] {
  const size = (at: number) => packs[at]?.bytes ?? 0;
  let end = packs.length - 1;
  while (end > 0 && size(end) >= 2 * size(end - 1)) end--;
  if (end <= 0) return [];
  let bytes = packs.slice(0, end + 1).reduce((sum, pack) => sum + pack.bytes, 0);
  for (end++; end < packs.length && size(end) < 2 * bytes; end++) bytes += size(end);
  return packs.slice(0, end);
}

function listLoose(objects: string): Oid[] {
  const folders = readdirSync(objects).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return folders.flatMap((folder) =>
    readdirSync(join(objects, folder)).flatMap((name) => (/^[0-9a-f]{38}$/.test(name) ? [(folder + name) as Oid] : [])),
  );
}

function addAll(gitdir: string, packs: readonly PackOnDisk[], loose: readonly Oid[], writer: PackWriter): void {
  for (const { base } of packs) {
    const pack = new PackFile(base);
    for (const { oid, offset } of pack.index.entries()) {
      const { type, bytes } = pack.readAt(offset);
      writer.add(type, bytes, oid);
    }
    pack.close();
  }
  for (const oid of loose) {
    const object = readLooseObject(join(gitdir, 'objects'), oid);
    if (object !== undefined) writer.add(object.type, object.bytes, oid);
  }
}

function addReachable(gitdir: string, store: ObjectStore, writer: PackWriter): void {
  const pending: { oid: Oid; type: ObjectType }[] = listLocalRefs(gitdir).map(({ oid }) => ({ oid, type: 'commit' }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { oid, type } = next;
    if (writer.has(oid)) continue;
    const bytes = store.read(oid, type);
    writer.add(type, bytes, oid);
    if (type === 'commit') {
      const { tree, parents } = parseCommit(bytes);
      pending.push({ oid: tree, type: 'tree' }, ...parents.map((parent) => ({ oid: parent, type: 'commit' as const })));
    } else if (type === 'tree') {
      for (const { mode, oid } of parseTree(bytes)) {
        if (mode !== MODE_SUBMODULE) pending.push({ oid, type: mode === MODE_TREE ? 'tree' : 'blob' });
      }
    }
  }
}

/** The index goes first: a pack without index is nothing, an index without pack is an error to a reader. */
function removePack(base: string, files: FileOperations): void {
  for (const extension of ['idx', 'pack', 'rev', 'bitmap', 'mtimes']) files.remove(`${base}.${extension}`);
}
