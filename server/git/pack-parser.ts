// Reads a stranger's pack while it arrives. Every size is checked where it is declared, before anything is inflated or
// applied; every object is named by its own content; the trailer must be the checksum of all before it. Thin packs
// (deltas against objects that are not in the pack) are corrupt here. https://git-scm.com/docs/gitformat-pack
import { hash } from 'node:crypto';
import { applyDelta, deltaResultSize } from './delta.js';
import { compressedBound, inflateExactly } from './inflate.js';
import { InflationBudget } from './inflation-budget.js';
import { type GitObject, objectId } from './object-id.js';
import {
  type EntryHeader,
  type ObjectType,
  OFS_DELTA,
  PACK_HEADER_BYTES,
  parseEntryHeader,
  parsePackHeader,
  REF_DELTA,
  TRAILER_BYTES,
  typeName,
} from './pack-format.js';
import { GitError, type Oid, type RemoteLimits } from './port.js';

/** An object whose content is known, and how many deltas it took. */
interface Resolved {
  type: ObjectType;
  bytes: Buffer;
  depth: number;
}

interface PendingDelta {
  offset: number;
  instructions: Buffer;
}

export class PackParser {
  readonly #limits: RemoteLimits;
  readonly #budget: InflationBudget;
  #bytes = Buffer.alloc(64 * 1024);
  #length = 0;
  #ended = false;
  /** Objects still to come; -1 before the header is read. */
  #remaining = -1;
  /** Offset of the next entry, and how many bytes must be there before it is worth a try. */
  #next = 0;
  #worthTrying = PACK_HEADER_BYTES;
  readonly #byOffset = new Map<number, Resolved>();
  readonly #byId = new Map<Oid, Resolved>();
  /** Deltas that wait for their base, by the base's offset or id. */
  readonly #waiting = new Map<number | Oid, PendingDelta[]>();

  constructor(limits: RemoteLimits) {
    this.#limits = limits;
    this.#budget = new InflationBudget(limits);
  }

  /** Takes the next bytes; returns the objects they complete, each once. Throws `GitError`. */
  push(chunk: Buffer): GitObject[] {
    this.#append(chunk);
    return this.#advance();
  }

