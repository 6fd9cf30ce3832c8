// Holds the importer against what an independent parser read from the real archives: zero deviations, and the number of
// values compared is printed, so that a comparison that silently compares nothing cannot pass.
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import type { Matrix, Rate, ResultDocument } from '@ipc-bench/schema/document';
import { cleanCpuName } from '@ipc-bench/schema/privacy/cpu-name';
import { LATENCY_BENCHMARKS, THROUGHPUT_BENCHMARKS } from '@ipc-bench/server/import/historic-benchmarks';
import { type HistoricRun, readHistoricRun } from '@ipc-bench/server/import/historic-run';
import { isLatencyTest, isThroughputTest } from '@ipc-bench/server/import/historic-tests';
import { isDiagonal, type LatencyMatrix } from '@ipc-bench/server/import/latency-matrix';
import type { TscSummary } from '@ipc-bench/server/import/parse-tsc-summary';
import { toDocument } from '@ipc-bench/server/import/to-document';
import { afterAll, describe, expect, test } from 'vitest';
import { LEGACY_ABSENT, LEGACY_DIR, listLegacyArchives } from '../../support/legacy-archives.js';

interface Spread {
  max: number;
  median: number;
  min: number;
  n: number;
}

// biome-ignore lint/suspicious/noExplicitAny: the independent parser's answer, read field by field below
type Truth = any;

const archives = listLegacyArchives();
const compared = new Map<string, number>();

/** Deviations of one archive, and a count of every value looked at. */
class Comparison {
  readonly deviations: string[] = [];

  same(group: string, what: string, actual: unknown, wanted: unknown): void {
    const pairs = flatten(actual, wanted);
    compared.set(group, (compared.get(group) ?? 0) + pairs.length);
    for (const [a, w] of pairs) {
      if (!Object.is(a, w)) this.deviations.push(`${what}: ${String(a)} instead of ${String(w)}`);
    }
  }

  /**
   * Nanoseconds of the truth against picoseconds of ours, within one: the truth rounded binary floats to three decimals, so
   * a text that ends in half a picosecond may fall either way.
   */
  samePs(what: string, actualPs: Spread, wantedNs: Spread): void {
    compared.set('tsc', (compared.get('tsc') ?? 0) + 4);
    const near = (ps: number, ns: number) => Math.abs(ps - ns * 1000) <= 1 + ns * 1e-9;
    const fits =
      actualPs.n === wantedNs.n &&
      (['max', 'min', 'median'] as const).every((field) => near(actualPs[field], wantedNs[field]));
    if (!fits) this.deviations.push(`${what}: ${JSON.stringify(actualPs)} instead of ${JSON.stringify(wantedNs)}`);
  }
}

function flatten(actual: unknown, wanted: unknown): [unknown, unknown][] {
  if (Array.isArray(wanted) && Array.isArray(actual) && actual.length === wanted.length) {
    return wanted.flatMap((value, index) => flatten(actual[index], value));
  }
  if (wanted !== null && typeof wanted === 'object' && actual !== null && typeof actual === 'object') {
    const keys = new Set([...Object.keys(wanted), ...Object.keys(actual)]);
    return [...keys].flatMap((key) =>
      flatten((actual as Record<string, unknown>)[key], (wanted as Record<string, unknown>)[key]),
    );
  }
  return [[actual, wanted]];
}

function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return {
    max: at(sorted.length - 1),
    median: sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2,
    min: at(0),
    n: sorted.length,
  };
}

