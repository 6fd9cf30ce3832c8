// The git engine against git itself, in the same run: CPU seconds of ours over CPU seconds of git's own program for the
// same work. Ours runs in this process (the service is one); git's are processes, as they would be for anybody who
// called git instead. In order: writing, growth, merging into a large repository, listing, fetching, pushing, opening.
import { execFileSync, fork } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@ipc-bench/server/git/engine';
import { cpuOf, cpuOfGit, cpuWarm } from './git/cpu-time.mjs';
import { results, writeFastImport } from './git/workload.mjs';

const DATA = 'refs/heads/data';
const FORK = 'refs/heads/results/1a2b3c4d';
const HEADER = { message: 'x\n', timeSeconds: 0 };
const FORKS = 50;

const git = (cwd, ...args) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();

/** One row: `ours` and `theirs` are CPU seconds; `target` is the largest ratio we promise. */
function row(name, ours, theirs, target, note = '') {
  if (theirs === undefined) return { name, value: ours * 1000, unit: 'CPU ms', note };
  const ratio = ours / theirs;
  const verdict = target === undefined ? '' : `target ≤ ${target}: ${ratio <= target ? 'met' : 'NOT met'}`;
  const words = [verdict, note].filter((part) => part !== '').join('; ');
  return { name, value: ours * 1000, reference: theirs * 1000, ratio, target, unit: 'CPU ms', note: words };
}

