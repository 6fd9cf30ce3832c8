// A file that is named after its content: written beside under a passing name, hashed on the way, renamed at the end.
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const BUFFER_BYTES = 1 << 20;
/** Hex digits of the SHA-256 in the name; the whole of it is in the manifest. */
const NAME_DIGITS = 16;

export interface WrittenFile {
  /** `<stem>.<16 hex>.<extension>` */
  name: string;
  bytes: number;
  sha256: string;
}

export class HashedFile {
  readonly #folder: string;
  readonly #passing: string;
  readonly #hash = createHash('sha256');
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #descriptor: number | null;
  #used = 0;
  #bytes = 0;

  /** Files of one process never share a `stem` and `extension` at a time. */
  constructor(folder: string, stem: string, extension: string) {
    this.#folder = folder;
    this.#passing = join(folder, `.${stem}.${process.pid}.${extension}.new`);
    this.#descriptor = openSync(this.#passing, 'w');
  }

  write(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    if (this.#used + bytes.length > BUFFER_BYTES) this.#flush();
    if (bytes.length > BUFFER_BYTES) {
      this.#writeThrough(bytes);
      return;
    }
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** Puts it in place under its name; one that is there already has the same bytes. */
  finish(stem: string, extension: string): WrittenFile {
    this.#flush();
    if (this.#descriptor === null) throw new TypeError('a file is finished once');
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
    this.#descriptor = null;
    const sha256 = this.#hash.digest('hex');
    const name = `${stem}.${sha256.slice(0, NAME_DIGITS)}.${extension}`;
    const path = join(this.#folder, name);
    if (existsSync(path)) rmSync(this.#passing);
    else renameSync(this.#passing, path);
    return { name, bytes: this.#bytes, sha256 };
  }

  /** Leaves nothing behind; does nothing after `finish`. */
  discard(): void {
    if (this.#descriptor === null) return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
    rmSync(this.#passing, { force: true });
  }

  #flush(): void {
    if (this.#used === 0) return;
    this.#writeThrough(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }

  #writeThrough(bytes: Uint8Array): void {
    if (this.#descriptor === null) throw new TypeError('the file is finished');
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    this.#bytes += bytes.length;
  }
}
