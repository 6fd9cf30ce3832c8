// Git's own lock files (`<file>.lock`, created exclusively, renamed over the file): whoever uses git beside us in the
// same repository respects them. https://git-scm.com/docs/api-lockfile, gitglossary(7) "lock"
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { GitError } from './port.js';

/** A held `<path>.lock`: `commit` replaces the file durably; `release` leaves it as it was, and does nothing after. */
export interface GitLock {
  commit(content: string): void;
  release(): void;
}

/**
 * Takes `<path>.lock`; throws `GitError`, code `ref_locked`, while somebody else holds it. `takeOver` removes a lock that
 * is there: only for a caller that knows, by a lock of its own that dies with its process, that its holder is dead.
 */
export function takeLock(path: string, takeOver: boolean): GitLock {
  const lock = `${path}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  let descriptor: number;
  try {
    if (takeOver) rmSync(lock, { force: true });
    descriptor = openSync(lock, 'wx', 0o644);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new GitError('ref_locked', `${lock} is held by another process, or was left by one that died`);
  }
  let held = true;
  return {
    commit(content) {
      writeSync(descriptor, content);
      fsyncSync(descriptor);
      renameSync(lock, path);
      held = false;
      closeSync(descriptor);
      syncDirectory(dirname(path));
    },
    release() {
      if (!held) return;
      held = false;
      closeSync(descriptor);
      rmSync(lock, { force: true });
    },
  };
}

/** Makes renames and new names in a directory survive a power cut. */
export function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
