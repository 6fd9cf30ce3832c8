import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { locateData } from '@ipc-bench/server/data-directory';
import { advanceIndex } from '@ipc-bench/server/index/advance-index';
import { openJournal } from '@ipc-bench/server/journal/open-journal';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { latencyMeasurement, plainDocument, resultFile, resultFiles, testKey } from '../../support/document.js';
import { temporaryFolder } from '../../support/git-command.js';
import { type HttpService, startService } from '../../support/http-service.js';
import { emptyData } from '../../support/indexed.js';
import { builtInRegistry } from '../../support/registry.js';

const files = resultFiles(25, 'http');
const censored = latencyMeasurement();
if (censored.kind === 'latency') {
  censored.repeats = [{ n: 20, below_ns: 30 }];
  delete censored.histogram;
}
const special = resultFile(
  plainDocument({
    day: '2026-11-21',
    measurements: [
      censored,
      {
        kind: 'missing',
        benchmark: 'shm_spin.latency',
        version: '1.0.0',
        ordinal: 0,
        parameters: { message_bytes: 64 },
        status: 'unsupported',
        reason: 'spin_needs_two_cpus',
      },
    ],
  }),
  testKey('special'),
);

let service: HttpService;
let data: Awaited<ReturnType<typeof emptyData>>;

beforeAll(async () => {
  data = await emptyData({ registry: builtInRegistry }, afterAll);
  await advanceIndex(data.path, await data.commit([...files, special]), data.input);
  openJournal(locateData(data.folder).journal).close();
  service = await startService(data.folder);
});
afterAll(() => service.close());

const get = (url: string, headers?: Record<string, string>) => service.get(url, headers);
type Rows = Record<string, unknown>[];
const rowsOf = async (url: string) => (await get(url)).json().rows as Rows;

