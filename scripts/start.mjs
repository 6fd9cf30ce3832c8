// From a fresh clone to an answered query, in numbered steps:
//   1. install   what the lockfile names, and build
//   2. measure   this machine (`ipc-bench run`), unless it was measured today
//   3. submit    the result to a local fork, served by real `git http-backend` on loopback
//   4. merge     that fork and the results shipped in results-repo/ into ./data, and index
//   5. serve     on 127.0.0.1:8080 (PORT, IPC_BENCH_DATA are honoured) until Ctrl-C
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, environment, install, nodePath, root } from './install.mjs';

const data = resolve(root, process.env.IPC_BENCH_DATA || 'data');
const fork = join(data, 'local-forks', 'fork.git');
const runner = ['runner/bin/ipc-bench.js'];
const server = ['server/bin/ipc-bench-db.js'];

const say = (text) => console.error(`\n▶ ${text}`);

/** Runs one of our commands with its words shown; gives what it printed on standard output. */
function command(program, ...args) {
  const { status, stdout } = spawnSync(nodePath(), [...program, ...args], {
    cwd: root,
    env: environment({ IPC_BENCH_DATA: data }),
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    process.stderr.write(stdout ?? '');
    console.error(`npm start ended: \`${program[0]} ${args.join(' ')}\` gave status ${status}`);
    process.exit(status || 1);
  }
  return stdout;
}

/** Like `command`, for the steps that need our own loopback server to answer meanwhile. */
function commandWhileServing(program, ...args) {
  const child = spawn(nodePath(), [...program, ...args], {
    cwd: root,
    env: environment({ IPC_BENCH_DATA: data }),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('exit', (status) => (status === 0 ? done() : fail(new Error(`\`${args[0]}\` gave status ${status}`))));
  });
}

// 1 ------------------------------------------------------------------------------------------------------------------
install();
build();

// 2 ------------------------------------------------------------------------------------------------------------------
const today = new Date().toISOString().slice(0, 10);
const ofToday = () =>
  JSON.parse(command(runner, 'list', '--json')).find(({ day, verdict }) => day === today && verdict === 'valid');
let result = ofToday();
if (result) {
  say(`This machine was measured today already: ${result.id.slice(0, 12)}.`);
} else {
  say('Measuring this machine (about a minute; leave it alone for best numbers) …');
  process.stdout.write(command(runner, 'run'));
  result = ofToday();
  if (!result) throw new Error('the run left no valid result');
}

// 3 ------------------------------------------------------------------------------------------------------------------
say('Submitting it to a local fork, over git smart HTTP on loopback …');
const { startGitHttpBackend } = await import('./git-http-backend.mjs');
if (!existsSync(fork)) {
  mkdirSync(join(data, 'local-forks'), { recursive: true });
  spawnSync('git', ['init', '--quiet', '--bare', fork], { stdio: 'inherit' });
}
const git = await startGitHttpBackend({ root: join(data, 'local-forks'), receivePack: true });
try {
  const url = `${git.url}/fork.git`;
  await commandWhileServing(runner, 'submit', result.id, '--to', url, '--yes');

  // 4 ----------------------------------------------------------------------------------------------------------------
  say(`Merging the fork and results-repo/ into ${data} …`);
  command(server, 'init');
  await commandWhileServing(server, 'merge', '--allow-loopback', url, 'results-repo');
} finally {
  await git.close();
}

// 5 ------------------------------------------------------------------------------------------------------------------
const port = process.env.PORT || '8080';
say(`Serving. This machine's own result: http://127.0.0.1:${port}/v1/results/${result.id}

  curl 'http://127.0.0.1:${port}/v1/results'
  curl 'http://127.0.0.1:${port}/v1/measurements?benchmark=pipe.latency&metric=rtt_p50'
  curl 'http://127.0.0.1:${port}/v1/benchmarks'

Ctrl-C stops it; \`npm start\` again today is quick.
`);
const serving = spawn(nodePath(), [...server, 'serve', '--port', port], {
  cwd: root,
  env: environment({ IPC_BENCH_DATA: data }),
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => serving.kill(signal));
serving.on('exit', (status, signal) => {
  process.exitCode = signal ? 130 : (status ?? 1);
});