describe.skipIf(archives.length === 0)('the real archives agree with an independent parser', () => {
  const truth = new Map<string, Truth>(
    archives.length === 0
      ? []
      : JSON.parse(readFileSync(`${LEGACY_DIR}/truth.json`, 'utf8')).archives.map((a: Truth) => [a.id, a]),
  );

  test.each(archives)('$id', async ({ id, path }) => {
    const run = await readHistoricRun(createReadStream(path));
    const wanted = truth.get(id);
    if ('rule' in run) {
      if (!wanted.corrupt) throw new Error(`refused: ${run.message}`);
      return;
    }
    const comparison = new Comparison();
    compareMachine(comparison, run, wanted);
    compareThroughput(comparison, run, wanted);
    compareLatency(comparison, run, wanted);
    const result = toDocument(run);
    if ('rule' in result) throw new Error(`no document: ${result.message}`);
    compareDocument(comparison, result.document, wanted);
    expect(comparison.deviations).toEqual([]);
  });

  test('the truth knows every archive', () => {
    expect(archives.filter(({ id }) => !truth.has(id))).toEqual([]);
  });

  afterAll(() => {
    const total = [...compared.values()].reduce((sum, count) => sum + count, 0);
    const groups = [...compared].map(([group, count]) => `${group} ${count}`).join(', ');
    console.info(`compared ${total} values of ${archives.length} archives with truth.json: ${groups}`);
    expect(total).toBeGreaterThan(1_000 * archives.length);
  });
});

if (archives.length === 0) console.warn(`skipped: ${LEGACY_ABSENT}`);

function compareMachine(comparison: Comparison, run: HistoricRun, wanted: Truth): void {
  const { cpu } = run;
  const orNull = (value: number | undefined) => value ?? null;
  comparison.same(
    'cpu',
    'cpu',
    {
      processor_ids: cpu.processors.map((processor) => processor.cpu),
      vendor_id: cpu.vendorId,
      cpu_family: String(cpu.family),
      model: String(cpu.model),
      stepping: String(cpu.stepping),
      model_name: cpu.modelName,
      distinct_model_names: cpu.distinctModelNames,
      tagged: cpu.modelNameTagged,
      microcode: cpu.microcode ?? null,
      mhz: cpu.observedKhz,
      nominal_mhz: orNull(cpu.nominalMhz),
      below_nominal: run.flags.includes('frequency_scaling'),
      physical_ids: orNull(cpu.physicalIds),
      siblings: cpu.siblings === undefined ? null : String(cpu.siblings),
      cpu_cores: cpu.cpuCores === undefined ? null : String(cpu.cpuCores),
      flags: ['constant_tsc', 'ht', 'hypervisor', 'nonstop_tsc', 'rdtscp'].map((flag) => cpu.flags.has(flag)),
    },
    {
      processor_ids: wanted.cpu.processor_ids,
      vendor_id: wanted.cpu.vendor_id,
      cpu_family: wanted.cpu.cpu_family,
      model: wanted.cpu.model,
      stepping: wanted.cpu.stepping,
      model_name: wanted.cpu.model_name,
      distinct_model_names: wanted.cpu.distinct_model_names,
      tagged: wanted.cpu.model_name_tag !== null,
      microcode: wanted.cpu.microcode ?? null,
      mhz: wanted.cpu.mhz.map((mhz: string) => Math.round(Number(mhz) * 1000)).sort((a: number, b: number) => a - b),
      nominal_mhz: wanted.cpu.nominal_mhz ?? null,
      below_nominal: wanted.cpu.mhz_below_nominal ?? false,
      physical_ids: wanted.cpu.physical_ids ?? null,
      siblings: wanted.cpu.siblings_field ?? null,
      cpu_cores: wanted.cpu.cpu_cores_field ?? null,
      flags: ['constant_tsc', 'ht', 'hypervisor', 'nonstop_tsc', 'rdtscp'].map((flag) => wanted.cpu[`flag_${flag}`]),
    },
  );
  compareTopology(comparison, run, wanted);
  const { sysname, release, machine, os } = wanted.uname;
  comparison.same('uname', 'uname', run.uname, { sysname, release, machine, os, oddMiddle: run.uname?.oddMiddle });
  const [first, last] = [wanted.first_file_mtime.slice(0, 10), wanted.last_file_mtime.slice(0, 10)];
  comparison.same('uname', 'day within the members’ times', run.day >= first && run.day <= last, true);
  comparison.same(
    'memory',
    'memory',
    [run.memTotalKib, run.hugePageKib ?? null],
    [wanted.memory.mem_total_kb, wanted.memory.hugepage_kb],
  );
  comparison.same(
    'numa',
    'numa',
    run.numa,
    wanted.numa.map(({ mem_total_kb, ...node }: Truth) => ({ ...node, totalKib: mem_total_kb })),
  );
  comparison.same('targets', 'target CPUs', run.targetCpus, wanted.target_cpus);
  const { verdict, technology, paravirtualOn } = run.virtualisation;
  const line: string | null = wanted.virtualisation.pv_line;
  comparison.same(
    'virtualisation',
    'virtualisation',
    {
      verdict,
      technology: technology ?? null,
      bare: paravirtualOn === 'bare_hardware',
      named: paravirtualOn !== undefined,
    },
    {
      verdict: wanted.virtualisation.verdict,
      technology: wanted.virtualisation.technology,
      bare: line === 'bare hardware',
      named: line !== null,
    },
  );
}

