// The maintainer's data directory: everything `ipc-bench-db` keeps. Only `results.git` matters; index, journal and
// exports can be deleted. The maintainer's key and the list of trusted keys are settings of this maintainer.
import crypto from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCanonical } from '@ipc-bench/schema/canonical-json';
import { ServerError } from './errors.js';
import { GitError, type GitPort, type Repository } from './git/port.js';

export interface DataDirectory {
  path: string;
  /** Bare canonical repository. */
  repository: string;
  index: string;
  journal: string;
  /** Held exclusively by the one writer. */
  lock: string;
  exports: string;
  /** Ed25519 private key, PEM, mode 0600. */
  maintainerKey: string;
  /** `{"trusted": ["<64 hex>", …]}`. */
  trusted: string;
  /** What is watched: `source-list.ts`. */
  sources: string;
}

export function locateData(path: string): DataDirectory {
  return {
    path,
    repository: join(path, 'results.git'),
    index: join(path, 'index.sqlite'),
    journal: join(path, 'journal.sqlite'),
    lock: join(path, 'writer.lock'),
    exports: join(path, 'exports'),
    maintainerKey: join(path, 'maintainer.key'),
    trusted: join(path, 'trusted.json'),
    sources: join(path, 'sources.json'),
  };
}

/**
 * Makes a data directory, or completes one that was left half-made; changes nothing in a complete one. Returns the
 * maintainer's public key. Throws `ServerError` (`storage`).
 */
export async function initData(path: string, git: GitPort): Promise<{ data: DataDirectory; maintainerKey: string }> {
  const data = locateData(path);
  try {
    await mkdir(data.exports, { recursive: true });
    const repository = await git.init(data.repository);
    await repository.close();
    if (!existsSync(data.maintainerKey)) await writeDurably(data.maintainerKey, makePrivateKey(), 0o600);
    const maintainerKey = await readMaintainerKey(data);
    if (!existsSync(data.trusted)) await writeTrusted(data, [maintainerKey]);
    return { data, maintainerKey };
  } catch (error) {
    throw asStorageError(error, path);
  }
}

/**
 * Opens the repository of a data directory; to write, the caller holds the writer lock. Throws `ServerError` (`no_data`)
 * where there is none.
 */
export async function openRepository(data: DataDirectory, git: GitPort, isWriter = false): Promise<Repository> {
  try {
    return await git.open(data.repository, { soleWriter: isWriter });
  } catch (error) {
    if (error instanceof GitError && error.code === 'not_a_repository')
      throw new ServerError('no_data', `${data.path} is not a data directory`, { cause: error });
    throw error;
  }
}

/** The maintainer's public key, 64 hex digits. */
export async function readMaintainerKey(data: DataDirectory): Promise<string> {
  const pem = await readFile(data.maintainerKey, 'utf8');
  const spki = crypto.createPublicKey(pem).export({ format: 'der', type: 'spki' });
  return spki.subarray(-32).toString('hex');
}

/** Keys whose errata act here, sorted. Throws `ServerError` (`bad_settings_file`): never guess whom to trust. */
export async function readTrusted(data: DataDirectory): Promise<readonly string[]> {
  let text: string;
  try {
    text = await readFile(data.trusted, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const keys = parseTrusted(text);
  if (keys === null)
    throw new ServerError('bad_settings_file', `${data.trusted} must be {"trusted": ["<64 hex digits>", …]}`);
  return keys;
}

export async function writeTrusted(data: DataDirectory, keys: readonly string[]): Promise<void> {
  const trusted = [...new Set(keys)].sort();
  await writeDurably(data.trusted, `${JSON.stringify({ trusted }, null, 2)}\n`, 0o644);
}

/** SHA-256 of the sorted list of trusted keys: one of the three things that decide the tree. */
export function trustedDigest(keys: readonly string[]): string {
  return crypto
    .createHash('sha256')
    .update(formatCanonical([...new Set(keys)].sort()))
    .digest('hex');
}

function parseTrusted(text: string): readonly string[] | null {
  try {
    const { trusted } = JSON.parse(text) as { trusted?: unknown };
    if (!Array.isArray(trusted)) return null;
    return trusted.every((key) => typeof key === 'string' && /^[0-9a-f]{64}$/.test(key))
      ? [...new Set(trusted as string[])].sort()
      : null;
  } catch {
    return null;
  }
}

function makePrivateKey(): string {
  const { privateKey } = crypto.generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
}

/** Written beside, synced, renamed: whole or not at all. */
export async function writeDurably(path: string, content: string, mode: number): Promise<void> {
  const beside = `${path}.new`;
  await rm(beside, { force: true });
  const file = await open(beside, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

/** Anything the file system says no with, as `storage`; other errors as they are. */
export function asStorageError(error: unknown, path: string): unknown {
  if (error instanceof ServerError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof GitError ? code === 'storage' : STORAGE_CODES.has(code) || code.startsWith('SQLITE_'))
    return new ServerError('storage', `${path}: ${(error as Error).message}`, { cause: error });
  return error;
}

const STORAGE_CODES: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EIO', 'ENOTDIR']);
