// CPU seconds (user and system) of a piece of work in this process, and of a git command with all its children.
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';

/** Runs `work` and returns its result with the CPU seconds of this process, garbage collection included. */
export async function cpuOf(work) {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

/** CPU seconds per run of `git …`, averaged over `times` runs. `input` is a file for its standard input. */
export async function cpuOfGit(args, { cwd, input, times = 1 } = {}) {
  const script = 'TIMEFORMAT="%3U %3S"; n=$1; shift; time { for ((i = 0; i < n; i++)); do "$@" || exit 1; done; }';
  const child = spawn('bash', ['-c', script, 'bash', String(times), 'git', ...args], {
    cwd,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  if (input === undefined) child.stdin.end();
  else createReadStream(input).pipe(child.stdin);
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`git ${args.join(' ')} failed: ${words}`);
  const [user, system] = words.trim().split('\n').at(-1).split(' ').map(Number);
  return (user + system) / times;
}
