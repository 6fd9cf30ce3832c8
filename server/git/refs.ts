// Refs as files below `refs/`, or as lines of `packed-refs` where git has packed them; a file wins over a line.
// https://git-scm.com/docs/gitrepository-layout, https://git-scm.com/docs/git-pack-refs
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { FileOperations } from './file-operations.js';
import { takeLock } from './git-lock.js';
import { GitError, type Oid, type RemoteRef } from './port.js';
import { checkRefName } from './ref-name.js';

/** Symbolic refs that lead to symbolic refs, at most; git's own number. */
const LONGEST_CHAIN = 5;

/** Id a ref points at, or `null`. Throws `GitError`, code `storage`, on a ref file that holds something else. */
export function readRef(gitdir: string, ref: string): Oid | null {
  let name = ref;
  for (let step = 0; step <= LONGEST_CHAIN; step++) {
    checkRefName(name);
    const content = readIfFile(join(gitdir, name))?.trim() ?? readPacked(gitdir, name);
    if (content === undefined) return null;
    if (/^[0-9a-f]{40}$/.test(content)) return content as Oid;
    if (!content.startsWith('ref: ')) throw new GitError('storage', `the file of ${name} holds no object id`);
    name = content.slice('ref: '.length);
  }
  throw new GitError('storage', `${ref} leads nowhere`);
}

/** Every ref of the repository, loose or packed; a loose one wins. */
export function listLocalRefs(gitdir: string): RemoteRef[] {
  const refs = new Map<string, Oid>();
  for (const line of (readIfFile(join(gitdir, 'packed-refs')) ?? '').split('\n')) {
    const match = /^([0-9a-f]{40}) (refs\/.+)$/.exec(line);
    if (match !== null) refs.set(match[2] as string, match[1] as Oid);
  }
  for (const entry of readdirSync(join(gitdir, 'refs'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.lock')) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readIfFile(path)?.trim() ?? '';
    if (/^[0-9a-f]{40}$/.test(content)) refs.set(relative(gitdir, path).replaceAll(sep, '/'), content as Oid);
  }
  return [...refs].map(([name, oid]) => ({ name, oid }));
}

/**
 * Points `ref` at `next` if it is at `expected` now. Throws `GitError`: `ref_moved` when it is not, `ref_locked` while
 * somebody else is changing it (unless `takeOver`, see `takeLock`).
 */
export function moveRef(
  gitdir: string,
  { ref, expected, next, takeOver }: { ref: string; expected: Oid | null; next: Oid; takeOver: boolean },
  files: FileOperations,
): void {
  checkRefName(ref);
  const lock = takeLock(join(gitdir, ref), takeOver, files);
  try {
    if (readRef(gitdir, ref) !== expected) throw new GitError('ref_moved', `${ref} is not where it was expected`);
    lock.commit(`${next}\n`);
  } finally {
    lock.release();
  }
}

function readPacked(gitdir: string, name: string): string | undefined {
  const packed = readIfFile(join(gitdir, 'packed-refs')) ?? '';
  const at = packed.indexOf(` ${name}\n`);
  return at < 40 ? undefined : packed.slice(at - 40, at);
}

function readIfFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
