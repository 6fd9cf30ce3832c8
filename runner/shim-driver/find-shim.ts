// Where the shim comes from: a built one that IPC_BENCH_SHIM names, or one compiled at first use into the cache, under
// the hash of its sources, so that a change of sources compiles again and nothing else does.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunnerError } from '../errors.js';
import type { Settings } from '../settings.js';
import { storageMessage } from '../store/whole-file.js';
import { callShim } from './call-shim.js';
import { compileShim } from './compile-shim.js';
import type { Shim, ShimListing } from './shim.js';

/** The sources as the package ships them: beside `dist/`. */
const SOURCE_DIR = fileURLToPath(new URL('../../shim/', import.meta.url));
const BINARY = 'ipc-bench-shim';

export interface FindShimOptions {
  /** Compiles even when the cache holds a program. */
  rebuild?: boolean;
  /** Told before a compilation begins. */
  onCompile?: () => void;
  signal: AbortSignal;
}

/** Throws `no_compiler`, `shim_failed`, `storage` and `interrupted`. */
export async function findShim(settings: Settings, options: FindShimOptions): Promise<Shim> {
  const program = settings.shim ?? (await compiled(settings, options));
  const listing = await readListing(program, options.signal);
  return { program, binarySha256: hashFile(program), isPrebuilt: settings.shim !== null, listing };
}

async function compiled(settings: Settings, { rebuild = false, onCompile, signal }: FindShimOptions): Promise<string> {
  const folder = join(settings.cacheDir, `shim-${hashSources().slice(0, 16)}-${arch()}`);
  const program = join(folder, BINARY);
  if (rebuild) rmSync(folder, { recursive: true, force: true });
  if (existsSync(program)) return program;
  onCompile?.();
  const building = `${folder}.${process.pid}.tmp`;
  try {
    mkdirSync(building, { recursive: true });
    await compileShim({ sourceDir: SOURCE_DIR, buildDir: building, path: settings.path, signal });
    putInPlace(building, folder);
  } catch (error) {
    if (error instanceof RunnerError) throw error;
    throw new RunnerError('storage', `The cache: ${storageMessage(error)}`, { cause: error });
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return program;
}

/** Another process may have been faster; its program is as good. */
function putInPlace(building: string, folder: string): void {
  try {
    renameSync(building, folder);
  } catch (error) {
    if (!existsSync(join(folder, BINARY))) throw error;
  }
}

function hashSources(): string {
  const hash = createHash('sha256');
  const names = readdirSync(SOURCE_DIR, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:^|\/)(?:Makefile|[\w.-]+\.[ch])$/.test(name) && !/^(?:test|build)\//.test(name))
    .sort();
  if (names.length === 0) throw new RunnerError('shim_failed', 'The sources of the shim are not in this package.');
  for (const name of names)
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(SOURCE_DIR, name)))
      .update('\0');
  return hash.digest('hex');
}

function hashFile(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

async function readListing(program: string, signal: AbortSignal): Promise<ShimListing> {
  const outcome = await callShim(program, ['list'], { deadlineMs: 5000, signal });
  if (outcome.status !== 'ok' || outcome.answer.shim !== 1 || !Array.isArray(outcome.answer.transports))
    throw new RunnerError('shim_failed', 'It does not speak the protocol of this version (`list`).');
  return outcome.answer as unknown as ShimListing;
}
