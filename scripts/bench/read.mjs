// The read side: req/s of the routes against a fastify route that answers a constant of the same size, both in processes
// of their own and taking turns; and building the index, in CPU seconds.
//   1. write    a corpus of signed results into a data directory
//   2. build    the index, against reading and judging the same files, and against the sqlite3 shell inserting the rows
//   3. ask      a list, one result, a known answer (304)
import { execFileSync, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cryptographyFromNode } from '@ipc-bench/schema/cryptography-from-node';
import { judge } from '@ipc-bench/schema/judge';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { git } from '@ipc-bench/server/cli/git';
import { buildIndex } from '@ipc-bench/server/index/build-index';
import { factsFrom } from '@ipc-bench/server/index/facts';
import { indexWriter } from '@ipc-bench/server/index/index-writer';
import { readResult } from '@ipc-bench/server/index/read-result';
import { INDEXES, TABLES } from '@ipc-bench/server/index/tables';
import Database from 'better-sqlite3';
import { cpuOf } from './git/cpu-time.mjs';
import { writeCorpus } from './read/corpus.mjs';
import { requestRate, startServer } from './read/request-rate.mjs';

const BIN = fileURLToPath(new URL('../../server/bin/ipc-bench-db.js', import.meta.url));
const CONSTANT = fileURLToPath(new URL('read/constant-server.mjs', import.meta.url));
const cryptography = cryptographyFromNode(crypto);
const ROUNDS = 3;