function compareTopology(comparison: Comparison, run: HistoricRun, wanted: Truth): void {
  const { topology } = wanted;
  const sockets = [...new Set(run.topology.map(({ socket }) => socket))].sort();
  comparison.same(
    'topology',
    'topology',
    {
      cpus: run.topology.length,
      sockets,
      cpu_socket: Object.fromEntries(run.topology.map(({ cpu, socket }) => [cpu, socket])),
      cpu_ht: Object.fromEntries(run.topology.map(({ cpu, threads }) => [cpu, threads])),
      threads_per_core: [...new Set(run.topology.map(({ threads }) => threads?.length))].sort(),
      masks: run.irregularities.includes('shared_cpu_map'),
      duplicates: run.irregularities.includes('duplicate_cache_index'),
    },
    {
      cpus: topology.sys_cpu_dirs,
      sockets: topology.sockets_raw_ids,
      cpu_socket: topology.cpu_socket,
      cpu_ht: topology.cpu_ht,
      threads_per_core: topology.threads_per_core,
      masks: topology.shared_cpu_map_files > 0,
      duplicates: topology.duplicate_index_dirs,
    },
  );
  const kinds = new Map<string, Truth>();
  for (const { level, type, sizeBytes, lineBytes, ways, cpus } of run.caches) {
    const kind = { level, type, size_bytes: sizeBytes, line: lineBytes, ways, shared_by_cpus: cpus.length };
    const key = JSON.stringify(kind);
    kinds.set(key, { ...kind, instances: (kinds.get(key)?.instances ?? 0) + 1 });
  }
  const order = (cache: Truth) => `${cache.level} ${cache.type} ${cache.shared_by_cpus}`;
  const byOrder = (a: Truth, b: Truth) => (order(a) < order(b) ? -1 : 1);
  comparison.same(
    'caches',
    'caches',
    [...kinds.values()].sort(byOrder),
    topology.caches.map(({ size_raw: _, ...cache }: Truth) => cache).sort(byOrder),
  );
}

function compareThroughput(comparison: Comparison, run: HistoricRun, wanted: Truth): void {
  const rows = run.throughput.map((row) => [
    row.test,
    row.readerCpu,
    row.writerCpu,
    row.numaNode,
    row.sizeBytes,
    row.produceMethod,
    row.writeInPlace,
    row.readInPlace,
    row.verify,
    row.count,
    row.mbps,
  ]);
  const byTest = (a: Truth, b: Truth) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
  comparison.same('throughput', 'throughput', rows.sort(byTest), [...wanted.throughput].sort(byTest));
}

function compareLatency(comparison: Comparison, run: HistoricRun, wanted: Truth): void {
  const latency = wanted.latency ?? {};
  if (run.latency.length > 0) comparison.same('latency', 'latency detail', run.latencyDetail, wanted.latency_detail);
  comparison.same('latency', 'no_latency', run.flags.includes('no_latency'), Object.keys(latency).length === 0);
  comparison.same(
    'latency',
    'sizes',
    [...new Set(run.latency.map(({ sizeBytes }) => sizeBytes))],
    wanted.latency_sizes ?? [],
  );
  comparison.same('latency', 'tests', run.latency.map((matrix) => matrix.test).sort(), Object.keys(latency).sort());
  for (const matrix of run.latency) compareMatrix(comparison, matrix, latency[matrix.test]);
}

