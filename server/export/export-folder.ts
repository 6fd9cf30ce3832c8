// The folder `exports` of a data directory: `files/`, each named after its content and shared by all exports that hold it,
// and `snapshots/<revision>.json`, the manifest of each export. Can be deleted at any time.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type ExportManifest, indexFile, parseManifest } from './manifest.js';

export class ExportFolder {
  readonly files: string;
  readonly #snapshots: string;

  constructor(path: string) {
    this.files = join(path, 'files');
    this.#snapshots = join(path, 'snapshots');
  }

  prepare(): void {
    for (const folder of [this.files, this.#snapshots]) mkdirSync(folder, { recursive: true });
  }

  /** Changes whenever an export is added or removed; `null` where there is none. */
  stamp(): string | null {
    const found = statSync(this.#snapshots, { bigint: true, throwIfNoEntry: false });
    return found ? `${found.ino} ${found.mtimeNs}` : null;
  }

  /** All exports whose index is there, newest first. */
  list(): ExportManifest[] {
    if (!existsSync(this.#snapshots)) return [];
    const found = readdirSync(this.#snapshots)
      .filter((name) => /^[0-9a-f]{40}\.json$/.test(name))
      .flatMap((name) => {
        const path = join(this.#snapshots, name);
        const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
        const manifest = at === undefined ? null : parseManifest(readFileSync(path, 'utf8'));
        return at !== undefined && manifest && existsSync(this.indexOf(manifest)) ? [{ at, manifest }] : [];
      });
    return found.sort((a, b) => b.at - a.at).map(({ manifest }) => manifest);
  }

  /** Path of the SQLite file of an export. */
  indexOf(manifest: ExportManifest): string {
    return join(this.files, indexFile(manifest).name);
  }

  /** The moment from which an export is there. Replaces an earlier one of the same revision. */
  add(manifest: ExportManifest): void {
    const path = join(this.#snapshots, `${manifest.revision}.json`);
    writeFileSync(`${path}.new`, JSON.stringify(manifest));
    flush(`${path}.new`);
    renameSync(`${path}.new`, path);
    flush(this.#snapshots);
  }

  /** Keeps the exports that `isKept` says yes to, and the files that they list; deletes everything else. */
  prune(isKept: (manifest: ExportManifest, age: number) => boolean): void {
    const [kept, others]: [ExportManifest[], ExportManifest[]] = [[], []];
    for (const [age, manifest] of this.list().entries()) (isKept(manifest, age) ? kept : others).push(manifest);
    for (const { revision } of others) rmSync(join(this.#snapshots, `${revision}.json`), { force: true });
    const names = new Set(kept.flatMap(({ files }) => files.map(({ name }) => name)));
    for (const name of readdirSync(this.files)) if (!names.has(name)) rmSync(join(this.files, name), { force: true });
  }
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
