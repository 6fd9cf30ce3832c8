// The real `git`, cut off from the settings of the machine's user, and folders that are removed after the test.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

export interface GitCommandOptions {
  /** Left out: the folder for temporary files, so that a wrong path never reaches the repository of the project itself. */
  cwd?: string;
  input?: string | Uint8Array;
}

/** Runs `git` and returns what it printed, without the last newline. Throws with git's own words when it fails. */
export function git(args: readonly string[], options: GitCommandOptions = {}): string {
  return gitBytes(args, options).toString('utf8').replace(/\n$/, '');
}

/** As `git`, but gives the bytes as they are. */
export function gitBytes(args: readonly string[], { cwd = tmpdir(), input }: GitCommandOptions = {}): Buffer {
  return execFileSync('git', [...args], {
    cwd,
    input,
    env: gitEnvironment(),
    maxBuffer: 1 << 30,
    timeout: 120_000,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** As `git`, without blocking: for talking to a server that runs in this very process. */
export async function gitTalking(args: readonly string[], { cwd = tmpdir() }: { cwd?: string } = {}): Promise<string> {
  const { stdout } = await promisify(execFile)('git', [...args], { cwd, env: gitEnvironment(), timeout: 120_000 });
  return stdout.replace(/\n$/, '');
}

/** An environment in which git reads no settings of user or system, and stamps a fixed author and time. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'A Contributor',
    GIT_AUTHOR_EMAIL: 'contributor@example.invalid',
    GIT_AUTHOR_DATE: '1700000000 +0100',
    GIT_COMMITTER_NAME: 'A Contributor',
    GIT_COMMITTER_EMAIL: 'contributor@example.invalid',
    GIT_COMMITTER_DATE: '1700000000 +0100',
  };
}

/** A folder that is gone after the running test, or at another time: `temporaryFolder(afterAll)`. */
export function temporaryFolder(remove: (cleanup: () => void) => void = onTestFinished): string {
  const path = mkdtempSync(join(tmpdir(), 'ipc-bench-test-'));
  remove(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
