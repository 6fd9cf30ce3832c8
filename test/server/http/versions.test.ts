// What the service says of versions: schemas byte for byte, the comparability table, errata with what they touch.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { advanceIndex } from '@ipc-bench/server/index/advance-index';
import { buildIndex } from '@ipc-bench/server/index/build-index';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latencyMeasurement, plainDocument, resultFile, resultFiles, testKey } from '../../support/document.js';
import { type HttpService, startService } from '../../support/http-service.js';
import { emptyData } from '../../support/indexed.js';
import { builtInRegistry } from '../../support/registry.js';
import { erratumFile, subjectOf } from '../../support/signed-facts.js';

const committed = resolve(import.meta.dirname, '../../../schema');
const MAINTAINER = 'the maintainer';
const trusted = [testKey(MAINTAINER).machineKey];

const [first, ...others] = resultFiles(6, 'versions');
if (!first) throw new Error('no file');
const fifo = resultFile(
  plainDocument({ nonce: 'f'.repeat(32), measurements: [{ ...latencyMeasurement(), benchmark: 'fifo.latency' }] }),
  testKey('fifo'),
);
const invalid = erratumFile(MAINTAINER, { effect: 'invalid', benchmark: 'fifo.latency', reason: 'clock_read_twice' });
const caveat = erratumFile(MAINTAINER, { effect: 'caveat', subject: subjectOf(first) });
const regretted = erratumFile(MAINTAINER, { effect: 'invalid', benchmark: 'pipe.latency' });
const withdrawal = erratumFile(MAINTAINER, { effect: 'withdraw', withdraws: regretted.id });
const foreign = erratumFile('a stranger', { effect: 'invalid', benchmark: 'pipe.latency' });
const errata = [invalid, caveat, regretted, withdrawal, foreign];

let service: HttpService;
let data: Awaited<ReturnType<typeof emptyData>>;

beforeAll(async () => {
  data = await emptyData({ registry: builtInRegistry, trusted }, afterAll);
  await buildIndex(data.path, await data.commit([first, ...others, fifo, ...errata]), data.input);
  service = await startService(data.folder);
});
afterAll(() => service.close());

type Row = Record<string, unknown>;
const rowsOf = async (url: string, member = 'rows') => (await service.get(url)).json()[member] as Row[];

describe('/v1/schemas', () => {
  it('lists every file of the registry, with its hash', async () => {
    const rows = await rowsOf('/v1/schemas');
    const files = ['result', 'suite'].flatMap((folder) =>
      readdirSync(join(committed, folder)).map((name) => join(folder, name)),
    );
    expect(rows.map(({ sha256 }) => sha256).sort()).toEqual(
      files
        .map((name) =>
          createHash('sha256')
            .update(readFileSync(join(committed, name)))
            .digest('hex'),
        )
        .sort(),
    );
  });

  it('gives each byte for byte, and a released one for ever', async () => {
    for (const { url, sha256, state } of await rowsOf('/v1/schemas')) {
      const { text, headers } = await service.get(String(url));
      expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
      expect(headers.get('cache-control')?.includes('immutable')).toBe(state === 'released');
    }
  });

  it.each(['result/9.9.9', 'suite/1.0', 'colour/1.0.0', 'result/..%2f..%2fpackage.json'])('has no %s', async (path) => {
    expect((await service.get(`/v1/schemas/${path}`)).status).toBe(404);
  });
});

describe('/v1/errata', () => {
  it('says of each whether it holds and how much it touches; withdrawals are said of what they withdraw', async () => {
    const rows = await rowsOf('/v1/errata');
    expect(rows.map(({ id }) => id)).toEqual(
      errata
        .filter((one) => one !== withdrawal)
        .map(({ id }) => id)
        .sort(),
    );
    const byId = Object.fromEntries(rows.map((row) => [row.id, row]));
    expect(byId[invalid.id]).toMatchObject({ state: 'acting', results: 1, points: 1, reason: 'clock_read_twice' });
    expect(byId[caveat.id]).toMatchObject({
      state: 'acting',
      effect: 'caveat',
      subject: subjectOf(first),
      results: 1,
      points: 1,
    });
    expect(byId[regretted.id]).toMatchObject({ state: 'withdrawn', results: 0, points: 0 });
    expect(byId[foreign.id]).toMatchObject({ state: 'untrusted', results: 0, points: 0 });
  });

  it('can be asked for one effect or one state', async () => {
    expect(await rowsOf('/v1/errata?effect=invalid&state=acting')).toMatchObject([{ id: invalid.id }]);
    expect((await service.get('/v1/errata?state=maybe')).status).toBe(400);
  });
});

describe('the comparability table', () => {
  const spanOf = async (benchmark: string) =>
    (await rowsOf('/v1/benchmarks', 'spans')).filter(
      (span) => span.benchmark === benchmark && span.metric === 'rtt_p50' && span.epoch === 1,
    );

  it('counts numbers and names errata, metric by metric', async () => {
    expect(await spanOf('pipe.latency')).toMatchObject([
      {
        points: 6,
        errata: [],
        definition: 1,
        unit: 'ps',
        versions: [{ version: '1.0.0', suites: ['1.0.0'], factor: 1 }],
      },
    ]);
    expect(await spanOf('fifo.latency')).toMatchObject([{ points: 0, errata: [invalid.id] }]);
  });

  it('counts what the list of numbers holds', async () => {
    const counted = (await rowsOf('/v1/benchmarks', 'spans')).filter(({ points }) => points !== 0);
    expect(counted.length).toBeGreaterThan(3);
    for (const { benchmark, metric, points } of counted)
      expect((await rowsOf(`/v1/measurements?benchmark=${benchmark}&metric=${metric}&limit=500`)).length).toBe(points);
  });

  it('follows results that leave', async () => {
    const gone = others[0];
    await advanceIndex(data.path, await data.commit([{ path: gone?.path ?? '', bytes: null }]), data.input);
    expect(await spanOf('pipe.latency')).toMatchObject([{ points: 5 }]);
    await advanceIndex(data.path, await data.commit([{ path: first.path, bytes: null }]), data.input);
    const [row] = (await rowsOf('/v1/errata')).filter(({ id }) => id === caveat.id);
    expect(row).toMatchObject({ state: 'acting', results: 0, points: 0 });
  });

  it('is a document too, with the errata and their effect', async () => {
    const { text, headers } = await service.get('/v1/comparability.md');
    expect(headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(text).toContain('## fifo.latency');
    expect(text).toContain(
      `| ${invalid.id.slice(0, 12)} | invalid | acting | benchmark fifo.latency | clock_read_twice | 1 | 1 |`,
    );
    const again = await service.get('/v1/comparability.md', { 'if-none-match': String(headers.get('etag')) });
    expect(again.status).toBe(304);
  });
});