function compareMatrix(comparison: Comparison, matrix: LatencyMatrix, wanted: Truth): void {
  const { n, test: name } = matrix;
  const nanoseconds = matrix.meanPs.map((ps) => (ps ?? Number.NaN) / 1000);
  const isNumber = (ns: number) => !Number.isNaN(ns);
  const onDiagonal = nanoseconds.filter((ns, index) => isNumber(ns) && isDiagonal(matrix, index));
  const offDiagonal = nanoseconds.filter((ns, index) => isNumber(ns) && !isDiagonal(matrix, index));
  const text = Array.from({ length: n }, (_, row) => nanoseconds.slice(row * n, row * n + n).join(' ')).join('\n');
  comparison.same(
    'matrix digests',
    `${name} digest`,
    createHash('sha256').update(text).digest('hex'),
    wanted.matrix_sha256,
  );
  compared.set('matrix cells', (compared.get('matrix cells') ?? 0) + n * n); // each is part of the digest
  const sizeCount = new Map<number, number>();
  for (const count of matrix.counts) sizeCount.set(count, (sizeCount.get(count) ?? 0) + 1);
  comparison.same(
    'latency',
    name,
    {
      rows: n,
      cols: n,
      all_ns: spread(nanoseconds.filter(isNumber)),
      diag_ns: spread(onDiagonal),
      offdiag_ns: spread(offDiagonal),
      zero_cells_offdiag: offDiagonal.filter((ns) => ns === 0).length,
      negative_cells: nanoseconds.filter((ns) => ns < 0).length,
      headline_cells: matrix.counts.filter((count) => count > 0).length,
      size_count: [...sizeCount].sort(([a], [b]) => a - b).map(([count, cells]) => [matrix.sizeBytes, count, cells]),
    },
    {
      rows: wanted.rows,
      cols: wanted.cols,
      all_ns: wanted.all_ns,
      diag_ns: wanted.diag_ns,
      offdiag_ns: wanted.offdiag_ns,
      zero_cells_offdiag: wanted.zero_cells_offdiag,
      negative_cells: wanted.negative_cells,
      headline_cells: wanted.headline_cells,
      size_count: wanted.size_count,
    },
  );
  compareTsc(comparison, matrix, wanted);
}

function compareTsc(comparison: Comparison, matrix: LatencyMatrix, wanted: Truth): void {
  const kept = matrix.tsc.flatMap((summary, index) => (summary ? [{ summary, index }] : []));
  comparison.same('tsc', `${matrix.test} tsc cells`, kept.length, wanted.tsc_cells ?? 0);
  const offDiagonal = kept.filter(({ index }) => !isDiagonal(matrix, index));
  const pick = (cells: typeof kept, field: keyof TscSummary) =>
    spread(cells.map(({ summary }) => summary[field] ?? Number.NaN));
  if (kept.length > 0) {
    comparison.samePs(`${matrix.test} tsc median`, pick(kept, 'medianPs'), wanted.tsc_median_ns);
    comparison.samePs(
      `${matrix.test} off-diagonal median`,
      pick(offDiagonal, 'medianPs'),
      wanted.tsc_offdiag_median_ns,
    );
    comparison.samePs(`${matrix.test} off-diagonal mean`, pick(offDiagonal, 'meanPs'), wanted.tsc_offdiag_mean_ns);
    comparison.samePs(`${matrix.test} off-diagonal min`, pick(offDiagonal, 'minPs'), wanted.tsc_offdiag_min_ns);
    comparison.samePs(`${matrix.test} off-diagonal max`, pick(offDiagonal, 'maxPs'), wanted.tsc_offdiag_max_ns);
  }
  const raw = matrix.raw.flatMap((summary, index) => (summary ? [{ summary, index }] : []));
  comparison.same('tsc', `${matrix.test} raw cells`, raw.length, wanted.raw_tsc_cells ?? 0);
  if (raw.length > 0) {
    const samples = [...new Set(raw.map(({ summary }) => summary.samples))].sort((a, b) => a - b);
    comparison.same('tsc', `${matrix.test} raw samples`, samples, wanted.raw_tsc_samples);
    const medians = raw.filter(({ index }) => !isDiagonal(matrix, index)).map(({ summary }) => summary.medianPs);
    comparison.samePs(`${matrix.test} raw median`, spread(medians), wanted.raw_tsc_offdiag_median_ns);
  }
}

