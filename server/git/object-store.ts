// All objects of one repository: its packs, then loose objects. Packs may come and go while we read (git
// repacks beside us): what is not found is looked for once more in what is there then. A multi-pack-index is not needed,
// the packs' own indexes stay beside it; alternates are refused, since they would reach outside of the repository.
import { closeSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ByteCache } from './byte-cache.js';
import { readLooseObject } from './loose-object.js';
import { objectId } from './object-id.js';
import { PackFile, type StoredObject } from './pack-file.js';
import type { ObjectType } from './pack-format.js';
import type { WrittenPack } from './pack-writer.js';
import { GitError, type Oid } from './port.js';

/** Trees and commits that were read or written lately. */
const CACHE_BYTES = 32 * 1024 * 1024;

export class ObjectStore {
  readonly #objects: string;
  readonly #packFolder: string;
  readonly #packs = new Map<string, PackFile>();
  /** When the folders of packs and of loose objects had last changed as they were listed. */
  #packsAt = -1n;
  #looseAt = -1n;
  /** First bytes of ids under which loose objects may lie. */
  #looseFolders = new Set<string>();
  readonly #cache = new ByteCache<Oid, StoredObject>(CACHE_BYTES);

  /** `gitdir` is a bare repository. Throws `GitError`, code `not_a_repository`, where it uses alternates. */
  constructor(gitdir: string) {
    this.#objects = join(gitdir, 'objects');
    this.#packFolder = join(this.#objects, 'pack');
    if (readIfThere(join(this.#objects, 'info', 'alternates')).trim() !== '') {
      throw new GitError('not_a_repository', `${gitdir} borrows objects from another repository (alternates)`);
    }
    this.rescan();
  }

  /** Content of an object of that type. Throws `GitError`: `object_missing`, `object_corrupt`. */
  read(oid: Oid, type: ObjectType): Buffer {
    const object = this.#cache.get(oid) ?? this.#find(oid);
    if (object === undefined) throw new GitError('object_missing', `there is no object ${oid}`);
    if (object.type !== type) throw new GitError('object_corrupt', `${oid} is a ${object.type} and not a ${type}`);
    return object.bytes;
  }

  /** Whether the object is on disk, as of the last `rescan`; what is merely cached does not count. */
  has(oid: Oid): boolean {
    const name = Buffer.from(oid, 'hex');
    for (const pack of this.#packs.values()) if (pack.index.find(name) !== undefined) return true;
    if (!this.#looseFolders.has(oid.slice(0, 2))) return false;
    return statSync(join(this.#objects, oid.slice(0, 2), oid.slice(2)), { throwIfNoEntry: false }) !== undefined;
  }

  /** Keeps a tree or commit at hand that was read, or written and made durable. */
  remember(oid: Oid, object: StoredObject): void {
    if (object.type !== 'blob') this.#cache.set(oid, object);
  }

  /** Ids of every packed object, each pack after the other; an object may come twice. */
  *packed(): Generator<Oid, void, void> {
    for (const pack of this.#packs.values()) for (const { oid } of pack.index.entries()) yield oid;
  }

  /** Takes in a pack that was just written to `objects/pack`; `alone` when nobody else changes that folder. */
  add(pack: WrittenPack, alone: boolean): void {
    if (this.#packs.has(pack.base)) closeSync(pack.descriptor);
    else this.#packs.set(pack.base, new PackFile(pack.base, pack));
    if (alone) this.#packsAt = changedAt(this.#packFolder);
  }

  /** Looks what there is now, if anything changed: opens new packs, lets go of those that are gone. */
  rescan(): void {
    const packsAt = changedAt(this.#packFolder);
    if (packsAt !== this.#packsAt) {
      const names = readdirSync(this.#packFolder).filter((name) => name.endsWith('.idx'));
      const present = new Set(names.map((name) => join(this.#packFolder, name.slice(0, -'.idx'.length))));
      for (const [base, pack] of this.#packs) {
        if (present.has(base)) continue;
        pack.close();
        this.#packs.delete(base);
      }
      for (const base of present) this.#open(base);
      this.#packsAt = packsAt;
    }
    const looseAt = changedAt(this.#objects);
    if (looseAt !== this.#looseAt) {
      this.#looseFolders = new Set(readdirSync(this.#objects).filter((name) => name.length === 2));
      this.#looseAt = looseAt;
    }
  }

  close(): void {
    for (const pack of this.#packs.values()) pack.close();
    this.#packs.clear();
  }

  #open(base: string): void {
    if (this.#packs.has(base)) return;
    try {
      this.#packs.set(base, new PackFile(base));
    } catch (error) {
      // Gone between listing and opening: a repack has moved its objects elsewhere, or is about to.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  #find(oid: Oid): StoredObject | undefined {
    let object = this.#lookUp(oid);
    if (object === undefined) {
      // A change within one tick of the file system's clock does not show.
      this.#packsAt = -1n;
      this.rescan();
      object = this.#lookUp(oid);
    }
    if (object === undefined) return undefined;
    if (objectId(object.type, object.bytes) !== oid) {
      throw new GitError('object_corrupt', `what is stored as ${oid} is something else`);
    }
    this.remember(oid, object);
    return object;
  }

  #lookUp(oid: Oid): StoredObject | undefined {
    for (const pack of this.#packs.values()) {
      const object = pack.find(oid);
      if (object !== undefined) return object;
    }
    return readLooseObject(this.#objects, oid);
  }
}

function changedAt(folder: string): bigint {
  return statSync(folder, { bigint: true }).mtimeNs;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
