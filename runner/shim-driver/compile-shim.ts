import { spawn } from 'node:child_process';
import { RunnerError } from '../errors.js';

const LIMIT_MS = 120_000;
/** Lines of the compiler's words that an error repeats. */
const LAST_LINES = 12;

export interface CompileOptions {
  sourceDir: string;
  /** An existing folder; receives `ipc-bench-shim`. */
  buildDir: string;
  /** PATH. Nothing else of the environment reaches the compiler: CFLAGS or CC would change what is measured. */
  path: string;
  signal: AbortSignal;
}

/** Runs the shim's Makefile. Throws `no_compiler` with the compiler's last words, and `interrupted`. */
export function compileShim({ sourceDir, buildDir, path, signal }: CompileOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('make', ['-C', sourceDir, `BUILD_DIR=${buildDir}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: path, LC_ALL: 'C' },
      signal,
    });
    // Not spawn's own `timeout`: it keeps the process alive when there is nothing to spawn.
    const limit = setTimeout(() => child.kill(), LIMIT_MS);
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(limit);
      if (signal.aborted) reject(new RunnerError('interrupted', 'Stopped while compiling.'));
      else reject(new RunnerError('no_compiler', error.code === 'ENOENT' ? 'There is no `make`.' : String(error.code)));
    });
    child.on('close', (code) => {
      clearTimeout(limit);
      if (code === 0) resolve();
      else reject(new RunnerError('no_compiler', words.trim().split('\n').slice(-LAST_LINES).join('\n')));
    });
  });
}
