// CPU seconds (user and system) of a piece of work in this process, and of a git command with all its children.
import { spawn } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Runs `work` and returns its result with the CPU seconds of this process, garbage collection included. */
export async function cpuOf(work) {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

/**
 * Median CPU seconds of `rounds` runs of `work`, after one that warms up: a service is warm, and
 * machines are noisy. What happens in `between` does not count.
 */
export async function cpuWarm(rounds, work, between = () => {}) {
  await work();
  const seconds = [];
  for (let round = 0; round < rounds; round++) {
    await between();
    collectGarbage();
    seconds.push((await cpuOf(work)).seconds);
  }
  return seconds.sort((a, b) => a - b)[rounds >> 1];
}

/** What an earlier benchmark left behind is not collected at the cost of the next. */
function collectGarbage() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
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
