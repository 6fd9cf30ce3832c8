// A target that only git reaches: ssh, with the keys, agents and known hosts that this machine has.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GitError, parseOid } from '../git/port.js';
import type { PublishTarget } from './publish-target.js';

const run = promisify(execFile);
const PUSH_MS = 30 * 60_000;

/** `ssh://…` or `user@host:path`. */
export function isSshRemote(text: string): boolean {
  return /^ssh:\/\//.test(text) || /^[\w.-]+@[\w.-]+:(?!\/\/)/.test(text);
}

export function openGitTarget(name: string): PublishTarget {
  return {
    name,
    async list(refs) {
      const text = await git(['ls-remote', '--', name, ...refs]);
      const lines = [...text.matchAll(/^([0-9a-f]{40})\t(.+)$/gm)];
      return new Map(lines.map(([, oid = '', ref = '']) => [ref, parseOid(oid)]));
    },
    async push(repository, ref, expected) {
      const lease = `--force-with-lease=${ref}:${expected ?? ''}`;
      await git(['push', '--quiet', '--porcelain', lease, '--', name, `${ref}:${ref}`], repository.path);
    },
    async reading(use) {
      const folder = await mkdtemp(join(tmpdir(), 'ipc-bench-publish-'));
      try {
        await git(['init', '--quiet', '--bare', folder]);
        await git(['fetch', '--quiet', '--depth=1', '--', name, 'refs/heads/*:refs/heads/*'], folder);
        return await use(folder, {});
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Throws `GitError`: `ref_moved` for a lease that does not hold, else `unreachable` with git's own last words. */
async function git(args: readonly string[], cwd = tmpdir()): Promise<string> {
  try {
    // `env` adds to the environment without this file having to read it; nobody is there to type a password.
    const quiet = ['GIT_TERMINAL_PROMPT=0', 'git', ...args];
    return (await run('env', quiet, { cwd, timeout: PUSH_MS, maxBuffer: 16 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
    if (/\[rejected\]|stale info/.test(stdout + stderr))
      throw new GitError('ref_moved', 'the branch is not where it was expected on the other side', { cause: error });
    const words = stderr.trim().split('\n').at(-1) ?? '';
    throw new GitError('unreachable', `git ${args[0]} failed: ${words}`, { cause: error });
  }
}
