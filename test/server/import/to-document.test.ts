import { readFileSync } from 'node:fs';
import type { Latency, Matrix, Measurement, Rate } from '@ipc-bench/schema/document';
import { judge } from '@ipc-bench/schema/judge';
import { statisticsOf } from '@ipc-bench/schema/metrics';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { LATENCY_BENCHMARKS, THROUGHPUT_BENCHMARKS } from '@ipc-bench/server/import/historic-benchmarks';
import { readHistoricRun } from '@ipc-bench/server/import/historic-run';
import { type ImportedDocument, toDocument } from '@ipc-bench/server/import/to-document';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cryptography } from '../../support/document.js';
import {
  LATENCY,
  type Packing,
  packRun,
  type RunFiles,
  type RunShape,
  stream,
  syntheticRun,
} from '../../support/legacy-archive.js';

async function importRun(
  shape: RunShape = {},
  changes: Record<string, string> = {},
  packing: Packing = {},
): Promise<ImportedDocument> {
  const files: RunFiles = { ...syntheticRun(shape), ...changes };
  const run = await readHistoricRun(stream(packRun(files, packing)));
  if ('rule' in run) throw new Error(run.message);
  const result = toDocument(run);
  if ('rule' in result) throw new Error(result.message);
  return result;
}

function select<Kind extends Measurement['kind']>(
  { document }: ImportedDocument,
  kind: Kind,
  benchmark: string,
  parameters: Measurement['parameters'] = {},
): Extract<Measurement, { kind: Kind }>[] {
  return document.measurements.filter(
    (measurement): measurement is Extract<Measurement, { kind: Kind }> =>
      measurement.kind === kind &&
      measurement.benchmark === benchmark &&
      Object.entries(parameters).every(([name, value]) => measurement.parameters[name] === value),
  );
}

const first = <T>(list: T[]): T => {
  const [item] = list;
  if (item === undefined) throw new Error('nothing there');
  return item;
};