export async function bench({ large = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ipc-bench-bench-'));
  const server = fork(new URL('./git/serve.mjs', import.meta.url), [folder]);
  const url = await new Promise((resolve) => server.once('message', resolve));
  try {
    const { rows, path, files } = await writing(folder, large);
    rows.push(...(await merging(folder, path, files)));
    rows.push(...(await forks(folder, url)));
    rows.push(...(await pushing(folder, url, path, files)));
    rows.push(await opening(folder, large));
    return rows;
  } finally {
    server.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whole databases of 1k, 10k and 100k results in one commit. The largest serves the benchmarks after it. */
async function writing(folder, large) {
  const rows = [];
  let path;
  let files;
  const perResult = [];
  for (const count of [1000, 10_000, 100_000]) {
    const changes = results(0, count);
    path = join(folder, `ours-${count}.git`);
    const repository = await engine.init(path);
    const { seconds } = await cpuOf(() => repository.commit(DATA, null, changes, HEADER));
    await repository.close();
    // git takes half a minute for the largest, and its ratio is no better there: shown on demand.
    const reference = count < 100_000 || large ? await fastImportAnew(folder, changes) : undefined;
    perResult.push(`${count}: ${((seconds / count) * 1e6).toFixed(0)} µs`);
    rows.push(
      row(`write ${count} results, one commit (fast-import)`, seconds, reference, count === 10_000 ? 0.6 : undefined),
    );
    files = count;
  }
  rows.push({
    name: 'write: CPU per result as it grows',
    value: Number.parseFloat(perResult.at(-1).split(' ')[1]),
    unit: 'CPU µs',
    note: perResult.join(', '),
  });
  return { rows, path, files };
}

/** CPU seconds of git for the same files, in a new repository. */
async function fastImportAnew(folder, changes) {
  const path = join(folder, 'reference.git');
  git(folder, 'init', '-q', '--bare', path);
  await writeFastImport(join(folder, 'stream'), changes, DATA);
  const seconds = await cpuOfGit(['fast-import', '--quiet'], { cwd: path, input: join(folder, 'stream') });
  rmSync(path, { recursive: true });
  return seconds;
}

/** One and a hundred results on top of the largest database. */
async function merging(folder, path, files) {
  const rows = [];
  const repository = await engine.open(path, { soleWriter: true });
  let tip = await repository.readRef(DATA);
  let next = files;
  for (const [count, times, target] of [
    [1, 20, 0.2],
    [100, 2, undefined],
  ]) {
    await writeFastImport(join(folder, 'stream'), results(next, count), DATA, tip);
    let reference = 0;
    for (let turn = 0; turn < 5; turn++) {
      const theirs = join(folder, `merge-${count}-${turn}.git`);
      git(folder, 'clone', '-q', '--bare', '--shared', path, theirs);
      reference += await cpuOfGit(['fast-import', '--quiet', '--force'], {
        cwd: theirs,
        input: join(folder, 'stream'),
      });
    }
    reference /= 5;
    const rounds = Array.from({ length: 8 }, () => {
      const batches = Array.from({ length: times }, (_, at) => results(next + at * count, count));
      next += times * count;
      return batches;
    });
    const merge = async () => {
      for (const changes of rounds.pop()) tip = (await repository.commit(DATA, tip, changes, HEADER)).commit;
    };
    const seconds = await cpuWarm(7, merge, () => repository.maintain());
    const durable = 'ours reaches the disk (five fsyncs), fast-import leaves that to the kernel';
    rows.push(row(`merge ${count} into ${files}, warm (fast-import)`, seconds / times, reference, target, durable));
  }
  await repository.close();
  return rows;
}

/** Forks over smart HTTP: list one; list, fetch, verify and parse those that changed. */
async function forks(folder, url) {
  for (let fork = 0; fork < FORKS; fork++) {
    const repository = await engine.init(join(folder, `fork-${fork}.git`));
    await repository.commit(FORK, null, results(10_000_000 + fork * 20, 20), HEADER);
    await repository.close();
  }
  const urls = Array.from({ length: FORKS }, (_, fork) => `${url}/fork-${fork}.git`);
  const list = async (each) => {
    for (const one of each) await engine.remote(one, { allowLoopback: true }).listRefs(['refs/heads/results/']);
  };
  const listing = await cpuWarm(9, () => list(urls));
  const lsRemote = await cpuOfGit(['ls-remote', '--refs', urls[0], 'refs/heads/results/*'], { cwd: folder, times: 20 });

  const read = async (one) => {
    const remote = engine.remote(one, { allowLoopback: true });
    const [ref] = await remote.listRefs(['refs/heads/results/']);
    const trees = await remote.fetchTrees(ref.oid);
    const walk = (oid) =>
      trees.readTree(oid).flatMap((entry) => (entry.mode === 0o040000 ? walk(entry.oid) : [entry.oid]));
    let bytes = 0;
    for await (const blob of remote.fetchBlobs(ref.oid, walk(trees.root))) {
      JSON.parse(blob.bytes);
      bytes += blob.bytes.length;
    }
    return bytes;
  };
  let bytes = 0;
  const reading = await cpuWarm(5, async () => {
    bytes = 0;
    for (const one of urls) bytes += await read(one);
  });
  // What a service would do with git alone: one bare repository, each fork fetched into a ref of its own.
  const mirror = join(folder, 'mirror.git');
  git(folder, 'init', '-q', '--bare', mirror);
  let fetching = 0;
  for (const [fork, one] of urls.slice(0, 20).entries()) {
    fetching += await cpuOfGit(['fetch', '-q', '--no-tags', '--depth=1', one, `${FORK}:refs/forks/${fork}`], {
      cwd: mirror,
    });
  }
  return [
    row('list the refs of a fork (ls-remote)', listing / FORKS, lsRemote, 0.1),
    row(
      'a changed fork of 20: list, fetch, verify, parse (fetch)',
      reading / FORKS,
      fetching / 20,
      0.3,
      `${(bytes / FORKS / 1024).toFixed(0)} KiB each`,
    ),
  ];
}

/** Ten results more, pushed over smart HTTP to a copy that has all the others. */
async function pushing(folder, url, path, files) {
  const repository = await engine.open(path);
  const before = await repository.readRef(DATA);
  for (const name of ['to-ours.git', 'to-git.git']) cpSync(path, join(folder, name), { recursive: true });
  const { commit } = await repository.commit(DATA, before, results(20_000_000, 10), HEADER);
  const theirs = await cpuOfGit(['push', '-q', `${url}/to-git.git`, DATA], { cwd: path });
  const { seconds } = await cpuOf(() => repository.push(`${url}/to-ours.git`, DATA, before, { allowLoopback: true }));
  await repository.close();
  for (const name of ['to-ours.git', 'to-git.git']) {
    if (git(join(folder, name), 'rev-parse', DATA) !== commit) throw new Error(`${name} was not pushed to`);
  }
  return [row(`push 10 into ${files} (push)`, seconds, theirs, 1)];
}

/** Opening and reading one result of a repository of a million objects (100,000 by default). */
async function opening(folder, large) {
  const count = large ? 1_000_000 : 100_000;
  const path = join(folder, 'many.git');
  const repository = await engine.init(path);
  let tip = null;
  // Small files: what counts here is their number.
  for (let from = 0; from < count; from += 100_000) {
    const changes = Array.from({ length: 100_000 }, (_, at) => {
      const number = from + at;
      return { path: `results/${Math.floor(number / 500)}/${number}.json`, bytes: Buffer.from(`${number}`) };
    });
    tip = (await repository.commit(DATA, tip, changes, HEADER)).commit;
  }
  await repository.close();
  git(path, 'repack', '-adq');
  const times = [];
  for (let turn = 0; turn < 5; turn++) {
    const start = process.hrtime.bigint();
    const opened = await engine.open(path);
    const { tree } = await opened.readCommit(await opened.readRef(DATA));
    await opened.readTree(tree);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
    await opened.close();
  }
  const value = times.sort((a, b) => a - b)[2];
  const verdict = large ? `target ≤ 50 ms: ${value <= 50 ? 'met' : 'NOT met'}` : '--large opens a million';
  return { name: `open a repository of ${count} objects and read its root`, value, unit: 'ms', note: verdict };
}
