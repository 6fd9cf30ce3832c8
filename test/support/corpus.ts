// Many varied results, the same for the same seed: several machines, kernels and suites; missing, censored and repeated
// points; matrices; historic packings; documents of a newer minor. For oracles, not for looks.
import crypto from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import type { Latency, Machine, Measurement, ResultDocument } from '@ipc-bench/schema/document';
import { bucketOf } from '@ipc-bench/schema/histogram';
import { judge } from '@ipc-bench/schema/judge';
import type { ParameterSpec } from '@ipc-bench/schema/suite-manifest';
import { cryptography, plainDocument, signDocument, type TestFile, testKey } from './document.js';
import { builtInRegistry, withSuite } from './registry.js';

/** The registry of this build and a historic suite. */
export const corpusRegistry = withSuite(builtInRegistry, '0.77.0', (benchmarks) => {
  for (const spec of Object.values(benchmarks)) spec.version = '0.77.0';
});

const newestSuite = builtInRegistry.suites.find(({ manifest }) => manifest.suite.version === '1.0.0');

export interface CorpusResult extends TestFile {
  document: ResultDocument;
  verdict: 'valid' | 'provisional';
}

/** Whole numbers below `bound` from a seed (mulberry32). */
export function randomFrom(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

type Random = ReturnType<typeof randomFrom>;

const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T;

const CPUS = [
  { vendor: 'intel', name: 'Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz', family: 6, model: 45, stepping: 7 },
  { vendor: 'intel', name: 'Intel(R) Xeon(R) CPU E5-2670 v3 @ 2.30GHz', family: 6, model: 63 },
  { vendor: 'amd', name: 'AMD EPYC 7763 64-Core Processor', family: 25, model: 1, stepping: 1 },
  { vendor: 'arm', name: 'Neoverse-N1' },
  { vendor: 'apple' },
] as const satisfies readonly Machine['cpu'][];
const KERNELS = [
  { version: [6, 1, 0], flavour: 'debian', release: '18' },
  { version: [6, 1, 119], flavour: 'vanilla' },
  { version: [6, 10, 2], flavour: 'fedora' },
  { version: [2, 6, 32, 5], flavour: 'debian' },
  { version: [2, 6, 32, 41], flavour: 'custom' },
  { version: [5, 15], flavour: 'unknown' },
] as const;
const VIRTUALISATIONS = [
  { verdict: 'virtual', technology: 'kvm' },
  { verdict: 'virtual', technology: 'xen' },
  { verdict: 'bare_metal', technology: 'none' },
  { verdict: 'unknown', technology: 'unknown' },
] as const;

function machineFrom(random: Random): Machine {
  const { version, ...kernel } = pick(random, KERNELS);
  const logicalCpus = pick(random, [1, 2, 8, 96]);
  return {
    os: pick(random, ['linux', 'linux', 'freebsd'] as const),
    kernel: { ...kernel, version: [...version] },
    architecture: pick(random, ['x86_64', 'aarch64'] as const),
    cpu: { ...pick(random, CPUS) },
    topology: {
      logical_cpus: logicalCpus,
      evidence: 'unknown',
      ...(random(2) ? { sockets: 1, cores: logicalCpus } : {}),
    },
    memory: random(3) ? { class_bytes: 2 ** (30 + random(6)) } : {},
    virtualisation: { ...pick(random, VIRTUALISATIONS) },
    container: pick(random, ['yes', 'no', 'unknown'] as const),
    clock: { source: 'tsc', resolution_ns: 1 },
  };
}

function latency(random: Random, benchmark: string, version: string, size: number, ordinal: number): Measurement {
  const isCensored = random(8) === 0;
  const repeats: Latency['repeats'] = Array.from({ length: 1 + random(5) }, () => {
    const p50 = 100_000 + random(50_000_000);
    const n = pick(random, [20, 100, 1000]);
    const ends = random(2) ? { initiator: { cpu_ns: random(1e9) }, responder: { cpu_ns: random(1e9) } } : {};
    if (isCensored) return { n, below_ns: 10 + random(90), max_ps: p50, ...ends };
    const tail = n >= 100 ? { p90_ps: p50 + 10, ...(n >= 1000 ? { p99_ps: p50 + 20 } : {}) } : {};
    return { n, min_ps: p50 - random(1000), p50_ps: p50, mean_ps: p50 + 5, ...tail, max_ps: p50 + 1000, ...ends };
  });
  const samples = repeats.reduce((sum, { n }) => sum + n, 0);
  const buckets = [...new Set(repeats.flatMap(({ min_ps, max_ps }) => [bucketOf(min_ps ?? 1), bucketOf(max_ps ?? 1)]))];
  const index = buckets.sort((a, b) => a - b);
  const count = index.map((_, at) => (at === 0 ? samples - (index.length - 1) : 1));
  return {
    kind: 'latency',
    benchmark,
    version,
    ordinal,
    parameters: {
      message_bytes: size,
      idle: pick(random, ['natural', 'kept_awake']),
      touch: 'read_lines',
      pinned: true,
      ...(random(4) ? { placement: pick(random, ['same-cpu', 'same-llc', 'cross-socket']) } : {}),
      ...(benchmark.startsWith('tcp') ? { nodelay: true } : {}),
      ...(benchmark.startsWith('shm') ? IN_PLACE : {}),
    },
    repeats,
    ...(random(3) === 0 ? { batched: [{ n: 10, batch: 100, mean_ps: 90_000 + random(1000) }] } : {}),
    histogram: { grid: 'log2x16', index, count },
  };
}

const IN_PLACE = { write_in_place: true, read_in_place: true };

function throughput(random: Random, version: string, size: number): Measurement {
  const repeats = Array.from({ length: 1 + random(4) }, () => ({
    messages: 1000,
    bytes: 1000 * size,
    elapsed_ns: 1 + random(1e9),
    ...(random(2) ? { writer: { cpu_ns: random(1e9) }, reader: { cpu_ns: random(1e9) } } : {}),
  }));
  const parameters = { message_bytes: size, idle: 'natural', touch: 'read_lines', pinned: false };
  return { kind: 'throughput', benchmark: 'pipe.throughput', version, ordinal: 0, parameters, repeats };
}

function matrix(random: Random, version: string): Measurement {
  const cells = [0, 1 + random(1e6), 1 + random(1e6), 0];
  return {
    kind: 'matrix',
    benchmark: 'shm_spin.latency',
    version,
    ordinal: 0,
    parameters: { message_bytes: 64, idle: 'natural', touch: 'read_lines', pinned: true, ...IN_PLACE },
    row: 'responder',
    column: 'initiator',
    statistic: 'p50',
    cpus: [0, 1],
    n: 1000,
    values_ps: cells,
    censored: random(2) ? [0] : [],
    missing: [],
    below_ns: 20,
  };
}

function missing(random: Random, version: string): Measurement {
  return {
    kind: 'missing',
    benchmark: 'shm_spin.latency',
    version,
    ordinal: random(3),
    parameters: { message_bytes: 64 },
    status: 'unsupported',
    reason: 'spin_needs_two_cpus',
  };
}

/** The measurement with the first value of every parameter that its benchmark requires and that it lacks. */
function complete(measurement: Measurement): Measurement {
  const spec = newestSuite?.manifest.benchmarks[measurement.benchmark];
  const defaults = Object.entries(spec?.parameters ?? {})
    .filter(([, { required }]) => required)
    .map(([name, parameter]) => [name, firstValue(parameter)] as const);
  return { ...measurement, parameters: { ...Object.fromEntries(defaults), ...measurement.parameters } };
}

function firstValue(parameter: ParameterSpec): boolean | number | string {
  if (parameter.type === 'integer') return parameter.minimum;
  return parameter.type === 'choice' ? (parameter.values[0] ?? '') : false;
}

function measurementsFrom(random: Random, version: string): Measurement[] {
  return pointsFrom(random, version).map((point) => (point.kind === 'missing' ? point : complete(point)));
}

function pointsFrom(random: Random, version: string): Measurement[] {
  const benchmarks = ['pipe.latency', 'unix_stream.latency', 'tcp.latency', 'shm_futex.latency'];
  const points = benchmarks.flatMap((benchmark) =>
    random(3) === 0
      ? []
      : [64, 4096].flatMap((size) => (random(2) ? [latency(random, benchmark, version, size, random(2))] : [])),
  );
  if (random(2)) points.push(throughput(random, version, pick(random, [64, 65536])));
  if (random(3) === 0) points.push(missing(random, version));
  if (random(4) === 0) {
    const cells = matrix(random, version) as Measurement & { kind: 'matrix' };
    if (cells.censored.length === 0) cells.missing = [0, 3];
    else cells.missing = [3];
    points.push(cells);
  }
  return points;
}

/** `count` results of a few machines over a few months. About one in eight is historic, one in eight provisional. */
export function corpus(count: number, seed = 1): CorpusResult[] {
  const random = randomFrom(seed);
  const machines = Array.from({ length: 12 }, (_, at) => ({
    key: testKey(`corpus ${at}`),
    machine: machineFrom(random),
  }));
  return Array.from({ length: count }, (_, at) => {
    const { key, machine } = pick(random, machines);
    const nonce = crypto.createHash('sha256').update(`corpus ${seed} ${at}`).digest('hex').slice(0, 32);
    const day = new Date(Date.UTC(2026, random(5), 1 + random(28))).toISOString().slice(0, 10);
    const kind = random(8);
    const profile = pick(random, ['self-test', 'standard', 'full'] as const);
    if (kind === 0) return historic(random, { nonce, day, machine }, at);
    const isNewer = kind === 1;
    const measurements = measurementsFrom(random, '1.0.0');
    if (isNewer) measurements.push({ ...missing(random, '1.0.0'), benchmark: 'carrier_pigeon.latency' } as Measurement);
    const suite = { name: 'ipc-bench' as const, version: isNewer ? '1.0.7' : '1.0.0' };
    const run = { profile, runner: `0.1.${random(3)}`, flags: random(3) ? [] : ['noisy' as const] };
    const document = signDocument(plainDocument({ nonce, day, machine, suite, run, measurements }), key);
    return fileOf(document);
  });
}

/** Two in three historic results belong to a run of which there are other packings. */
function historic(random: Random, members: Partial<ResultDocument>, at: number): CorpusResult {
  const packed =
    random(3) > 0
      ? {
          run_key: crypto
            .createHash('sha256')
            .update(`run ${at >> 5}`)
            .digest('hex'),
        }
      : {};
  const document = plainDocument({
    ...members,
    suite: { name: 'ipc-bench', version: '0.77.0' },
    run: { profile: 'imported', runner: '0.1.0', flags: ['single_run'], ...packed },
    measurements: measurementsFrom(random, '0.77.0'),
  });
  return fileOf(document);
}

/** A document as a file of the layout; throws when the validator refuses it. */
export function fileOf(document: ResultDocument): CorpusResult {
  const bytes = canonicalBytes(document);
  const report = judge(bytes, { cryptography, registry: corpusRegistry });
  if (report.verdict === 'invalid') throw new Error(JSON.stringify(report.findings));
  if (report.verdict === 'deferred') throw new Error(`needs ${report.needs.suite}`);
  return { path: report.path, bytes, id: report.id, document, verdict: report.verdict };
}