describe('the document', () => {
  const shapes: RunShape[] = [
    {},
    { cpus: 1 },
    { cpus: 4, tsc: true, numaNodes: 2 },
    { cpus: 20 },
    { raw: true },
    { latency: false },
    { numaNodes: 0 },
  ];

  it.each(shapes)('of %j is valid, unsigned, and lies where its path says', async (shape) => {
    const { bytes, id, path, document } = await importRun(shape);
    expect(judge(bytes, { cryptography, path })).toMatchObject({ verdict: 'valid', id });
    expect(path).toMatch(/^results\/e0\/2012\/01\/31\//);
    expect(document.machine_key).toBeUndefined();
    expect(document.run).toMatchObject({ profile: 'imported' });
  });

  it('is the same for every packing with the same content', async () => {
    const shape = { cpus: 4, tsc: true };
    const original = await importRun(shape);
    const repacked = await importRun(shape, {}, { reversed: true, owner: 'alice', root: 'tmp/tmp/other' });
    expect(repacked.id).toBe(original.id);
  });

  it('is another one for a poorer packing, tied to it by the run key', async () => {
    const rich = await importRun({ tsc: true });
    const poor = await importRun();
    expect(poor.id).not.toBe(rich.id);
    expect(poor.document.run.run_key).toBe(rich.document.run.run_key);
    const values = ({ document }: ImportedDocument) =>
      document.measurements.reduce((sum, measurement) => sum + statisticsOf(measurement).size, 0);
    expect(values(rich)).toBeGreaterThan(values(poor));
  });

  it('holds nothing but allow-listed facts of the machine', async () => {
    const { document } = await importRun({ cpus: 4, numaNodes: 2 });
    expect(document.machine).toEqual({
      os: 'linux',
      kernel: { version: [3, 2, 0], flavour: 'ubuntu', release: '29', variant: 'generic' },
      architecture: 'x86_64',
      cpu: {
        vendor: 'intel',
        name: 'Intel(R) Core(TM)2 CPU 6600 @ 2.40GHz',
        family: 6,
        model: 15,
        stepping: 6,
        microcode: '0x44',
        nominal_mhz: 2400,
        observed_mhz: { min: 2400, max: 2400 },
        constant_tsc: true,
        nonstop_tsc: false,
      },
      topology: {
        logical_cpus: 4,
        evidence: 'hardware',
        cpu_number: [0, 1, 2, 3],
        core: [0, 0, 1, 1],
        cores: 2,
        threads_per_core: 2,
        socket: [0, 0, 0, 0],
        sockets: 1,
        node: [0, 0, 1, 1],
        caches: [
          {
            level: 1,
            type: 'data',
            size_bytes: 32_768,
            line_bytes: 64,
            shared_by: [
              [0, 1],
              [2, 3],
            ],
          },
          {
            level: 1,
            type: 'instruction',
            size_bytes: 32_768,
            line_bytes: 64,
            shared_by: [
              [0, 1],
              [2, 3],
            ],
          },
          { level: 2, type: 'unified', size_bytes: 4_194_304, line_bytes: 64, shared_by: [[0, 1, 2, 3]] },
        ],
        nodes: [
          { node: 0, cpus: [0, 1], distance: [10, 20], memory_class_bytes: 4 * 2 ** 30 },
          { node: 1, cpus: [2, 3], distance: [20, 10], memory_class_bytes: 4 * 2 ** 30 },
        ],
      },
      memory: { class_bytes: 8 * 2 ** 30, huge_page_bytes: [2 ** 21] },
      virtualisation: { verdict: 'bare_metal', technology: 'none', evidence: ['bare_hardware_line'] },
      container: 'unknown',
      clock: { source: 'unknown' },
    });
  });

  it('shows no owner, host, suffix, tag, message or exact size that the archive holds', async () => {
    const planted = 'zaphod';
    const { bytes } = await importRun(
      {},
      {
        'logs/uname': `Linux 3.2.0-${planted}.example.org x86_64 ${planted} ${planted} GNU/Linux\n`,
        'logs/cpuinfo': `processor : 0\nvendor_id : ${planted}\nmodel name : [${planted}] Intel(R) Xeon(R) ${planted}\nmicrocode : ${planted}\nflags : ${planted}\n`,
        'logs/dmesg_virt': `[  1.2] DMI: ${planted} VirtualBox\n[  1.3] Booting paravirtualized kernel on ${planted}\n`,
        'logs/meminfo': 'MemTotal:        8675309 kB\n',
        [`logs/${planted}`]: planted,
        [`results/01-${planted}_thr-headline.log`]: `${planted}_thr 0 1 -1 64 2 1 1 1 1 1 Mbps\n`,
      },
      { owner: planted, root: `home/${planted}` },
    );
    const text = new TextDecoder().decode(bytes);
    expect(text).not.toContain(planted);
    expect(text).not.toContain('8675309');
    expect(text).not.toContain(String(8_675_309 * 1024));
  });
});

describe('latency', () => {
  it('becomes matrices with named directions, one per statistic', async () => {
    const result = await importRun({ tsc: true });
    const [median, mean] = select(result, 'matrix', 'unix_stream.latency') as [Matrix, Matrix];
    expect(median).toMatchObject({ statistic: 'p50', n: 9500, row: 'responder', column: 'initiator', cpus: [0, 1] });
    expect(mean).toMatchObject({ statistic: 'batched_mean', n: 10_000, censored: [], missing: [] });
    expect(mean.values_ps).toEqual([8e6, 10e6, 9e6, 11e6]);
    expect(median.values_ps).toEqual([8_123_400, 10_123_400, 9_123_400, 11_123_400]);
  });

  it('prefers the median where it exists and keeps the printed mean beside it', async () => {
    const result = await importRun({ tsc: true });
    const point = first(select(result, 'latency', 'pipe.latency', { responder_cpu: 0, initiator_cpu: 1 }));
    expect(point.parameters).toEqual({ message_bytes: 128, placement: 'smt', responder_cpu: 0, initiator_cpu: 1 });
    expect(point.repeats).toEqual([
      { n: 9500, min_ps: 6_411_060, mean_ps: 7_194_634, p50_ps: 7_123_400, max_ps: 14_246_800 },
    ]);
    expect(point.batched).toEqual([{ n: 1, batch: 10_000, mean_ps: 7_000_000 }]);
  });

  it('falls back to the printed mean', async () => {
    const result = await importRun();
    expect(select(result, 'latency', 'pipe.latency')).toEqual([]);
    expect(
      first(select(result, 'batched_latency', 'pipe.latency', { responder_cpu: 1, initiator_cpu: 1 })),
    ).toMatchObject({
      parameters: { placement: 'same-cpu' },
      batched: [{ n: 1, batch: 100, mean_ps: 8_000_000 }],
    });
  });

  it('is censored where 0 was printed, never 0, and mempipe’s diagonal is left out', async () => {
    const result = await importRun();
    const matrix = first(select(result, 'matrix', 'shm_spin.latency'));
    expect(matrix).toMatchObject({ values_ps: [0, 0, 0, 0], censored: [1, 2], missing: [0, 3], below_ns: 1000 });
    const points = select(result, 'batched_latency', 'shm_spin.latency');
    expect(points.map(({ parameters }) => [parameters.responder_cpu, parameters.initiator_cpu])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    for (const point of points) {
      expect(point.batched).toEqual([{ n: 1, batch: 10_000, below_ns: 1000 }]);
      expect(statisticsOf(point).get('batched_mean')).toEqual({ value: null, belowNs: 1000 });
    }
  });

  it('keeps what is left when a cell is not a number or negative', async () => {
    const result = await importRun(
      {},
      {
        'results/lat/pipe_lat.csv': 'nan -0.000001 \n0.000006 0.000008 \n',
        'results/lat/128/0-0-pipe_lat/01-pipe_lat-headline.log': '',
        'results/lat/128/0-1-pipe_lat/01-pipe_lat-headline.log': 'pipe_lat 128 10000 -0.000001s\n',
      },
    );
    expect(first(select(result, 'matrix', 'pipe.latency'))).toMatchObject({
      values_ps: [0, 0, 6e6, 8e6],
      missing: [0, 1],
    });
    expect(first(select(result, 'missing', 'pipe.latency'))).toMatchObject({
      reason: 'negative_sample',
      parameters: { responder_cpu: 0, initiator_cpu: 1 },
    });
    expect(select(result, 'batched_latency', 'pipe.latency').length).toBe(2);
  });

  it('keeps a histogram of raw samples, and only quantiles they carry', async () => {
    const samples = Array.from({ length: 100 }, (_, i) => `${((i + 1) * 1e-7).toExponential(6)}\n`).join('');
    const result = await importRun({ raw: true }, { 'results/lat/128/0-1-pipe_lat/01-pipe_lat-raw_tsc.log': samples });
    const point = first(select(result, 'latency', 'pipe.latency', { responder_cpu: 0, initiator_cpu: 1 })) as Latency;
    expect(point.repeats).toEqual([
      { n: 100, min_ps: 100_000, mean_ps: 5_050_000, p50_ps: 5_050_000, p90_ps: 9_000_000, max_ps: 10_000_000 },
    ]);
    expect(point.histogram?.count.reduce((sum, count) => sum + count, 0)).toBe(100);
    // The other cells hold three samples each: too few for a median, so their printed means stand.
    expect(select(result, 'latency', 'pipe.latency').length).toBe(1);
    expect(select(result, 'batched_latency', 'pipe.latency').length).toBe(3);
  });

  it('has every pair as a point up to 16 CPUs, and pairs with CPU 0 above', async () => {
    expect(select(await importRun({ cpus: 16 }), 'batched_latency', 'pipe.latency').length).toBe(256);
    const large = select(await importRun({ cpus: 18 }), 'batched_latency', 'pipe.latency');
    expect(large.length).toBe(35);
    expect(large.every(({ parameters }) => parameters.responder_cpu === 0 || parameters.initiator_cpu === 0)).toBe(
      true,
    );
  });
});

describe('throughput', () => {
  it('flows from writer to reader, truncated to its step', async () => {
    const result = await importRun();
    expect(first(select(result, 'rate', 'shm_ring_futex.throughput', { message_bytes: 4096, writer_cpu: 1 }))).toEqual({
      kind: 'rate',
      benchmark: 'shm_ring_futex.throughput',
      version: '0.1.0',
      ordinal: 0,
      parameters: {
        message_bytes: 4096,
        placement: 'smt',
        memory_node: 'both',
        produce: 'rep_stosq',
        write_in_place: true,
        read_in_place: true,
        verify: true,
        reader_cpu: 0,
        writer_cpu: 1,
        segment_node: 0,
      },
      repeats: [{ bits_per_second: 616_000_000, resolution_bps: 1_000_000, messages: 1_000_000 }],
    });
  });

  it('keeps both NUMA placements of a target', async () => {
    const result = await importRun({ cpus: 4, numaNodes: 2 });
    const rows = select(result, 'rate', 'shm_arena.throughput', {
      message_bytes: 64,
      writer_cpu: 2,
      read_in_place: false,
    });
    expect(rows.map(({ parameters }) => [parameters.segment_node, parameters.memory_node])).toEqual([
      [0, 'reader'],
      [1, 'writer'],
    ]);
    expect(select(result, 'rate', 'pipe.throughput', { memory_node: 'none' }).length).toBeGreaterThan(0);
  });

  it('numbers rows that differ in nothing but the CPU, or in nothing at all', async () => {
    const line = 'pipe_thr 0 1 -1 64 2 1 1 1 1000000 800 Mbps\n';
    const result = await importRun({}, { 'results/01-pipe_thr-headline.log': line.repeat(3) });
    expect((select(result, 'rate', 'pipe.throughput') as Rate[]).map(({ ordinal }) => ordinal)).toEqual([0, 1, 2]);
  });

  it('below zero is a failed measurement', async () => {
    const result = await importRun(
      {},
      { 'results/01-pipe_thr-headline.log': 'pipe_thr 0 1 -1 64 2 1 1 1 1 -7 Mbps\n' },
    );
    expect(first(select(result, 'missing', 'pipe.throughput'))).toMatchObject({
      status: 'failed',
      reason: 'negative_sample',
    });
  });

  it('knows no memory node where the kernel knew none', async () => {
    const result = await importRun(
      { numaNodes: 0 },
      { 'results/01-mempipe_thr-headline.log': 'mempipe_thr 0 1 0 64 2 1 1 1 1 7 Mbps\n' },
    );
    expect(first(select(result, 'rate', 'shm_ring_futex.throughput')).parameters.memory_node).toBe('unknown');
  });
});

describe('a run that no document can hold', () => {
  const cell = (at: number) =>
    `0.${String(Math.imul(at + 1, 2_654_435_761) >>> 0)
      .slice(-6)
      .padStart(6, '1')} `;
  const csv = (n: number) =>
    Array.from({ length: n * n }, (_, at) => cell(at) + (at % n === n - 1 ? '\n' : '')).join('');

  it.each([
    ['CPUs', { 'results/lat/pipe_lat.csv': csv(257) }],
    ['bytes', Object.fromEntries(LATENCY.map((test) => [`results/lat/${test}.csv`, csv(200)]))],
    ['lines', { 'results/01-pipe_thr-headline.log': 'pipe_thr 0 1 -1 64 2 1 1 1 1 1 Mbps\n'.repeat(5000) }],
  ])('for its %s is refused, not cut', async (_, changes) => {
    const run = await readHistoricRun(stream(packRun({ ...syntheticRun(), ...changes })));
    expect('rule' in run ? run : toDocument(run)).toMatchObject({ rule: 'document_too_large' });
  });
});

describe('several message sizes', () => {
  it('are told apart, also where no message moves', async () => {
    const result = await importRun(
      {},
      {
        'results/lat/64/0-1-pipe_lat/01-pipe_lat-headline.log': 'pipe_lat 64 10000 0.000004s\n',
        'results/lat/64/0-1-mempipe_lat/01-mempipe_lat-headline.log': 'mempipe_lat 64 10000 0.000001s\n',
      },
    );
    const sizes = select(result, 'matrix', 'pipe.latency').map(({ parameters }) => parameters.message_bytes);
    expect(sizes).toEqual([64, 128]);
    expect(select(result, 'matrix', 'shm_spin.latency').map(({ ordinal }) => ordinal)).toEqual([0, 1]);
  });
});

describe('any damage to a log', () => {
  const files = syntheticRun({ tsc: true, raw: true });
  const paths = Object.keys(files);
  const edit = fc.record({
    path: fc.constantFrom(...paths),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    text: fc.oneof(
      fc.constantFrom('-nan', '-1', '0', '4294967296', '1e300', ' ', '\n', '\0', 'Mbps', '\u00e9', '99999'),
      fc.string({ maxLength: 8 }),
    ),
    cut: fc.nat({ max: 20 }),
  });

  it('ends in a valid document or a refusal', async () => {
    const verdicts = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 30 }), async (edits) => {
        const damaged = { ...files };
        for (const { path, at, text, cut } of edits) {
          const content = damaged[path] ?? '';
          const place = Math.floor(at * content.length);
          damaged[path] = content.slice(0, place) + text + content.slice(place + cut);
        }
        const run = await readHistoricRun(stream(packRun(damaged)));
        const result = 'rule' in run ? run : toDocument(run);
        const verdict = 'rule' in result ? result.rule : 'valid';
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
        expect(verdict).not.toBe('document_invalid');
      }),
      { numRuns: 300 },
    );
    expect(verdicts.get('valid')).toBeGreaterThan(200);
  });
});

describe('the table of historic names', () => {
  const page = readFileSync(new URL('../../../docs/historic-benchmarks.md', import.meta.url), 'utf8');
  const manifest = builtInRegistry.suites.find(({ manifest }) => manifest.suite.version === '0.1.0')?.manifest;

  it('is the same in docs, code and manifest', () => {
    const rows = [...page.matchAll(/^\| `(\w+_(?:lat|thr))` \| `([\w.]+)` \| (?:`([\w: ]+)`)? ?\|/gm)].map(
      ([, test, id, fixed]) => [test, id, fixed ?? ''],
    );
    const known = Object.entries({ ...LATENCY_BENCHMARKS, ...THROUGHPUT_BENCHMARKS }).map(([test, { id, fixed }]) => [
      test,
      id,
      Object.entries(fixed)
        .map(([name, value]) => `${name}: ${value}`)
        .join(),
    ]);
    expect(rows).toEqual(known);
    expect(Object.keys(manifest?.benchmarks ?? {}).sort()).toEqual([...new Set(known.map(([, id]) => id))].sort());
    for (const [test, id] of known) expect(manifest?.benchmarks[id ?? '']?.title).toContain(test);
  });
});
