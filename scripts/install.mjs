// Installs what the lockfile names, when node_modules does not answer to it yet, and gives the path of the Node that the
// repository brings. Plain JavaScript for whatever Node the machine has.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const stamp = join(root, 'node_modules', '.ipc-bench-lock');

/** Path of the pinned Node where the platform has one, else of the Node that runs this. */
export function nodePath() {
  const pinned = join(root, 'node_modules', '.bin', 'node');
  return existsSync(pinned) ? pinned : process.execPath;
}

/** Environment for children: the pinned Node first on the PATH. */
export function environment(extra = {}) {
  return { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`, ...extra };
}

/** Runs a command to its end with its output shown; ends this process with the same status when it fails. */
export function runOrExit(label, command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: environment(), ...options });
  if (status === 0) return;
  console.error(`${label} failed${error ? `: ${error.message}` : ` with status ${status}`}`);
  process.exit(status || 1);
}

/** `npm ci`, skipped when the last one was of the same lockfile. */
export function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('installing packages (npm ci) …');
  runOrExit('npm ci', 'npm', ['ci', '--ignore-scripts', '--loglevel=error'], { env: process.env });
  writeFileSync(stamp, lock);
}

/** Compiles everything into dist/. */
export function build() {
  console.error('compiling …');
  runOrExit('build', nodePath(), ['scripts/build.mjs']);
}
