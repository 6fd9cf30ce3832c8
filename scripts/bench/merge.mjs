// What a merge costs, in turns with its references:
//   1. admission  of one document (canonical form, schema, rules, privacy, signature) in CPU time, against reading and
//                 writing the same bytes with JSON.parse and JSON.stringify
//   2. merge      of a fork of 1,000 results (10,000 with --large) into an empty database: list, fetch, verify, plan,
//                 commit, journal; against `git fast-import` of the same files, which verifies nothing
//   3. merge      of the same fork again, with nothing new
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { initData } from '@ipc-bench/server/data-directory';
import { engine } from '@ipc-bench/server/git/engine';
import { mergeSources } from '@ipc-bench/server/pipeline';
import { judgeFile } from '@ipc-bench/server/validate/judge-file';
import { blobId } from '@ipc-bench/server/watch/blob-id';
import { cpuOf } from './git/cpu-time.mjs';
import { writeFastImport } from './git/workload.mjs';
import { signedResults } from './merge/signed-results.mjs';

const ADMISSION_ROUNDS = 7;
const MERGE_ROUNDS = 3;
const REF = 'refs/heads/results/0a1b2c3d';

export async function bench({ large }) {
  const folder = mkdtempSync(join(tmpdir(), 'ipc-bench-bench-merge-'));
  try {
    return [await admission(), ...(await merging(folder, large ? 10_000 : 1000))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function admission() {
  const files = signedResults(300).map((file) => ({ ...file, oid: blobId(file.bytes) }));
  const texts = files.map(({ bytes }) => new TextDecoder().decode(bytes));
  const ours = [];
  const reference = [];
  for (let round = 0; round < ADMISSION_ROUNDS; round++) {
    ours.push((await cpuOf(() => files.forEach(admit))).seconds);
    reference.push((await cpuOf(() => texts.forEach(copy))).seconds);
  }
  const [value, referenceValue] = [ours, reference].map((times) => (median(times) / files.length) * 1000);
  const kilobytes = (files[0].bytes.length / 1000).toFixed(1);
  const note = `CPU, ${kilobytes} kB; reference: JSON.parse and JSON.stringify of the same bytes`;
  return row('admission of a document', value, referenceValue, 'ms', note);
}

function admit(file) {
  if (judgeFile(file, { registry: builtInRegistry }).verdict !== 'valid') throw new Error('not admitted');
}

function copy(text) {
  if (JSON.stringify(JSON.parse(text)).length !== text.length) throw new Error('not the same');
}

async function merging(folder, count) {
  const files = signedResults(count);
  const stream = join(folder, 'stream');
  await writeFastImport(stream, files, REF);
  const fork = fastImport(folder, stream);
  const [first, again, reference] = [[], [], []];
  for (let round = 0; round < MERGE_ROUNDS; round++) {
    const { path: data } = (await initData(join(folder, `data-${round}`), engine)).data;
    first.push(await milliseconds(() => merge(data, fork, count)));
    again.push(await milliseconds(() => merge(data, fork, 0)));
    reference.push(await milliseconds(() => fastImport(folder, stream)));
  }
  const name = `merge of ${count.toLocaleString('en')} results`;
  const git = 'reference: git fast-import of the same files';
  return [
    row(name, median(first), median(reference), 'ms', `wall, verified and journaled; ${git}`),
    row(`${name}, nothing new`, median(again), median(reference), 'ms', `wall; ${git}`),
  ];
}

async function merge(data, fork, expected) {
  const { sources } = await mergeSources({
    git: engine,
    data,
    sources: [fork],
    remote: {},
    isDryRun: false,
    lockWaitMs: 0,
    deferredRoom: { files: 0, bytes: 0 },
    journalDays: 0,
    nowMs: 0,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  if (sources[0].counts.added !== expected) throw new Error(`merged ${JSON.stringify(sources[0])}`);
}

/** A new bare repository filled from the stream. */
function fastImport(folder, stream) {
  const path = mkdtempSync(join(folder, 'fork-'));
  execFileSync('git', ['init', '-q', '--bare', path]);
  execFileSync('sh', ['-c', 'exec git fast-import --quiet < "$1"', 'sh', stream], { cwd: path });
  return path;
}

async function milliseconds(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function row(name, value, reference, unit, note) {
  return { name, value, reference, ratio: value / reference, unit, note };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