describe('answers', () => {
  it('carry the revision, in body and header', async () => {
    const { revision } = data.repository ? (await get('/readyz')).json() : {};
    expect(revision).toMatch(/^[0-9a-f]{40}$/);
    for (const url of [
      '/v1/results',
      '/v1/measurements',
      '/v1/benchmarks',
      '/v1/digest',
      `/v1/results/${special.id}`,
    ]) {
      const { headers, json } = await get(url);
      expect([json().revision, headers.get('ipc-bench-revision')]).toEqual([revision, revision]);
    }
  });

  it('link to the next page until there is none', async () => {
    const seen: unknown[] = [];
    let url: string | undefined = '/v1/results?limit=7&os=linux';
    while (url) {
      const answer = await get(url);
      seen.push(...(answer.json().rows as Rows).map(({ id }) => id));
      url = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
      expect(url === undefined).toBe(answer.json().next === null);
    }
    expect(seen).toHaveLength(26);
    expect(new Set(seen)).toEqual(new Set([special, ...files].map(({ id }) => id)));
  });

  it('give one result with its document, numbers and keys', async () => {
    const answer = (await get(`/v1/results/${special.id}`)).json();
    expect(answer.result).toMatchObject({ id: special.id, path: special.path, missing: 1, verdict: 'valid' });
    expect(answer.document).toEqual(JSON.parse(Buffer.from(special.bytes).toString()));
    expect(answer.migration).toEqual({ from: '1.0.0', to: '1.0.0', dropped: [] });
    const [point, ...others] = answer.points as { metrics: Record<string, Record<string, unknown>> }[];
    expect(others).toEqual([]);
    expect(point?.metrics.rtt_p50).toMatchObject({ value: null, below_ns: 30, unit: 'ps' });
    const list = await rowsOf('/v1/measurements?day_from=2026-11-21');
    expect(Object.fromEntries(list.map(({ metric, key }) => [metric, key]))).toEqual(
      Object.fromEntries(Object.entries(point?.metrics ?? {}).map(([metric, { key }]) => [metric, key])),
    );
  });

  it('give the bytes of a result as they are in git, under an immutable name', async () => {
    const { text, headers } = await get(`/v1/results/${special.id}/raw`);
    expect(createHash('sha256').update(text).digest('hex')).toBe(special.id);
    expect(headers.get('cache-control')).toContain('immutable');
    const again = await get(`/v1/results/${special.id}/raw`, { 'if-none-match': headers.get('etag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('count what is there of each benchmark', async () => {
    const rows = await rowsOf('/v1/benchmarks');
    const byId = Object.fromEntries(rows.map((row) => [`${row.benchmark} ${row.version}`, row]));
    expect(byId['pipe.latency 1.0.0']).toMatchObject({ results: 26, measurements: 26, missing: 0, suites: ['1.0.0'] });
    expect(byId['shm_spin.latency 1.0.0']).toMatchObject({ results: 0, measurements: 0, missing: 1 });
  });

  it('are 304 for who has them, until the index advances', async () => {
    for (const url of ['/v1/results?limit=3', '/v1/benchmarks', `/v1/results/${special.id}`]) {
      const first = await get(url);
      const tag = first.headers.get('etag') ?? '';
      for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
        const second = await get(url, { 'if-none-match': known });
        expect([second.status, second.text, second.headers.get('etag')]).toEqual([304, '', tag]);
      }
      expect((await get(url, { 'if-none-match': '"other"' })).status).toBe(200);
    }
    const { headers } = await get('/v1/results?limit=3');
    const more = resultFiles(1, 'later', '2026-11-22');
    await advanceIndex(data.path, await data.commit(more), data.input);
    const after = await get('/v1/results?limit=3', { 'if-none-match': headers.get('etag') ?? '' });
    expect(after.status).toBe(200);
    expect((after.json().rows as Rows)[0]?.id).toBe(more[0]?.id);
    await advanceIndex(data.path, await data.commit(more.map(({ path }) => ({ path, bytes: null }))), data.input);
  });

  it('are the same from the cache and from the index, with the same headers', async () => {
    for (const url of ['/v1/results?limit=4', '/v1/benchmarks', `/v1/results/${special.id}`]) {
      const first = await get(url);
      await get(url); // kept from the second asking on
      const second = await get(url);
      expect(second.text).toBe(first.text);
      const kept = ({ headers }: typeof first) =>
        [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
      expect(kept(second)).toEqual(kept(first));
    }
  });

  it('have no body for HEAD', async () => {
    const response = await fetch(`${service.origin}/v1/results`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('etag')).toMatch(/^"[0-9a-f]{40}\./);
  });
});

describe('the OpenAPI document', () => {
  it('is 3.1, names every operation once, and describes every parameter', () => {
    expect(service.openapi.openapi).toBe('3.1.0');
    const operations = Object.values(service.openapi.paths).flatMap(({ get }) => (get ? [get] : []));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    const parameters = operations.flatMap((operation) => operation.parameters ?? []);
    expect(parameters.length).toBeGreaterThan(40);
    expect(parameters.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
  });

  it('gives examples that its own schemas accept', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    let checked = 0;
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      const { examples, ...schema } = node as { examples?: unknown };
      if (Array.isArray(examples) && ('type' in schema || 'anyOf' in schema)) {
        const validate = ajv.compile(schema);
        for (const example of examples) expect(validate(example) || [schema, example, validate.errors]).toBe(true);
        checked += examples.length;
      }
      Object.values(node).forEach(visit);
    };
    visit(service.openapi);
    expect(checked).toBeGreaterThan(100);
  });

  it('gives parameter examples that the service accepts', async () => {
    for (const [path, { get: operation }] of Object.entries(service.openapi.paths))
      for (const { name, in: place, example } of operation?.parameters ?? [])
        if (place === 'query' && example !== undefined) {
          const subject = path === '/v1/standing' && name !== 'configuration' ? `configuration=${'0'.repeat(64)}&` : '';
          const { status } = await get(`${path}?${subject}${name}=${encodeURIComponent(String(example))}`);
          expect(status, `${path} ${name}`).toBe(200);
        }
  });
});

describe('refusals', () => {
  it.each([
    ['/v1/results?cpus=xeon', 'unknown_parameter', 'cpus', 'did you mean cpu?'],
    ['/v1/results?virtualization=virtual', 'unknown_parameter', 'virtualization', 'did you mean virtualisation?'],
    ['/v1/results?metric=rtt_p50', 'unknown_parameter', 'metric', 'there is no parameter "metric"'],
    ['/v1/results?__proto__=1', 'unknown_parameter', '__proto__', 'there is no parameter'],
    ['/v1/results?constructor=1', 'unknown_parameter', 'constructor', 'there is no parameter'],
    ['/v1/results?virtualisation=virtal', 'bad_parameter', 'virtualisation', 'did you mean virtual?'],
    ['/v1/measurements?benchmark=pipe.latncy', 'bad_parameter', 'benchmark', 'did you mean pipe.latency?'],
    ['/v1/results?limit=0', 'bad_parameter', 'limit', 'from 1 to 500'],
    ['/v1/results?limit=501', 'bad_parameter', 'limit', 'from 1 to 500'],
    ['/v1/results?limit=5.0', 'bad_parameter', 'limit', 'whole number'],
    ['/v1/results?limit=0x10', 'bad_parameter', 'limit', 'whole number'],
    ['/v1/results?limit=', 'bad_parameter', 'limit', 'whole number'],
    ['/v1/results?os=linux&os=freebsd', 'bad_parameter', 'os', 'more than once'],
    ['/v1/results?day_from=yesterday', 'bad_parameter', 'day_from', 'yyyy-mm-dd'],
    ['/v1/results?kernel=6.x', 'bad_parameter', 'kernel', 'kernel version'],
    ['/v1/results?machine_key=ABC', 'bad_parameter', 'machine_key', 'pseudonym'],
    ['/v1/results?cpu=%00', 'bad_parameter', 'cpu', 'part of the CPU name'],
    ['/v1/results?cursor=AAAA', 'bad_cursor', 'cursor', 'damaged'],
    ['/v1/results?cursor=%2B%2B', 'bad_parameter', 'cursor', 'next'],
    ['/v1/results/nonsense', 'bad_parameter', 'id', '64 lower-case hex'],
    ['/v1/benchmarks?x=1', 'unknown_parameter', 'x', 'there is no parameter'],
    ['/healthz?x=1', 'unknown_parameter', 'x', 'takes no parameters'],
  ])('%s is refused with what is wrong, where, and what would be right', async (url, code, pointer, detail) => {
    const { status, headers, json } = await get(url);
    expect(status).toBe(400);
    expect(json()).toMatchObject({ code, pointer, detail: expect.stringContaining(detail) });
    expect(json().request_id).toBe(headers.get('x-request-id'));
  });

  it('knows the cursor of another question', async () => {
    const { next } = (await get('/v1/results?limit=1')).json();
    expect((await get(`/v1/results?limit=5&cursor=${next}`)).status).toBe(200);
    for (const url of [`/v1/results?os=linux&cursor=${next}`, `/v1/measurements?cursor=${next}`])
      expect((await get(url)).json()).toMatchObject({ code: 'bad_cursor', pointer: 'cursor' });
  });

  it('says 404 for what is not there and 405 for what is no question', async () => {
    expect((await get(`/v1/results/${'0'.repeat(64)}`)).json()).toMatchObject({ status: 404, code: 'not_found' });
    expect((await get(`/v1/results/${'0'.repeat(64)}/raw`)).json()).toMatchObject({ status: 404 });
    expect((await get('/v2')).json()).toMatchObject({ status: 404 });
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await fetch(`${service.origin}/v1/results`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      expect(await response.json()).toMatchObject({ code: 'method_not_allowed' });
    }
  });

  it('are no 304, whatever the client claims to have', async () => {
    const { headers } = await get('/v1/results');
    const tag = headers.get('etag') ?? '';
    expect((await get('/v1/results?cpus=1', { 'if-none-match': tag })).status).toBe(400);
    expect((await get('/v1/results/nonsense', { 'if-none-match': tag })).status).toBe(400);
  });
});

describe('hostile requests', () => {
  const HOSTILE = [
    "' OR '1'='1",
    "'; DROP TABLE submission; --",
    '" UNION SELECT value FROM meta --',
    '%',
    '_',
    '\\',
    '{{7*7}}',
    '#{7*7}',
    `$${'{7*7}'}`,
    '<script>alert(1)</script>',
    '../../etc/passwd',
    '\u0000',
    '\r\nset-cookie: x=1',
    '𝕌',
    '\ud800',
    '-1',
    '1e309',
    'NaN',
    'null',
    '[object Object]',
    'x'.repeat(5000),
  ];

  it('in any parameter get an answer as documented, and no word of the inside', async () => {
    for (const [path, { get: operation }] of Object.entries(service.openapi.paths))
      for (const { name, in: place } of operation?.parameters ?? [])
        for (const value of HOSTILE) {
          const encoded = encodeURIComponent(value.toWellFormed());
          const url = place === 'query' ? `${path}?${name}=${encoded}` : path.replace(`{${name}}`, encoded);
          const { status, text } = await get(url);
          expect([200, 400, 404, 414]).toContain(status);
          expect(text).not.toMatch(/SQLITE|sqlite|\.js:|node_modules|at \w+ \(|\/tmp\//);
          if (status === 200) expect(JSON.parse(text).rows ?? []).toEqual([]);
        }
    expect(await rowsOf('/v1/results')).toHaveLength(26);
  });

  it('of any text at all are answered as documented', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.webQueryParameters({ size: 'medium' }),
        fc.constantFrom('results', 'measurements'),
        async (query, name) => {
          const { status } = await get(`/v1/${name}?${query}`);
          expect([200, 400]).toContain(status);
        },
      ),
      { numRuns: 200, seed: 8 },
    );
  });

  it.each([
    ['a URL of 1 MB', `GET /v1/results?cpu=${'x'.repeat(1_000_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 414, 'uri_too_long'],
    [
      'headers of 1 MB',
      `GET /v1/results HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(1_000_000)}\r\n\r\n`,
      414,
      'uri_too_long',
    ],
    ['something that is not HTTP', 'hello\r\n\r\n', 400, 'bad_parameter'],
    ['a raw NUL', 'GET /v1/results?cpu=\0 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400, 'bad_parameter'],
    ['a broken escape', 'GET /v1/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400, 'bad_parameter'],
    [
      'a broken escape in the query',
      'GET /v1/results?cpu=%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      200,
      '',
    ],
    ['a path upwards', 'GET /v1/../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 404, 'not_found'],
  ])('%s is answered on the socket, and others still are', async (_, request, status, code) => {
    const answer = await talk(service.port, request);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    if (code !== '') {
      expect(answer).toContain('application/problem+json');
      expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toMatchObject({ code, status });
    }
    expect((await get('/healthz')).status).toBe(200);
  });
});

describe('without data', () => {
  it('is alive but not ready, and says what to do', async () => {
    const empty = await startService(temporaryFolder());
    onTestFinished(() => empty.close());
    expect((await empty.get('/healthz')).status).toBe(200);
    for (const url of ['/readyz', '/v1/results', '/v1/digest', `/v1/results/${special.id}`]) {
      const { status, headers, json } = await empty.get(url);
      expect(status).toBe(503);
      expect(headers.get('retry-after')).not.toBeNull();
      expect(json()).toMatchObject({ code: 'no_index', hint: expect.stringContaining('reindex') });
    }
  });
});

/** Sends raw bytes and collects what comes back until the other side closes. */
function talk(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', () => {}); // the other side may close before it has read all
    socket.on('close', () => resolve(answer));
  });
}
