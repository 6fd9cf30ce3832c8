// The fixed root commit that every results branch begins with. It is made of constants, so that it is made here, offline,
// with the same id as everywhere else, and a fork and the canonical branch have a common ancestor.
import fs from 'node:fs';
import git from 'isomorphic-git';

export const ROOT_COMMIT = '114d05ab1e9778690594f1d1d20688dd6872f5f0';

/** The only identity that commits carry. */
export const NEUTRAL = { name: 'ipc-bench', email: 'root@ipc-bench.invalid', timezoneOffset: 0 } as const;

/** Writes the root commit into a repository; resolves to its id. */
export async function writeRootCommit(gitdir: string): Promise<string> {
  const person = { ...NEUTRAL, timestamp: 0 };
  const tree = await git.writeTree({ fs, gitdir, tree: [] });
  const message = 'ipc-bench results root\n';
  return git.writeCommit({ fs, gitdir, commit: { message, tree, parent: [], author: person, committer: person } });
}
