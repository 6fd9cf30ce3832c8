// Maintenance of our own repository, by its sole writer: packs are joined so that their number stays logarithmic (by
// `git repack --geometric` where git is installed), and what a killed process left is removed.
// https://git-scm.com/docs/git-repack, https://git-scm.com/docs/git-prune
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compact } from './compact.js';
import type { FileOperations } from './file-operations.js';
import type { ObjectStore } from './object-store.js';
import { TEMPORARY_PACK } from './pack-writer.js';
import { GitError } from './port.js';

const run = promisify(execFile);
/** A pack without index that is older than this is not being written any more. */
const ORPHAN_MS = 24 * 60 * 60 * 1000;

export interface MaintainOptions {
  /** Also remove for good what no ref reaches. */
  dropUnreachable: boolean;
  /** Never ask git. */
  withoutGit: boolean;
}

/** Throws `GitError`, code `storage`, when packs cannot be joined; nothing is lost then. */
export async function maintain(
  gitdir: string,
  store: ObjectStore,
  files: FileOperations,
  { dropUnreachable, withoutGit }: MaintainOptions,
): Promise<void> {
  removeLeftovers(join(gitdir, 'objects', 'pack'), files);
  if (withoutGit || !(await repackByGit(gitdir, dropUnreachable))) compact(gitdir, store, files, dropUnreachable);
}

/** False when git is not installed. */
async function repackByGit(gitdir: string, dropUnreachable: boolean): Promise<boolean> {
  try {
    if (dropUnreachable) {
      await run('git', ['repack', '-a', '-d', '-q'], { cwd: gitdir });
      await run('git', ['prune', '--expire=now'], { cwd: gitdir });
    } else {
      await run('git', ['repack', '--geometric=2', '-d', '-q'], { cwd: gitdir });
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new GitError('storage', `git could not repack ${gitdir}`, { cause: error });
  }
}

function removeLeftovers(folder: string, files: FileOperations): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const orphan = name.endsWith('.pack') && !existsSync(`${path.slice(0, -'.pack'.length)}.idx`);
    const old = () => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > ORPHAN_MS;
    if (name.startsWith(TEMPORARY_PACK) || (orphan && old())) files.remove(path);
  }
}
