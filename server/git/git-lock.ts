// Git's own lock files (`<file>.lock`, created exclusively, renamed over the file): whoever uses git beside us in the
// same repository respects them. https://git-scm.com/docs/api-lockfile
import { dirname } from 'node:path';
import { type FileOperations, fileOperations } from './file-operations.js';
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
export function takeLock(path: string, takeOver: boolean, files: FileOperations = fileOperations): GitLock {
  const lock = `${path}.lock`;
  const descriptor = createLock(lock, takeOver, files);
  let held = true;
  return {
    commit(content) {
      files.write(descriptor, Buffer.from(content));
      files.sync(descriptor);
      files.rename(lock, path);
      held = false;
      files.close(descriptor);
      files.syncDirectory(dirname(path));
    },
    release() {
      if (!held) return;
      held = false;
      files.close(descriptor);
      files.remove(lock);
    },
  };
}

function createLock(lock: string, takeOver: boolean, files: FileOperations): number {
  for (;;) {
    try {
      return files.create(lock, 0o644);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') files.makeDirectory(dirname(lock));
      else if (code === 'EEXIST' && takeOver) files.remove(lock);
      else if (code !== 'EEXIST') throw error;
      else throw new GitError('ref_locked', `${lock} is held by another process, or was left by one that died`);
    }
  }
}
