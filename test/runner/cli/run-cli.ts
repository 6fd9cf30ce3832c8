// The command itself, as a process of its own, in an environment that holds nothing of this machine's user.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { readSettings, type Settings } from 'ipc-bench/settings';
import { temporaryFolder } from '../../support/git-command.js';

const BIN = resolve(import.meta.dirname, '../../../runner/bin/ipc-bench.js');

export interface Home {
  folder: string;
  environment: Readonly<Record<string, string>>;
  settings: Settings;
}

/** A home of its own; the cache may be shared, so that the shim is compiled once. */
export function makeHome(cache?: string, remove?: (cleanup: () => void) => void): Home {
  const folder = temporaryFolder(remove);
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: cache ?? join(folder, 'cache'),
  };
  return { folder, environment, settings: readSettings(environment) };
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd?: string;
  environment?: Readonly<Record<string, string>>;
  input?: string;
  /** Keep to the first CPU: same-CPU round trips are quick, so a run is soon past its first block. */
  onOneCpu?: boolean;
}

export function startCli(
  home: Home,
  args: readonly string[],
  { cwd = home.folder, environment = {}, input = '', onOneCpu = false }: CliOptions = {},
): { child: ChildProcessWithoutNullStreams; ended: Promise<Ended> } {
  const [program = '', ...words] = [...(onOneCpu ? ['taskset', '-c', '0'] : []), process.execPath, BIN, ...args];
  const child = spawn(program, words, { cwd, env: { ...home.environment, ...environment } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
  return { child, ended };
}

export function runCli(home: Home, args: readonly string[], options?: CliOptions): Promise<Ended> {
  return startCli(home, args, options).ended;
}

/** Resolves once the process has written `text` to standard error; rejects when it ends before. */
export function waitForWords({ child }: ReturnType<typeof startCli>, text: string): Promise<void> {
  let seen = '';
  return new Promise((done, fail) => {
    child.stderr.on('data', (part: string) => {
      seen += part;
      if (seen.includes(text)) done();
    });
    child.on('close', () => fail(new Error(`ended without saying ${text}: ${seen}`)));
  });
}