  /** The pack has arrived; returns the last objects. Throws `GitError` unless it is whole and its checksum right. */
  end(): GitObject[] {
    this.#ended = true;
    const objects = this.#advance();
    if (this.#remaining !== 0 || this.#length !== this.#next + TRAILER_BYTES) {
      throw corrupt('is cut off, or longer than it says');
    }
    const sum = hash('sha1', this.#bytes.subarray(0, this.#next), 'hex');
    if (sum !== this.#bytes.toString('hex', this.#next, this.#length)) throw corrupt('does not match its checksum');
    if (this.#waiting.size > 0) throw corrupt('holds a delta against an object that is not in it');
    return objects;
  }

  #append(chunk: Buffer): void {
    if (this.#length + chunk.length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + chunk.length));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    chunk.copy(this.#bytes, this.#length);
    this.#length += chunk.length;
  }

  #advance(): GitObject[] {
    const objects: GitObject[] = [];
    const arrived = this.#bytes.subarray(0, this.#length);
    if (this.#remaining === -1) {
      if (this.#length < PACK_HEADER_BYTES && !this.#ended) return objects;
      this.#remaining = parsePackHeader(arrived);
      this.#next = PACK_HEADER_BYTES;
    }
    while (this.#remaining > 0 && (this.#ended || this.#length >= this.#worthTrying)) {
      if (!this.#readEntry(arrived, objects)) break;
      this.#remaining--;
    }
    return objects;
  }

  /** Reads the entry at `#next`; false when it has not arrived whole. */
  #readEntry(arrived: Buffer, objects: GitObject[]): boolean {
    const offset = this.#next;
    const header = parseEntryHeader(arrived, offset);
    if (header === undefined) return this.#wait(this.#length + 1);
    const base = header.type === REF_DELTA ? (header.baseId as Oid) : offset - header.baseDistance;
    this.#checkSize(header, this.#known(base)?.type);
    const likelyEnd = header.dataStart + compressedBound(header.size);
    if (this.#length < likelyEnd && !this.#ended && this.#worthTrying < likelyEnd) return this.#wait(likelyEnd);
    const inflated = inflateExactly(arrived, header.dataStart, header.size);
    if (inflated === undefined) return this.#wait(header.dataStart + 2 * (this.#length - header.dataStart));
    this.#budget.charge(header.size);
    this.#next = header.dataStart + inflated.consumed;
    this.#worthTrying = this.#next + 1;
    const type = typeName(header.type);
    if (type !== undefined) this.#resolve(offset, { type, bytes: inflated.bytes, depth: 0 }, objects);
    else this.#resolveDelta(base, { offset, instructions: inflated.bytes }, objects);
    return true;
  }

  #wait(until: number): false {
    if (this.#ended) throw corrupt('is cut off');
    this.#worthTrying = until;
    return false;
  }

  #known(base: number | Oid): Resolved | undefined {
    return typeof base === 'number' ? this.#byOffset.get(base) : this.#byId.get(base);
  }

  #checkSize({ type, size }: EntryHeader, baseType: ObjectType | undefined): void {
    const isDelta = type === OFS_DELTA || type === REF_DELTA;
    const limit = limitFor(isDelta ? (baseType ?? 'tree') : (typeName(type) as ObjectType));
    if (size > this.#limits[limit]) throw tooLarge(size, limit);
  }

  #resolveDelta(base: number | Oid, delta: PendingDelta, objects: GitObject[]): void {
    const known = this.#known(base);
    const waiting = this.#waiting.get(base);
    if (known !== undefined) this.#resolve(delta.offset, this.#apply(known, delta), objects);
    else if (waiting !== undefined) waiting.push(delta);
    else this.#waiting.set(base, [delta]);
  }

  #apply(base: Resolved, { instructions }: PendingDelta): Resolved {
    const size = deltaResultSize(instructions);
    const limit = limitFor(base.type);
    if (size > this.#limits[limit]) throw tooLarge(size, limit);
    if (base.depth >= this.#limits.deltaDepth) {
      const detail = `a chain of more than ${this.#limits.deltaDepth} deltas`;
      throw new GitError('limit_exceeded', detail, { limit: 'deltaDepth' });
    }
    this.#budget.charge(size);
    return { type: base.type, bytes: applyDelta(base.bytes, instructions), depth: base.depth + 1 };
  }

  /** Records an object, and then all deltas that waited for it, theirs, and so on. */
  #resolve(offset: number, first: Resolved, objects: GitObject[]): void {
    const queue: [number, Resolved][] = [[offset, first]];
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
      const [at, resolved] = item;
      const oid = objectId(resolved.type, resolved.bytes);
      this.#byOffset.set(at, resolved);
      if (!this.#byId.has(oid)) {
        this.#byId.set(oid, resolved);
        objects.push({ type: resolved.type, oid, bytes: resolved.bytes });
      }
      for (const base of [at, oid]) {
        const waiting = this.#waiting.get(base);
        if (waiting === undefined) continue;
        this.#waiting.delete(base);
        for (const delta of waiting) queue.push([delta.offset, this.#apply(resolved, delta)]);
      }
    }
  }
}

/** Objects of a pack as they become known. Ends with the pack; throws `GitError`. */
export async function* parsePack(
  chunks: AsyncIterable<Buffer>,
  limits: RemoteLimits,
): AsyncGenerator<GitObject, void, void> {
  const parser = new PackParser(limits);
  for await (const chunk of chunks) yield* parser.push(chunk);
  yield* parser.end();
}

function limitFor(type: ObjectType): 'objectBytes' | 'treeBytes' {
  return type === 'tree' ? 'treeBytes' : 'objectBytes';
}

function tooLarge(size: number, limit: 'objectBytes' | 'treeBytes'): GitError {
  return new GitError('limit_exceeded', `an object declares ${size} bytes`, { limit });
}

function corrupt(what: string): GitError {
  return new GitError('object_corrupt', `the pack ${what}`);
}