/** What reached the document: every rate, every cell of every matrix, the CPU. */
function compareDocument(comparison: Comparison, { machine, measurements }: ResultDocument, wanted: Truth): void {
  comparison.same('document', 'CPU name', machine.cpu.name ?? '', cleanCpuName(wanted.cpu.model_name));
  const rates = measurements.filter((measurement): measurement is Rate => measurement.kind === 'rate');
  const documented = rates.map(({ benchmark, parameters, repeats }) =>
    [
      benchmark,
      parameters.nodelay,
      parameters.reader_cpu,
      parameters.writer_cpu,
      parameters.segment_node ?? -1,
      parameters.message_bytes,
      parameters.read_in_place,
      (repeats[0]?.bits_per_second ?? Number.NaN) / 1e6,
    ].join(' '),
  );
  const sound = wanted.throughput.filter((row: Truth) => row[10] >= 0); // a rate below zero is no rate
  const logged = sound.map((row: Truth) => {
    const [test, reader, writer, node, size, , , readInPlace, , , mbps] = row;
    if (!isThroughputTest(test)) throw new Error(`unknown test ${test}`);
    const { id, fixed } = THROUGHPUT_BENCHMARKS[test];
    return [id, fixed.nodelay, reader, writer, node, size, readInPlace === 1, mbps].join(' ');
  });
  comparison.same('document', 'rates', documented.sort(), logged.sort());
  for (const [test, latency] of Object.entries(wanted.latency ?? {})) {
    if (!isLatencyTest(test)) throw new Error(`unknown test ${test}`);
    const { id, fixed } = LATENCY_BENCHMARKS[test];
    const matrices = measurements.filter(
      (measurement): measurement is Matrix =>
        measurement.kind === 'matrix' &&
        measurement.benchmark === id &&
        measurement.parameters.nodelay === fixed.nodelay,
    );
    compareDocumentMatrices(comparison, test, matrices, latency);
  }
}

function compareDocumentMatrices(comparison: Comparison, test: string, matrices: Matrix[], wanted: Truth): void {
  const mean = matrices.find(({ statistic }) => statistic === 'batched_mean');
  const n = mean?.cpus.length ?? 0;
  const nanoseconds = mean?.values_ps.map((ps) => ps / 1000) ?? [];
  compared.set('document', (compared.get('document') ?? 0) + n * n);
  if (test === 'mempipe_lat') {
    comparison.same('document', 'censored cells', mean?.censored.length, wanted.zero_cells_offdiag);
    comparison.same(
      'document',
      'diagonal',
      mean?.missing,
      Array.from({ length: n }, (_, i) => i * (n + 1)),
    );
    const censored = mean?.censored.map(() => 0) ?? [];
    const offDiagonal = [...nanoseconds.filter((ns) => ns > 0), ...censored];
    comparison.same('document', 'off-diagonal', spread(offDiagonal), wanted.offdiag_ns);
  } else {
    const text = Array.from({ length: n }, (_, row) => nanoseconds.slice(row * n, row * n + n).join(' ')).join('\n');
    comparison.same(
      'document',
      `${test} digest`,
      createHash('sha256').update(text).digest('hex'),
      wanted.matrix_sha256,
    );
  }
  const median = matrices.find(({ statistic }) => statistic === 'p50');
  const medians = median?.values_ps.filter((ps, index) => ps > 0 && index % (n + 1) !== 0) ?? [];
  const wantedMedian = wanted.tsc_offdiag_median_ns ?? wanted.raw_tsc_offdiag_median_ns;
  comparison.same('document', `${test} has medians`, medians.length > 0, wantedMedian !== undefined);
  if (wantedMedian) comparison.samePs(`${test} documented medians`, spread(medians), wantedMedian);
}
