// What a write sees: the objects that are in the repository, and those of the pack that is being written, which nobody
// else may know of before the pack is durable.
import { ByteCache } from './byte-cache.js';
import { type CommitObject, formatCommit, parseCommit } from './commit-object.js';
import { objectId } from './object-id.js';
import type { ObjectStore } from './object-store.js';
import type { StoredObject } from './pack-file.js';
import type { ObjectType } from './pack-format.js';
import type { PackWriter } from './pack-writer.js';
import type { Oid } from './port.js';
import type { TreeObjects } from './update-tree.js';

const CACHE_BYTES = 16 * 1024 * 1024;

export class PackObjects implements TreeObjects {
  readonly #store: ObjectStore;
  readonly #pack: PackWriter;
  /** Trees and commits of the pack; a later commit of the same write reads them again. */
  readonly #fresh = new ByteCache<Oid, StoredObject>(CACHE_BYTES);

  constructor(store: ObjectStore, pack: PackWriter) {
    this.#store = store;
    this.#pack = pack;
  }

  /** Adds an object to the pack unless the repository has it; returns its id. */
  write(type: ObjectType, content: Uint8Array): Oid {
    const oid = objectId(type, content);
    if (!this.#pack.has(oid) && !this.#store.has(oid)) this.#pack.add(type, content, oid);
    return oid;
  }

  writeBlob(content: Uint8Array): Oid {
    return this.write('blob', content);
  }

  writeTree(content: Buffer): Oid {
    const oid = this.write('tree', content);
    this.#fresh.set(oid, { type: 'tree', bytes: content });
    return oid;
  }

  writeCommit(commit: CommitObject): Oid {
    const bytes = formatCommit(commit);
    const oid = this.write('commit', bytes);
    this.#fresh.set(oid, { type: 'commit', bytes });
    return oid;
  }

  readTree(oid: Oid): Buffer {
    return this.#fresh.get(oid)?.bytes ?? this.#pack.read(oid)?.bytes ?? this.#store.read(oid, 'tree');
  }

  readCommit(oid: Oid): CommitObject {
    return parseCommit(this.#fresh.get(oid)?.bytes ?? this.#pack.read(oid)?.bytes ?? this.#store.read(oid, 'commit'));
  }

  /** The pack is durable: what was written may be remembered. */
  publish(): void {
    for (const [oid, object] of this.#fresh.entries()) this.#store.remember(oid, object);
  }
}
