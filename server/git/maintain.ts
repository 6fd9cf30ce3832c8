// Compaction of our own repository by git itself: packs of similar size are joined, so their number stays logarithmic.
// https://git-scm.com/docs/git-repack (`--geometric`), https://git-scm.com/docs/git-prune
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GitError } from './port.js';

const run = promisify(execFile);

/** Joins packs; with `dropUnreachable` everything is packed anew and what no ref reaches is gone. */
export async function maintain(
  path: string,
  soleWriter: boolean,
  { dropUnreachable = false }: { dropUnreachable?: boolean },
): Promise<void> {
  if (!soleWriter) throw new TypeError('only the holder of the writer lock may maintain a repository');
  try {
    if (dropUnreachable) {
      await run('git', ['repack', '-a', '-d', '-q'], { cwd: path });
      await run('git', ['prune', '--expire=now'], { cwd: path });
    } else {
      await run('git', ['repack', '--geometric=2', '-d', '-q'], { cwd: path });
    }
  } catch (error) {
    throw new GitError('storage', `git could not repack ${path}`, { cause: error });
  }
}
