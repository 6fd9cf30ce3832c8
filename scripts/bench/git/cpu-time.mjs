// CPU seconds (user and system) of a piece of work in this process, and of a git command with all its children.
import { spawn } from 'node:child_process';

/** Runs `work` and returns its result with the CPU seconds of this process, garbage collection included. */
export async function cpuOf(work) {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

/** CPU seconds per run of `git …`, averaged over `times` runs. `input` is a file for its standard input. */
export async function cpuOfGit(args, { cwd, input = '/dev/null', times = 1 } = {}) {
  const script = `TIMEFORMAT="%3U %3S"; n=$1; in=$2; shift 2
    time { for ((i = 0; i < n; i++)); do "$@" < "$in" || exit 1; done; }`;
  const child = spawn('bash', ['-c', script, 'bash', String(times), input, 'git', ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`git ${args.join(' ')} failed: ${words}`);
  const [user, system] = words.trim().split('\n').at(-1).split(' ').map(Number);
  return (user + system) / times;
}