export async function bench({ large }) {
  const folder = mkdtempSync(join(tmpdir(), 'ipc-bench-bench-read-'));
  try {
    const [results, points] = large ? [2000, 280] : [300, 60];
    const { commit } = await writeCorpus(folder, results, points);
    const built = await benchBuild(folder, commit, results * points);
    return [...built, ...(await benchRoutes(folder, large ? 4 : 2))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// 2 ------------------------------------------------------------------------------------------------------------------

async function benchBuild(folder, commit, rows) {
  const repository = await git.open(join(folder, 'results.git'));
  const path = join(folder, 'index.sqlite');
  const input = { repository, registry: builtInRegistry, cryptography, trusted: [] };
  const judgeAll = async () => {
    const { tree } = await repository.readCommit(commit);
    for await (const file of repository.listFiles(tree)) {
      const { verdict } = judge(await repository.readBlob(file.oid), { cryptography, path: file.path });
      if (verdict !== 'valid') throw new Error(`${file.path} is ${verdict}`);
    }
  };
  await judgeAll(); // both find compiled code and a warm page cache
  const readings = await readAll(repository, commit);
  const [building, judging, inserting] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    building.push((await cpuOf(() => buildIndex(path, commit, input))).seconds);
    judging.push((await cpuOf(judgeAll)).seconds);
    inserting.push((await cpuOf(() => insertAll(`${path}.rows`, readings))).seconds);
  }
  await repository.close();
  const [build, judged, insert] = [building, judging, inserting].map(median);
  const shell = shellSeconds(folder, path);
  return [
    {
      ...{ name: `index of ${rows} measurements, against reading and judging`, unit: 'CPU s' },
      ...{ value: build, reference: judged, ratio: build / judged },
      note: `${Math.round(rows / build)} rows per CPU s; ${(statSync(path).size / rows).toFixed(0)} B per row; target <= 2.5`,
    },
    ...(shell === null
      ? []
      : [
          {
            ...{ name: 'rows of the index, against the sqlite3 shell', unit: 'rows/CPU s' },
            ...{ value: rows / insert, reference: rows / shell, ratio: shell / insert },
            note: 'ours: every table and index; the shell: the measurement table alone, from CSV; target >= 1.5',
          },
        ]),
  ];
}

async function readAll(repository, commit) {
  const { tree } = await repository.readCommit(commit);
  const options = { registry: builtInRegistry, cryptography, facts: factsFrom([]) };
  const readings = [];
  for await (const { path, oid } of repository.listFiles(tree))
    readings.push(readResult({ path, blob: oid }, await repository.readBlob(oid), options).result);
  return readings;
}

function insertAll(file, readings) {
  rmSync(file, { force: true });
  const database = new Database(file);
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.exec(`BEGIN; ${TABLES}`);
  const writer = indexWriter(database);
  for (const reading of readings) writer.add(reading);
  database.exec(INDEXES);
  writer.finish();
  database.exec('COMMIT');
  database.close();
}

/** CPU seconds that the shell takes for the rows of the measurement table alone; `null` where there is no shell. */
function shellSeconds(folder, index) {
  if (spawnSync('sqlite3', ['--version']).status !== 0) return null;
  const csv = join(folder, 'measurement.csv');
  const copy = join(folder, 'shell.sqlite');
  const shell = (...args) => execFileSync('sqlite3', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const columns = shell(
    index,
    "SELECT group_concat('coalesce(' || name || ', 0)') FROM pragma_table_info('measurement')",
  );
  shell(index, '.mode csv', `.once '${csv}'`, `SELECT ${columns} FROM measurement`); // CSV has no NULL
  const schema = shell(index, "SELECT sql FROM sqlite_schema WHERE name = 'measurement'");
  const times = Array.from({ length: ROUNDS }, () => {
    rmSync(copy, { force: true });
    const settings = 'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;';
    const before = childSeconds();
    shell(copy, settings, schema, '.mode csv', `.import '${csv}' measurement`);
    return childSeconds() - before;
  });
  return median(times);
}

/** CPU seconds of all children that have ended. */
function childSeconds() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

// 3 ------------------------------------------------------------------------------------------------------------------

async function benchRoutes(folder, seconds) {
  const service = await startServer([BIN, 'serve', '--data', folder, '--port', '0']);
  const size = async (path) => (await (await fetch(service.url + path)).arrayBuffer()).byteLength;
  const ask = async (name, target, paths, more = {}) =>
    against(service, name, target, { paths, seconds, ...more }, more.expected === 304 ? 0 : await size(paths[0]));
  try {
    const list = '/v1/results?limit=50';
    const tag = (await fetch(service.url + list)).headers.get('etag');
    const { rows } = await (await fetch(`${service.url}/v1/results?limit=500`)).json();
    const results = rows.map(({ id }) => `/v1/results/${id}`);
    const points = '/v1/measurements?limit=50&benchmark=pipe.latency&size=64&metric=rtt_p50';
    return [
      await ask('list of 50 results, each another question', 0.15, otherDays(list)),
      await ask('list of 50 numbers, each another question', null, otherDays(points)),
      await ask('one result with its numbers, each another one', 0.4, results),
      await ask(
        'one result byte for byte, each another one',
        null,
        results.map((path) => `${path}/raw`),
      ),
      await ask('list of 50 results, asked before', 0.85, [list]),
      await ask('304', 0.85, [list], { headers: { 'if-none-match': tag }, expected: 304 }),
    ];
  } finally {
    await service.stop();
  }
}

/** Questions with full pages, too many for the cache of answers to help. */
function otherDays(question) {
  const day = (number) => new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10);
  const ranges = Array.from(
    { length: 2000 },
    (_, at) => `day_from=${day(at % 20)}&day_to=${day(200 + Math.floor(at / 20))}`,
  );
  return ranges.map((range) => `${question}&${range}`);
}

/** The same question and the constant, in turns. */
async function against(service, name, target, question, bytes) {
  const constant = await startServer([CONSTANT, String(bytes)]);
  try {
    const [ours, reference] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await requestRate(service, question));
      reference.push(await requestRate(constant, { paths: ['/'], seconds: question.seconds }));
    }
    const rate = (samples) => median(samples.map(({ perSecond }) => perSecond));
    const cpu = (samples) => median(samples.map(({ cpuMicroseconds }) => cpuMicroseconds)).toFixed(0);
    return {
      ...{ name, unit: 'req/s', value: rate(ours), reference: rate(reference), ratio: rate(ours) / rate(reference) },
      note: `${bytes} B; CPU per request ${cpu(ours)} against ${cpu(reference)} us${target === null ? '' : `; target >= ${target}`}`,
    };
  } finally {
    await constant.stop();
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
