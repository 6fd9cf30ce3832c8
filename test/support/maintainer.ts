// The real `ipc-bench-db` command, in this process, with its output captured.
import { join } from 'node:path';
import type { ExitCode } from '@ipc-bench/server/cli/command';
import { main } from '@ipc-bench/server/cli/main';
import { git, temporaryFolder } from './git-command.js';

export interface Ran {
  exit: ExitCode;
  out: string;
  err: string;
}

export async function runCommand(...argv: string[]): Promise<Ran> {
  const ran = { out: '', err: '' };
  const exit = await main(argv, {
    out: (text) => {
      ran.out += text;
    },
    err: (text) => {
      ran.err += text;
    },
    isInteractive: false,
    signal: new AbortController().signal,
  });
  return { exit, ...ran };
}

/** A fresh data directory; `remove` is told how to remove it, by default when the test is over. */
export async function newData(remove?: (cleanup: () => void) => void): Promise<string> {
  const data = join(temporaryFolder(remove), 'data');
  const { exit, err } = await runCommand('init', '--data', data);
  if (exit !== 0) throw new Error(err);
  return data;
}

/** What `merge --json` answers; `exit` beside it. */
export async function mergeInto(data: string, ...sources: string[]) {
  const ran = await runCommand('merge', '--json', '--allow-loopback', '--data', data, ...sources);
  return { ...ran, summary: ran.out === '' ? null : JSON.parse(ran.out) };
}

/** The error that a command with `--json` ended in; where it took long, its progress stands before it. */
export function errorIn(err: string): { code: string; detail: string; hint: string } {
  return JSON.parse(err.slice(err.indexOf('{'))).error;
}

export async function digestOf(data: string) {
  const { out } = await runCommand('digest', '--json', '--data', data);
  return JSON.parse(out) as { count: number; files: string; registry: string; trusted: string; tree: string };
}

/** Throws unless `git fsck --strict` has nothing to say. */
export function checkSound(data: string): void {
  const words = git(['fsck', '--strict', '--full', '--no-dangling', '--no-progress'], {
    cwd: join(data, 'results.git'),
  });
  if (words !== '') throw new Error(words);
}
